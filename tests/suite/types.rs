//! Every type of Table Schema, from a department's way of writing to what is published.

use std::fs;

use crate::support::{PortalTest, dataset_toml};

/// Name, type with options, text in the file, text in the published CSV, and value in the published JSON.
const COLUMNS: &[(&str, &str, &str, &str, &str)] = &[
    ("mail", "'string'\nformat = 'email'", "a@b.example", "a@b.example", "\"a@b.example\""),
    ("fee", "'number'\ndecimals = 2\ngroup_char = ','\nbare_number = false", "\"($1,234.5)\"", "-1234.50", "-1234.50"),
    ("share", "'number'\ndecimal_char = ','\nbare_number = false", "\"12,5 %\"", "12.5", "12.5"),
    (
        "many",
        "'number'\ndecimals = 0",
        "123456789012345678901234567890",
        "123456789012345678901234567890",
        "123456789012345678901234567890",
    ),
    ("year", "'year'", "0079", "0079", "79"),
    ("month", "'yearmonth'\nconstraints = { minimum = '2026-01' }", "2026-11", "2026-11", "\"2026-11\""),
    ("took", "'duration'", "PT1H30M", "PT1H30M", "\"PT1H30M\""),
    (
        "leaves",
        "'time'\nformat = 'gtfs'\nconstraints = { maximum = '26:00:00' }",
        "7:05:00",
        "07:05:00",
        "\"07:05:00\"",
    ),
    (
        "shape",
        "'object'\nconstraints = { json_schema = { required = ['a'] } }",
        "\"{\"\"a\"\": [1.0, 2]}\"",
        "\"{\"\"a\"\":[1.0,2]}\"",
        "{\"a\":[1.0,2]}",
    ),
    ("pair", "'array'\nconstraints = { min_length = 2 }", "\"[1, null]\"", "\"[1,null]\"", "[1,null]"),
    ("tags", "'list'\ndelimiter = ';'\nconstraints = { max_length = 2 }", "oak;elm", "oak;elm", "[\"oak\",\"elm\"]"),
    ("counts", "'list'\nitem_type = 'integer'", "\"1,02\"", "\"1,2\"", "[1,2]"),
    ("state", "'string'\ncategories = [{ value = 'A', label = 'Active' }, 'B']", "A", "A", "\"A\""),
    (
        "open",
        "'boolean'\ntrue_values = ['Y']\nfalse_values = ['N']\nconstraints = { enum = [true] }",
        "Y",
        "true",
        "true",
    ),
    ("free", "'any'", "8E467", "8E467", "\"8E467\""),
];

fn portal(columns: &[(String, String)], csv: &str) -> PortalTest {
    let mut toml = dataset_toml("rows.csv", &[]);
    for (name, kind) in columns {
        toml += &format!("\n[[resources.fields]]\nname = '{name}'\ndescription = 'What is in it.'\ntype = {kind}\n");
    }
    PortalTest::base().file("datasets/rows/dataset.toml", toml).file("datasets/rows/rows.csv", csv)
}

fn published(portal: &PortalTest, format: &str) -> String {
    portal.run("build --verify").exits(0);
    fs::read_to_string(portal.path(&format!("_site/data/rows/latest/rows.{format}"))).unwrap()
}

