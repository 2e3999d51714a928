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
