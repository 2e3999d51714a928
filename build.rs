//! Bundles the front end. The packaged crate carries `site-templates/dist` ready made; a checkout makes it here, with npm and
//! esbuild, and writes nothing but below `OUT_DIR`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What the bundle consists of.
const FILES: [&str; 4] = ["site.css", "main.js", "search.js", "icon.svg"];

/// What npm needs to fetch the libraries.
const PACKAGE: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

fn main() {
    let source = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("site-templates");
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo")).join("frontend");
    let bundle = out.join("bundle");
    for part in ["build.mjs", "package.json", "package-lock.json", "styles", "scripts", "components", "images", "dist"]
    {
        println!("cargo:rerun-if-changed={}", source.join(part).display());
    }
    fs::create_dir_all(&bundle).expect("OUT_DIR can be written");
    let ready = source.join("dist");
    if FILES.iter().all(|file| ready.join(file).is_file()) {
        for file in FILES {
            fs::copy(ready.join(file), bundle.join(file)).expect("the packaged front end can be copied");
        }
        return;
    }
    install(&source, &out);
    run(
        Command::new("node").arg(source.join("build.mjs")).arg("--modules").arg(&out).arg("--out").arg(&bundle),
        "bundling the style sheet and scripts",
    );
    for file in FILES {
        assert!(bundle.join(file).is_file(), "the front end's bundle lacks {file}");
    }
}

/// Fetches the libraries, unless those of this lock file are there already.
fn install(source: &Path, out: &Path) {
    let lock = fs::read(source.join("package-lock.json")).expect("package-lock.json is part of the repository");
    let stamp = out.join("installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return;
    }
    for file in PACKAGE {
        fs::copy(source.join(file), out.join(file)).unwrap_or_else(|error| panic!("cannot copy {file}: {error}"));
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let arguments = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"];
    run(Command::new(npm).args(arguments).current_dir(out), "fetching the front end's libraries");
    fs::write(stamp, lock).expect("OUT_DIR can be written");
}

fn run(command: &mut Command, what: &str) {
    match command.output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => panic!(
            "{what} failed:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => panic!(
            "{what} needs Node.js 20 or newer with npm on the PATH ({error}). A released binary, or the packaged crate, needs neither."
        ),
    }
}