#[test]
fn what_is_written_in_any_way_is_published_in_one() {
    let line = |cells: Vec<&str>| format!("{}\n", cells.join(","));
    let names = line(COLUMNS.iter().map(|column| column.0).collect());
    let declared: Vec<(String, String)> = COLUMNS.iter().map(|c| (c.0.to_owned(), c.1.to_owned())).collect();
    let before = portal(&declared, &(names.clone() + &line(COLUMNS.iter().map(|column| column.2).collect())));
    let csv = published(&before, "csv");
    assert_eq!(csv, names + &line(COLUMNS.iter().map(|column| column.3).collect()));
    let members: Vec<String> = COLUMNS.iter().map(|column| format!("\"{}\":{}", column.0, column.4)).collect();
    assert_eq!(published(&before, "json"), format!("[\n{{{}}}\n]\n", members.join(",")));
    let package = before.read("_site/data/rows/datapackage.json");
    for word in ["\"format\": \"email\"", "\"itemType\": \"integer\"", "\"label\": \"Active\"", "\"jsonSchema\""] {
        assert!(package.contains(word), "{word} in {package}");
    }
    assert!(before.read("_site/data/rows/dictionary.csv").contains("A = Active; B"));

    // What was published reads as itself, once the ways of writing are no longer declared.
    let is_writing = |line: &&str| {
        !["group_char", "decimal_char", "bare_number", "true_values", "false_values"]
            .iter()
            .any(|key| line.starts_with(key))
    };
    let plain: Vec<(String, String)> = declared
        .into_iter()
        .map(|(name, kind)| (name, kind.lines().filter(is_writing).collect::<Vec<_>>().join("\n")))
        .collect();
    assert_eq!(published(&portal(&plain, &csv), "csv"), csv);
}

#[test]
fn a_value_that_does_not_fit_is_named() {
    for (kind, cell, code) in [
        ("'integer'\ngroup_char = ','", "\"1,23\"", "table/type-error"),
        ("'number'\nbare_number = false", "$5 $6", "table/type-error"),
        ("'string'\nformat = 'uuid'", "1-2-3", "table/type-error"),
        ("'duration'", "1:30", "table/type-error"),
        ("'list'\nitem_type = 'date'", "2026-01-01;x", "table/type-error"),
        ("'number'\nconstraints = { exclusive_minimum = 0 }", "0", "table/constraint-error"),
        ("'integer'\nconstraints = { maximum = 9007199254740992 }", "9007199254740993", "table/constraint-error"),
        ("'time'\nformat = 'gtfs'\nconstraints = { maximum = '25:00:00' }", "25:00:01", "table/constraint-error"),
        (
            "'datetime'\nconstraints = { minimum = 2026-01-01T12:00:00Z }",
            "2026-01-01T12:30:00+01:00",
            "table/constraint-error",
        ),
        ("'boolean'\nconstraints = { enum = [false] }", "true", "table/constraint-error"),
        ("'integer'\ncategories = [1, 2]", "3", "table/constraint-error"),
        ("'list'\nconstraints = { minLength = 2 }", "a", "table/constraint-error"),
        ("'object'\nconstraints = { json_schema = { required = ['a'] } }", "{}", "table/constraint-error"),
    ] {
        let ran =
            portal(&[("a".to_owned(), kind.to_owned())], &format!("a\n{cell}\n")).run("check --format json").exits(1);
        assert_eq!(ran.codes(), [code], "{kind}: {}", ran.stdout);
        assert!(ran.findings()[0]["help"].as_array().is_none_or(|help| !help.is_empty()), "{}", ran.stdout);
    }
}

#[test]
fn a_declaration_that_cannot_be_meant_is_named() {
    for kind in [
        "'string'\ngroup_char = ','",
        "'integer'\nformat = '%Y'",
        "'number'\ngroup_char = '.'",
        "'number'\ngroup_char = ',,'",
        "'number'\ndecimal_char = '1'",
        "'date'\nformat = 'any'",
        "'string'\nformat = 'phone'",
        "'number'\ncategories = [1]",
        "'string'\ncategories = ['a', 'a']",
        "'integer'\nconstraints = { pattern = '[0-9]' }",
        "'string'\nconstraints = { minimum = 'a' }",
        "'integer'\nconstraints = { minimum = 1.5 }",
        "'date'\nconstraints = { minimum = '01/02/2026' }",
        "'boolean'\nconstraints = { enum = ['Y'] }",
        "'object'\nconstraints = { json_schema = { type = 7 } }",
        "'array'\nconstraints = { json_schema = { '$ref' = 'https://town.example/x.json' } }",
    ] {
        let ran = portal(&[("a".to_owned(), kind.to_owned())], "a\n").run("check --format json").exits(1);
        let errors: Vec<_> = ran.findings().into_iter().filter(|found| found["severity"] == "error").collect();
        assert!(errors.len() == 1 && errors[0]["code"] == "metadata/invalid-field", "{kind}: {}", ran.stdout);
    }
}
