//! What `townbook check` says, in every format.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{PortalTest, dataset_toml};

const TOML: &str = "datasets/trees/dataset.toml";
const CSV: &str = "datasets/trees/trees.csv";

/// A portal with mistakes in metadata and data, the same in every format's test. The cells are canaries.
fn flawed() -> PortalTest {
    PortalTest::base()
        .with(TOML, "license = \"PDDL-1.0\"", "license = \"PDDL 1.0\"")
        .file(CSV, "tree_id,species,height_m\n001,Canary maple,123-45-6789\n002,Canary oak,tall\n001,Canary fir,3\n")
}

#[test]
fn people_get_the_line_a_caret_and_help() {
    assert_snapshot!(flawed().run("check --values show").exits(1).stdout);
}

#[test]
fn in_ci_people_get_shapes_and_no_line() {
    let ran = flawed().run("check").exits(1);
    assert_snapshot!(ran.stdout);
    assert!(!ran.all().contains("123-45") && !ran.all().contains("Canary"));
}

#[test]
fn programs_get_json() {
    let ran = flawed().run("check --format json").exits(1);
    assert_snapshot!(ran.stdout);
}

#[test]
fn json_has_the_promised_parts_and_no_others() {
    let ran = flawed().run("check --format json").exits(1);
    let json = ran.json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&json), ["findings", "summary"]);
    assert_eq!(keys(&json["summary"]), ["errors", "warnings", "datasets"]);
    let known = [
        "code", "severity", "message", "path", "part", "line", "column", "row", "field", "value", "note", "help",
        "fix", "dataset", "count", "places",
    ];
    for finding in ran.findings() {
        for key in keys(&finding) {
            assert!(known.contains(&key.as_str()), "{key} is not in the contract");
            assert!(!finding[&key].is_null(), "absent parts are left out, not null: {finding}");
        }
        for key in ["code", "severity", "message", "path"] {
            assert!(finding[key].is_string(), "{key}: {finding}");
        }
    }
    assert_eq!(json["summary"]["datasets"], 1);
}

#[test]
fn github_gets_notes() {
    assert_snapshot!(flawed().run("check --format github").exits(1).stdout);
}

#[test]
fn machine_formats_never_quote_values() {
    for format in ["concise", "json", "sarif", "junit", "github", "gitlab", "markdown"] {
        let ran = flawed().run(&format!("check --values show --format {format}")).exits(1);
        assert!(!ran.all().contains("123-45-6789") && !ran.all().contains("Canary"), "{}", ran.stdout);
        // A line of the concise form has no room for values at all.
        assert!(format == "concise" || ran.stdout.contains("999-99-9999"), "{}", ran.stdout);
    }
}

#[test]
fn a_comment_says_what_was_read_and_what_residents_will_see() {
    let toml = dataset_toml("rows.csv", &["id:integer", "name:string"]);
    let rows = "id,name\n1,Elm\n2,Oak\n";
    let unclassified = toml.replace("[classification]\nlevel = \"public\"\n", "");
    let protected = toml.replace("\"public\"", "\"protected\"").replace("A dataset made", "Canary made");
    let portal = PortalTest::bare()
        .file("datasets/rows/dataset.toml", &toml)
        .file("datasets/rows/rows.csv", rows)
        .file("datasets/undecided/dataset.toml", &unclassified)
        .file("datasets/undecided/rows.csv", rows)
        .file("datasets/canary/dataset.toml", &protected);
    let comment = portal.run("check --format markdown").exits(0).stdout;
    let head = "**Nothing has to be mended: 3 datasets were checked, with 1 warning to look at.**\n";
    assert!(comment.starts_with(head), "{comment}");
    for line in [
        "| <b>A dataset made for a test</b><br>rows | rows: 2 rows, 2 columns | a page at datasets/rows/, with the table as \
         CSV, Excel, JSON, Parquet |",
        "| <b>A dataset made for a test</b><br>undecided | rows: 2 rows, 2 columns | nothing, until somebody decides \
         whether it is public |",
        "1 protected dataset: no data was opened, and residents see nothing.",
    ] {
        assert!(comment.lines().any(|one| one == line), "{line}\n{comment}");
    }
    for format in ["markdown", "junit"] {
        let ran = portal.run(&format!("check --format {format}")).exits(0);
        assert!(!ran.all().to_lowercase().contains("canary"), "a protected dataset is only counted: {}", ran.stdout);
    }
    // A dataset that is held back is not promised.
    let portal = flawed();
    let comment = portal.run("check --format markdown").exits(1).stdout;
    assert!(comment.contains("| what was published last, if anything, until this is mended |"), "{comment}");
    assert!(!comment.contains("a page at"), "{comment}");
}

