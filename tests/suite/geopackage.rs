//! Layers of a GeoPackage: whole, one of several, packed, damaged and hostile.

use std::io::Write;

use geo_types::Point;
use townbook::model::{Layout, Packing, SourceFormat};

use crate::support::geopackage::{layer, package, shape};
use crate::support::reading::{Outcome, read_all, text_columns};
use crate::support::{PortalTest, dataset_toml};

const TOML: &str = "datasets/rows/dataset.toml";
const FILE: &str = "datasets/rows/parks.gpkg";
const COLUMNS: &str =
    "fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, acres REAL, open BOOLEAN, since DATE, seen DATETIME";
const FIELDS: [&str; 7] =
    ["fid:integer", "geom:geopoint", "name:string", "acres:number", "open:boolean", "since:date", "seen:datetime"];

/// Parks of Boston, in feet of the state plane.
fn parks() -> String {
    let common = shape(Point::new(774_352.462_6, 2_956_020.000_3));
    let rows = [
        format!("1, {common}, 'Common ''50''', 50.0, 1, '1634-01-01', '2026-05-01T08:30:00.000Z'"),
        "7, NULL, NULL, NULL, 0, NULL, NULL".to_owned(),
    ];
    layer("parks", Some(2249), COLUMNS, &rows)
}

fn benches() -> String {
    layer("benches", None, "fid INTEGER PRIMARY KEY, name TEXT", &["1, 'oak'".to_owned()])
}

fn portal(bytes: &[u8]) -> PortalTest {
    PortalTest::bare().file(TOML, dataset_toml("parks.gpkg", &FIELDS)).file(FILE, bytes)
}

#[test]
fn a_layer_is_published() {
    let portal = portal(&package(&parks()));
    portal.run("build --verify").exits(0);
    let csv = portal.read("_site/data/rows/latest/parks.csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[1].starts_with("1,\"-71.06"), "{csv}");
    assert!(lines[1].ends_with(",Common '50',50,true,1634-01-01,2026-05-01T08:30:00Z"), "{csv}");
    assert_eq!(lines[2], "7,,,,false,,");
    assert_eq!(lines.len(), 3);
}

#[test]
fn one_of_several_layers_is_chosen() {
    let portal = portal(&package(&(parks() + &benches() + &layer("empty", None, "fid INTEGER PRIMARY KEY", &[]))));
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["table/several-sheets"]);
    assert!(ran.stdout.contains("Several layers of this GeoPackage hold data: `parks`, `benches`."), "{}", ran.stdout);
    portal.replace(TOML, "path = \"parks.gpkg\"\n", "path = \"parks.gpkg\"\nsheet = \"parks\"\n");
    assert_eq!(portal.run("check --format json").exits(0).codes(), [""; 0]);
    portal.replace(TOML, "sheet = \"parks\"", "sheet = \"Parks\"");
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["table/sheet-missing"]);
    assert!(ran.stdout.contains("This GeoPackage has no layer `Parks`."), "{}", ran.stdout);
}

#[test]
fn layers_of_one_structure_are_one_table() {
    let part = |name: &str, row: &str| layer(name, None, "fid INTEGER PRIMARY KEY, name TEXT", &[row.to_owned()]);
    let bytes = package(&(part("y2025", "1, 'oak'") + &part("y2026", "2, 'elm'") + &part("notes", "3, 'no'")));
    let toml = dataset_toml("parks.gpkg", &["fid:integer", "name:string"]);
    let toml = toml.replace("path = \"parks.gpkg\"", "path = \"parks.gpkg\"\nsheets = \"y*\"");
    let portal = PortalTest::bare().file(TOML, toml).file(FILE, bytes);
    portal.run("build --verify").exits(0);
    assert_eq!(portal.read("_site/data/rows/latest/parks.csv"), "fid,name\n1,oak\n2,elm\n");
}

#[test]
fn inspect_names_the_layers() {
    let portal = portal(&package(&(parks() + &benches())));
    let json = portal.run(&format!("inspect {FILE} --format json")).exits(0).json();
    let tables = json["tables"].as_array().unwrap();
    let said: Vec<_> = tables.iter().map(|table| (&table["name"], &table["sheet"], &table["rows"])).collect();
    assert_eq!(said.len(), 2, "{json}");
    assert!(said[0] == (&"parks".into(), &"parks".into(), &2.into()), "{json}");
    assert!(said[1] == (&"benches".into(), &"benches".into(), &1.into()), "{json}");
    let types: Vec<_> = tables[0]["fields"].as_array().unwrap().iter().map(|field| &field["type"]).collect();
    assert_eq!(types[2..], ["string", "integer", "boolean", "date", "datetime"], "{json}");
}

#[test]
fn where_shapes_lie_must_be_known() {
    let portal = portal(&package(&parks().replace("2249, 0, 0", "-1, 0, 0")));
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/unknown-crs"]);
    portal.replace(TOML, "path = \"parks.gpkg\"\n", "path = \"parks.gpkg\"\ncrs = \"EPSG:2249\"\n");
    portal.run("check").exits(0);
}

/// What reading comes to, of the whole file and with every column as text.
fn outcome(bytes: &[u8], packing: Packing) -> Outcome {
    let layout = Layout { packing, ..Layout::default() };
    read_all(bytes, SourceFormat::GeoPackage, &layout, &text_columns(&["fid", "name", "since"])).unwrap()
}

#[test]
fn packed_or_not_it_is_the_same() {
    let bytes = package(&parks());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&bytes).unwrap();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("data/parks.gpkg", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&bytes).unwrap();
    let plain = outcome(&bytes, Packing::None);
    assert_eq!(plain, Outcome { rows: 2, complaints: 0 });
    assert_eq!(outcome(&gzip.finish().unwrap(), Packing::Gzip), plain);
    assert_eq!(outcome(&zip.finish().unwrap().into_inner(), Packing::Zip), plain);
}

#[test]
fn what_is_no_geopackage_is_named() {
    let endless = "INSERT INTO gpkg_contents VALUES ('parks', 'features', 'parks', NULL); \
                   CREATE VIEW parks AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n;";
    let computed = layer("parks", None, "fid INTEGER PRIMARY KEY, a AS (hex(zeroblob(30000000)))", &[]);
    let whole = package(&parks());
    for (bytes, code, words) in [
        (b"fid,name\n".to_vec(), "table/format-mismatch", "where a GeoPackage was expected"),
        (package("DROP TABLE gpkg_contents"), "table/format-mismatch", "an SQLite database, where a GeoPackage"),
        (package(""), "table/sheet-missing", "no layer with rows"),
        (package(endless), "table/unreadable", "computed from other tables"),
        (package(&computed), "table/unreadable", "is computed"),
        (whole[..600].to_vec(), "table/unreadable", "is damaged"),
        (whole[..100].to_vec(), "table/unreadable", "is damaged"),
    ] {
        let ran = portal(&bytes).run("check --format json").exits(1);
        assert_eq!(ran.codes(), [code], "{}", ran.stdout);
        assert!(ran.stdout.contains(words), "{words}: {}", ran.stdout);
    }
}

#[test]
fn every_byte_may_be_wrong() {
    let whole = package(&(parks() + &benches()));
    let schema = text_columns(&["fid", "name"]);
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        let layout = Layout { sheet: Some("parks".to_owned()), ..Layout::default() };
        let outcome = read_all(&bytes, SourceFormat::GeoPackage, &layout, &schema).unwrap();
        assert!(outcome.rows <= whole.len() as u64, "{at}");
    }
}
