// Bundles the style sheet and the scripts.
//
//   node build.mjs --modules <folder that holds node_modules> --out <folder>
//
// writes site.css, main.js, search.js and the images. Sources are read beside this file, libraries from the other folder,
// and nothing is written but the output, so that a read-only source tree will do. The same input gives the same bytes.

import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    modules: { type: "string" },
    out: { type: "string" },
  },
});
if (!values.modules || !values.out) {
  console.error("usage: node build.mjs --modules <folder that holds node_modules> --out <folder>");
  process.exit(2);
}

const source = dirname(fileURLToPath(import.meta.url));
const modules = resolve(values.modules);
const out = resolve(values.out);
const { build } = createRequire(join(modules, "package.json"))("esbuild");

// Bundled libraries ask that their licence goes with them.
const license = readFileSync(join(modules, "node_modules/minisearch/LICENSE.txt"), "utf8").replaceAll("\r\n", "\n").trim();

const common = {
  absWorkingDir: source,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  nodePaths: [join(modules, "node_modules")],
};

const script = {
  outdir: out,
  format: "esm",
  target: "es2020",
  tsconfigRaw: { compilerOptions: { target: "es2020", verbatimModuleSyntax: true } },
};

mkdirSync(out, { recursive: true });
await build({
  ...common,
  entryPoints: { site: "styles/index.css" },
  outdir: out,
});
await build({
  ...common,
  ...script,
  entryPoints: { main: "scripts/main.ts" },
});
await build({
  ...common,
  ...script,
  entryPoints: { search: "scripts/search.ts" },
  banner: { js: `/*! Contains MiniSearch.\n${license} */` },
});
for (const image of readdirSync(join(source, "images")).sort()) {
  cpSync(join(source, "images", image), join(out, image));
}