#[test]
fn values_are_quoted_only_when_asked_for() {
    let quoted = flawed().run("check --values show").exits(1);
    assert!(quoted.stdout.contains("123-45-6789"), "{}", quoted.stdout);
    // Neither a pipe nor CI is a person's own terminal.
    for variable in [None, Some(("CI", "true")), Some(("CI", "false"))] {
        let portal = flawed();
        let output = portal.command("check").envs(variable).output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(!stdout.contains("123-45-6789") && stdout.contains("999-99-9999"), "{variable:?}: {stdout}");
    }
}

/// What a GeoJSON library says of a wrong value must not bring the value into a message.
#[test]
fn messages_hold_no_values() {
    let feature =
        |members: &str| format!("{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",{members}}}]}}");
    for members in [
        "\"properties\":\"123-45-6789\",\"geometry\":null",
        "\"properties\":{\"name\":[\"123-45-6789\"]},\"geometry\":null",
        "\"properties\":{\"name\":{\"first\":\"123-45-6789\"}},\"geometry\":null",
        "\"properties\":{\"name\":\"x\"},\"geometry\":\"123-45-6789\"",
        "\"properties\":[\"123-45-6789\"],\"geometry\":null",
    ] {
        let toml = dataset_toml("rows.geojson", &["name:string", "place:geopoint"])
            .replace("name = \"place\"\n", "name = \"place\"\nsource = \"geometry\"\n");
        let portal = PortalTest::bare()
            .file("datasets/rows/dataset.toml", toml)
            .file("datasets/rows/rows.geojson", feature(members));
        for format in ["human", "json", "github"] {
            // Whether a list fits a column of texts is another matter.
            let ran = portal.run(&format!("check --format {format}"));
            assert!([0, 1].contains(&ran.code), "{}", ran.all());
            assert!(!ran.all().contains("123-45-6789"), "{members}: {}", ran.all());
        }
    }
}

#[test]
fn repeats_fold_with_an_exact_count() {
    let rows: String = (0..1_500).map(|row| format!("{row:04},Elm,tall {row}\n")).collect();
    let portal = PortalTest::base().file(CSV, format!("tree_id,species,height_m\n{rows}"));
    let ran = portal.run("check --format json").exits(1);
    let findings = ran.findings();
    assert_eq!(findings.len(), 1, "one finding for one column");
    assert_eq!(findings[0]["count"], 1_500);
    let places = findings[0]["places"].as_array().unwrap();
    assert_eq!(places.len(), 1_000, "the first thousand places are kept");
    for (at, place) in places.iter().enumerate() {
        // The header is row 1.
        assert_eq!((&place["row"], &place["line"]), (&Value::from(at + 2), &Value::from(at + 2)));
    }
    assert_eq!(ran.json()["summary"]["errors"], 1_500);
    let human = portal.run("check").exits(1).stdout;
    assert!(human.contains("and 1,495 more like this") && human.contains("1,500 errors"), "{human}");
}

#[test]
fn rows_and_lines_are_those_that_people_see() {
    // A quoted line break makes lines and rows differ; the file ends its lines as Windows does.
    let portal =
        PortalTest::base().file(CSV, "tree_id,species,height_m\r\n001,\"Red\r\nmaple\",1\r\n\r\n002,Pin oak,tall\r\n");
    let findings = portal.run("check --format json").exits(1).findings();
    let place = |at: usize, key: &str| findings[at][key].as_u64();
    assert_eq!(findings[0]["code"], "table/blank-row");
    assert_eq!((place(0, "row"), place(0, "line")), (Some(3), Some(4)));
    assert_eq!(findings[1]["code"], "table/type-error");
    assert_eq!((place(1, "row"), place(1, "line"), place(1, "column")), (Some(4), Some(5), Some(13)));
}

#[test]
fn one_bad_dataset_never_stops_the_others() {
    let good = dataset_toml("rows.csv", &["id:integer"]);
    let portal = PortalTest::base()
        .file("datasets/bytes/dataset.toml", b"title = \"caf\xe9\"\n")
        .file("datasets/cut-off/dataset.toml", "title = \"\n[[resources")
        .file("datasets/rows/dataset.toml", &good)
        .file("datasets/rows/rows.csv", "id\none\n")
        .file("datasets/gone/dataset.toml", &good);
    let ran = portal.run("check --format json").exits(1);
    let mut found: Vec<(String, String)> = ran
        .findings()
        .iter()
        .map(|finding| (finding["dataset"].as_str().unwrap().to_owned(), finding["code"].as_str().unwrap().to_owned()))
        .filter(|(_, code)| code != "document/missing-key")
        .collect();
    found.dedup();
    let expected = [
        ("bytes", "document/unreadable"),
        ("cut-off", "document/syntax-error"),
        ("gone", "table/file-missing"),
        ("rows", "table/type-error"),
    ];
    for (dataset, code) in expected {
        assert!(found.contains(&(dataset.to_owned(), code.to_owned())), "{dataset}: {found:?}");
    }
    assert_eq!(ran.json()["summary"]["datasets"], 5);
    // The good ones are built all the same.
    portal.run("build").exits(1);
    assert!(portal.has("_site/data/trees/latest/trees.parquet"));
    assert!(!portal.has("_site/data/rows"));
}

