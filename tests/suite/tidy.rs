//! The house rules, read from the source itself: which way imports run, and what only certain modules may do.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;

use crate::support::{files_below, repository};

/// The layers, lowest first, each with the layers whose names it may use. A layer may name itself; `cli` alone stands over
/// everything. Neighbours that must not know each other (`validate`, `convert`, `describe`) do not list each other.
const LAYERS: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    ("files", &[]),
    ("document", &["diagnostic", "files"]),
    ("model", &["diagnostic", "files"]),
    ("read", &["diagnostic", "files", "model"]),
    ("portal", &["diagnostic", "files", "document", "model"]),
    ("metadata", &["diagnostic", "files", "document", "model", "read", "portal"]),
    ("scan", &["diagnostic", "files", "model", "metadata", "read"]),
    ("policy", &["diagnostic", "files", "document", "model", "portal", "metadata", "read", "scan"]),
    ("site", &["files", "model", "policy"]),
    ("validate", &["diagnostic", "files", "document", "model", "portal", "metadata", "read", "scan", "policy"]),
    (
        "draft",
        &["diagnostic", "files", "document", "model", "portal", "metadata", "read", "scan", "policy", "validate"],
    ),
    ("change", &["diagnostic", "files", "model", "read", "scan"]),
    ("convert", &["files", "model", "scan"]),
    ("verify", &["files", "model", "scan"]),
    ("describe", &["files", "model", "policy", "site"]),
    ("render", &["files", "model", "policy", "site", "describe"]),
    ("publish", &["files", "model", "portal", "policy", "site"]),
    ("serve", &["files", "site"]),
    ("fetch", &["files"]),
    (
        "pipeline",
        &[
            "diagnostic",
            "files",
            "document",
            "model",
            "portal",
            "metadata",
            "read",
            "scan",
            "policy",
            "site",
            "validate",
            "draft",
            "change",
            "convert",
            "verify",
            "describe",
            "render",
            "publish",
            "fetch",
        ],
    ),
    (
        "cli",
        &[
            "diagnostic",
            "files",
            "document",
            "model",
            "portal",
            "metadata",
            "draft",
            "change",
            "policy",
            "site",
            "describe",
            "publish",
            "fetch",
            "serve",
            "pipeline",
        ],
    ),
];

/// A source file: its path below `src/`, and its text without comments, strings and tests.
struct Source {
    path: String,
    text: String,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Source { path: path.to_owned(), text: text.to_owned(), code: without_tests(&without_comments(text)) }
    }

    /// The layer it belongs to.
    fn layer(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// Whether all of it is test code.
    fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests" || part == "tests.rs")
    }
}

fn sources() -> Vec<Source> {
    let src = repository().join("src");
    let read = |path: &String| Source::new(path, &fs::read_to_string(src.join(path)).unwrap());
    files_below(&src).iter().filter(|path| path.ends_with(".rs")).map(read).collect()
}

