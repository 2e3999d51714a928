//! The rows of a table in pages that lead to each other.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use crate::support::{PortalTest, dataset_toml, files_below, portals};

const CSV: &str = "datasets/rows/rows.csv";
const FOLDER: &str = "api/v1/datasets/rows/rows/rows";

fn csv(rows: usize) -> String {
    let rows = (0..rows).map(|row| format!("{row},\"two\nlines {row}\"\n"));
    format!("id,note\n{}", rows.collect::<String>())
}

fn portal(rows: usize, formats: &str) -> PortalTest {
    let settings = fs::read_to_string(portals().join("base/portal.toml")).unwrap();
    PortalTest::bare()
        .file("portal.toml", format!("{settings}\n[formats]\n{formats}\n"))
        .file("datasets/rows/dataset.toml", dataset_toml("rows.csv", &["id:integer", "note:string"]))
        .file(CSV, csv(rows))
}

/// What a relative link leads to.
fn follow(page: &Path, link: &str) -> PathBuf {
    let mut target = page.parent().unwrap().to_owned();
    for part in Path::new(link).components() {
        match part {
            Component::ParentDir => assert!(target.pop(), "{link} leads out of the site"),
            part => target.push(part),
        }
    }
    target
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).unwrap()
}

/// All rows, by following the pages from the first to the last and looking that each leads back.
fn rows(tree: &Path) -> Vec<Value> {
    let mut path = tree.join(FOLDER).join("1.json");
    let mut rows = Vec::new();
    let mut seen = 0;
    loop {
        let page = json(&path);
        seen += 1;
        assert_eq!(page["page"], seen);
        assert_eq!(json(&follow(&path, page["dataset"].as_str().unwrap()))["identifier"], "rows");
        assert_eq!(json(&follow(&path, page["schema"].as_str().unwrap()))["fields"][0]["name"], "id");
        rows.extend(page["rows"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else {
            assert_eq!((&page["total_pages"], &page["total_rows"]), (&seen.into(), &rows.len().into()));
            assert_eq!(files_below(&tree.join(FOLDER)).len(), seen, "a page that nothing leads to");
            return rows;
        };
        let next = follow(&path, next);
        assert_eq!(follow(&next, json(&next)["previous"].as_str().unwrap()), path);
        path = next;
    }
}

#[test]
fn pages_hold_what_the_array_holds() {
    for (count, pages) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (2_345, 3)] {
        let portal = portal(count, "");
        portal.run("build").exits(0);
        let array = json(&portal.path("_site/data/rows/latest/rows.json"));
        assert_eq!(rows(&portal.path("_site")), *array.as_array().unwrap(), "{count} rows");
        let described = json(&portal.path("_site/api/v1/datasets/rows.json"));
        assert_eq!(described["resources"][0]["rows"]["total_pages"], pages);
        let first = described["resources"][0]["rows"]["first"].as_str().unwrap();
        assert!(follow(&portal.path("_site/api/v1/datasets/rows.json"), first).is_file());
        let page = portal.read("_site/datasets/rows/index.html");
        assert!(page.contains(&format!("https://data.testwick.example/{FOLDER}/1.json")), "{page}");
    }
}

#[test]
fn large_tables_have_pages_on_request() {
    let has_pages = |formats: &str| {
        let portal = portal(1_001, formats);
        portal.run("build").exits(0);
        let is_there = portal.has(&format!("_site/{FOLDER}/1.json"));
        assert_eq!(portal.read("_site/datasets/rows/index.html").contains("/rows/1.json"), is_there);
        is_there
    };
    assert!(has_pages("rows_api = 1001"));
    assert!(!has_pages("rows_api = 1000"));
    assert!(!has_pages("rows_api = 0"));
    assert!(has_pages("rows_api = 0\nrows_api_for = [\"rows/rows\"]"));
}

#[test]
fn names_that_lead_nowhere_are_found() {
    for (entry, right) in [("rows/rows", true), ("rows/other", false), ("other/rows", false), ("rows", false)] {
        let ran = portal(1, &format!("rows_api_for = [\"{entry}\"]")).run("check --format json").exits(0);
        assert_eq!(ran.codes().is_empty(), right, "{entry}: {}", ran.stdout);
    }
}

#[test]
fn a_table_that_shrinks_loses_its_last_pages() {
    let portal = portal(2_345, "");
    portal.run("publish").exits(0);
    let tree = portal.path("_published/current");
    assert_eq!(rows(&tree).len(), 2_345);
    portal.write(CSV, csv(1_200));
    portal.run("publish").exits(0);
    assert_eq!(rows(&tree).len(), 1_200);
    portal.write(CSV, csv(10_001));
    portal.run("publish").exits(0);
    assert!(!portal.has(&format!("_published/current/{FOLDER}")), "too large for pages");
}

#[test]
fn a_dataset_that_is_held_back_keeps_its_pages() {
    let portal = portal(2_345, "");
    portal.run("publish").exits(0);
    let tree = portal.path("_published/current");
    let before = rows(&tree);
    portal.write(CSV, "id,note\nnumber,text\n");
    portal.run("publish").exits(8);
    assert_eq!(rows(&tree), before);
    assert!(json(&tree.join("api/v1/datasets/rows.json"))["notice"].is_string());
}
