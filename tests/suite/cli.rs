//! The command line itself.

use clap::Command;
use townbook::pipeline;

use crate::support::PortalTest;

/// Every command with the words that lead to it.
fn commands(command: &Command, words: &str) -> Vec<String> {
    let mut all = vec![words.trim().to_owned()];
    for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
        all.extend(commands(child, &format!("{words} {}", child.get_name())));
    }
    all
}

#[test]
fn every_command_helps() {
    let portal = PortalTest::empty();
    let all = commands(&townbook::cli::definition(), "");
    assert!(all.contains(&"publish plan".to_owned()), "{all:?}");
    for command in all {
        for help in ["-h", "--help"] {
            let ran = portal.run(&format!("{command} {help}")).exits(0);
            assert!(ran.stdout.contains("Usage: townbook"), "{command}: {}", ran.stdout);
            assert_eq!(ran.stderr, "", "{command}");
        }
    }
    townbook::cli::definition().debug_assert();
}

#[test]
fn wrong_usage_ends_with_2_and_says_nothing_on_stdout() {
    let portal = PortalTest::base();
    for arguments in [
        "chekc",
        "check --fromat json",
        "check --format xml",
        "build --out",
        "publish plan --host",
        "explain a b",
        "",
        "schema portals",
        "serve --port x",
    ] {
        let ran = portal.run(arguments).exits(2);
        assert_eq!(ran.stdout, "", "{arguments:?}");
        assert!(!ran.stderr.is_empty(), "{arguments:?}");
    }
    assert!(portal.run("chekc").stderr.contains("check"), "the command that was meant is named");
}

#[test]
fn the_portal_can_be_named_from_elsewhere() {
    let portal = PortalTest::base();
    let elsewhere = PortalTest::empty();
    let root = portal.root().to_str().unwrap();
    elsewhere.run(&format!("check --portal {root}")).exits(0);
    elsewhere.run(&format!("--portal {root} build --out site")).exits(0);
    // The folder for the site is in the portal, whoever names it from wherever.
    assert!(portal.has("site/index.html") && !elsewhere.has("site"));
    elsewhere.run("check").exits(2);
}

#[test]
fn every_code_is_explained() {
    let portal = PortalTest::empty();
    for code in pipeline::codes() {
        let ran = portal.run(&format!("explain {}", code.id)).exits(0);
        assert!(ran.stdout.contains(code.title) && ran.stdout.contains(code.explain.trim_end()), "{}", ran.stdout);
    }
    let list = portal.run("explain").exits(0).stdout;
    for code in pipeline::codes() {
        assert!(list.contains(code.id) && list.contains(code.title), "{}", code.id);
    }
}

#[test]
fn a_misspelt_code_is_suggested() {
    let portal = PortalTest::empty();
    for typo in ["table/type-eror", "type-error", "Table/Type-Error"] {
        let ran = portal.run(&format!("explain {typo}")).exits(2);
        assert!(ran.stderr.contains("did you mean `table/type-error`"), "{typo}: {}", ran.stderr);
    }
    let ran = portal.run("explain rhubarb").exits(2);
    assert!(ran.stderr.contains("lists all codes"), "{}", ran.stderr);
}

#[test]
fn every_schema_is_printed_and_is_one() {
    let portal = PortalTest::empty();
    for file in townbook::cli::SCHEMAS {
        let json = portal.run(&format!("schema {}", file.name)).exits(0).json();
        assert_eq!(json["$schema"], "https://json-schema.org/draft/2020-12/schema", "{}", file.name);
        assert_eq!(json["type"], "object", "{}", file.name);
    }
    assert!(portal.run("schema").exits(0).stdout.contains("dataset.toml"));
}
