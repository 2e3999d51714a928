//! What is told of the values of a column.

use serde_json::{Value, json};

use crate::support::{PortalTest, dataset_toml};

/// Twenty cases: twelve open, three closed, five of a kind that is met once.
fn cases() -> PortalTest {
    let state = |at: usize| match at {
        0..12 => "Open".to_owned(),
        12..15 => "Closed".to_owned(),
        at => format!("Rare {at}"),
    };
    let rows: String = (0..20)
        .map(|at| format!("{},{},{}\n", at + 1, state(at), if at % 4 == 0 { String::new() } else { at.to_string() }))
        .collect();
    PortalTest::bare()
        .file("datasets/rows/dataset.toml", dataset_toml("rows.csv", &["id:integer", "state:string", "days:integer"]))
        .file("datasets/rows/rows.csv", format!("id,state,days\n{rows}"))
}

#[test]
fn the_page_and_the_dictionary_tell_what_the_values_are_like() {
    let portal = cases();
    portal.run("build --verify").exits(0);
    let page = portal.read("_site/datasets/rows/index.html");
    let told = |label: &str, value: &str| page.contains(&format!("<dt>{label}</dt><dd>{value}</dd>"));
    assert!(told("Missing", "none") && told("Missing", "5"), "{page}");
    assert!(told("Different values", "20") && told("Different values", "7"), "{page}");
    assert!(told("Smallest to largest", "1 to 20") && told("Smallest to largest", "1 to 19"), "{page}");
    assert!(told("Most frequent", "Open (12)"), "what is met less than eleven times is not told: {page}");

    let dictionary = portal.read("_site/data/rows/dictionary.csv");
    let lines: Vec<&str> = dictionary.lines().collect();
    let header = ",description,missing,distinct,minimum,maximum,mean,quartile_1,median,quartile_3";
    assert!(lines[0].ends_with(header), "{dictionary}");
    assert!(lines[1].ends_with(",0,20,1,20,10.5,,,"), "no quantile has eleven values at either side: {dictionary}");
    assert!(lines[2].ends_with(",0,7,,,,,,"), "texts have no range: {dictionary}");
    assert!(lines[3].ends_with(",5,15,1,19,10,,,"), "{dictionary}");
}

#[test]
fn the_city_says_how_rare_is_too_rare() {
    let portal = cases().file("policy/policy.toml", "profile = \"open\"\n\n[thresholds]\nmin_cell = 3\n");
    portal.run("build --verify").exits(0);
    let page = portal.read("_site/datasets/rows/index.html");
    assert!(page.contains("<dd>Open (12), Closed (3)</dd>"), "{page}");
}

/// A hundred people: their ages, the days on which they moved in, their names.
fn people(personal: bool) -> PortalTest {
    let mut toml = dataset_toml("rows.csv", &["age:integer", "since:date", "name:string", "note:string"]);
    if personal {
        toml = toml.replace("name = \"age\"", "name = \"age\"\npersonal = true");
        toml = toml.replace("name = \"since\"", "name = \"since\"\npersonal = true");
    }
    let row =
        |at: usize| format!("{},2025-{:02}-15,Name {at},{}\n", at % 50, at % 12 + 1, if at < 10 { "seen" } else { "" });
    PortalTest::bare()
        .file("datasets/rows/dataset.toml", toml)
        .file("datasets/rows/rows.csv", format!("age,since,name,note\n{}", (0..100).map(row).collect::<String>()))
}

fn columns(portal: &PortalTest) -> Vec<Value> {
    portal.run("build").exits(0);
    let described: Value = serde_json::from_str(&portal.read("_site/api/v1/datasets/rows.json")).unwrap();
    described["resources"][0]["profile"].as_array().unwrap().clone()
}

#[test]
fn numbers_and_days_have_averages_and_a_spread() {
    let portal = people(false);
    let columns = columns(&portal);
    let age = &columns[0];
    assert_eq!((&age["minimum"], &age["maximum"], &age["mean"]), (&"0".into(), &"49".into(), &24.5.into()));
    assert_eq!(
        age["quantiles"],
        json!({ "p5": null, "p25": 12.0, "p50": 24.0, "p75": 37.0, "p95": null, "is_exact": true })
    );
    let bins = age["histogram"].as_array().unwrap();
    assert!(bins.iter().all(|bin| bin["count"].as_u64().unwrap() >= 11), "{age}");
    assert_eq!(bins.iter().map(|bin| bin["count"].as_u64().unwrap()).sum::<u64>(), 100);
    let since = columns[1]["histogram"].as_array().unwrap();
    assert_eq!((&since[0]["from"], &since[since.len() - 1]["to"]), (&"2025-01-01".into(), &"2026-01-01".into()));
    assert_eq!(columns[2]["lengths"], json!({ "shortest": 6, "longest": 7 }));
    assert!(columns[2].get("minimum").is_none() && columns[2].get("histogram").is_none());
    let note = columns[3].as_object().unwrap();
    assert_eq!(
        note.keys().collect::<Vec<_>>(),
        ["name", "missing", "distinct", "distinct_is_exact"],
        "ten values are few"
    );
    let page = portal.read("_site/datasets/rows/index.html");
    assert!(
        page.contains("<dt>Median</dt><dd>24</dd>") && page.contains("<dt>Middle half</dt><dd>12 to 37</dd>"),
        "{page}"
    );
    assert_eq!(page.matches("<svg class=\"tb-dictionary__histogram\"").count(), 2);
}

#[test]
fn of_columns_about_people_only_what_is_frequent_is_told() {
    let portal = people(true);
    for column in &columns(&portal)[..2] {
        let told: Vec<&String> = column.as_object().unwrap().keys().filter(|key| *key != "frequent").collect();
        assert_eq!(told, ["name", "missing", "distinct", "distinct_is_exact"], "{column}");
    }
    let page = portal.read("_site/datasets/rows/index.html");
    for withheld in ["<dt>Mean", "<dt>Median", "<dt>Smallest", "<svg class=\"tb-dictionary"] {
        assert!(!page.contains(withheld), "{withheld}");
    }
    let dictionary = portal.read("_site/data/rows/dictionary.csv");
    assert!(dictionary.lines().nth(1).unwrap().ends_with(",0,50,,,,,,"), "{dictionary}");
    let record = portal.path("_site/.townbook/datasets");
    let record = std::fs::read_dir(record).unwrap().next().unwrap().unwrap();
    let record: Value = serde_json::from_slice(&std::fs::read(record.path()).unwrap()).unwrap();
    assert_eq!(record["resources"][0]["profile"][0]["maximum"], Value::Null, "nor is it in the record");
}
