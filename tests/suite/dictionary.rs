//! `dictionary.xlsx` asks what a draft asks, and `townbook new --dictionary` brings the answers in.

use crate::support::PortalTest;

const BEACHES: &str = "Beach ID,Beach Name,Opened On,Length (ft)\nB-01,North Beach,05/28/2021,\"1,200\"\n\
                       B-02,South Beach,06/13/2022,850\nB-03,Long Beach,12/24/2020,\"2,300\"\n";
const SAMPLES: &str = "Sample No;Beach ID;Taken On;Ecoli;Swim OK;Lab ZIP\n1;B-01;2024-05-01;12;Y;02134\n\
                       2;B-01;2024-05-02;14.5;N;02134\n3;B-03;2024-05-03;N/A;Y;01001\n";

/// Two tables of one dataset, beside the portal's folders.
fn with_beaches() -> PortalTest {
    PortalTest::base().file("beaches.csv", BEACHES).file("samples.csv", SAMPLES)
}

const DICTIONARY: &str = "datasets/beach-water/dictionary.xlsx";

/// The sheets of a workbook as rows of text.
fn sheets(portal: &PortalTest, path: &str) -> Vec<(String, Vec<Vec<String>>)> {
    use calamine::Reader;
    let mut book = calamine::open_workbook_auto(portal.path(path)).unwrap();
    let rows = |range: calamine::Range<calamine::Data>| {
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    };
    book.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
}

/// Saves the dictionary again as a spreadsheet program would, with `answer` asked for each empty cell: sheet, the cells of the
/// row and the label of the column.
fn fill_in(portal: &PortalTest, answer: impl Fn(&str, &[String], &str) -> String) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets(portal, DICTIONARY) {
        let sheet = book.add_worksheet().set_name(&name).unwrap();
        for (at, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let text = if cell.is_empty() { answer(&name, row, &rows[0][column]) } else { cell.clone() };
                sheet.write_string(at as u32, column as u16, text).unwrap();
            }
        }
    }
    portal.write("filled.xlsx", book.save_to_buffer().unwrap());
}

fn clerk(sheet: &str, row: &[String], label: &str) -> String {
    let answer = match (sheet, row[0].as_str(), label) {
        ("Dataset", "title", _) => "Water at the beaches",
        ("Dataset", "description", _) => {
            "What was found in the water that people swim in, \"by beach\", every week of summer."
        }
        ("Dataset", "keywords", _) => "beach, water",
        ("Dataset", "theme", _) => "ENVI – Environment",
        ("Dataset", "publisher", _) => "town",
        ("Dataset", "license", _) => "PDDL-1.0",
        ("Dataset", "update_frequency", _) => "irregular",
        ("Dataset", "issued" | "first day", _) => "2026-01-31",
        ("Dataset", "last day", _) => "ongoing",
        ("Dataset", "contact name", _) => "Parks",
        ("Dataset", "contact e-mail", _) => "parks@testwick.example",
        ("Tables", _, "Title") => "Beaches and samples",
        ("Tables", _, "What is one row?") => "One row is one beach or one sample.",
        ("Columns", _, "Description") => "What stands here, in more words than its name.",
        ("Columns", _, "Missing values") if row[1] == "lab_zip" => "none | ?",
        _ => "",
    };
    answer.to_owned()
}

#[test]
fn a_dictionary_that_is_filled_in_answers_all_questions() {
    let portal = with_beaches();
    portal.run("new beach-water --from beaches.csv samples.csv").exits(0);
    let toml = "datasets/beach-water/dataset.toml";
    let draft = portal.read(toml);
    let ran = portal.run(&format!("new beach-water --dictionary {DICTIONARY}")).exits(0);
    assert!(ran.stderr.contains("Nothing changes"), "{}", ran.stderr);
    fill_in(&portal, clerk);
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
    assert_eq!(portal.read(toml), draft);
    portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    let text = portal.read(toml);
    assert!(text.contains("missing_values = [\"\", \"none\", \"?\"]"), "{text}");
    assert!(!text.contains("What does it mean?") && !text.contains("# theme"), "{text}");
    assert_eq!(portal.run("check beach-water --format json").exits(0).codes(), ["policy/unclassified"]);
    portal.run("new beach-water --dictionary filled.xlsx").exits(0);
}

/// Saves the dictionary again with other words in some cells: by what the row is about and the label of the column.
fn answer(portal: &PortalTest, book: &str, answers: &[(&str, &str, &str)]) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets(portal, book) {
        let sheet = workbook.add_worksheet().set_name(&name).unwrap();
        for (at, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let about = if name == "Columns" { &row[1] } else { &row[0] };
                let is_here =
                    |answer: &&(&str, &str, &str)| at > 0 && answer.0 == about.as_str() && answer.1 == rows[0][column];
                let text = answers.iter().find(is_here).map_or(cell.as_str(), |answer| answer.2);
                sheet.write_string(at as u32, column as u16, text).unwrap();
            }
        }
    }
    portal.write("filled.xlsx", workbook.save_to_buffer().unwrap());
}

