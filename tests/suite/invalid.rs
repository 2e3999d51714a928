//! `tests/portals/invalid/<family>/<name>/`: what to lay over the base portal so that exactly that finding comes of it.

use std::collections::BTreeSet;
use std::fs;

use townbook::diagnostic::Severity;
use townbook::pipeline;

use crate::support::{PortalTest, overlay, portals};

/// Codes about the portal itself: nothing else can be checked then, so the run ends with 2 and the findings are on standard
/// error.
const ENDS_THE_RUN: &[&str] = &["portal/invalid-setting", "portal/unknown-publisher", "policy/invalid-standard"];

/// Codes about what is published already, which only `publish` knows: the base is published first.
const NEEDS_A_SITE: &[&str] = &["metadata/json-form"];

#[test]
fn every_code_has_a_portal_and_every_portal_a_code() {
    let mut portals_there = BTreeSet::new();
    for family in fs::read_dir(portals().join("invalid")).unwrap() {
        let family = family.unwrap();
        for name in fs::read_dir(family.path()).unwrap() {
            let (family, name) = (family.file_name(), name.unwrap().file_name());
            portals_there.insert(format!("{}/{}", family.to_str().unwrap(), name.to_str().unwrap()));
        }
    }
    let codes: BTreeSet<String> = pipeline::codes().iter().map(|code| code.id.to_owned()).collect();
    assert_eq!(portals_there, codes, "left: folders, right: codes");
}

#[test]
fn codes_are_named_and_explained() {
    let codes = pipeline::codes();
    for pair in codes.windows(2) {
        assert_ne!(pair[0].id, pair[1].id, "two findings share a code");
    }
    for code in codes {
        let (family, name) = code.id.split_once('/').expect("family/name");
        let kebab = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        assert!(kebab(family) && kebab(name), "{}", code.id);
        assert!(!code.title.ends_with('.') && code.title.len() > 10, "{}", code.id);
        assert!(code.explain.len() > 80 && code.explain.ends_with('\n'), "{} is not explained", code.id);
    }
}

#[test]
fn the_base_is_clean() {
    let ran = PortalTest::base().run("check --format json").exits(0);
    assert_eq!(ran.codes(), [""; 0]);
}

#[test]
fn an_invalid_portal_gives_exactly_its_code() {
    for code in pipeline::codes() {
        let portal = PortalTest::on_base(&portals().join("invalid").join(code.id));
        let ran = portal.run("check --format json");
        if ENDS_THE_RUN.contains(&code.id) {
            let ran = ran.exits(2);
            assert_eq!(ran.stdout, "", "{}", code.id);
            let found: Vec<&str> = ran.stderr.matches("error[").collect();
            assert!(found.len() == 1 && ran.stderr.contains(&format!("error[{}]", code.id)), "{}", ran.stderr);
            continue;
        }
        if NEEDS_A_SITE.contains(&code.id) {
            assert_eq!(portal.run("check --format json").exits(0).codes(), [""; 0], "{}", code.id);
            let published = PortalTest::base();
            published.run("publish").exits(0);
            overlay(&portals().join("invalid").join(code.id), published.root());
            let ran = published.run("publish").exits(0);
            let found: Vec<&str> = ran.stderr.matches("warning[").collect();
            assert!(found.len() == 1 && ran.stderr.contains(&format!("warning[{}]", code.id)), "{}", ran.stderr);
            continue;
        }
        let expected = if code.severity == Severity::Error { 1 } else { 0 };
        assert_eq!(ran.code, expected, "{}: {}", code.id, ran.all());
        assert_eq!(ran.codes(), [code.id], "{}", ran.stdout);
        for finding in ran.findings() {
            assert_eq!(finding["severity"], code.severity.word(), "{finding}");
            let path = finding["path"].as_str().unwrap();
            assert!(portal.has(path) || code.id == "table/file-missing", "{}: there is no {path}", code.id);
        }
    }
}

#[test]
fn a_portal_that_cannot_be_opened_ends_with_2() {
    for portal in [
        PortalTest::empty(),
        PortalTest::base().file("portal.toml", "title = "),
        PortalTest::base().file("portal.toml", b"title = \"\xff\""),
        PortalTest::base().file("policy/policy.toml", "profile = \"lax\""),
        PortalTest::base().file("policy/licenses.toml", "allowed = true"),
    ] {
        let ran = portal.run("check --format json").exits(2);
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.contains("error"), "{}", ran.stderr);
    }
    let ran = PortalTest::base().run("check --format json no-such-dataset").exits(2);
    assert!(ran.stderr.contains("no-such-dataset"), "{}", ran.stderr);
}
