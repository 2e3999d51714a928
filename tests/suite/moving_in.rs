//! `townbook new --from-catalog` drafts what another portal had.

use serde_json::json;

use crate::support::PortalTest;

fn catalog() -> serde_json::Value {
    json!({
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "dataset": [
            {
                "title": "Street Trees",
                "description": "Every street tree that the town looks after, one a row, from the yearly walk.",
                "keyword": ["trees", "shade", "trees"],
                "theme": ["Environment"],
                "publisher": { "name": "TOWN OF TESTWICK" },
                "license": "http://opendatacommons.org/licenses/pddl/1.0/",
                "accrualPeriodicity": "R/P1Y",
                "issued": "2019-05-01",
                "modified": "2025-02-03T10:00:00.000Z",
                "contactPoint": { "fn": "Parks", "hasEmail": "mailto:parks@testwick.example" },
                "temporal": "2019-01-01/2024-12-31",
                "identifier": "https://old.testwick.example/api/views/abcd-1234",
                "landingPage": "https://old.testwick.example/d/abcd-1234",
                "accessLevel": "public",
                "distribution": [
                    { "downloadURL": "https://old.testwick.example/trees.rdf", "mediaType": "application/rdf+xml" },
                    { "downloadURL": "https://old.testwick.example/trees.csv", "mediaType": "text/csv" },
                    { "downloadURL": "https://old.testwick.example/trees.json", "mediaType": "application/json" }
                ]
            },
            {
                "title": "Street trees!",
                "description": null,
                "keyword": "not a list",
                "theme": ["Arboriculture"],
                "publisher": { "name": "Tree \"Wardens\"" },
                "license": "https://www.usa.gov/government-works",
                "accessLevel": "restricted public",
                "temporal": 7
            },
            null,
            { "title": 5 },
            { "title": "x".repeat(100_000) }
        ]
    })
}

fn move_in(portal: PortalTest, catalog: &str) -> (PortalTest, crate::support::Ran) {
    let portal = portal.file("old.json", catalog);
    let ran = portal.run("new --from-catalog old.json");
    (portal, ran)
}

#[test]
fn moving_in_keeps_what_the_old_catalogue_says_and_asks_for_the_rest() {
    let (portal, ran) = move_in(PortalTest::base(), &catalog().to_string());
    let ran = ran.exits(0);
    assert_eq!(ran.stdout, "datasets/street-trees/dataset.toml\ndatasets/street-trees-2/dataset.toml\nportal.toml\n");
    let whole: toml::Table = portal.read("datasets/street-trees/dataset.toml").parse().unwrap();
    let expected: toml::Table = r#"
        title = "Street Trees"
        description = "Every street tree that the town looks after, one a row, from the yearly walk."
        keywords = ["trees", "shade"]
        theme = "ENVI"
        publisher = "town"
        license = "PDDL-1.0"
        update_frequency = "annual"
        issued = 2019-05-01
        modified = 2025-02-03
        contact = { name = "Parks", email = "parks@testwick.example" }
        temporal = { start = 2019-01-01, end = "2024-12-31" }
        identifier = "https://old.testwick.example/api/views/abcd-1234"
        [[resources]]
        url = "https://old.testwick.example/trees.csv"
    "#
    .parse()
    .unwrap();
    assert_eq!(whole, expected);
    let text = portal.read("datasets/street-trees/dataset.toml");
    assert!(text.contains("#   \"https://old.testwick.example/trees.rdf\""), "{text}");
    let settings: toml::Table = portal.read("portal.toml").parse().unwrap();
    let redirect: toml::Table =
        "from = \"https://old.testwick.example/d/abcd-1234\"\nto = \"/datasets/street-trees/\"".parse().unwrap();
    assert_eq!(settings["redirects"].as_array().unwrap()[..], [redirect.into()]);
    assert!(text.contains("# Its page in the old portal was https://old.testwick.example/d/abcd-1234"), "{text}");
    // What is not known is asked, and a warning of the old portal is not lost.
    let asked = portal.read("datasets/street-trees-2/dataset.toml");
    for line in [
        "# Take care: the old portal calls its access `restricted public`, which is not public.",
        "# The old portal names Tree \"Wardens\".",
        "# The old portal gives the licence as https://www.usa.gov/government-works",
        "# The old portal files it under [\"Arboriculture\"].",
        "# description = \"\"",
    ] {
        assert!(asked.contains(line), "{line}\n{asked}");
    }
    for line in [
        "dataset 2 (`street-trees-2`): `keyword` is not a list",
        "dataset 2 (`street-trees-2`): `temporal` is not a text",
        "dataset 3 is left out: it is not an object",
        "dataset 4 is left out: it has no title that can be used",
        "dataset 5 is left out: it has no title that can be used",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
    // The questions are findings, all of one kind, and nothing of it is public.
    let checked = portal.run("check street-trees street-trees-2 --format json").exits(1);
    for finding in checked.findings() {
        let code = finding["code"].as_str().unwrap();
        assert!(
            matches!(
                code,
                "document/missing-key" | "policy/unclassified" | "metadata/overdue" | "metadata/unpinned-resource"
            ),
            "{finding}"
        );
    }
}

#[test]
fn a_catalogue_in_json_ld_moves_in_too() {
    let old = PortalTest::base();
    old.run("build").exits(0);
    let (portal, ran) = move_in(PortalTest::bare(), &old.read("_site/catalog.jsonld"));
    ran.exits(0);
    let said: toml::Table = old.read("datasets/trees/dataset.toml").parse().unwrap();
    let drafted: toml::Table = portal.read("datasets/street-trees/dataset.toml").parse().unwrap();
    // A period that goes on ends in DCAT on the day of the last change.
    for key in
        ["title", "description", "keywords", "theme", "publisher", "license", "update_frequency", "issued", "contact"]
    {
        assert_eq!(drafted.get(key), said.get(key), "{key}");
    }
    assert_eq!(drafted["resources"].as_array().unwrap().len(), 1, "of the forms of a table, one");
    assert!(portal.read("portal.toml").contains("from = \"https://data.testwick.example/datasets/trees/\""));
}

#[test]
fn moving_in_again_overwrites_nothing() {
    let (portal, ran) = move_in(PortalTest::base(), &catalog().to_string());
    ran.exits(0);
    let portal = portal.file("datasets/street-trees/dataset.toml", "mine");
    let ran = portal.run("new --from-catalog old.json").exits(0);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("datasets/street-trees is there already and stays as it is"), "{}", ran.stderr);
    assert_eq!(portal.read("datasets/street-trees/dataset.toml"), "mine");
}

#[test]
fn what_is_no_catalogue_ends_in_one_sentence() {
    for (text, sentence) in [
        ("", "this is not JSON"),
        ("{}", "with a list named `dataset`"),
        ("{\"dataset\": {}}", "with a list named `dataset`"),
        (&"[".repeat(100_000), "this is not JSON"),
    ] {
        let (_, ran) = move_in(PortalTest::base(), text);
        let ran = ran.exits(2);
        assert!(ran.stderr.contains(sentence), "{}", ran.stderr);
    }
}

#[test]
fn a_catalogue_full_of_mistakes_is_told_in_a_hundred_lines() {
    let catalog = json!({ "dataset": vec![json!(null); 100_000] });
    let (_, ran) = move_in(PortalTest::base(), &catalog.to_string());
    let ran = ran.exits(0);
    assert!(ran.stderr.lines().count() < 110, "{}", ran.stderr.lines().count());
    assert!(ran.stderr.contains("and 99900 more"), "{}", ran.stderr);
}
