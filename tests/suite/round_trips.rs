//! Tables of every type, made at random: the source, its CSV, JSON, Parquet and workbook hold the same, cell by cell.

use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use townbook::model::table::{format_date, format_datetime, format_number, format_time};

use crate::support::{PortalTest, dataset_toml};

/// Name, type with options, and what makes the canonical text of its values.
fn columns() -> Vec<(&'static str, &'static str, BoxedStrategy<String>)> {
    let text = |pattern: &'static str| proptest::string::string_regex(pattern).unwrap().boxed();
    let letters = "[A-Za-z0-9é漢🌳;_/.][A-Za-z0-9é漢🌳,\"';_=/. \n-]{0,10}[A-Za-z0-9é]";
    let numbers = prop_oneof![
        (-1e15..1e15).prop_map(format_number),
        (-1e-6..1e-6).prop_map(format_number),
        any::<f64>()
            .prop_filter("finite and not refused", |number| number.is_finite() && is_taken(*number))
            .prop_map(format_number),
        Just("INF".to_owned()),
        Just("NaN".to_owned()),
        Just("-0".to_owned()),
    ];
    let cents = any::<i64>().prop_map(|cents| {
        let sign = if cents < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
    });
    // From the first year that has four digits to the last.
    let (days, micros) = (-719_162..=2_932_896_i32, 0..86_400_000_000_i64);
    let moments = (-62_135_596_800_000_000..=253_402_300_799_000_000_i64).boxed();
    let degrees = (-71_200_000..-71_000_000_i32, 42_200_000..42_400_000_i32)
        .prop_map(|(x, y)| format!("{}, {}", format_number(f64::from(x) / 1e6), format_number(f64::from(y) / 1e6)));
    vec![
        ("words", "'string'", text(letters)),
        ("code", "'string'", text("0{0,3}[0-9]{1,20}")),
        ("mail", "'string'\nformat = 'email'", text("[a-z]{1,8}@[a-z]{1,8}\\.example")),
        ("key", "'string'\nformat = 'uuid'", text("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}")),
        ("count", "'integer'", any::<i64>().prop_map(|number| number.to_string()).boxed()),
        ("share", "'number'", numbers.boxed()),
        ("fee", "'number'\ndecimals = 2", cents.boxed()),
        ("open", "'boolean'", any::<bool>().prop_map(|truth| truth.to_string()).boxed()),
        ("day", "'date'", days.prop_map(format_date).boxed()),
        ("clock", "'time'", micros.prop_map(format_time).boxed()),
        ("seen", "'datetime'", moments.clone().prop_map(|at| format_datetime(at, Some(0))).boxed()),
        ("local", "'datetime'", moments.prop_map(|at| format_datetime(at, None)).boxed()),
        // A number of fewer digits, as JSON would have an earlier year, is taken for a mistake.
        ("year", "'year'", (1000..9999).prop_map(|year| format!("{year:04}")).boxed()),
        ("month", "'yearmonth'", text("[12][0-9]{3}-(0[1-9]|1[0-2])")),
        ("took", "'duration'", text("P[1-9]DT[1-9]H[1-5][0-9]M")),
        ("leaves", "'time'\nformat = 'gtfs'", text("(0[1-9]|1[0-9]|2[0-9]):[0-5][0-9]:[0-5][0-9]")),
        ("thing", "'object'", text("\\{\"a\":[1-9]\\.[0-9]0,\"b\":\"[a-z é]{0,5}\",\"c\":\\[null,true\\]\\}")),
        ("pair", "'array'", text("\\[[1-9][0-9]{0,20},\"[a-z]{0,5}\"\\]")),
        ("tags", "'list'\ndelimiter = ';'", text("[a-z]{1,5}(;[a-zé ]{1,4}[a-z]){0,3}")),
        ("counts", "'list'\nitem_type = 'integer'\ndelimiter = ';'", text("-?[1-9][0-9]{0,9}(;[1-9][0-9]{0,9}){0,3}")),
        ("free", "'any'", text("[0-9]E[0-9]{3}|[a-z]{1,6}")),
        ("place", "'geopoint'", degrees.boxed()),
    ]
}

/// Whole numbers that a 64-bit float may round are refused, as nobody can tell which of them was meant: from two to the power
/// of 53 to the longest that can be compared.
fn is_taken(number: f64) -> bool {
    !(9_007_199_254_740_992.0..=1e39).contains(&number.abs())
}

fn csv(rows: &[Vec<Option<String>>]) -> String {
    let names: Vec<&str> = std::iter::once("id").chain(columns().iter().map(|column| column.0)).collect();
    let mut text = names.join(",") + "\n";
    for (number, row) in rows.iter().enumerate() {
        text += &number.to_string();
        for cell in row {
            text.push(',');
            let Some(cell) = cell else { continue };
            let is_special = cell.contains([',', '"', '\n']);
            text += &if is_special { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() };
        }
        text.push('\n');
    }
    text
}

/// The `dataset.toml` of the table in a file, which differs where formats have a way of their own.
fn dataset(file: &str) -> String {
    let mut toml = dataset_toml(file, &["id:integer"]);
    if file.ends_with("xlsx") {
        toml = toml.replace("\ntitle = \"Rows\"", "\nsheet = \"Rows\"\ntitle = \"Rows\"");
    }
    for (name, kind, _) in columns() {
        let way = match (name, file) {
            ("place", "rows.json") => "\nformat = 'object'",
            ("place", "rows.geojson") => "\nsource = 'geometry'",
            _ => "",
        };
        toml +=
            &format!("\n[[resources.fields]]\nname = '{name}'\ndescription = 'What is in it.'\ntype = {kind}{way}\n");
    }
    toml
}

