//! All of Table Schema 2.0: every type with each of its formats, options and constraints, each with a value that fits and
//! one that does not, and the published package held against the standard's own JSON Schema.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::support::{PortalTest, dataset_toml, repository, skipped};

const TYPE: &str = "table/type-error";
const RULE: &str = "table/constraint-error";

/// What is declared of a column, a cell that fits, a cell that does not, and what is found there.
type Case = (&'static str, &'static str, &'static str, &'static str);

/// The types with their formats and options.
const TYPES: &[Case] = &[
    ("type = 'string'\nformat = 'email'", "a@b.example", "a@b", TYPE),
    ("type = 'string'\nformat = 'uri'", "https://town.example/a?b#c", "town.example", TYPE),
    ("type = 'string'\nformat = 'binary'", "YWJj", "YWJ", TYPE),
    ("type = 'string'\nformat = 'uuid'", "95ecc380-afe9-11e4-9b6c-751b66dd541e", "95ecc380", TYPE),
    ("type = 'number'", "-1.5e3", "1,5", TYPE),
    ("type = 'number'\nformat = 'default'", "NaN", "Nan.", TYPE),
    ("type = 'number'", "inf", "Infinity", TYPE),
    ("type = 'number'", "-INF", "+INF", TYPE),
    ("type = 'number'\ndecimals = 2", "12.50", "NaN", TYPE),
    ("type = 'number'\ndecimals = 2", "12.5", "12.505", TYPE),
    ("type = 'number'\ndecimal_char = ','", "1,5", "1.5", TYPE),
    ("type = 'number'\ngroup_char = ','", "1,234.5", "12,34.5", TYPE),
    ("type = 'number'\nbare_number = false", "$95", "$", TYPE),
    ("type = 'number'\nbare_number = false", "95%", "95% 3", TYPE),
    ("type = 'integer'", "+007", "7.0", TYPE),
    ("type = 'integer'\ngroup_char = ' '", "1 234", "1 23", TYPE),
    ("type = 'integer'\nbare_number = false", "95 €", "€", TYPE),
    ("type = 'boolean'", "TRUE", "yes", TYPE),
    ("type = 'boolean'", "0", "00", TYPE),
    ("type = 'boolean'\ntrueValues = ['Y']\nfalseValues = ['N']", "N", "true", TYPE),
    ("type = 'object'", "{\"a\": [1, null]}", "[1]", TYPE),
    ("type = 'array'", "[{\"a\": 1}, null]", "{\"a\": 1}", TYPE),
    ("type = 'list'\nitemType = 'integer'", "1,2", "1,b", TYPE),
    ("type = 'list'\nitemType = 'number'\ndelimiter = ';'", "1.5;-INF", "1,5", TYPE),
    ("type = 'list'\nitemType = 'boolean'", "true,0", "true,no", TYPE),
    ("type = 'list'\nitemType = 'date'", "2026-01-31", "2026-01-32", TYPE),
    ("type = 'list'\nitemType = 'time'", "08:30:00,09:00:00", "08:30", TYPE),
    ("type = 'list'\nitemType = 'datetime'", "2026-01-31T08:30:00", "2026-01-31T08:30:00Z", TYPE),
    ("type = 'datetime'", "2026-01-31T08:30:00", "2026-01-31 8:30", TYPE),
    ("type = 'datetime'", "2026-01-31T08:30:00.250-05:00", "2026-01-31T08:30:00.250-25:00", TYPE),
    ("type = 'datetime'\nformat = '%d/%m/%Y %H:%M'", "31/01/2026 08:30", "01/31/2026 08:30", TYPE),
    ("type = 'date'", "2024-02-29", "2026-02-29", TYPE),
    ("type = 'date'\nformat = '%d.%m.%y'", "31.01.26", "01.31.26", TYPE),
    ("type = 'time'", "08:30:00", "8:30", TYPE),
    ("type = 'time'\nformat = '%I:%M %p'", "8:30 PM", "20:30 PM", TYPE),
    ("type = 'year'", "-0044", "26", TYPE),
    ("type = 'yearmonth'", "2026-01", "2026-13", TYPE),
    ("type = 'duration'", "P1Y2M3DT10H30M", "PT1D", TYPE),
    ("type = 'geopoint'", "-71.06, 42.35", "-71.06 42.35", TYPE),
    ("type = 'geopoint'\nformat = 'array'", "[-71.06, 42.35]", "[-71.06]", TYPE),
    ("type = 'geopoint'\nformat = 'object'", "{\"lon\": -71.06, \"lat\": 42.35}", "{\"lng\": -71.06}", TYPE),
    ("type = 'geojson'", "{\"type\":\"Point\",\"coordinates\":[-71.06,42.35]}", "{\"type\":\"Point\"}", TYPE),
];