/// Blanks comments and the insides of strings: what they say is no code.
fn without_comments(text: &str) -> String {
    let pattern =
        Regex::new(r##"(?s)//[^\n]*|/\*.*?\*/|b?r#+".*?"#+|"(?:\\.|[^"\\])*"|'(?:\\.[^']*|[^'\\])'"##).unwrap();
    pattern
        .replace_all(text, |found: &regex::Captures<'_>| if found[0].starts_with('/') { "" } else { "\"\"" })
        .into_owned()
}

/// Tests stand at the end of a file, in a module of their own.
fn without_tests(code: &str) -> String {
    let tests = Regex::new(r"#\[cfg\(test\)\]\s*(pub(\([a-z ]+\))?\s+)?mod\s+\w+\s*\{").unwrap();
    tests.find(code).map_or(code, |found| &code[..found.start()]).to_owned()
}

/// Every `crate::…` path of some code with its first two parts (`policy::Public`), groups taken apart. Ways to the root by
/// `super` count as well.
fn imports(source: &Source) -> Vec<String> {
    // Where a module is restricted to (`pub(in crate::publish)`) is no use of it.
    let code = Regex::new(r"pub\(in crate::[a-z_:]+\)").unwrap().replace_all(&source.code, "pub");
    let mut found = Vec::new();
    for start in Regex::new(r"\bcrate::").unwrap().find_iter(&code) {
        take_apart(&code[start.end()..], "", &mut found);
    }
    let depth = source.path.trim_end_matches("/mod.rs").matches('/').count() + 1;
    for start in Regex::new(&format!(r"\b(?:super::){{{depth}}}")).unwrap().find_iter(&code) {
        take_apart(&code[start.end()..], "", &mut found);
    }
    let layers: BTreeSet<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    found.retain(|path| layers.contains(path.split("::").next().unwrap()));
    found
}

/// Reads `a::b`, `{a, b::{c, d}}` or `a as x` and adds the paths in it, cut to two parts.
fn take_apart(code: &str, prefix: &str, found: &mut Vec<String>) {
    let name = Regex::new(r"^(\w+|\*)").unwrap();
    let code = code.trim_start();
    if let Some(group) = code.strip_prefix('{') {
        let mut depth = 0;
        let mut start = 0;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                ',' | '}' if depth == 0 => {
                    take_apart(&group[start..at], prefix, found);
                    start = at + 1;
                    if c == '}' {
                        return;
                    }
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        return;
    }
    let Some(part) = name.find(code) else { return };
    let path = if prefix.is_empty() { part.as_str().to_owned() } else { format!("{prefix}::{}", part.as_str()) };
    match code[part.end()..].strip_prefix("::") {
        Some(rest) if prefix.is_empty() => take_apart(rest, &path, found),
        _ => found.push(path),
    }
}

/// What is wrong with the imports of a file.
fn upward(source: &Source) -> Vec<String> {
    let layer = source.layer();
    if matches!(source.path.as_str(), "lib.rs" | "main.rs") {
        return Vec::new();
    }
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![format!("src/{}: the layer `{layer}` is not in the table", source.path)];
    };
    let fine = |path: &String| {
        let target = path.split("::").next().unwrap();
        target == layer || allowed.contains(&target)
    };
    let wrong = imports(source).into_iter().filter(|path| !fine(path));
    wrong.map(|path| format!("src/{}: `{layer}` must not use `{path}`", source.path)).collect()
}

#[test]
fn imports_run_downwards() {
    let sources = sources();
    let wrong: Vec<String> = sources.iter().filter(|source| !source.is_test()).flat_map(upward).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The table itself runs downwards.
    for (at, (name, allowed)) in LAYERS.iter().enumerate() {
        for lower in *allowed {
            let found = LAYERS.iter().position(|(other, _)| other == lower).expect("a layer of the table");
            assert!(found < at, "{name} -> {lower}");
        }
    }
}

#[test]
fn a_planted_upward_import_is_found() {
    for (path, text) in [
        ("model/slug.rs", "use crate::publish::Plan;"),
        ("model/slug.rs", "use crate::{files::Digest, policy::{Public, Held}};"),
        ("model/slug.rs", "use crate::{\n    diagnostic,\n    cli,\n};"),
        ("model/table/text.rs", "fn f() { crate::render::render(); }"),
        ("model/mod.rs", "use super::publish;"),
        ("model/table/text.rs", "use super::super::super::{publish};"),
        ("convert/csv.rs", "use crate::validate::RULES;"),
        ("read/mod.rs", "use crate::metadata::{DatasetFile};"),
        ("attic/mod.rs", ""),
    ] {
        assert!(!upward(&Source::new(path, text)).is_empty(), "{path}: {text}");
    }
    for (path, text) in [
        ("read/mod.rs", "use crate::model::SourceFormat;\nuse crate::{model::Slug, diagnostic as d};"),
        ("model/slug.rs", "// use crate::publish;\nlet text = \"crate::publish::Plan\";"),
        ("publish/host/mod.rs", "pub(in crate::publish) struct Steps;"),
        ("model/slug.rs", "#[cfg(test)]\nmod tests { use crate::cli; }"),
    ] {
        assert_eq!(upward(&Source::new(path, text)), [""; 0], "{text}");
    }
}

/// Asserts that a pattern is found in no file but those that are allowed, each with its reason.
#[track_caller]
fn only_in(pattern: &str, allowed: &[(&str, &str)]) {
    let regex = Regex::new(pattern).unwrap();
    let mut needed = BTreeSet::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let Some(found) = regex.find(&source.code) else { continue };
        let permit = allowed.iter().find(|(path, _)| source.path.starts_with(path));
        match permit {
            Some((path, _)) => _ = needed.insert(*path),
            None => panic!("src/{} must not use `{}`", source.path, found.as_str()),
        }
    }
    for (path, _) in allowed {
        assert!(needed.contains(path), "src/{path} needs no permission for `{pattern}` any more: take it off the list");
    }
}

#[test]
fn only_files_opens_files() {
    only_in(
        r"\bfs::(?:read|write|copy|rename|remove|create|hard_link|metadata|symlink|canonicalize|set_permissions|File::)|\bFile::(?:open|create|options)|\bOpenOptions\b|\bread_dir\b|tokio::fs",
        &[("files/", "the door itself")],
    );
    // Naming the type of an open file is not opening one.
    only_in(
        r"\bstd::fs\b",
        &[
            ("files/", "the door itself"),
            ("read/", "reads from files that `files` opened"),
            ("convert/", "writes into files that `files` made"),
            ("validate/keys/log.rs", "sorts long keys in unnamed temporary files"),
            ("publish/host/object_storage/upload.rs", "sends files that `files` opened"),
        ],
    );
    only_in(
        r"\btempfile::",
        &[("files/", "the door itself"), ("validate/keys/log.rs", "sorts long keys in unnamed temporary files")],
    );
    only_in(
        r"\bWalkDir\b|\bServe(?:Dir|File)\b",
        &[("files/tree.rs", "the walk of the door"), ("serve/", "sends the site that was built")],
    );
}

#[test]
fn only_cli_prints_and_reads_the_environment() {
    only_in(r"\be?print(?:ln)?!|\bstd(?:out|err)\(\)", &[("cli/", "the only module that prints")]);
    // `env!` is another thing: it is read when the program is compiled.
    only_in(
        r"\benv::",
        &[("cli/", "the only module that reads the environment"), ("main.rs", "hands the arguments on")],
    );
    only_in(
        r"SystemTime::now|Timestamp::now|Zoned::now|TimeZone::system",
        &[("cli/terminal.rs", "tells `check` the day, for what is overdue")],
    );
}

#[test]
fn nothing_but_the_gate_makes_public_values() {
    let sources = sources();
    let gate = sources.iter().find(|source| source.path == "policy/clearance.rs").expect("the gate");
    let code = gate.code.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        code.contains("#[derive(Debug, Clone)] pub struct Public<T>(T);"),
        "derives of Public, or its private field"
    );
    let implementation = Regex::new(r"impl(?:<[^>]*>)? [^{]*Public<[^{]*\{").unwrap();
    let implementations: Vec<&str> = implementation
        .find_iter(&code)
        .filter(|found| !code[..found.start()].ends_with("-> "))
        .map(|found| found.as_str())
        .collect();
    assert_eq!(implementations, ["impl<T> Deref for Public<T> {", "impl Public<Catalog> {"]);
    assert!(
        code.contains("#[derive(Debug)] pub struct Candidate { draft: Draft, }"),
        "Candidate is made once and moved"
    );
    // What makes one: three in the gate, by name in its documentation, and the projection of the catalogue.
    assert_eq!(
        code.matches(" Public(").count() + code.matches("(Public(").count(),
        3,
        "a new way to make a Public value"
    );
    assert_eq!(code.matches("map(Public)").count(), 1);
    assert_eq!(code.matches("Candidate { draft }").count(), 1);
    assert_eq!(
        code.matches(" Held { slug").count() + code.matches("(Held { slug").count(),
        2,
        "defined, and made by `clear`"
    );
    // The fields are private to this file, so the compiler keeps everybody else from making one; a module inside could.
    assert!(!Regex::new(r"\bmod \w+").unwrap().is_match(&code), "the gate has no modules of its own");
    for name in ["Candidate", "Unclassified", "Held"] {
        let body = code.split(&format!("pub struct {name} {{")).nth(1).unwrap().split('}').next().unwrap();
        assert!(!body.contains("pub"), "the fields of {name} are private");
    }
    // No way in by deserializing; a record that a host served comes in as `Published`, for `Held::keep_published` alone.
    only_in(
        r"\bPublished\(",
        &[
            ("policy/clearance.rs", "where it is defined"),
            ("site/manifest.rs", "from a record whose digest the manifest names"),
        ],
    );
    only_in(r"\bscan::run\(", &[("policy/clearance.rs", "the gate knows what may be opened")]);
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= 700, "src/{} has {lines} lines: take it apart", source.path);
        let first = source.text.lines().find(|line| !line.starts_with("#![")).unwrap_or_default();
        assert!(first.starts_with("//! "), "src/{} does not begin by saying what it is", source.path);
    }
}

#[test]
fn nothing_is_left_for_later() {
    only_in(r"\b(?:todo|unimplemented|dbg)!", &[]);
    let repository = repository();
    let suite = repository.join("tests/suite");
    let tests = files_below(&suite).into_iter().filter(|path| path.ends_with(".rs")).map(|path| suite.join(path));
    let src = repository.join("src");
    let code = files_below(&src).into_iter().filter(|path| path.ends_with(".rs")).map(|path| src.join(path));
    let ignored = format!("#[{}", "ignore");
    for path in tests.chain(code) {
        assert!(!fs::read_to_string(&path).unwrap().contains(&ignored), "{} leaves a test out", path.display());
    }
}

/// Snapshots that nobody looked at, and parts of templates that no page uses.
#[test]
fn nothing_lies_about() {
    for folder in ["src", "tests/suite", "tests/portals"] {
        for path in files_below(&repository().join(folder)) {
            let left = [".snap.new", ".pending-snap", ".orig", ".rej"].iter().any(|ending| path.ends_with(ending));
            assert!(!left, "{folder}/{path} was left lying about");
        }
    }
}