fn published(portal: &PortalTest, dataset: &str, format: &str) -> Vec<u8> {
    fs::read(portal.path(&format!("_site/data/{dataset}/latest/rows.{format}"))).unwrap()
}

/// Publishes a source, then each of the files that came of it, and gives the CSV of all.
fn around(file: &str, source: &str, dataset: fn(&str) -> String, formats: &[&str]) -> Vec<String> {
    let portal = PortalTest::bare()
        .file("datasets/rows/dataset.toml", dataset(file))
        .file(&format!("datasets/rows/{file}"), source);
    portal.run("build --verify").exits(0);
    let again = formats.iter().fold(PortalTest::bare(), |again, format| {
        let folder = format!("datasets/from-{format}");
        again
            .file(&format!("{folder}/dataset.toml"), dataset(&format!("rows.{format}")))
            .file(&format!("{folder}/rows.{format}"), published(&portal, "rows", format))
    });
    again.run("build --verify").exits(0);
    let texts = formats.iter().map(|format| published(&again, &format!("from-{format}"), "csv"));
    std::iter::once(published(&portal, "rows", "csv"))
        .chain(texts)
        .map(|text| String::from_utf8(text).unwrap())
        .collect()
}

fn config() -> Config {
    Config { cases: 6, max_shrink_iters: 30, failure_persistence: None, ..Config::default() }
}

#[test]
fn every_type_survives_every_format() {
    let cells: Vec<_> = columns().into_iter().map(|column| proptest::option::weighted(0.8, column.2)).collect();
    let tables = proptest::collection::vec(cells, 1..30);
    let outcome = TestRunner::new(config()).run(&tables, |rows| {
        let source = csv(&rows);
        let formats = ["csv", "json", "parquet", "xlsx", "geojson"];
        let texts = around("rows.csv", &source, dataset, &formats);
        for (text, format) in texts.iter().zip(["no other format"].iter().chain(&formats)) {
            prop_assert_eq!(text, &source, "by way of {}", format);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Geometry objects of GeoJSON with the text that CSV has for them.
fn shapes() -> BoxedStrategy<(String, String)> {
    // One division, so that no more than seven decimals come of it.
    let degree = |west_or_south: i32, units: i32| format_number(f64::from(west_or_south * 10_000_000 + units) / 1e7);
    let units = 0..9_999_999_i32;
    let position = move || (units.clone(), units.clone()).prop_map(move |(x, y)| (degree(-72, x), degree(42, y)));
    let positions = {
        let position = position.clone();
        move || proptest::collection::vec(position(), 2..6)
    };
    let lists = |positions: &[(String, String)]| {
        let json: Vec<String> = positions.iter().map(|(x, y)| format!("[{x},{y}]")).collect();
        let text: Vec<String> = positions.iter().map(|(x, y)| format!("{x} {y}")).collect();
        (json.join(","), text.join(","))
    };
    let shape = |kind: &str, json: &str, text: &str| {
        let open = if kind == "Point" { json.to_owned() } else { format!("[{json}]") };
        (format!(r#"{{"type":"{kind}","coordinates":{open}}}"#), format!("{} ({text})", kind.to_uppercase()))
    };
    let square = move || {
        (0..9_000_000_i32, 0..9_000_000_i32, 1..900_000_i32).prop_map(move |(x, y, side)| {
            let corner = |x, y| (degree(-72, x), degree(42, y));
            lists(&[corner(x, y), corner(x + side, y), corner(x + side, y + side), corner(x, y + side), corner(x, y)])
        })
    };
    prop_oneof![
        position().prop_map(move |(x, y)| shape("Point", &format!("[{x},{y}]"), &format!("{x} {y}"))),
        positions().prop_map(move |all| {
            let (json, text) = lists(&all);
            shape("LineString", &json, &text)
        }),
        positions().prop_map(move |all| {
            let (json, text) = lists(&all);
            shape("MultiPoint", &json, &text)
        }),
        square().prop_map(move |(json, text)| shape("Polygon", &format!("[{json}]"), &format!("({text})"))),
        (square(), square()).prop_map(move |(one, other)| shape(
            "MultiPolygon",
            &format!("[[{}]],[[{}]]", one.0, other.0),
            &format!("(({})),(({}))", one.1, other.1)
        )),
    ]
    .boxed()
}

fn dataset_of_shapes(file: &str) -> String {
    let source = if file.ends_with("geojson") { "source = 'geometry'\n" } else { "" };
    let field = "\n[[resources.fields]]\nname = 'shape'\ndescription = 'Where it is.'\ntype = 'geojson'\n";
    dataset_toml(file, &["id:integer"]) + field + source
}

#[test]
fn every_shape_survives_every_format() {
    let tables = proptest::collection::vec(proptest::option::weighted(0.8, shapes()), 1..20);
    let outcome = TestRunner::new(config()).run(&tables, |rows| {
        let (mut features, mut expected) = (Vec::new(), "id,shape\n".to_owned());
        for (id, row) in rows.iter().enumerate() {
            let geometry = row.as_ref().map_or("null", |shape| &shape.0);
            features.push(format!(r#"{{"type":"Feature","properties":{{"id":{id}}},"geometry":{geometry}}}"#));
            expected += &row.as_ref().map_or(format!("{id},\n"), |shape| format!("{id},\"{}\"\n", shape.1));
        }
        let source = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        let formats = ["json", "parquet", "geojson"];
        for text in around("rows.geojson", &source, dataset_of_shapes, &formats) {
            prop_assert_eq!(&text, &expected);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
