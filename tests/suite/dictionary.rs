//! `dictionary.xlsx` asks what a draft asks, and `townbook new --dictionary` brings the answers in.

// What is understood in a cell, and what is said of one that is not.
mod cells;
// Columns that are text because of a few cells.
mod odd_cells;
// How values are written in the file, and what is not to be published.
mod left_out;

use crate::support::PortalTest;
use crate::support::clerk::{DICTIONARY, TOML, answer, answered, drafted, fill_in, filled_by_a_clerk, sheets};

#[test]
fn a_dictionary_that_is_filled_in_answers_all_questions() {
    let portal = drafted();
    let draft = portal.read(TOML);
    let ran = portal.run(&format!("new beach-water --dictionary {DICTIONARY}")).exits(0);
    assert!(ran.stderr.contains("Nothing changes"), "{}", ran.stderr);
    fill_in(&portal, filled_by_a_clerk);
    let ran = portal.run("new beach-water --dictionary filled.xlsx").exits(9);
    for line in [
        "Title: (empty) -> Water at the beaches",
        "Keywords: (empty) -> beach | water",
        "Contact: (empty) -> Parks, parks@testwick.example",
        "First and last day: (empty) -> 2026-01-31, ongoing",
        "Table beaches, Title: (empty) -> Beaches and samples",
        "Table samples, column lab_zip, Missing values: (empty) -> none | ?",
    ] {
        assert!(ran.stdout.lines().any(|written| written == line), "{line}\n{}", ran.stdout);
    }
    assert_eq!(portal.read(TOML), draft);
    portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    let text = portal.read(TOML);
    assert!(text.contains("missing_values = [\"\", \"none\", \"?\"]"), "{text}");
    assert!(!text.contains("What does it mean?") && !text.contains("# theme"), "{text}");
    assert_eq!(portal.run("check beach-water --format json").exits(0).codes(), ["policy/unclassified"]);
    portal.run("new beach-water --dictionary filled.xlsx").exits(0);
}

#[test]
fn a_dictionary_renames_columns_changes_types_and_lists_the_values_that_are_allowed() {
    let portal = drafted();
    answer(
        &portal,
        DICTIONARY,
        &[
            ("beach_id", "New name", "beach"),
            ("length_ft", "Type", "string"),
            ("swim_ok", "Type", "string"),
            ("swim_ok", "Allowed values", "Y = safe to swim | N = not \"safe\""),
            ("lab_zip", "Allowed values", "02134 | 01001"),
        ],
    );
    portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    let toml: toml::Table = portal.read(TOML).parse().unwrap();
    let expected: toml::Table = r#"
        [[resources]]
        path = "beaches.csv"
        primary_key = ["beach"]
        fields = [
            { name = "beach", source = "Beach ID", title = "Beach ID", type = "string" },
            { name = "beach_name", source = "Beach Name", title = "Beach Name", type = "string" },
            { name = "opened_on", source = "Opened On", title = "Opened On", type = "date", format = "%m/%d/%Y" },
            { name = "length_ft", source = "Length (ft)", title = "Length (ft)", type = "string", unit = "ft" },
        ]
        [[resources]]
        path = "samples.csv"
        dialect = { delimiter = ";" }
        primary_key = ["sample_no"]
        foreign_keys = [{ fields = ["beach"], reference = { resource = "beaches", fields = ["beach"] } }]
        fields = [
            { name = "sample_no", source = "Sample No", title = "Sample No", type = "integer" },
            { name = "beach", source = "Beach ID", title = "Beach ID", type = "string" },
            { name = "taken_on", source = "Taken On", title = "Taken On", type = "date" },
            { name = "ecoli", source = "Ecoli", title = "Ecoli", type = "number", missing_values = ["", "N/A"] },
            { name = "swim_ok", source = "Swim OK", title = "Swim OK", type = "string", categories = [
                { value = "Y", label = "safe to swim" }, { value = "N", label = "not \"safe\"" },
            ] },
            { name = "lab_zip", source = "Lab ZIP", title = "Lab ZIP", type = "string", categories = ["02134", "01001"] },
        ]
    "#
    .parse()
    .unwrap();
    assert_eq!(toml, expected);
    // Nothing but answers is missing.
    for finding in portal.run("check beach-water --format json").exits(1).findings() {
        let code = finding["code"].as_str().unwrap();
        assert!(matches!(code, "document/missing-key" | "policy/unclassified"), "{finding}");
    }
}

#[test]
fn the_same_draft_gives_the_same_dictionary() {
    let bytes = || {
        let portal = drafted();
        std::fs::read(portal.path(DICTIONARY)).unwrap()
    };
    let first = bytes();
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert!(first == bytes(), "a clock or an author leaks in");
}

#[test]
fn a_workbook_can_be_brought_in_again_after_it_has_renamed_a_column() {
    let portal = answered();
    let before = portal.read(TOML);
    let renamed = [("beach_id", "New name", "beach")];
    answer(&portal, "filled.xlsx", &renamed);
    portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    let once = portal.read(TOML);
    assert!(once.contains("primary_key = [\"beach\"]"), "{once}");
    let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    assert!(ran.stderr.contains("Nothing changes"), "{}", ran.stderr);
    // A further answer still reaches the column, and the name can be taken back.
    answer(&portal, "filled.xlsx", &[("beach_id", "Title", "Beach")]);
    portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    assert!(portal.read(TOML).contains("title = \"Beach\""));
    answer(&portal, "filled.xlsx", &[("beach_id", "New name", "-"), ("beach_id", "Title", "Beach ID")]);
    portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    assert_eq!(portal.read(TOML), before);
}

