// Looks at a built site with a real browser, the way residents do.
//
//   node run.mjs --site DIR
//
// Serves DIR on a port of this machine and visits every kind of page in both colour schemes, wide and narrow: axe findings,
// overflow, errors, requests to elsewhere, the keyboard, the site without JavaScript, the search. Before that, each checker
// has to find what is wrong with a page that is wrong on purpose.
//
// The browser is $CHROMIUM, else /usr/bin/chromium, else `chromium` on the PATH. Ends with a line
// `browser: N passed, M failed`; exit code 0 all passed, 1 some failed, 2 could not run, 3 there is no browser.

import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { delimiter, extname, join, normalize, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import axePlaywright from "@axe-core/playwright";
import { chromium } from "playwright-core";

const AxeBuilder = axePlaywright.default ?? axePlaywright;
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const SCHEMES = ["light", "dark"];
const SIZES = [
  { width: 1280, height: 900 },
  { width: 320, height: 640 },
];
const BAD = "/known-bad/";

// --- what was asked ---------------------------------------------------------------------------------------------------

const { values } = parseArgs({ options: { site: { type: "string" } } });
if (!values.site || !existsSync(join(values.site, "index.html"))) {
  console.error("usage: node run.mjs --site DIR, where DIR holds a built site with an index.html");
  process.exit(2);
}
const site = resolve(values.site);

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const executablePath = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  ...(process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "chromium")),
].find((path) => path && isExecutable(path));
if (!executablePath) {
  console.log("SKIPPED: no Chromium at $CHROMIUM, /usr/bin/chromium or on the PATH. NOTHING was checked.");
  process.exit(3);
}

// --- results ----------------------------------------------------------------------------------------------------------

let passed = 0;
let failed = 0;

/** Prints one check: it passes when there are no problems. */
function report(name, problems) {
  if (problems.length === 0) {
    passed += 1;
    console.log(`ok      ${name}`);
    return;
  }
  failed += 1;
  console.log(`FAILED  ${name}`);
  for (const problem of problems.slice(0, 8)) console.log(`          ${problem}`);
  if (problems.length > 8) console.log(`          … and ${problems.length - 8} more`);
}

/** The known-bad page: a checker passes by finding something. */
function reportBad(name, problems) {
  report(`known-bad page: ${name}`, problems.length > 0 ? [] : ["the checker found nothing wrong with a page that is wrong"]);
}

// --- the server -------------------------------------------------------------------------------------------------------

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".geojson": "application/geo+json",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".jsonld": "application/ld+json",
  ".parquet": "application/vnd.apache.parquet",
  ".svg": "image/svg+xml",
  ".ttl": "text/turtle; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

// Everything that a checker looks for, done wrong. Its search box stays deaf, its facets count wrong, its script is inline.
const BAD_PAGE = (elsewhere) => `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="script-src 'self'">
<title></title>
<link rel="stylesheet" href="${BAD}style.css">
</head>
<body>
<img src="${elsewhere}pixel.svg">
<img src="missing.svg">
<p class="faint">Faint words that nobody can read.</p>
<div class="wide">wide</div>
<a href="#x" class="plain">a link that hides its focus</a>
<form role="search"><input type="search"></form>
<script>document.title = "never runs";</script>
</body>
</html>`;
const BAD_STYLE = ".faint { color: #eee; background: #fff } .wide { width: 2000px } a, input { outline: none !important }";

