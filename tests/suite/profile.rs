//! What is told of the values of a column.

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
    assert!(lines[0].ends_with(",description,missing,distinct,minimum,maximum"), "{dictionary}");
    assert!(lines[1].ends_with(",0,20,1,20"), "{dictionary}");
    assert!(lines[2].ends_with(",0,7,,"), "texts have no range: {dictionary}");
    assert!(lines[3].ends_with(",5,15,1,19"), "{dictionary}");
}

#[test]
fn the_city_says_how_rare_is_too_rare() {
    let portal = cases().file("policy/policy.toml", "profile = \"open\"\n\n[thresholds]\nmin_cell = 3\n");
    portal.run("build --verify").exits(0);
    let page = portal.read("_site/datasets/rows/index.html");
    assert!(page.contains("<dd>Open (12), Closed (3)</dd>"), "{page}");
}