#[test]
fn a_table_without_a_key_gets_one_of_three_columns_while_all_else_is_answered() {
    let rows: String = (0..24).map(|at| format!("{},{},{}\n", 2020 + at / 12, at % 12 / 4, at % 4)).collect();
    let portal = PortalTest::base().file("meters.csv", format!("year,quarter,meter\n{rows}"));
    portal.run("new meters --from meters.csv").exits(0);
    let yes = |column| (column, "Identifies a row", "yes");
    let answers = [yes("year"), yes("quarter"), yes("meter"), ("meters", "Title", "Meters"), ("year", "Title", "Year")];
    answer(&portal, "datasets/meters/dictionary.xlsx", &answers);
    portal.run("new meters --dictionary filled.xlsx --yes").exits(0);
    let toml: toml::Table = portal.read("datasets/meters/dataset.toml").parse().unwrap();
    let table = &toml["resources"][0];
    assert_eq!(table["primary_key"].as_array().unwrap().len(), 3);
    assert_eq!((table["title"].as_str(), table["fields"][0]["title"].as_str()), (Some("Meters"), Some("Year")));
}

#[test]
fn an_empty_cell_changes_nothing_and_a_dash_takes_the_answer_back() {
    let portal = answered();
    let before = portal.read(TOML);
    let cells = [
        ("keywords", "Answer"),
        ("theme", "Answer"),
        ("contact name", "Answer"),
        ("contact e-mail", "Answer"),
        ("first day", "Answer"),
        ("last day", "Answer"),
        ("beaches", "Title"),
        ("opened_on", "Format"),
        ("length_ft", "Unit"),
        ("length_ft", "Description"),
    ];
    answer(&portal, "filled.xlsx", &cells.map(|(about, label)| (about, label, "")));
    let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    assert!(ran.stderr.contains("An empty cell changes nothing; to take an answer"), "{}", ran.stderr);
    answer(&portal, "filled.xlsx", &cells.map(|(about, label)| (about, label, "-")));
    let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    for line in ["Theme: ENVI -> (empty)", "Table beaches, column length_ft, Unit: ft -> (empty)"] {
        assert!(ran.stdout.lines().any(|written| written == line), "{line}\n{}", ran.stdout);
    }
    let (old, new): (toml::Table, toml::Table) = (before.parse().unwrap(), portal.read(TOML).parse().unwrap());
    for key in ["keywords", "theme", "contact", "temporal"] {
        assert!(old.contains_key(key) && !new.contains_key(key), "{key}");
    }
    let table = &new["resources"][0];
    assert!(table.get("title").is_none() && table.get("description").is_some());
    let (opened, length) = (&table["fields"][2], &table["fields"][3]);
    assert!(opened.get("format").is_none() && opened.get("description").is_some());
    assert!(length.get("unit").is_none() && length.get("description").is_none() && length.get("group_char").is_some());
    // Half of an answer is none.
    answer(&portal, "filled.xlsx", &[("first day", "Answer", "2026-01-31"), ("last day", "Answer", "-")]);
    let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(1);
    assert!(ran.stderr.contains("Dataset!C13: the time that the data is about needs both"), "{}", ran.stderr);
}

#[test]
fn the_workbook_opens_on_its_questions_and_asks_what_the_draft_asks() {
    let stalls =
        "Stall,Opened,Fee,Remark\n1,03/04/2024,\"$1,250.00\",n/a\n2,05/06/2024,$75.50,shut\n3,07/08/2024,$80.25,wet\n";
    let portal = PortalTest::base().file("stalls.csv", stalls);
    portal.run("new stalls --from stalls.csv").exits(0);
    let sheets = sheets(&portal, "datasets/stalls/dictionary.xlsx");
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Help", "Dataset", "Tables", "Columns", "Choices"]);
    let help = &sheets[0].1;
    let command = "townbook new stalls --dictionary datasets/stalls/dictionary.xlsx";
    assert!(help.iter().any(|row| row[0].ends_with(command)), "{help:?}");
    let columns = &sheets[3].1;
    let at = columns[0].iter().position(|label| label == "Please check").unwrap();
    let asked = |column: &str| columns.iter().find(|row| row[1] == column).map(|row| row[at].clone()).unwrap();
    for (column, words) in [
        ("stall", "Every value is a whole number."),
        (
            "opened",
            "Write mm/dd/yyyy under Format if the month comes first. Write dd/mm/yyyy under Format if the day comes first.",
        ),
        ("fee", "Which money is `$`? Write its three letters, such as USD, under Unit."),
        ("remark", "Does this stand for a missing value: `n/a`? If so, write it under Missing values."),
    ] {
        assert!(asked(column).contains(words), "{column}: {}", asked(column));
    }
    portal.run(&command["townbook ".len()..]).exits(0);
}
