//! The JSON of a large table is lines in gzip; what is published once keeps its form.

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::support::{PortalTest, dataset_toml, portals};

const TOML: &str = "datasets/rows/dataset.toml";
const LATEST: &str = "data/rows/latest/rows";

/// A table of so many rows in a portal with this bound on arrays.
fn portal(rows: usize, json_bytes: u64) -> PortalTest {
    let mut csv = String::from("id,note\n");
    (0..rows).for_each(|row| writeln!(csv, "{row},\"a \"\"quoted\"\" text,\nof two lines\"").unwrap());
    let settings = fs::read_to_string(portals().join("base/portal.toml")).unwrap();
    PortalTest::bare()
        .file("portal.toml", format!("{settings}\n[formats]\njson_bytes = {json_bytes}\n"))
        .file(TOML, dataset_toml("rows.csv", &["id:integer", "note:string"]))
        .file("datasets/rows/rows.csv", csv)
}

/// With the form declared.
fn declared(portal: PortalTest, form: &str) -> PortalTest {
    portal.with(TOML, "path = \"rows.csv\"", &format!("path = \"rows.csv\"\njson = \"{form}\""))
}

/// The text in a gzip file that has exactly one member.
fn unpacked(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let mut decoder = flate2::bufread::GzDecoder::new(&*bytes);
    let mut text = String::new();
    decoder.read_to_string(&mut text).unwrap();
    assert!(decoder.into_inner().is_empty(), "a second member, which browsers refuse");
    text
}

fn array(portal: &PortalTest, tree: &str) -> Vec<Value> {
    serde_json::from_str(&portal.read(&format!("{tree}/{LATEST}.json"))).unwrap()
}

fn lines(portal: &PortalTest, tree: &str) -> Vec<Value> {
    let text = unpacked(&portal.path(tree).join(format!("{LATEST}.ndjson.gz")));
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_size_decides_and_the_records_are_the_same() {
    let small = portal(1_000, 1_000_000);
    small.run("build").exits(0);
    let size = fs::metadata(small.path(&format!("_site/{LATEST}.json"))).unwrap().len();
    assert!(!small.has(&format!("_site/{LATEST}.ndjson.gz")));

    let exact = portal(1_000, size);
    exact.run("build").exits(0);
    assert!(exact.has(&format!("_site/{LATEST}.json")), "an array of just so many bytes is allowed");

    let large = portal(1_000, size - 1);
    large.run("build").exits(0);
    assert!(!large.has(&format!("_site/{LATEST}.json")));
    assert_eq!(lines(&large, "_site"), array(&small, "_site"));
    let page = large.read("_site/datasets/rows/index.html");
    assert!(page.contains("rows.ndjson.gz") && page.contains("one JSON record on each line"), "{page}");
    assert!(large.has("_site/formats/ndjson/index.html"));
    let manifest: Value = serde_json::from_str(&large.read("_site/.townbook/deployment.json")).unwrap();
    assert_eq!(manifest["files"][format!("{LATEST}.ndjson.gz")]["content_type"], "application/gzip");
    assert!(large.read("_site/catalog.jsonld").contains("\"compressFormat\""));
}

#[test]
fn it_does_not_matter_when_a_table_is_found_to_be_large() {
    // Several blocks of the source, so that some are written before the array becomes too large.
    let rows = 150_000;
    let whole = declared(portal(rows, 50_000_000), "lines");
    whole.run("build").exits(0);
    let expected = fs::read(whole.path(&format!("_site/{LATEST}.ndjson.gz"))).unwrap();
    for (limit, threads) in [(4_000_000, "1"), (6_500_000, "4"), (10, "2")] {
        let grown = portal(rows, limit);
        let ran = grown.command("build").env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let found = fs::read(grown.path(&format!("_site/{LATEST}.ndjson.gz"))).unwrap();
        assert!(found == expected, "limit {limit}, {threads} threads");
    }
    assert_eq!(lines(&whole, "_site").len(), rows);
}

#[test]
fn a_table_without_rows_is_an_empty_array_or_no_lines() {
    let empty = portal(0, 50_000_000);
    empty.run("build").exits(0);
    assert_eq!(array(&empty, "_site"), [0; 0]);
    let empty = declared(portal(0, 50_000_000), "lines");
    empty.run("build").exits(0);
    assert_eq!(lines(&empty, "_site"), [0; 0]);
}

#[test]
fn what_is_published_stays_an_array_until_somebody_says_otherwise() {
    let portal = portal(1_000, 1_000_000);
    portal.run("publish").exits(0);
    portal.replace("portal.toml", "json_bytes = 1000000", "json_bytes = 1000");
    portal.run("check").exits(0);
    let ran = portal.run("publish").exits(0);
    assert!(ran.all().contains("metadata/json-form") && ran.all().contains("json = \"array\""), "{}", ran.all());
    assert_eq!(array(&portal, "_published/current").len(), 1_000);

    // Without the site nothing is known of it.
    portal.run("build").exits(0);
    assert!(portal.has(&format!("_site/{LATEST}.ndjson.gz")));
    portal.run("build --published _published/current/.townbook/deployment.json").exits(0);
    assert!(portal.has(&format!("_site/{LATEST}.json")));

    let portal = declared(portal, "array");
    let ran = portal.run("publish").exits(0);
    assert!(!ran.all().contains("metadata/json-form"), "{}", ran.all());
    portal.replace(TOML, "json = \"array\"", "json = \"lines\"");
    portal.run("publish").exits(0);
    assert!(!portal.has(&format!("_published/current/{LATEST}.json")));
    assert_eq!(lines(&portal, "_published/current").len(), 1_000);
}

#[test]
fn what_is_published_in_lines_stays_so_when_it_shrinks() {
    let portal = portal(1_000, 1_000);
    portal.run("publish").exits(0);
    portal.replace("portal.toml", "json_bytes = 1000", "json_bytes = 1000000");
    let ran = portal.run("publish").exits(0);
    assert!(ran.all().contains("metadata/json-form") && ran.all().contains("json = \"lines\""), "{}", ran.all());
    assert_eq!(lines(&portal, "_published/current").len(), 1_000);
    let portal = declared(portal, "lines");
    assert!(!portal.run("publish").exits(0).all().contains("metadata/json-form"));
}

#[test]
fn an_array_that_no_program_could_read_cannot_be_asked_for() {
    portal(1, 500_000_000).run("check").exits(0);
    portal(1, 500_000_001).run("check").exits(2);
}
