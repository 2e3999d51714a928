//! The static API: every answer keeps its schema, every link leads somewhere, and the OpenAPI document names what is there.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::support::{PortalTest, dataset_toml, files_below, portals};

const V1: &str = "_site/api/v1";

fn built() -> PortalTest {
    let mut toml = dataset_toml("rows.csv", &["id:integer", "note:string"]);
    toml += "\n[[documents]]\npath = \"notes.txt\"\ntitle = \"Notes\"\n";
    let portal = PortalTest::base()
        .file("datasets/rows/dataset.toml", toml)
        .file("datasets/rows/notes.txt", "What the notes mean.\n")
        .file(
            "datasets/rows/rows.csv",
            (0..1_001).map(|row| format!("\n{row},n")).fold("id,note".to_owned(), |all, row| all + &row),
        );
    portal.run("build").exits(0);
    portal
}

fn json(portal: &PortalTest, path: &str) -> Value {
    serde_json::from_str(&portal.read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The addresses that an OpenAPI document names, each parameter with all its values.
fn named(document: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let mut paths = vec![path.clone()];
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let parameter = match parameter["$ref"].as_str() {
                Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
                None => parameter,
            };
            let schema = &parameter["schema"];
            let values: Vec<String> = match schema["enum"].as_array() {
                Some(values) => values.iter().map(|value| value.as_str().unwrap().to_owned()).collect(),
                None => {
                    let bound = |name: &str| schema[name].as_u64().unwrap();
                    (bound("minimum")..=bound("maximum")).map(|number| number.to_string()).collect()
                }
            };
            let placeholder = format!("{{{}}}", parameter["name"].as_str().unwrap());
            paths =
                paths.iter().flat_map(|path| values.iter().map(|value| path.replace(&placeholder, value))).collect();
        }
        for path in paths {
            assert!(all.insert(path.trim_start_matches('/').to_owned()), "{path} is named twice");
        }
    }
    all
}

#[test]
fn the_openapi_document_names_exactly_what_is_there() {
    let portal = built();
    let document = json(&portal, &format!("{V1}/openapi.json"));
    let there: BTreeSet<String> =
        files_below(&portal.path("_site/api")).into_iter().map(|path| format!("api/{path}")).collect();
    assert_eq!(named(&document), there);
    assert!(there.contains("api/v1/datasets/rows/rows/rows/2.json") && !there.contains("api/v1/datasets-2.json"));
    let mut ids: Vec<&str> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|item| item["get"]["operationId"].as_str().unwrap())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "names of operations are unique");
}

#[test]
fn every_answer_keeps_its_schema() {
    let portal = built();
    let mut looked = 0;
    for (schema, answers) in [
        ("index", &["index"][..]),
        ("datasets", &["datasets"]),
        ("resources", &["resources"]),
        ("publishers", &["publishers"]),
        ("themes", &["themes"]),
        ("dataset", &["datasets/rows", "datasets/trees"]),
        ("rows", &["datasets/rows/rows/rows/1", "datasets/rows/rows/rows/2", "datasets/trees/trees/rows/1"]),
    ] {
        let path = format!("{V1}/schemas/{schema}.json");
        let schema = json(&portal, &path);
        assert_eq!(schema["$id"], format!("https://data.testwick.example/{}", path.trim_start_matches("_site/")));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        for answer in answers {
            let answer = json(&portal, &format!("{V1}/{answer}.json"));
            let errors: Vec<String> = validator.iter_errors(&answer).map(|error| error.to_string()).collect();
            assert_eq!(errors, [""; 0], "{path}: {answer}");
            assert!(!validator.is_valid(&Value::Object(serde_json::Map::new())), "{path} refuses nothing");
            looked += 1;
        }
    }
    assert_eq!(looked, 10);
}