function serve() {
  let elsewhere = "";
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const send = (status, type, body) => {
      response.writeHead(status, { "content-type": type, "x-content-type-options": "nosniff", "cache-control": "no-store" });
      response.end(body);
    };
    if (path === BAD) return send(200, TYPES[".html"], BAD_PAGE(elsewhere));
    if (path === `${BAD}style.css`) return send(200, TYPES[".css"], BAD_STYLE);
    let file = normalize(join(site, path));
    if (file !== site && !file.startsWith(site + sep)) return send(403, TYPES[".txt"], "forbidden");
    if (existsSync(file) && statSync(file).isDirectory()) {
      if (!path.endsWith("/")) {
        response.writeHead(301, { location: `${path}/` });
        return response.end();
      }
      file = join(file, "index.html");
    }
    if (existsSync(file)) return send(200, TYPES[extname(file)] ?? "application/octet-stream", readFileSync(file));
    const missing = join(site, "404.html");
    return send(404, TYPES[".html"], existsSync(missing) ? readFileSync(missing) : "not found");
  });
  const other = createServer((_, response) => {
    response.writeHead(200, { "content-type": TYPES[".svg"] });
    response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      other.listen(0, "127.0.0.1", () => {
        elsewhere = `http://127.0.0.1:${other.address().port}/`;
        done({
          origin: `http://127.0.0.1:${server.address().port}`,
          close: () => {
            server.close();
            other.close();
          },
        });
      });
    });
  });
}

// --- the checkers: each returns what is wrong, as sentences -----------------------------------------------------------

async function axeFindings(page) {
  const { violations, passes } = await new AxeBuilder({ page }).withTags(AXE_TAGS).analyze();
  if (passes.length < 5) return [`axe passed only ${passes.length} rules: it cannot have looked at the page`];
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
}

function overflow(page) {
  return page.evaluate(() => {
    const { scrollWidth } = document.documentElement;
    if (scrollWidth <= innerWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > innerWidth + 1);
    const names = wide.slice(0, 3).map((element) => `${element.localName}.${element.className}`);
    return [`the page is ${scrollWidth} px wide in a window of ${innerWidth}: ${names.join(", ")}`];
  });
}

/** Watches a page from before its first byte; `problems` may be read at any time. */
async function watch(page, origin) {
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:")) problems.push(`request to ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return problems;
}

/** Walks through the page with Tab: every stop must be seen, with a mark, and with nothing over it. */
async function focusProblems(page, limit = 80) {
  const problems = [];
  let stops = 0;
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  for (; stops < limit; stops++) {
    await page.keyboard.press("Tab");
    const problem = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      if (element.dataset.walked) return null;
      element.dataset.walked = "yes";
      const name = `${element.localName}.${element.className} “${(element.textContent ?? "").trim().slice(0, 40)}”`;
      const style = getComputedStyle(element);
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `${name} shows no focus`;
      const box = element.getClientRects()[0];
      if (!box || box.width === 0 || box.height === 0) return `${name} has the focus and cannot be seen`;
      const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 12), 0), innerWidth - 1);
      const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 0), innerHeight - 1);
      if (box.bottom < 0 || box.top > innerHeight) return `${name} has the focus outside the window`;
      const above = document.elementFromPoint(x, y);
      if (above && above !== element && !element.contains(above) && !above.contains(element)) return `${name} is covered by ${above.localName}`;
      return "";
    });
    if (problem === null) break;
    if (problem) problems.push(problem);
  }
  if (stops < 2) problems.push(`Tab came to only ${stops} places`);
  return problems;
}

/** What of `parts` cannot be seen; each is a selector with the least number of visible elements. */
async function unseen(page, parts) {
  const problems = [];
  for (const [selector, least] of Object.entries(parts)) {
    const count = await page.locator(selector).filter({ visible: true }).count();
    if (count < least) problems.push(`${count} of at least ${least} visible: ${selector}`);
  }
  return problems;
}

/** Types a query and says whether the dataset is among the first results. */
async function searchProblems(page, query, slug) {
  try {
    const box = page.locator("main input[type=search]");
    await box.fill(query, { timeout: 2000 });
    await box.press("Enter", { timeout: 2000 });
    const result = page.locator(`[data-cards] a[href$="datasets/${slug}/"]`);
    await page.waitForURL((url) => url.searchParams.get("q") === query, { timeout: 4000 });
    await result.first().waitFor({ timeout: 4000 });
    return [];
  } catch {
    return [`“${query}” does not find ${slug}`];
  }
}