#[test]
fn one_dataset_can_be_checked_alone() {
    let portal = flawed().file("datasets/bytes/dataset.toml", b"\xff");
    let ran = portal.run("check trees --format json").exits(1);
    assert!(ran.findings().iter().all(|finding| finding["dataset"] == "trees"));
    assert_eq!(ran.json()["summary"]["datasets"], 1);
}

#[test]
fn an_unknown_key_of_a_dataset_is_pointed_at_with_what_was_meant() {
    let portal = PortalTest::base()
        .with(TOML, "keywords = [", "keyword = [")
        .with(TOML, "name = \"height_m\"", "  nmae = \"height_m\"")
        .with(TOML, "email = \"parks", "emial = \"parks")
        .with(TOML, "level = \"public\"", "level = \"public\"\nreviewer = \"me\"");
    let ran = portal.run("check --format json").exits(1);
    let unknown: Vec<(u64, u64, String)> = ran
        .findings()
        .iter()
        .filter(|finding| finding["code"] == "document/unknown-key")
        .map(|f| (f["line"].as_u64().unwrap(), f["column"].as_u64().unwrap(), f["help"].as_str().unwrap().to_owned()))
        .collect();
    let lines: Vec<String> = portal.read(TOML).lines().map(str::to_owned).collect();
    let line_of = |text: &str| lines.iter().position(|line| line.contains(text)).unwrap() as u64 + 1;
    assert!(unknown.contains(&(line_of("keyword"), 1, "Did you mean `keywords`?".to_owned())), "{unknown:?}");
    assert!(unknown.contains(&(line_of("nmae"), 3, "Did you mean `name`?".to_owned())), "{unknown:?}");
    let email = line_of("emial");
    let column = lines[email as usize - 1].find("emial").unwrap() as u64 + 1;
    assert!(unknown.contains(&(email, column, "Did you mean `email`?".to_owned())), "{unknown:?}");
    assert_eq!(unknown.len(), 4, "all at once: {unknown:?}");
}

#[test]
fn an_unknown_key_of_the_portal_is_pointed_at_with_what_was_meant() {
    let portal = PortalTest::base().with("portal.toml", "base_url", "baseurl").with(
        "portal.toml",
        "kind = \"directory\"",
        "kind = \"directory\"\nregoin = \"x\"",
    );
    assert_snapshot!(portal.run("check").exits(2).stderr);
}

#[test]
fn all_mistakes_of_a_file_come_at_once() {
    let portal = PortalTest::base()
        .with(TOML, "title = \"Street trees\"\n", "")
        .with(TOML, "theme = \"ENVI\"", "theme = \"TREES\"")
        .with(TOML, "\"annual\"", "\"yearly\"")
        .with(TOML, "issued = 2026-01-15", "issued = \"January\"")
        .with(TOML, "[\"trees\"]", "[]")
        .with(TOML, "parks@testwick.example", "parks")
        .with(TOML, "start = 2026-01-01", "start = 2026-13-01")
        .with(TOML, "type = \"number\"", "type = \"metres\"");
    let ran = portal.run("check --format json").exits(1);
    let codes = ran.codes();
    for code in [
        "document/missing-key",
        "document/syntax-error",
        "document/unknown-value",
        "document/wrong-type",
        "metadata/bad-contact",
        "metadata/bad-keywords",
    ] {
        assert!(codes.contains(&code.to_owned()), "{code} is missing from {codes:?}");
    }
    let unknown = ran.findings().iter().filter(|finding| finding["code"] == "document/unknown-value").count();
    assert_eq!(unknown, 3, "theme, update_frequency and type: {}", ran.stdout);
}

#[test]
fn an_undeclared_column_comes_with_a_block_to_paste() {
    let portal = PortalTest::base().file(CSV, "tree_id,species,height_m,Owner's Name\n001,Elm,1,Ann\n");
    let finding = portal.run("check --format json").exits(1).findings().remove(0);
    let fix = finding["fix"].as_str().unwrap();
    let toml = portal.read(TOML);
    // Pasted and described, it mends the finding.
    let described = fix.replace("description = \"\"", "description = \"Whoever planted it.\"");
    portal.write(TOML, format!("{toml}\n{described}"));
    portal.run("check").exits(0);
}
