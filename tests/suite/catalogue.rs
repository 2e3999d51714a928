//! The catalogue as linked data, and the mistakes that can never come into it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{PortalTest, files_with};

const TOML: &str = "datasets/trees/dataset.toml";
const DATASET: &str = "https://data.testwick.example/datasets/trees/#dataset";

fn json(portal: &PortalTest, path: &str) -> Value {
    serde_json::from_str(&portal.read(path)).unwrap()
}

/// A node of a graph in JSON-LD.
fn node(document: &Value, id: &str) -> Value {
    let nodes = document["@graph"].as_array().unwrap();
    nodes.iter().find(|node| node["@id"] == id).unwrap_or_else(|| panic!("there is no {id}")).clone()
}

/// The triples of a Turtle document, each as one text.
fn turtle(text: &str) -> BTreeSet<String> {
    oxttl::TurtleParser::new().for_slice(text).map(|triple| triple.unwrap().to_string()).collect()
}

fn rdf_xml(text: &str) -> BTreeSet<String> {
    oxrdfxml::RdfXmlParser::new().for_slice(text).map(|triple| triple.unwrap().to_string()).collect()
}

#[test]
fn what_one_syntax_says_the_others_say() {
    let hostile = r#"title = "A <b>\"title\"</b> & one\r\nmore\u0007 \\ ü 🌳""#;
    let portal = PortalTest::base()
        .with(TOML, "title = \"Street trees\"", hostile)
        .with(TOML, "update_frequency", "related = [\"https://a.example/?a=1&b='2'#c\"]\nupdate_frequency")
        .with(
            TOML,
            "[classification]",
            "[translations.pt-BR]\ntitle = \"Árvores\"\nkeywords = [\"árvores\"]\n\n[classification]",
        );
    portal.run("build").exits(0);
    let said = turtle(&portal.read("_site/catalog.ttl"));
    assert_eq!(rdf_xml(&portal.read("_site/catalog.rdf")), said);
    assert!(said.len() > 100, "{}", said.len());
    let has = |statement: &str| assert!(said.contains(&format!("<{DATASET}> {statement}")), "{statement}\n{said:#?}");
    has(r#"<http://purl.org/dc/terms/title> "A <b>\"title\"</b> & one\nmore \\ ü 🌳"@en"#);
    has(r#"<http://purl.org/dc/terms/title> "Árvores"@pt-br"#);
    has(r#"<http://www.w3.org/ns/dcat#keyword> "árvores"@pt-br"#);
    has(r#"<http://purl.org/dc/terms/issued> "2026-01-15"^^<http://www.w3.org/2001/XMLSchema#date>"#);
    has(r"<http://purl.org/dc/terms/relation> <https://a.example/?a=1&b='2'#c>");
    has(r#"<http://www.w3.org/ns/dcat#version> "2026.1.15""#);
    // In JSON, words of the portal's language are plain text.
    let dataset = node(&json(&portal, "_site/catalog.jsonld"), DATASET);
    assert_eq!(dataset["title"][1], serde_json::json!({ "@value": "Árvores", "@language": "pt-BR" }));
    assert_eq!(dataset["keyword"][0], "trees");
    assert_eq!(dataset, node(&json(&portal, "_site/data/trees/dcat.jsonld"), DATASET));
}

#[test]
fn an_older_identifier_and_the_licence_of_the_catalogue_are_kept() {
    let portal = PortalTest::base()
        .with(TOML, "update_frequency", "identifier = \"abcd-1234\"\nupdate_frequency")
        .with("portal.toml", "publisher = \"town\"", "publisher = \"town\"\nlicense = \"PDDL-1.0\"");
    portal.run("build").exits(0);
    assert_eq!(node(&json(&portal, "_site/catalog.jsonld"), DATASET)["identifier"], "abcd-1234");
    let us = json(&portal, "_site/dcat-us-3.json");
    assert_eq!(us["dataset"][0]["identifier"], "abcd-1234");
    assert_eq!(us["license"], "https://opendatacommons.org/licenses/pddl/1-0/");
    assert_eq!(us["dataset"][0]["distribution"][0]["byteSize"].as_str().map(str::is_empty), Some(false));
    portal.replace("portal.toml", "PDDL-1.0", "Public Domain");
    assert!(portal.run("check").exits(2).stderr.contains("portal/invalid-setting"));
}

#[test]
fn a_catalogue_without_datasets_is_a_catalogue() {
    let portal = PortalTest::base().with(TOML, "level = \"public\"", "level = \"protected\"");
    std::fs::remove_file(portal.path("datasets/trees/trees.csv")).unwrap();
    portal.run("build").exits(0);
    let said = turtle(&portal.read("_site/catalog.ttl"));
    assert_eq!(rdf_xml(&portal.read("_site/catalog.rdf")), said);
    let catalog = node(&json(&portal, "_site/catalog.jsonld"), "https://data.testwick.example/#catalog");
    assert_eq!((&catalog["@type"], &catalog["dataset"]), (&"dcat:Catalog".into(), &Value::Null));
    assert_eq!(json(&portal, "_site/dcat-us-3.json")["dataset"], Value::Array(Vec::new()));
    assert_eq!(files_with(&portal.path("_site"), "street tree"), [""; 0]);
}

/// Ten mistakes that a department can make, each found at its line, so that none comes into a catalogue.
#[test]
fn mistakes_of_departments_are_found_where_they_stand() {
    for (from, to, code, line) in [
        ("contact = { name = \"Parks\", email = \"parks@testwick.example\" }\n", "", "document/missing-key", None),
        ("parks@testwick.example", "parks.testwick.example", "metadata/bad-contact", Some("contact")),
        ("end = \"ongoing\"", "end = \"2025-12-31\"", "metadata/bad-dates", Some("temporal")),
        ("PDDL-1.0", "Public Domain", "metadata/unknown-license", Some("license")),
        ("[\"trees\"]", "[\"trees\", \"Trees\"]", "metadata/bad-keywords", Some("keywords")),
        ("\"annual\"", "\"often\"", "document/unknown-value", Some("update_frequency")),
        ("issued = 2026-01-15", "issued = 2026-01-15\nmodified = 2026-01-14", "metadata/bad-dates", Some("modified")),
        ("theme =", "language = \"English\"\ntheme =", "metadata/bad-language", Some("language")),
        (
            "theme =",
            "spatial = { name = \"T\", bbox = [1, 2, 3, 1] }\ntheme =",
            "metadata/bad-spatial",
            Some("spatial"),
        ),
        (
            "Every street tree that the town looks after, one a row, from the yearly walk of the arborists.",
            "",
            "metadata/description-length",
            Some("description"),
        ),
    ] {
        let portal = PortalTest::base().with(TOML, from, to);
        let ran = portal.run("check --format json").exits(1);
        assert_eq!(ran.codes(), [code], "{to}: {}", ran.stdout);
        let finding = &ran.findings()[0];
        assert_eq!(finding["path"], TOML, "{to}");
        let at = finding["line"].as_u64().unwrap_or_else(|| panic!("{to}: no line")) as usize;
        if let Some(key) = line {
            let text = portal.read(TOML);
            assert!(text.lines().nth(at - 1).unwrap().starts_with(key), "{to}: line {at}");
        }
        portal.run("build").exits(1);
        assert!(!portal.has("_site/data/trees/dcat.jsonld"), "{to}");
    }
}