/** The counts that the page shows beside its facets, against those of the documents. */
async function facetProblems(page, expected) {
  const problems = [];
  for (const [facet, counts] of Object.entries(expected)) {
    const shown = await page.locator(`[data-facet="${facet}"] li`).evaluateAll((lines) =>
      lines.map((line) => {
        const count = line.querySelector(".tb-facet__count")?.textContent?.trim() ?? "";
        const box = line.querySelector("input");
        const label = box ? box.nextElementSibling?.textContent : line.querySelector("a")?.textContent;
        return [label?.trim() ?? "", Number(count)];
      }),
    );
    if (shown.length !== counts.size) problems.push(`${facet}: ${shown.length} values, ${counts.size} in the catalogue`);
    for (const [label, count] of shown) {
      if (counts.get(label) !== count) problems.push(`${facet} “${label}” says ${count}, the catalogue ${counts.get(label)}`);
    }
  }
  return problems;
}

// --- what there is to visit -------------------------------------------------------------------------------------------

function readDocuments() {
  const { documents } = JSON.parse(readFileSync(join(site, "search/documents.json"), "utf8"));
  if (!documents?.length) throw new Error("search/documents.json holds no dataset");
  return documents;
}

function folders(path) {
  const folder = join(site, path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "index.html")))
    .map((entry) => `${path}/${entry.name}/`)
    .sort();
}

function findPages(documents) {
  const html = (document) => readFileSync(join(site, "datasets", document.slug, "index.html"), "utf8");
  const several = documents.find((document) => html(document).includes('class="tb-contents"'));
  const geographic = documents.find((document) => document.formats.some((format) => /geo/i.test(format)));
  const plain = documents.find((document) => document !== several && document !== geographic) ?? documents[0];
  const pages = {
    home: "",
    catalogue: "datasets/",
    "a dataset": `datasets/${plain.slug}/`,
    "a dataset of several tables": several && `datasets/${several.slug}/`,
    "a geographic dataset": geographic && `datasets/${geographic.slug}/`,
    "a department": folders("publishers")[0],
    "a topic": folders("themes")[0],
    "all departments": "publishers/",
    "all topics": "themes/",
    about: "about/",
    quality: "quality/",
    developers: "developers/",
    "not found": "404.html",
  };
  for (const [kind, path] of Object.entries(pages)) {
    if (path === undefined) {
      console.log(`note    this site has no page of the kind: ${kind}`);
      delete pages[kind];
    }
  }
  return pages;
}

const FACET_LABELS = {
  publisher: (document) => [document.publisher],
  theme: (document) => [document.theme],
  format: (document) => document.formats,
  license: (document) => [document.license],
};

/** Counts of every facet value; those of `all` that none of `documents` has are 0. */
function countFacets(all, documents) {
  return Object.fromEntries(
    Object.entries(FACET_LABELS).map(([facet, labels]) => {
      const counts = new Map(all.flatMap(labels).map((label) => [label, 0]));
      for (const label of documents.flatMap(labels)) counts.set(label, counts.get(label) + 1);
      return [facet, counts];
    }),
  );
}

/** A long word of a title, as rare as can be, with the dataset it names. */
function distinctiveWord(documents) {
  const uses = new Map();
  for (const { title } of documents) {
    for (const word of new Set(title.toLowerCase().match(/[a-z]{6,}/g) ?? [])) uses.set(word, (uses.get(word) ?? 0) + 1);
  }
  const candidates = documents.flatMap(({ slug, title }) =>
    (title.toLowerCase().match(/[a-z]{6,}/g) ?? []).map((word) => ({ slug, word, uses: uses.get(word) })),
  );
  candidates.sort((a, b) => a.uses - b.uses || b.word.length - a.word.length || a.word.localeCompare(b.word));
  return candidates[0];
}

// --- the run ----------------------------------------------------------------------------------------------------------

const server = await serve();
const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

/** Opens a page in a context of its own, hands it to `look`, and closes it. */
async function visit(path, options, look) {
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: SIZES[0], ...options });
  try {
    const page = await context.newPage();
    const noise = await watch(page, server.origin);
    const response = await page.goto(`${server.origin}/${path.replace(/^\//, "")}`, { waitUntil: "load" });
    // Scripts reveal what they bring just after loading.
    await page.waitForLoadState("networkidle");
    return await look(page, noise, response);
  } finally {
    await context.close();
  }
}

