//! What is written for programs beside the pages: each can be switched off, and what there is agrees with the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use regex::Regex;
use serde_json::{Value, json};
use townbook::cli::SCHEMAS;

use crate::support::tables::{assert_same, of_csv, of_parquet};
use crate::support::{PortalTest, digests, files_below, portals};

/// The keys of `[outputs]`, as the schema has them.
fn keys() -> Vec<String> {
    let portal = SCHEMAS.iter().find(|file| file.name == "portal").unwrap();
    let schema = (portal.schema)();
    let keys: Vec<String> =
        schema["$defs"]["OutputSettings"]["properties"].as_object().unwrap().keys().cloned().collect();
    assert!(keys.len() >= 15, "{keys:?}");
    keys
}

fn without<'a>(keys: impl IntoIterator<Item = &'a String>) -> PortalTest {
    let portal = PortalTest::base();
    let switches: String = keys.into_iter().map(|key| format!("{key} = false\n")).collect();
    let settings = portal.read("portal.toml");
    portal.write("portal.toml", format!("{settings}\n[outputs]\n{switches}"));
    portal.run("build").exits(0);
    portal
}

fn files(portal: &PortalTest) -> BTreeSet<String> {
    files_below(&portal.path("_site")).into_iter().filter(|path| !path.starts_with(".townbook/")).collect()
}

/// The files in which a file name or the name of a folder stands by itself, not as the end of another.
fn mentions(portal: &PortalTest, name: &str) -> Vec<String> {
    let pattern = Regex::new(&format!(r"(^|[^A-Za-z0-9_-]){}", regex::escape(name))).unwrap();
    let is_told = |path: &String| {
        let bytes = fs::read(portal.path(&format!("_site/{path}"))).unwrap();
        // A standard has a file of this name too.
        pattern.is_match(&String::from_utf8_lossy(&bytes).replace("cio.gov/v1.1/schema/catalog.jsonld", ""))
    };
    files(portal).into_iter().filter(is_told).collect()
}

#[test]
fn what_is_switched_off_is_not_written_and_nothing_links_to_it() {
    let all = without(&[]);
    for key in keys() {
        let portal = without([&key]);
        let gone: Vec<String> = files(&all).difference(&files(&portal)).cloned().collect();
        assert_eq!(files(&portal).difference(&files(&all)).collect::<Vec<_>>(), [""; 0], "{key} brings a file");
        if key == "schema_org" {
            assert!(gone.is_empty() && mentions(&portal, "application/ld+json\">").is_empty());
            assert!(!mentions(&all, "application/ld+json\">").is_empty());
            continue;
        }
        assert!(!gone.is_empty(), "`{key}` switches nothing off");
        for path in &gone {
            // Rows of tables have numbers for names.
            let of_api: Vec<&str> = path.splitn(3, '/').take(2).collect();
            let name = if path.starts_with("api/") { &of_api.join("/") } else { path.rsplit('/').next().unwrap() };
            assert_eq!(mentions(&portal, name), [""; 0], "{path} is not there without `{key}`, and linked");
        }
        // Programs ask for it by its name.
        let is_known = |path: &String| path == "llms.txt";
        let is_linked = |path: &String| !mentions(&all, path.rsplit('/').next().unwrap()).is_empty();
        assert!(gone.iter().any(|path| is_known(path) || is_linked(path)), "nothing leads to {gone:?}");
    }
}

#[test]
fn a_portal_can_be_without_all_of_them() {
    let portal = without(&keys());
    let left: Vec<String> = files(&portal).into_iter().filter(|path| !path.ends_with(".html")).collect();
    let known = Regex::new(r"^(assets/|search/|data/trees/(v|latest)/|quality/quality\.csv$|robots\.txt$)").unwrap();
    assert_eq!(left.iter().filter(|path| !known.is_match(path)).collect::<Vec<_>>(), [""; 0]);
    assert_eq!(portal.read("_site/robots.txt"), "User-agent: *\nAllow: /\n");
}

#[test]
fn a_misspelt_output_is_a_finding() {
    let portal = PortalTest::base();
    let settings = portal.read("portal.toml");
    portal.write("portal.toml", format!("{settings}\n[outputs]\ncroisant = false\nfeeds = \"no\"\n"));
    let ran = portal.run("check").exits(2);
    for line in ["There is no key `croisant` in `outputs`.", "Did you mean `croissant`?", "document/wrong-type"] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
}

#[test]
fn the_digests_are_those_of_all_files_of_a_dataset() {
    let portal = without(&[]);
    let folder = portal.path("_site/data/trees");
    let mut found = digests(&folder);
    let sums = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    let told: BTreeMap<String, String> = sums
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .map(|(digest, path)| (path.to_owned(), digest.to_owned()))
        .collect();
    assert_eq!(sums.lines().count(), told.len());
    found.remove("SHA256SUMS");
    assert_eq!(told, found);
    assert!(told.keys().any(|path| path.starts_with("v/")) && told.contains_key("latest/trees.csv"));
}

