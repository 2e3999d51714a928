//! What is understood in a cell of the workbook, and what is said of one that is not.

use crate::support::clerk::{DICTIONARY, TOML, answer, answered, drafted, fill_in};

#[test]
fn what_cannot_be_a_name_a_type_or_a_list_of_values_is_said_with_its_cell() {
    let portal = drafted();
    answer(
        &portal,
        DICTIONARY,
        &[
            ("beach_name", "New name", "Beach Name"),
            ("length_ft", "New name", "opened_on"),
            ("opened_on", "Format", "%m of %Q"),
            ("ecoli", "Allowed values", "1 | 2"),
            ("sample_no", "Allowed values", "one | 2"),
            ("taken_on", "Type", "day"),
        ],
    );
    let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(1);
    for line in [
        "Columns!N3: `Beach Name` is no name such as `tree_height`",
        "Columns!N5: another column of this table is called `opened_on`.",
        "Columns!I4: `%m of %Q` is not a pattern for a date",
        "Columns!O9: a column of type number cannot have a list of values",
        "Columns!O6: `one` is no whole number.",
        "Columns!H8: `day` is none of the types",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
}

#[test]
fn all_that_is_wrong_with_a_dictionary_is_said_at_once_with_its_cell() {
    let portal = drafted();
    let draft = portal.read(TOML);
    fill_in(&portal, |sheet, row, label| match (sheet, row[0].as_str(), label) {
        ("Dataset", "theme", _) => "Nature".to_owned(),
        ("Dataset", "issued", _) => "soon".to_owned(),
        ("Dataset", "contact name", _) => "Parks".to_owned(),
        _ => String::new(),
    });
    let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(1);
    for line in [
        "filled.xlsx: Dataset!C5: `Nature` is none of the choices: AGRI, ",
        "filled.xlsx: Dataset!C9: `soon` is no day such as 2026-01-31.",
        "filled.xlsx: Dataset!C11: a contact needs both a name and an e-mail address.",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
    assert_eq!(portal.read(TOML), draft);
    let ran = portal.run("new beach-water --dictionary beaches.csv").exits(1);
    assert!(ran.stderr.contains("Dataset: there is no sheet of this name that can be read"), "{}", ran.stderr);
}

#[test]
fn what_can_only_be_changed_by_hand_is_said() {
    let portal = answered();
    let whole = portal.read(TOML);
    let contact = "contact = { name = \"Parks\", email = \"parks@testwick.example\" }\n";
    for (written, new) in [
        ("contact.name = \"Parks\"\ncontact.email = \"parks@testwick.example\"\n", "-"),
        ("contact.name = \"Parks\"\ncontact.email = \"parks@testwick.example\"\n", "water@testwick.example"),
        ("[contact]\nname = \"Parks\"\nemail = \"parks@testwick.example\"\n\n", "water@testwick.example"),
    ] {
        let (head, tables) = whole.split_once("[[resources]]").unwrap();
        assert!(head.contains(contact));
        let text = format!("{}{written}[[resources]]{tables}", head.replace(contact, ""));
        portal.write(TOML, &text);
        let name = if new == "-" { "-" } else { "Parks" };
        answer(&portal, "filled.xlsx", &[("contact name", "Answer", name), ("contact e-mail", "Answer", new)]);
        let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(1);
        assert!(ran.stderr.contains("`contact` does not stand on a line of its own"), "{}", ran.stderr);
        assert_eq!(portal.read(TOML), text);
    }
}

#[test]
fn cells_are_understood_as_clerks_write_them() {
    let portal = answered();
    answer(
        &portal,
        "filled.xlsx",
        &[
            ("keywords", "Answer", "beach; open water, swimming"),
            ("issued", "Answer", "11/21/2026"),
            ("first day", "Answer", "2025"),
            ("last day", "Answer", "31.12.2026"),
            ("update_frequency", "Answer", "Yearly"),
            ("opened_on", "Format", "mm/dd/yyyy"),
            ("lab_zip", "Allowed values", "02134=North lab, 01001=West lab"),
            ("ecoli", "Unit", "€"),
            ("length_ft", "Type", "string"),
        ],
    );
    let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    assert!(ran.stdout.contains("column length_ft, Type: integer -> string\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("opened_on"), "the format is the one that it has: {}", ran.stdout);
    let text = portal.read(TOML);
    for line in [
        "keywords = [\"beach\", \"open water\", \"swimming\"]",
        "issued = 2026-11-21",
        "temporal = { start = 2025-01-01, end = \"2026-12-31\" }",
        "update_frequency = \"annual\"",
        "format = \"%m/%d/%Y\"",
        "categories = [{ value = \"02134\", label = \"North lab\" }, { value = \"01001\", label = \"West lab\" }]",
        "unit = \"EUR\"",
        "title = \"Length (ft)\"\ntype = \"string\"",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn words_that_are_the_same_words_with_other_marks_between_them_are_no_change() {
    let portal = answered();
    answer(&portal, "filled.xlsx", &[("keywords", "Answer", "beach | water")]);
    let ran = portal.run("new beach-water --dictionary filled.xlsx").exits(0);
    assert!(ran.stderr.contains("Nothing changes"), "{}", ran.stdout);
}

#[test]
fn a_department_that_the_portal_does_not_have_is_told_how_it_comes_in() {
    let portal = answered();
    answer(&portal, "filled.xlsx", &[("publisher", "Answer", "Animal Shelter")]);
    let ran = portal.run("new beach-water --dictionary filled.xlsx").exits(1);
    let words = "ask whoever looks after portal.toml to add it there: `[[publishers]]`, below it `id = \"animal-shelter\"` and \
                 `name = \"Animal Shelter\"`.";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
}

#[test]
fn two_digits_for_years_of_four_are_not_taken() {
    let portal = answered();
    answer(&portal, "filled.xlsx", &[("opened_on", "Format", "mm/dd/yy")]);
    let ran = portal.run("new beach-water --dictionary filled.xlsx").exits(1);
    let words = "Columns!I4: years have four digits in this column: write mm/dd/yyyy.";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
}

#[test]
fn what_a_clerk_may_mean_in_two_ways_is_named_by_its_cell() {
    let portal = answered();
    answer(
        &portal,
        "filled.xlsx",
        &[
            ("issued", "Answer", "03/04/2026"),
            ("last day", "Answer", "still open"),
            ("opened_on", "Format", "month first"),
            ("lab_zip", "Allowed values", "North, West"),
            ("ecoli", "Unit", "$"),
            ("swim_ok", "Label in the file", "Lab ZIP"),
            ("swim_ok", "Title", "Laboratory"),
            ("lab_zip", "Title", "Lab"),
        ],
    );
    let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(1);
    for line in [
        "Dataset!C9: `03/04/2026` can be two days: write 2026-03-04 or 2026-04-03",
        "Dataset!C13: `still open` is no day such as 2026-01-31, and not `ongoing`",
        "Columns!I4: `month first` is not a pattern for a date, such as mm/dd/yyyy",
        "Columns!O11: write a | between the values",
        "Table samples, column lab_zip, Title: two rows answer this; keep one",
        "Columns!K9: `$` is the money of several countries",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
}