try {
  const documents = readDocuments();
  const pages = findPages(documents);
  const word = distinctiveWord(documents);

  await visit(BAD, { viewport: SIZES[1] }, async (page, noise) => {
    reportBad("axe", await axeFindings(page));
    reportBad("overflow", await overflow(page));
    for (const [name, sign] of [
      ["policy violation", "policy violation"],
      ["console error", "console:"],
      ["request to elsewhere", "request to"],
      ["missing file", "status 404"],
    ]) {
      reportBad(name, noise.filter((problem) => problem.includes(sign)));
    }
    reportBad("focus", (await focusProblems(page)).filter((problem) => problem.includes("shows no focus")));
    reportBad("facet counts", await facetProblems(page, countFacets(documents, documents)));
    reportBad("search", await searchProblems(page, documents[0].title, documents[0].slug));
  });
  await visit(BAD, { javaScriptEnabled: false }, async (page) => {
    reportBad("without JavaScript", await unseen(page, { h1: 1, ".tb-card": 1 }));
  });

  for (const [kind, path] of Object.entries(pages)) {
    for (const colorScheme of SCHEMES) {
      for (const viewport of SIZES) {
        await visit(path, { colorScheme, viewport }, async (page, noise) => {
          const name = `${kind}, ${colorScheme}, ${viewport.width} px`;
          // What is folded away is looked at too.
          await page.evaluate(() => {
            for (const details of document.querySelectorAll("details")) details.open = true;
          });
          report(`${name}: axe`, await axeFindings(page));
          report(`${name}: no overflow`, await overflow(page));
          report(`${name}: no errors, no requests elsewhere`, noise);
        });
      }
    }
    for (const viewport of SIZES) {
      await visit(path, { viewport }, async (page) => {
        report(`${kind}, ${viewport.width} px: keyboard`, await focusProblems(page));
      });
    }
  }

  await visit("no/such/page/", {}, async (page, _, response) => {
    const problems = response.status() === 404 ? [] : [`status ${response.status()}`];
    report("a missing page: says so", [...problems, ...(await unseen(page, { "h1": 1, "main a": 1 }))]);
  });

  const withoutScript = { javaScriptEnabled: false };
  for (const [kind, parts] of Object.entries({
    home: { h1: 1, ".tb-card": 1, ".tb-counted-links a": 2 },
    catalogue: { h1: 1, ".tb-card": Math.min(documents.length, 20), ".tb-facet": 1 },
    "a dataset": { h1: 1, ".tb-facts dd": 5, ".tb-downloads a": 1, ".tb-table td": 1, ".tb-dictionary tbody tr": 1 },
    "a department": { h1: 1, ".tb-card": 1 },
    "a topic": { h1: 1, ".tb-card": 1 },
  })) {
    await visit(pages[kind], withoutScript, async (page) => {
      const problems = await unseen(page, parts);
      const deaf = await page.locator("[data-js]").filter({ visible: true }).count();
      if (deaf > 0) problems.push(`${deaf} parts are shown that only work with JavaScript`);
      report(`${kind}: whole without JavaScript`, problems);
    });
  }

  await visit("datasets/", withoutScript, async (page) => {
    report("catalogue without JavaScript: facet counts", await facetProblems(page, countFacets(documents, documents)));
    const links = await page.locator("[data-facet] li").evaluateAll((lines) =>
      lines.map((line) => [line.querySelector("a").href, Number(line.querySelector(".tb-facet__count").textContent)]),
    );
    const problems = links.length > 0 ? [] : ["no facet has a link"];
    for (const [url, count] of links) {
      await page.goto(url);
      const cards = await page.locator(".tb-card").count();
      if (cards !== count) problems.push(`${new URL(url).pathname} lists ${cards} datasets, the facet says ${count}`);
    }
    report("catalogue without JavaScript: facet lists are complete", problems);
  });
  await visit("datasets/", withoutScript, async (page) => {
    const seen = new Set();
    for (let next = page.url(); next; ) {
      await page.goto(next);
      for (const url of await page.locator(".tb-card h3 a").evaluateAll((links) => links.map((link) => link.href))) seen.add(url);
      const link = page.locator('.tb-pagination a[rel="next"]');
      next = (await link.count()) > 0 ? await link.evaluate((element) => element.href) : undefined;
    }
    report("catalogue without JavaScript: its pages list every dataset", seen.size === documents.length ? [] : [`${seen.size} of ${documents.length}`]);
  });

  await visit("datasets/", {}, async (page, noise) => {
    report(`search: the exact word “${word.word}”`, await searchProblems(page, word.word, word.slug));
    report("search: the word is marked", await unseen(page, { "[data-cards] mark": 1 }));
    report("search: the page stays accessible", [...(await axeFindings(page)), ...(await overflow(page))]);
    const said = await page.waitForFunction(() => document.querySelector("[data-announcer]")?.textContent, null, { timeout: 4000 }).then(
      (text) => text.jsonValue(),
      () => "",
    );
    report("search: the count is announced", /^\d+ datasets? found$/.test(said) ? [] : [`announced: “${said}”`]);
    await page.reload();
    report("search: the URL brings it back", await unseenAfter(page, `[data-cards] a[href$="datasets/${word.slug}/"]:has(mark)`));

    const middle = Math.floor(word.word.length / 2);
    const dropped = word.word.slice(0, middle) + word.word.slice(middle + 1);
    const wrong = word.word.slice(0, middle) + (word.word[middle] === "x" ? "y" : "x") + word.word.slice(middle + 1);
    report(`search: a letter dropped, “${dropped}”`, await searchProblems(page, dropped, word.slug));
    report(`search: a letter wrong, “${wrong}”`, await searchProblems(page, wrong, word.slug));
    report("search: no errors, no requests elsewhere", noise);
  });

  await visit("datasets/?sort=title", {}, async (page) => {
    await page.locator("[data-cards] a").first().waitFor();
    report("search: facet counts of the whole catalogue", await facetProblems(page, countFacets(documents, documents)));

    const { publisher } = documents[0];
    const its = documents.filter((document) => document.publisher === publisher);
    const box = page.getByRole("checkbox", { name: publisher }).first();
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    await box.check();
    await page.waitForURL((url) => url.searchParams.has("publisher"));
    const expected = { ...countFacets(documents, its), publisher: countFacets(documents, documents).publisher };
    report(`search: facet counts of “${publisher}”`, await facetProblems(page, expected));
    const heading = await page.locator('[data-part="count"]').textContent();
    report("search: the count of the department", Number.parseInt(heading.replace(/\D*(\d+).*/, "$1"), 10) === its.length ? [] : [heading]);
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has("publisher"));
    await page.waitForFunction(() => document.querySelectorAll("[data-facet] input:checked").length === 0, null, { timeout: 4000 }).catch(() => {});
    report("search: back undoes a filter", await facetProblems(page, countFacets(documents, documents)));
  });

  await visit("datasets/?q=qqxxqqzzqq", {}, async (page) => {
    await page.locator('[data-part="message"]').filter({ visible: true }).waitFor({ timeout: 4000 }).catch(() => {});
    report("search: says that nothing was found", await unseen(page, { '[data-part="message"] p': 1, '[data-part="clear"]': 1 }));
    await page.locator('[data-part="clear"]').click();
    report("search: clear brings the catalogue back", await unseenAfter(page, "[data-cards] a"));
  });
} catch (error) {
  report("the run came to its end", [error.stack ?? String(error)]);
} finally {
  await browser.close();
  server.close();
}

async function unseenAfter(page, selector) {
  await page.locator(selector).first().waitFor({ timeout: 4000 }).catch(() => {});
  return unseen(page, { [selector]: 1 });
}

console.log(`browser: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