#[test]
fn the_list_of_files_has_each_once_and_leads_to_what_never_changes() {
    let portal = without(&[]);
    let list = of_csv(&portal.path("_site/files.csv"));
    let is_listed = |path: &&String| path.starts_with("data/") && !path.contains("/v/");
    let expected: Vec<String> = files(&portal).iter().filter(is_listed).cloned().collect();
    let cell =
        |row: &[Option<String>], name| row[list.columns.iter().position(|column| column == name).unwrap()].clone();
    // Neither list has the other.
    let expected: Vec<String> = expected.into_iter().filter(|path| !path.ends_with("/SHA256SUMS")).collect();
    let paths: Vec<String> = list.rows.iter().map(|row| cell(row, "path").unwrap()).collect();
    assert_eq!(paths, expected);
    for row in &list.rows {
        let path = cell(row, "path").unwrap();
        let file = fs::read(portal.path(&format!("_site/{path}"))).unwrap();
        assert_eq!(cell(row, "url"), Some(format!("https://data.testwick.example/{path}")));
        assert_eq!(cell(row, "bytes"), Some(file.len().to_string()), "{path}");
        assert_eq!(cell(row, "sha256"), Some(townbook::files::Digest::of(&file).to_string()), "{path}");
        assert_eq!(cell(row, "dataset").as_deref(), Some("trees"));
        let kept = cell(row, "immutable_url");
        assert_eq!(kept.is_some(), path.contains("/latest/") && !path.ends_with("metadata.json"), "{path}");
        if let Some(kept) = kept {
            let kept = kept.strip_prefix("https://data.testwick.example/").unwrap().to_owned();
            assert_eq!(fs::read(portal.path(&format!("_site/{kept}"))).unwrap(), file);
        }
    }
}

#[test]
fn the_catalogue_as_a_table_is_the_same_in_both_formats() {
    let portal = PortalTest::on_base(&portals().join("valid/translations"));
    portal.run("build").exits(0);
    let csv = of_csv(&portal.path("_site/catalog.csv"));
    assert_same("catalog.csv and catalog.parquet", &csv, &of_parquet(&portal.path("_site/catalog.parquet")));
    // Words in other languages are there where the standard has a place for them.
    let croissant: Value = serde_json::from_str(&portal.read("_site/data/libraries/croissant.json")).unwrap();
    assert_eq!(croissant["name"]["es"], "Bibliotecas");
    assert!(portal.read("_site/datasets/libraries/index.md").contains("\n## Español\n\nBibliotecas\n"));
    assert_eq!(csv.rows.len(), fs::read_dir(portal.path("datasets")).unwrap().count());
}

#[test]
fn what_a_feed_has_said_of_a_dataset_stays() {
    let portal = PortalTest::base().with(
        "datasets/trees/dataset.toml",
        "issued = 2026-01-15",
        "issued = 2026-01-15\nmodified = 2026-01-15",
    );
    let feed = |path: &str| -> Value { serde_json::from_str(&portal.read(&format!("_site/{path}feed.json"))).unwrap() };
    let ids = |feed: &Value| -> Vec<String> {
        feed["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    portal.run("build").exits(0);
    let new = "tag:data.testwick.example,2026-01-15:trees/new".to_owned();
    assert_eq!(ids(&feed("")), std::slice::from_ref(&new));
    portal.replace("datasets/trees/dataset.toml", "modified = 2026-01-15", "modified = 2026-02-03");
    portal.run("build").exits(0);
    let changed = "tag:data.testwick.example,2026-01-15:trees/2026-02-03".to_owned();
    for path in ["", "publishers/town/", "themes/envi/", "datasets/trees/"] {
        assert_eq!(ids(&feed(path)), [changed.clone(), new.clone()], "{path}");
        let atom = portal.read(&format!("_site/{path}feed.xml"));
        assert!(atom.contains("<updated>2026-02-03T00:00:00Z</updated>") && atom.contains(&format!("<id>{new}</id>")));
        let page = portal.read(&format!("_site/{path}index.html"));
        assert!(page.contains("type=\"application/atom+xml\"") && page.contains("href=\"feed.xml\""), "{path}");
    }
}

#[test]
fn tables_that_refer_to_others_are_described_together() {
    let portal = PortalTest::on_base(&portals().join("valid/foreign-keys"));
    portal.run("build").exits(0);
    let read = |path: &str| -> Value { serde_json::from_str(&portal.read(&format!("_site/data/{path}"))).unwrap() };
    let visits = read("inspections/latest/visits.csv-metadata.json");
    let urls: Vec<&Value> = visits["tables"].as_array().unwrap().iter().map(|table| &table["url"]).collect();
    assert_eq!(urls, ["visits.csv", "places.csv"]);
    let keys = &visits["tables"][0]["tableSchema"]["foreignKeys"];
    let reference = json!({ "resource": "places.csv", "columnReference": ["license_no"] });
    assert_eq!(keys, &json!([{ "columnReference": ["license_no"], "reference": reference }]));
    // A table that refers to itself alone needs no group.
    let places = read("inspections/places.csv-metadata.json");
    assert_eq!(places["url"], "latest/places.csv");
    assert_eq!(places["tableSchema"]["foreignKeys"][0]["reference"]["resource"], "latest/places.csv");
    let croissant = read("inspections/croissant.json");
    // A table that refers to itself would never be joined to an end.
    let places = croissant["recordSet"].as_array().unwrap().iter().find(|set| set["@id"] == "places").unwrap();
    assert!(places["field"].as_array().unwrap().iter().all(|field| field.get("references").is_none()));
    let visits = croissant["recordSet"].as_array().unwrap().iter().find(|set| set["@id"] == "visits").unwrap();
    let field = visits["field"].as_array().unwrap().iter().find(|field| field["name"] == "license_no").unwrap();
    assert_eq!(field["references"], json!({ "field": { "@id": "places/license_no" } }));
}

#[test]
fn the_markdown_twin_has_no_markup_of_others() {
    let portal =
        PortalTest::base().with("datasets/trees/dataset.toml", "title = \"Trees\"", "title = \"Trees | *all*\"");
    portal.run("build").exits(0);
    let text = portal.read("_site/datasets/trees/index.md");
    assert!(text.starts_with("# Street trees\n\n"), "{text}");
    for part in [
        "\n## Trees \\| \\*all\\*\n",
        "| tree_id | text |",
        "- [CSV](https://data.testwick.example/data/trees/latest/trees.csv)",
        "3 rows, 3 columns.",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}
