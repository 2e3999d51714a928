//! Portals in which nothing is wrong, and every cell of what is made of them.

use std::fs;

use insta::assert_snapshot;

use crate::support::tables::{self, assert_same};
use crate::support::{PortalTest, files_below, portals};

/// A valid portal, checked and built.
fn built(name: &str) -> PortalTest {
    let portal = PortalTest::on_base(&portals().join("valid").join(name));
    let ran = portal.run("check --format json").exits(0);
    // A table without rows is worth a look, and no mistake.
    let clean = ran.codes().iter().all(|code| name == "header-only" && code == "table/no-rows");
    assert!(clean, "{name}: {}", ran.stdout);
    portal.run("build --verify").exits(0);
    portal
}

/// Compares CSV, JSON and Parquet of every table of a built portal, and gives the CSV of all as one text.
fn compared(portal: &PortalTest, dataset: &str) -> String {
    let folder = portal.path(&format!("_site/data/{dataset}/latest"));
    let mut text = String::new();
    let tables: Vec<String> = files_below(&folder).into_iter().filter(|path| path.ends_with(".csv")).collect();
    assert!(!tables.is_empty(), "{dataset} has no tables");
    for table in tables {
        let path = |format: &str| folder.join(&table).with_extension(format);
        let csv = tables::of_csv(&path("csv"));
        let parquet = tables::of_parquet(&path("parquet"));
        assert_same(&format!("{table}: CSV and JSON"), &csv, &tables::of_json(&path("json")));
        assert_same(&format!("{table}: CSV and Parquet"), &csv, &parquet);
        assert_eq!(csv.columns, parquet.columns);
        text += &format!("--- {table}\n{}", fs::read_to_string(path("csv")).unwrap());
    }
    text
}

#[test]
fn every_valid_portal_is_clean_and_its_formats_agree() {
    for entry in fs::read_dir(portals().join("valid")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let portal = built(&name);
        for dataset in fs::read_dir(portal.path("datasets")).unwrap() {
            compared(&portal, dataset.unwrap().file_name().to_str().unwrap());
        }
    }
}

#[test]
fn every_type_is_written_in_its_canonical_form() {
    let portal = built("every-type");
    // Written so that line breaks inside cells show.
    assert_snapshot!(compared(&portal, "every-type").replace('\r', "␍"));
    assert_snapshot!(portal.read("_site/data/every-type/latest/every.json"));
    let schema = parquet_schema(&portal, "every-type/latest/every.parquet");
    assert_snapshot!(schema);
}

/// The Parquet columns with their logical types, a line each.
fn parquet_schema(portal: &PortalTest, path: &str) -> String {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let file = fs::File::open(portal.path("_site/data").join(path)).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata().file_metadata();
    let mut text = Vec::new();
    parquet::schema::printer::print_schema(&mut text, metadata.schema_descr().root_schema());
    let group = reader.metadata().row_group(0);
    // Which level it was compressed with is not in the file.
    let codec = format!("{:?}", group.column(0).compression());
    format!("{}{}", String::from_utf8(text).unwrap(), codec.split('(').next().unwrap())
}

#[test]
fn whatever_ends_the_lines_the_table_is_the_same() {
    let portal = built("line-endings");
    let folder = portal.path("_site/data/line-endings/latest");
    for name in ["crlf", "cr", "bom", "no-end"] {
        for format in ["csv", "json"] {
            let expected = fs::read(folder.join(format!("lf.{format}"))).unwrap();
            let found = fs::read(folder.join(format!("{name}.{format}"))).unwrap();
            assert!(found == expected, "{name}.{format} differs from lf.{format}");
        }
        // A Parquet file says which file it was made from, so the bytes differ.
        let parquet = |name: &str| tables::of_parquet(&folder.join(format!("{name}.parquet")));
        assert_eq!(parquet(name), parquet("lf"), "{name}");
    }
    assert_snapshot!(portal.read("_site/data/line-endings/latest/lf.csv"), @r#"
    id,note
    1,plain
    2,"two
    lines"
    3,"a ""word"""
    4,
    "#);
}

#[test]
fn a_missing_value_in_a_single_column_is_still_a_row() {
    let portal = built("one-column");
    assert_snapshot!(portal.read("_site/data/one-column/latest/words.csv"), @r#"
    word
    first
    ""
    last
    "#);
    assert_eq!(tables::of_json(&portal.path("_site/data/one-column/latest/words.json")).rows.len(), 3);
    let counts = tables::of_parquet(&portal.path("_site/data/one-column/latest/counts.parquet"));
    assert_eq!(counts.rows, [[Some("1".to_owned())], [None], [Some("3".to_owned())]]);
}

#[test]
fn a_table_without_rows_keeps_its_columns() {
    let portal = built("header-only");
    assert_eq!(portal.read("_site/data/header-only/latest/nothing.csv"), "id,seen_at,place\n");
    let json: serde_json::Value =
        serde_json::from_str(&portal.read("_site/data/header-only/latest/nothing.json")).unwrap();
    assert_eq!(json, serde_json::json!([]));
    let parquet = tables::of_parquet(&portal.path("_site/data/header-only/latest/nothing.parquet"));
    assert_eq!(parquet.columns, ["id", "seen_at", "place"]);
    let geojson: serde_json::Value =
        serde_json::from_str(&portal.read("_site/data/header-only/latest/nothing.geojson")).unwrap();
    assert_eq!(geojson["features"], serde_json::json!([]));
}

#[test]
fn points_become_geojson_and_keep_their_numbers() {
    let portal = built("points");
    assert_snapshot!(compared(&portal, "benches"));
    let geojson: serde_json::Value =
        serde_json::from_str(&portal.read("_site/data/benches/latest/benches.geojson")).unwrap();
    let features = geojson["features"].as_array().unwrap();
    assert_eq!(features.len(), 3);
    assert_eq!(features[0]["geometry"]["coordinates"], serde_json::json!([-71.05, 42.31]));
    assert_eq!(features[0]["properties"]["bench_id"], "001");
    assert!(features[2]["geometry"].is_null());
}

#[test]
fn words_in_other_languages_are_on_the_page() {
    let portal = built("translations");
    let page = portal.read("_site/datasets/libraries/index.html");
    assert!(page.contains("Bibliotecas") && page.contains("lang=\"es\""), "{page}");
    assert!(page.contains("What else there is to say."), "the README is on the page");
    assert_eq!(
        portal.read("_site/data/libraries/latest/libraries.csv"),
        "name,opened\nCentral,1895\nÑandú,2001\n",
        "a column without a header is found by `source = \"\"`"
    );
}

/// The published CSV, declared as it is published, gives itself again.
#[test]
fn what_is_published_can_be_read_again() {
    let portal = built("points");
    let csv = portal.read("_site/data/benches/latest/benches.csv");
    portal.write("datasets/benches/benches.csv", &csv);
    portal.replace("datasets/benches/dataset.toml", "benches.geojson", "benches.csv");
    portal.replace("datasets/benches/dataset.toml", "source = \"id\"\n", "");
    portal.replace("datasets/benches/dataset.toml", "source = \"geometry\"\n", "");
    portal.run("build --verify").exits(0);
    assert_eq!(portal.read("_site/data/benches/latest/benches.csv"), csv);
}
