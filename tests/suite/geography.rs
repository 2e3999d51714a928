//! Shapes: read from every format, published in every format, and held against the map.

use std::fs;

use insta::assert_snapshot;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use townbook::model::geometry;

use crate::support::{PortalTest, portals};

fn shapes() -> PortalTest {
    let portal = PortalTest::on_base(&portals().join("geography"));
    let ran = portal.run("build").exits(0);
    assert!(!ran.all().contains("warning["), "{}", ran.all());
    portal
}

#[test]
fn every_shape_is_published_in_every_format() {
    let portal = shapes();
    let read = |name: &str| portal.read(&format!("_site/data/crowns/latest/{name}"));
    assert_snapshot!("csv", read("crowns.csv"));
    assert_snapshot!("json", read("crowns.json"));
    assert_snapshot!("geojson", read("crowns.geojson"));
    assert_eq!(read("cells.csv"), "tree_id,crown\n0001,\"POINT (-71.06 42.3)\"\n0002,\n");
    let shapes = read("crowns.geojson");
    let file = fs::File::open(portal.path("_site/data/crowns/latest/crowns.parquet")).unwrap();
    for row in SerializedFileReader::new(file).unwrap().get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let Ok(wkb) = row.get_bytes(1) else { continue };
        let mut text = Vec::new();
        geometry::push_geojson(&geometry::decode(wkb.data()).unwrap().geometry.unwrap(), &mut text);
        assert!(shapes.contains(std::str::from_utf8(&text).unwrap()));
    }
    let package: serde_json::Value = serde_json::from_str(&portal.read("_site/data/crowns/datapackage.json")).unwrap();
    assert_eq!(package["resources"][0]["schema"]["fields"][1]["type"], "string");
}

#[test]
fn feet_become_degrees() {
    let portal = shapes();
    let read = |name: &str| portal.read(&format!("_site/data/crowns/latest/{name}.geojson"));
    assert_eq!(read("feet"), read("declared"));
    assert!(read("feet").contains("[-71.06"), "{}", read("feet"));
}

#[test]
fn a_shapefile_is_read_with_the_files_beside_it() {
    let portal = shapes();
    assert_snapshot!("shapefile", portal.read("_site/data/crowns/latest/trees.csv"));
    fs::remove_file(portal.path("datasets/crowns/trees.prj")).unwrap();
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/unknown-crs"]);
    let dbf = fs::read(portal.path("datasets/crowns/trees.dbf")).unwrap();
    portal.write("datasets/crowns/trees.prj", "GEOGCS[\"x\",AUTHORITY[\"EPSG\",\"2249\"]]");
    for cut in [0, 20, 40, 200, dbf.len() - 40] {
        portal.write("datasets/crowns/trees.dbf", &dbf[..cut]);
        assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/unreadable"], "{cut}");
    }
}

#[test]
fn a_file_that_ends_after_its_features_is_cut_off() {
    let path = "datasets/crowns/crowns.geojson";
    let portal = PortalTest::on_base(&portals().join("geography"));
    let whole = fs::read_to_string(portal.path(path)).unwrap();
    fs::write(portal.path(path), whole.trim_end().strip_suffix('}').unwrap()).unwrap();
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["table/unreadable"]);
    assert!(ran.stdout.contains("cut off"), "{}", ran.stdout);
}

#[test]
fn two_columns_of_numbers_are_places_too() {
    let toml = "datasets/trees/dataset.toml";
    let more = "[[resources.fields]]\nname = \"lat\"\ntype = \"number\"\ndescription = \"Latitude.\"\n\n\
                [[resources.fields]]\nname = \"lng\"\ntype = \"number\"\ndescription = \"Longitude.\"\n";
    let declared = fs::read_to_string(portals().join("base").join(toml)).unwrap();
    let rows = "tree_id,species,height_m,lat,lng\n1,oak,1,42.3,-71.06\n2,oak,1,0,0\n3,oak,1,-71.06,42.3\n\
                4,oak,1,,\n5,oak,1,42.3,71.06\n6,oak,1,0,0\n";
    let portal = PortalTest::base().file(toml, format!("{declared}\n{more}")).file("datasets/trees/trees.csv", rows);
    let ran = portal.run("check --format json").exits(0);
    let counts: Vec<(&str, u64)> = ["table/null-island", "table/outside-extent", "table/swapped-coordinates"]
        .map(|code| (code, ran.findings().iter().filter(|f| f["code"] == code).count() as u64))
        .to_vec();
    assert_eq!(counts.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [1, 1, 1], "{}", ran.stdout);
    let islands = ran.findings().iter().find(|f| f["code"] == "table/null-island").cloned().unwrap();
    assert_eq!(islands["count"], 2, "{islands}");
}