/// The constraints, of each type that can have them.
const CONSTRAINTS: &[Case] = &[
    ("type = 'any'\nconstraints.required = true", "a", "", "table/missing-value"),
    ("type = 'any'\nconstraints.enum = ['a', 1]", "1", "b", RULE),
    ("type = 'string'\nconstraints.pattern = '[a-z]+'", "abc", "abc1", RULE),
    ("type = 'string'\nconstraints.minLength = 2", "né", "é", RULE),
    ("type = 'string'\nconstraints.maxLength = 2", "né", "nés", RULE),
    ("type = 'string'\nconstraints.enum = ['a', 1]", "1", "2", RULE),
    ("type = 'string'\ncategories = ['a', 2]", "2", "b", RULE),
    ("type = 'string'\ncategoriesOrdered = true\ncategories = [{ value = 'a', label = 'A' }, 'b']", "b", "A", RULE),
    ("type = 'integer'\ncategories = [{ value = 1, label = 'one' }]", "1", "2", RULE),
    ("type = 'integer'\nconstraints.enum = [1, '2']", "2", "3", RULE),
    ("type = 'integer'\nconstraints.minimum = '5'", "5", "4", RULE),
    ("type = 'integer'\nconstraints.maximum = 5", "5", "6", RULE),
    ("type = 'integer'\nconstraints.exclusiveMinimum = 5", "6", "5", RULE),
    ("type = 'integer'\nconstraints.exclusiveMaximum = 5", "4", "5", RULE),
    ("type = 'number'\nconstraints.minimum = 0.5", "INF", "0.25", RULE),
    ("type = 'number'\nconstraints.maximum = 'INF'", "INF", "NaN", RULE),
    ("type = 'number'\nconstraints.exclusiveMinimum = 0.5", "0.75", "0.50", RULE),
    ("type = 'number'\nconstraints.exclusiveMaximum = 1", "0.75", "1.0", RULE),
    ("type = 'number'\nconstraints.enum = [1, 'NaN']", "NaN", "2", RULE),
    ("type = 'number'\ndecimals = 2\nconstraints.minimum = 0.1", "0.10", "0.09", RULE),
    ("type = 'date'\nconstraints.minimum = 2026-01-01", "2026-01-01", "2025-12-31", RULE),
    ("type = 'date'\nconstraints.maximum = '2026-01-01'", "2026-01-01", "2026-01-02", RULE),
    ("type = 'date'\nconstraints.exclusiveMinimum = '2026-01-01'", "2026-01-02", "2026-01-01", RULE),
    ("type = 'date'\nconstraints.enum = ['2026-01-01']", "2026-01-01", "2026-01-02", RULE),
    ("type = 'time'\nconstraints.minimum = '08:00:00'", "08:00:00", "07:59:59", RULE),
    ("type = 'time'\nconstraints.exclusiveMaximum = '08:00:00'", "07:59:59", "08:00:00", RULE),
    (
        "type = 'datetime'\nconstraints.maximum = '2026-01-01T00:00:00'",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:01",
        RULE,
    ),
    ("type = 'year'\nconstraints.minimum = 2020", "2020", "2019", RULE),
    ("type = 'year'\nconstraints.enum = ['2020']", "2020", "2019", RULE),
    ("type = 'yearmonth'\nconstraints.maximum = '2026-01'", "2026-01", "2026-02", RULE),
    ("type = 'duration'\nconstraints.minimum = 'PT1H'", "PT60M", "PT59M", RULE),
    ("type = 'duration'\nconstraints.maximum = 'P1M'", "P27D", "P31D", RULE),
    ("type = 'duration'\nconstraints.exclusiveMaximum = 'P1Y'", "P11M", "P12M", RULE),
    ("type = 'duration'\nconstraints.enum = ['PT1H']", "PT1H", "PT2H", RULE),
    ("type = 'boolean'\nconstraints.enum = [true]", "1", "0", RULE),
    ("type = 'object'\nconstraints.minLength = 1", "{\"a\":1}", "{}", RULE),
    ("type = 'object'\nconstraints.jsonSchema = { required = ['a'] }", "{\"a\":1}", "{\"b\":1}", RULE),
    ("type = 'object'\nconstraints.enum = ['{\"a\":1}']", "{\"a\": 1}", "{\"a\":2}", RULE),
    ("type = 'array'\nconstraints.maxLength = 1", "[1]", "[1,2]", RULE),
    ("type = 'array'\nconstraints.jsonSchema = { items = { type = 'integer' } }", "[1]", "[1.5]", RULE),
    ("type = 'list'\nconstraints.minLength = 2", "a,b", "a", RULE),
    ("type = 'list'\nconstraints.maxLength = 1", "a", "a,b", RULE),
    ("type = 'list'\nconstraints.enum = ['a,b']", "a,b", "b,a", RULE),
    ("type = 'geopoint'\nconstraints.enum = ['-71.06, 42.35']", "-71.06,42.350", "-71.06, 42.36", RULE),
    ("type = 'integer'\nmissingValues = ['', '-9']", "-9", "-8.0", TYPE),
    ("type = 'integer'\nmissing_values = [{ value = '-9', label = 'Refused' }, '']", "-9", "n/a", TYPE),
];