#[test]
fn lists_count_what_is_published() {
    let portal = built();
    let index = json(&portal, &format!("{V1}/index.json"));
    assert_eq!((&index["total_datasets"], &index["total_resources"]), (&2.into(), &2.into()));
    let datasets = json(&portal, &format!("{V1}/datasets.json"));
    let identifiers: Vec<&str> =
        datasets["datasets"].as_array().unwrap().iter().map(|one| one["identifier"].as_str().unwrap()).collect();
    assert_eq!(identifiers, ["rows", "trees"]);
    let latest = datasets["datasets"].as_array().unwrap().iter().map(|one| one["modified"].as_str()).max().unwrap();
    assert_eq!(index["modified"].as_str(), latest);
    let resources = json(&portal, &format!("{V1}/resources.json"));
    assert_eq!(resources["resources"][0]["total_rows"], 1_001);
    assert_eq!(resources["resources"][0]["rows"], "datasets/rows/rows/rows/1.json");
    let publishers = json(&portal, &format!("{V1}/publishers.json"));
    assert_eq!(
        publishers["publishers"][0]["datasets"],
        serde_json::json!(["datasets/rows.json", "datasets/trees.json"])
    );
    let dataset = json(&portal, &format!("{V1}/datasets/rows.json"));
    assert_eq!(dataset["documents"][0]["latest"], "../../../data/rows/documents/latest/notes.txt");
}

#[test]
fn ckan_has_lists_at_both_prefixes_and_nothing_that_depends_on_a_question() {
    let portal = built();
    let actions = files_below(&portal.path("_site/api/3/action"));
    assert_eq!(
        actions,
        [
            "current_package_list_with_resources",
            "group_list",
            "license_list",
            "organization_list",
            "package_list",
            "status_show",
            "tag_list",
        ]
    );
    assert_eq!(files_below(&portal.path("_site/api/action")), actions);
    let manifest = json(&portal, "_site/.townbook/deployment.json");
    for action in &actions {
        let versioned = format!("api/3/action/{action}");
        let answer = fs::read(portal.path(&format!("_site/{versioned}"))).unwrap();
        assert_eq!(answer, fs::read(portal.path(&format!("_site/api/action/{action}"))).unwrap());
        assert_eq!(manifest["files"][&versioned]["content_type"], "application/json");
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["success"], true);
    }
    assert_eq!(json(&portal, "_site/api/3/action/package_list")["result"], serde_json::json!(["rows", "trees"]));
    let packages = json(&portal, "_site/api/3/action/current_package_list_with_resources");
    let package = &packages["result"][0];
    assert_eq!(package["num_resources"], package["resources"].as_array().unwrap().len());
    assert_eq!(package["owner_org"], package["organization"]["id"]);
    let first = &package["resources"][0];
    assert_eq!(first["url"], "https://data.testwick.example/data/rows/latest/rows.csv");
    let csv = portal.read("_site/data/rows/latest/rows.csv");
    assert_eq!(first["size"], csv.len());
}

#[test]
fn identifiers_of_an_older_portal_are_kept() {
    let uuid = "2f9c5b1e-6d0b-4c1f-9a53-0d3a1a9f7c11";
    let settings = fs::read_to_string(portals().join("base/datasets/trees/dataset.toml")).unwrap();
    let portal = PortalTest::base().file("datasets/trees/dataset.toml", format!("identifier = \"{uuid}\"\n{settings}"));
    portal.run("build").exits(0);
    let id = |portal: &PortalTest| {
        json(portal, "_site/api/3/action/current_package_list_with_resources")["result"][0]["id"].clone()
    };
    assert_eq!(id(&portal), uuid);
    let made = PortalTest::base();
    made.run("build").exits(0);
    assert_eq!(id(&made).as_str().unwrap().as_bytes()[14], b'5', "a UUID of version 5");
}

#[test]
fn a_portal_without_datasets_has_an_api_too() {
    let portal = PortalTest::bare();
    portal.run("build").exits(0);
    let document = json(&portal, &format!("{V1}/openapi.json"));
    let there: BTreeSet<String> =
        files_below(&portal.path("_site/api")).into_iter().map(|path| format!("api/{path}")).collect();
    assert_eq!(named(&document), there);
    let datasets = json(&portal, &format!("{V1}/datasets.json"));
    assert_eq!((&datasets["total"], &datasets["total_pages"]), (&0.into(), &1.into()));
}