#[test]
fn a_dictionary_renames_columns_changes_types_and_lists_the_values_that_are_allowed() {
    let portal = with_beaches();
    portal.run("new beach-water --from beaches.csv samples.csv").exits(0);
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
    let toml: toml::Table = portal.read("datasets/beach-water/dataset.toml").parse().unwrap();
    let expected: toml::Table = r#"
        [[resources]]
        path = "beaches.csv"
        primary_key = ["beach"]
        fields = [
            { name = "beach", source = "Beach ID", type = "string" },
            { name = "beach_name", source = "Beach Name", type = "string" },
            { name = "opened_on", source = "Opened On", type = "date", format = "%m/%d/%Y" },
            { name = "length_ft", source = "Length (ft)", type = "string", unit = "ft" },
        ]
        [[resources]]
        path = "samples.csv"
        dialect = { delimiter = ";" }
        primary_key = ["sample_no"]
        foreign_keys = [{ fields = ["beach"], reference = { resource = "beaches", fields = ["beach"] } }]
        fields = [
            { name = "sample_no", source = "Sample No", type = "integer" },
            { name = "beach", source = "Beach ID", type = "string" },
            { name = "taken_on", source = "Taken On", type = "date" },
            { name = "ecoli", source = "Ecoli", type = "number", missing_values = ["", "N/A"] },
            { name = "swim_ok", source = "Swim OK", type = "string", categories = [
                { value = "Y", label = "safe to swim" }, { value = "N", label = "not \"safe\"" },
            ] },
            { name = "lab_zip", source = "Lab ZIP", type = "string", categories = ["02134", "01001"] },
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
fn what_cannot_be_a_name_a_type_or_a_list_of_values_is_said_with_its_cell() {
    let portal = with_beaches();
    portal.run("new beach-water --from beaches.csv samples.csv").exits(0);
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
        "Columns!M3: `Beach Name` is no name such as `tree_height`",
        "Columns!M5: another column of this table is called `opened_on`.",
        "Columns!H4: `%m of %Q` is not a pattern for a date",
        "Columns!N9: a column of type number cannot have a list of values",
        "Columns!N6: `one` is no whole number.",
        "Columns!G8: `day` is none of the types",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
}

#[test]
fn all_that_is_wrong_with_a_dictionary_is_said_at_once_with_its_cell() {
    let portal = with_beaches();
    portal.run("new beach-water --from beaches.csv samples.csv").exits(0);
    let draft = portal.read("datasets/beach-water/dataset.toml");
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
    assert_eq!(portal.read("datasets/beach-water/dataset.toml"), draft);
    let ran = portal.run("new beach-water --dictionary beaches.csv").exits(1);
    assert!(ran.stderr.contains("Dataset: there is no sheet of this name that can be read"), "{}", ran.stderr);
}

#[test]
fn the_same_draft_gives_the_same_dictionary() {
    let bytes = || {
        let portal = with_beaches();
        portal.run("new beach-water --from beaches.csv samples.csv").exits(0);
        std::fs::read(portal.path(DICTIONARY)).unwrap()
    };
    let first = bytes();
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert!(first == bytes(), "a clock or an author leaks in");
}

const TOML: &str = "datasets/beach-water/dataset.toml";

/// A draft of which the clerk has answered all questions.
fn answered() -> PortalTest {
    let portal = with_beaches();
    portal.run("new beach-water --from beaches.csv samples.csv").exits(0);
    fill_in(&portal, clerk);
    portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    portal
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
    answer(&portal, "filled.xlsx", &[("beach_id", "New name", "-"), ("beach_id", "Title", "-")]);
    portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    assert_eq!(portal.read(TOML), before);
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
            ("last day", "Answer", "31.12.2026"),
            ("opened_on", "Format", "mm/dd/yyyy"),
            ("lab_zip", "Allowed values", "02134=North lab, 01001=West lab"),
            ("ecoli", "Unit", "€"),
            ("length_ft", "Type", "string"),
        ],
    );
    let ran = portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    assert!(ran.stdout.contains("column length_ft, Type: integer -> string; its reason goes: # "), "{}", ran.stdout);
    assert!(!ran.stdout.contains("opened_on"), "the format is the one that it has: {}", ran.stdout);
    let text = portal.read(TOML);
    for line in [
        "keywords = [\"beach\", \"open water\", \"swimming\"]",
        "issued = 2026-11-21",
        "temporal = { start = 2026-01-31, end = \"2026-12-31\" }",
        "format = \"%m/%d/%Y\"",
        "categories = [{ value = \"02134\", label = \"North lab\" }, { value = \"01001\", label = \"West lab\" }]",
        "unit = \"EUR\"",
        "source = \"Length (ft)\"\ntype = \"string\"",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
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
        "Columns!H4: `month first` is not a pattern for a date, such as mm/dd/yyyy",
        "Columns!N11: write a | between the values",
        "Table samples, column lab_zip, Title: two rows answer this; keep one",
        "Columns!J9: `$` is the money of several countries",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
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
        ("opened", "Write under Format %m/%d/%Y if the month comes first, %d/%m/%Y if the day does."),
        ("fee", "Which money is `$`? Write its three letters, such as USD, under Unit."),
        ("remark", "Does this stand for a missing value: `n/a`? If so, write it under Missing values."),
    ] {
        assert!(asked(column).contains(words), "{column}: {}", asked(column));
    }
    portal.run(&command["townbook ".len()..]).exits(0);
}
