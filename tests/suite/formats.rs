//! Whatever format a table comes in, what is published is the same.

use std::fs;

use crate::support::{PortalTest, portals};

#[test]
fn one_table_in_every_format_is_published_as_one() {
    let portal = PortalTest::on_base(&portals().join("valid/formats"));
    portal.run("build").exits(0);
    let folder = portal.path("_site/data/visits/latest");
    let read = |name: &str, format: &str| fs::read(folder.join(format!("{name}.{format}"))).unwrap();
    let names = [
        "report-csv",
        "list",
        "nested",
        "lines",
        "zipped",
        "several",
        "gzipped",
        "workbook",
        "since-1904",
        "report",
        "corner",
        "old",
        "open",
    ];
    for name in names {
        for format in ["csv", "json", "parquet"] {
            let (expected, found) = (read("visits", format), read(name, format));
            assert!(found == expected, "{name}.{format}: {}", String::from_utf8_lossy(&found));
        }
    }
}

#[test]
fn what_is_published_as_parquet_can_be_read_again() {
    let folder = portals().join("valid/formats");
    let portal = PortalTest::on_base(&folder);
    portal.run("build").exits(0);
    let published = |portal: &PortalTest, format: &str| {
        fs::read(portal.path("_site/data/visits/latest").join(format!("visits.{format}"))).unwrap()
    };
    let toml = "datasets/visits/dataset.toml";
    let again = PortalTest::on_base(&folder)
        .with(toml, "path = \"visits.csv\"", "path = \"visits.parquet\"")
        .file("datasets/visits/visits.parquet", published(&portal, "parquet"));
    fs::remove_file(again.path("datasets/visits/visits.csv")).unwrap();
    again.run("build").exits(0);
    for format in ["csv", "json", "parquet"] {
        assert!(published(&again, format) == published(&portal, format), "{format}");
    }
}

#[test]
fn hints_that_cannot_be_meant_are_named() {
    for (hint, key) in [
        ("sheet = \"A\"", "sheet"),
        ("range = \"A1:B2\"", "range"),
        ("records = \"data\"", "records"),
        ("format = \"spreadsheet\"\nrange = \"B2\"", "range"),
        ("format = \"json\"\nskip_rows = 1", "skip_rows"),
    ] {
        let toml = "datasets/trees/dataset.toml";
        let portal = PortalTest::base().with(toml, "path = \"trees.csv\"", &format!("path = \"trees.csv\"\n{hint}"));
        let ran = portal.run("check --format json").exits(1);
        let finding = &ran.findings()[0];
        assert_eq!(finding["code"], "metadata/invalid-resource", "{hint}");
        assert!(finding["message"].as_str().unwrap().contains(key) || key == "range", "{finding}");
    }
    let portal = PortalTest::base().with("datasets/trees/dataset.toml", "trees.csv", "trees.zip");
    let ran = portal.run("check --format json").exits(1);
    assert!(ran.findings()[0]["message"].as_str().unwrap().contains("`entry`"), "{}", ran.stdout);
}
