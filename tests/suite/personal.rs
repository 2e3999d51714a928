//! Personal data holds a dataset back, and nothing that is said of it repeats any.

use crate::support::{PortalTest, dataset_toml};

const TOML: &str = "datasets/people/dataset.toml";
const CSV: &str = "datasets/people/people.csv";

/// A portal whose one column, under a name that says nothing, holds numbers that were never given out to anybody before 2011.
fn people() -> (PortalTest, Vec<String>) {
    let numbers: Vec<String> =
        (0..30).map(|at| format!("{}-{:02}-{:04}", 810 + at * 2, 11 + at * 2, 1_000 + at * 37)).collect();
    let portal = PortalTest::bare()
        .file(TOML, dataset_toml("people.csv", &["c1:string"]))
        .file(CSV, format!("c1\n{}\n", numbers.join("\n")));
    (portal, numbers)
}

#[test]
fn a_column_of_social_security_numbers_is_held_back_and_never_shown() {
    let (portal, numbers) = people();
    for command in [
        "check",
        "check --values show",
        "check --format json --values show",
        "check --format sarif",
        "check --format markdown",
        "build",
    ] {
        let ran = portal.run(command);
        assert!(ran.all().contains("personal/social-security-number"), "{command}: {}", ran.all());
        for number in &numbers {
            assert!(!ran.all().contains(number.as_str()), "{command} shows {number}");
        }
        assert!(!ran.all().contains("999-99-9999"), "{command} shows the shape");
    }
    let found = portal.run("check --format json").exits(1).findings();
    assert_eq!((found.len(), &found[0]["field"], &found[0]["row"]), (1, &"c1".into(), &2.into()));
    assert!(found[0]["message"].as_str().unwrap().contains("in 30 cells"), "{}", found[0]);
    assert!(!portal.path("_site/data/people").exists());
}

#[test]
fn a_draft_says_what_it_holds_and_is_made_all_the_same() {
    let (portal, _) = people();
    let text = portal.read(CSV);
    let portal = portal.file("staff.csv", format!("{text}unknown\n"));
    let found = portal.run("inspect staff.csv --format json").exits(0).json();
    assert_eq!(found["tables"][0]["findings"][0]["code"], "personal/social-security-number", "{found:#}");
    portal.run("new staff --from staff.csv").exits(0);
    let draft = portal.read("datasets/staff/dataset.toml");
    assert!(draft.contains("name = \"c1\"\n") && draft.contains("looks like Social Security numbers"), "{draft}");
}

#[test]
fn a_title_says_what_else_numbers_are_but_not_over_a_name() {
    let named = |title: &str| people().0.with(TOML, "name = \"c1\"", &format!("name = \"c1\"\ntitle = \"{title}\""));
    let parcels = named("Parcel number");
    assert_eq!(parcels.run("check --format json").exits(0).codes(), [""; 0]);
    parcels.run("build").exits(0);
    assert!(parcels.path("_site/data/people/latest/people.csv").exists());
    named("Account, SSN").run("check").exits(1);
}

#[test]
fn a_city_cannot_turn_it_off() {
    let (portal, _) = people();
    let ran =
        portal.file("policy/standards.toml", "[rules]\n\"personal/social-security-number\" = \"off\"\n").run("check");
    let ran = ran.exits(2);
    assert!(ran.stderr.contains("policy/invalid-standard"), "{}", ran.stderr);
}