fn cases() -> impl Iterator<Item = (String, &'static Case)> {
    TYPES.iter().chain(CONSTRAINTS).enumerate().map(|(at, case)| (format!("c{at}"), case))
}

/// A portal with a column for each case and these rows.
fn portal(rows: &[Vec<&str>]) -> PortalTest {
    let mut toml = dataset_toml("rows.csv", &[]);
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(cases().map(|(name, _)| name)).unwrap();
    rows.iter().for_each(|row| csv.write_record(row).unwrap());
    for (name, (declared, ..)) in cases() {
        toml += &format!(
            "\n[[resources.fields]]\nname = '{name}'\ndescription = 'What the test put into it.'\n{declared}\n"
        );
    }
    PortalTest::bare()
        .file("datasets/rows/dataset.toml", toml)
        .file("datasets/rows/rows.csv", csv.into_inner().unwrap())
}

#[test]
fn every_type_format_and_constraint_tells_a_good_value_from_a_bad_one() {
    let good = cases().map(|(_, case)| case.1).collect();
    let bad = cases().map(|(_, case)| case.2).collect();
    let ran = portal(&[good, bad]).run("check --format json").exits(1);
    let mut found: BTreeMap<String, Vec<(String, u64)>> = BTreeMap::new();
    for finding in ran.findings() {
        let (field, code) = (finding["field"].as_str().unwrap(), finding["code"].as_str().unwrap());
        let row = finding["row"].as_u64().unwrap();
        found.entry(field.to_owned()).or_default().push((code.to_owned(), row));
    }
    let wrong: Vec<String> = cases()
        .filter(|(name, case)| found.get(name) != Some(&vec![(case.3.to_owned(), 3)]))
        .map(|(name, case)| format!("{case:?}: {:?}", found.get(&name)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_of_it_is_published_as_the_standard_has_it() {
    let portal = portal(&[cases().map(|(_, case)| case.1).collect()]);
    portal.run("build --verify").exits(0);
    let package: Value = serde_json::from_str(&portal.read("_site/data/rows/datapackage.json")).unwrap();
    let fields = package["resources"][0]["schema"]["fields"].as_array().unwrap();
    let of = |declared: &str| {
        let (name, _) = cases().find(|(_, case)| case.0 == declared).unwrap();
        fields.iter().find(|field| field["name"] == name).unwrap()
    };
    let refused = "type = 'integer'\nmissing_values = [{ value = '-9', label = 'Refused' }, '']";
    assert_eq!(of(refused)["missingValues"], json!([{ "value": "" }, { "value": "-9", "label": "Refused" }]));
    assert_eq!(of("type = 'string'\ncategories = ['a', 2]")["categories"], json!(["a", "2"]));
    assert_eq!(of("type = 'integer'\nconstraints.minimum = '5'")["constraints"], json!({ "minimum": 5 }));
    assert_eq!(of("type = 'number'\nconstraints.enum = [1, 'NaN']")["constraints"], json!({ "enum": ["1", "NaN"] }));
    assert_eq!(of("type = 'list'\nconstraints.maxLength = 1").get("constraints"), None);
    for (page, words) in [
        ("_site/data/rows/dictionary.csv", "-9 = Refused"),
        ("_site/datasets/rows/index.html", "empty where the source says: Refused (-9)"),
    ] {
        assert!(portal.read(page).contains(words), "{words} in {page}");
    }
    // JSON has no number for these, so they are the same words there as in the CSV.
    let json: Value = serde_json::from_str(&portal.read("_site/data/rows/latest/rows.json")).unwrap();
    let (infinite, _) = cases().find(|(_, case)| case.1 == "inf").unwrap();
    assert_eq!(json[0][infinite], "INF");

    let profile = repository().join("../shared/standards/datapackage/2.0/datapackage.json");
    let Ok(profile) = fs::read_to_string(profile) else {
        return skipped("the profile of Data Package 2.0", "there is no ../shared/standards here");
    };
    let profile = jsonschema::validator_for(&serde_json::from_str(&profile).unwrap()).unwrap();
    let errors: Vec<String> =
        profile.iter_errors(&package).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
}

/// Which columns a file may have besides those that are declared, or lack.
#[test]
fn the_columns_of_a_file_match_as_it_is_declared() {
    for (declared, header, codes) in [
        ("", "b,a", &[][..]),
        ("", "a,b,c", &["table/extra-label"]),
        ("", "a", &["table/missing-label"]),
        ("exact", "b,a", &[]),
        ("equal", "a,b,c", &["table/extra-label"]),
        ("subset", "c,b,a", &[]),
        ("subset", "a,c", &["table/missing-label"]),
        ("superset", "a", &[]),
        ("superset", "a,c", &["table/extra-label"]),
        ("superset", "b", &["table/missing-label"]),
        ("partial", "a,c", &[]),
        ("partial", "c", &["table/missing-label"]),
    ] {
        let cells = ["1", "2", "3"][..header.split(',').count()].join(",");
        let schema = json!({
            "fields": [
                { "name": "a", "type": "string", "description": "One of two.", "constraints": { "required": true } },
                { "name": "b", "type": "string", "description": "The other one.", "example": "2" },
            ],
            "fieldsMatch": Some(declared).filter(|word| !word.is_empty()).map(|word| [word]),
            "uniqueKeys": [["a", "b"]],
        });
        let toml = dataset_toml("rows.csv", &[]);
        let portal = PortalTest::bare()
            .file("datasets/rows/dataset.toml", toml + "schema = 'rows'\n")
            .file("datasets/rows/rows.csv", format!("{header}\n{cells}\n"))
            .file("schemas/tables/rows.json", schema.to_string());
        let ran = portal.run("check --format json");
        let mut found = ran.codes();
        found.dedup();
        assert_eq!(found, codes, "{declared:?} {header}: {}", ran.all());
    }
}
