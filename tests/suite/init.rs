//! `townbook init` makes a portal that works at once.

use regex::Regex;

use crate::support::{PortalTest, files_below};

#[test]
fn a_new_portal_checks_builds_and_publishes_at_once() {
    let portal = PortalTest::empty();
    let ran = portal.run("init").exits(0);
    for path in files_below(portal.root()) {
        assert!(ran.stdout.lines().any(|line| line == path), "{path} is not listed");
        assert!(!portal.read(&path).contains("{{version}}"), "{path}");
    }
    assert_eq!(portal.run("check --format json").exits(0).findings().len(), 0);
    portal.run("build").exits(0);
    assert!(portal.has("_site/datasets/drinking-fountains/index.html"));
    for format in ["csv", "json", "parquet", "geojson"] {
        assert!(portal.has(&format!("_site/data/drinking-fountains/latest/fountains.{format}")));
    }
    portal.run("publish plan").exits(9);
    portal.run("publish").exits(0);
    assert!(portal.has("_published/current/index.html"));
    portal.run("publish plan").exits(0);
}

#[test]
fn nothing_is_overwritten() {
    let portal = PortalTest::empty().file("notes.txt", "mine");
    let ran = portal.run("init").exits(2);
    assert!(ran.stderr.contains("not empty") && ran.stderr.contains("notes.txt"), "{}", ran.stderr);
    assert_eq!(files_below(portal.root()), ["notes.txt"]);
    // An empty repository, and a folder that is not there yet, are where people start.
    PortalTest::empty().file(".git/HEAD", "ref: refs/heads/main\n").run("init").exits(0);
    let portal = PortalTest::empty();
    portal.run("init a/new/one").exits(0);
    portal.run("check --portal a/new/one").exits(0);
}

/// What a forge would trip over first: tabs, odd indentation, unbalanced marks. And a step that runs a command which is not
/// there.
#[test]
fn the_ci_files_are_sound_and_name_commands_that_exist() {
    let portal = PortalTest::empty();
    portal.run("init").exits(0);
    let command = Regex::new(r"(?m)(?:run:|script:|- )\s*(?:.*&&\s*)?townbook ([a-z]+)((?: [a-z-]+)*)").unwrap();
    let definition = townbook::cli::definition();
    for (path, expected) in
        [".github/workflows/portal.yml", ".gitlab-ci.yml"].map(|path| (path, ["build", "check", "publish"]))
    {
        let text = portal.read(path);
        for (number, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            assert!(!line.contains('\t') && indent % 2 == 0, "{path}:{}", number + 1);
            assert_eq!(line.matches('"').count() % 2, 0, "{path}:{}", number + 1);
            assert_eq!(line.matches("${{").count(), line.matches("}}").count(), "{path}:{}", number + 1);
            let code = line.split(" #").next().unwrap().trim();
            let is_item = code.is_empty() || code.starts_with('#') || code.starts_with("- ") || code.contains(':');
            assert!(is_item, "{path}:{}: neither key nor item", number + 1);
        }
        let mut named: Vec<String> = command.captures_iter(&text).map(|found| found[1].to_owned()).collect();
        for name in &named {
            assert!(definition.find_subcommand(name).is_some(), "{path} runs `townbook {name}`, which is no command");
        }
        named.sort();
        named.dedup();
        assert_eq!(named, expected, "{path}");
    }
}
