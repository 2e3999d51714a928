//! Whatever format a table comes in, what is published is the same.

use std::fs;

use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::support::{PortalTest, dataset_toml, portals, tables};

#[test]
fn one_table_in_every_format_is_published_as_one() {
    let portal = PortalTest::on_base(&portals().join("valid/formats"));
    portal.run("build").exits(0);
    let folder = portal.path("_site/data/visits/latest");
    let read = |name: &str, format: &str| fs::read(folder.join(format!("{name}.{format}"))).unwrap();
    let parquet = |name: &str| tables::of_parquet(&folder.join(format!("{name}.parquet")));
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
        for format in ["csv", "json"] {
            let (expected, found) = (read("visits", format), read(name, format));
            assert!(found == expected, "{name}.{format}: {}", String::from_utf8_lossy(&found));
        }
        assert_eq!(parquet(name), parquet("visits"), "{name}");
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
    for format in ["csv", "json"] {
        assert!(published(&again, format) == published(&portal, format), "{format}");
    }
    let workbook = PortalTest::on_base(&folder)
        .with(toml, "path = \"visits.csv\"", "path = \"visits.xlsx\"\nsheet = \"Visits\"")
        .file("datasets/visits/visits.xlsx", published(&portal, "xlsx"));
    fs::remove_file(workbook.path("datasets/visits/visits.csv")).unwrap();
    let ran = workbook.run("build");
    assert!(ran.stdout.is_empty() && ran.code == 0, "{}", ran.all());
    for format in ["csv", "json"] {
        assert!(published(&workbook, format) == published(&portal, format), "{format}");
    }
    let parquet = |portal: &PortalTest| tables::of_parquet(&portal.path("_site/data/visits/latest/visits.parquet"));
    assert_eq!(parquet(&again), parquet(&portal));
}

#[test]
fn text_is_published_as_the_workbook_shows_it() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["zip", "ward", "paid"]).unwrap();
    let formats = ["00000", "00", "$#,##0.00"].map(|code| rust_xlsxwriter::Format::new().set_num_format(code));
    for (row, values) in [[2101.0, 7.0, 12.5], [2139.0, 11.0, 3.0]].iter().enumerate() {
        for (column, (value, format)) in values.iter().zip(&formats).enumerate() {
            sheet.write_with_format(1 + row as u32, column as u16, *value, format).unwrap();
        }
    }
    let portal = PortalTest::bare()
        .file("datasets/rows/dataset.toml", dataset_toml("rows.xlsx", &["zip:string", "ward:integer", "paid:string"]))
        .file("datasets/rows/rows.xlsx", book.save_to_buffer().unwrap());
    let ran = portal.run("build");
    let warned = "warning[table/code-as-number]: The workbook shows the numbers of `ward` as codes";
    assert!(ran.code == 0 && ran.all().matches("[table/").count() == 1 && ran.all().contains(warned), "{}", ran.all());
    let csv = portal.read("_site/data/rows/latest/rows.csv");
    assert_eq!(csv, "zip,ward,paid\n02101,7,12.5\n02139,11,3\n");
    let rows = tables::of_parquet(&portal.path("_site/data/rows/latest/rows.parquet"));
    assert!(format!("{rows:?}").contains("02101"), "{rows:?}");
}

#[test]
fn a_table_too_large_for_a_workbook_is_published_without() {
    let has_workbook = |portal: &PortalTest| {
        portal.run("build").exits(0);
        let page = portal.read("_site/datasets/trees/index.html");
        let is_there = portal.path("_site/data/trees/latest/trees.xlsx").exists();
        assert_eq!(page.contains("trees.xlsx"), is_there);
        is_there
    };
    assert!(has_workbook(&PortalTest::base()));
    let limited = |rows: u64| {
        let settings = portals().join("base/portal.toml");
        let settings = fs::read_to_string(settings).unwrap();
        PortalTest::base().file("portal.toml", format!("{settings}\n[formats]\nxlsx_rows = {rows}\n"))
    };
    assert!(has_workbook(&limited(3)));
    assert!(!has_workbook(&limited(2)));
    // A cell of Excel holds no more than 32,767 characters, and nothing is cut.
    let long = format!("tree_id,species,height_m\n1,{},1\n", "x".repeat(32_768));
    assert!(!has_workbook(&PortalTest::base().file("datasets/trees/trees.csv", long)));
}

#[test]
fn a_city_may_leave_formats_out() {
    let settings = fs::read_to_string(portals().join("base/portal.toml")).unwrap();
    let left_out = r#"leave_out = ["csv", "xlsx", "json"]"#;
    let portal = PortalTest::base().file("portal.toml", format!("{settings}\n[formats]\n{left_out}\n"));
    portal.run("build --verify").exits(0);
    let names = |folder: &str| {
        let entries = fs::read_dir(portal.path(folder)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(names("_site/data/trees/latest"), ["trees.parquet"]);
    let package: serde_json::Value = serde_json::from_str(&portal.read("_site/data/trees/datapackage.json")).unwrap();
    assert_eq!(package["resources"][0]["path"], "latest/trees.parquet");
    assert_eq!(package["resources"][0]["mediatype"], "application/vnd.apache.parquet");
    assert!(!portal.read("_site/datasets/trees/index.html").contains("trees.csv"));
}

#[test]
fn a_parquet_file_says_what_it_is_and_can_be_searched() {
    let portal = PortalTest::on_base(&portals().join("geography"));
    portal.run("build").exits(0);
    let file = fs::File::open(portal.path("_site/data/crowns/latest/crowns.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata();
    assert_eq!(metadata.file_metadata().created_by(), Some("townbook"));
    let note = |key: &str| {
        let notes = metadata.file_metadata().key_value_metadata().unwrap();
        let note = notes.iter().find(|note| note.key == key).unwrap_or_else(|| panic!("no {key}"));
        note.value.clone().unwrap()
    };
    let schema: serde_json::Value = serde_json::from_str(&note("table_schema")).unwrap();
    assert_eq!(schema["fields"][0]["name"], "tree_id");
    let sources: serde_json::Value = serde_json::from_str(&note("sources")).unwrap();
    assert_eq!(sources[0]["name"], "crowns.geojson");
    let bytes = fs::read(portal.path("datasets/crowns/crowns.geojson")).unwrap();
    assert_eq!(sources[0]["hash"], format!("sha256:{}", townbook::files::Digest::of(&bytes)));
    let geo: serde_json::Value = serde_json::from_str(&note("geo")).unwrap();
    let shapes = &geo["columns"][geo["primary_column"].as_str().unwrap()];
    assert_eq!(shapes["encoding"], "WKB");
    assert_eq!(shapes["bbox"].as_array().unwrap().len(), 4);
    let group = metadata.row_group(0);
    for column in group.columns() {
        assert!(column.column_index_offset().is_some() && column.offset_index_offset().is_some());
        let is_key = column.column_path().string() == "tree_id";
        assert_eq!(column.bloom_filter_offset().is_some(), is_key, "{}", column.column_path());
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
