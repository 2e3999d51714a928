//! What the workbook says of how values are written in the file, and of what is not to be published.

use crate::support::clerk::{DICTIONARY, TOML, answer, answered, drafted, sheets};
use crate::support::{PortalTest, files_with};

const BRING_IN: &str = "new beach-water --dictionary filled.xlsx --yes";

/// The cell of a workbook in the row of a column.
fn cell(portal: &PortalTest, book: &str, column: &str, label: &str) -> String {
    let columns = &sheets(portal, book).into_iter().find(|(name, _)| name == "Columns").unwrap().1;
    let at = columns[0].iter().position(|known| known == label).unwrap();
    columns.iter().find(|row| row[1] == column).unwrap()[at].clone()
}

fn toml(portal: &PortalTest) -> toml::Table {
    portal.read(TOML).parse().unwrap()
}

#[test]
fn a_column_that_is_left_out_takes_its_keys_with_it_and_can_come_back() {
    let portal = answered();
    portal.replace(
        TOML,
        "primary_key = [\"beach_id\"]",
        "primary_key = [\"beach_id\"]\nunique_keys = [[\"beach_name\"]]",
    );
    let ran = portal.run("check beach-water --format json").exits(0);
    assert_eq!(ran.codes(), ["policy/unclassified"], "{}", ran.stdout);
    answer(&portal, "filled.xlsx", &[("beach_id", "Publish", "no"), ("beach_name", "Publish", "N")]);
    let ran = portal.run(BRING_IN).exits(0);
    for line in [
        "Table beaches, column beach_id, Publish: yes -> no",
        "Table beaches, Identifies a row: beach_id -> (empty)",
        "Table samples, column beach_id, Publish: yes -> no",
    ] {
        assert!(ran.stdout.lines().any(|written| written == line), "{line}\n{}", ran.stdout);
    }
    let ran = portal.run("check beach-water --format json").exits(0);
    assert_eq!(ran.codes(), ["policy/unclassified"], "{}", ran.stdout);
    assert!(portal.run(BRING_IN).exits(0).stderr.contains("Nothing changes"));

    answer(&portal, "filled.xlsx", &[("beach_id", "Publish", "yes"), ("beach_name", "Publish", "yes")]);
    portal.run(BRING_IN).exits(0);
    assert!(!portal.read(TOML).contains("publish = "), "{}", portal.read(TOML));
    assert_eq!(toml(&portal)["resources"][0]["primary_key"][0].as_str(), Some("beach_id"));
}

#[test]
fn a_table_that_is_left_out_is_neither_opened_nor_pointed_to() {
    let portal = answered();
    answer(&portal, "filled.xlsx", &[("beaches", "Publish", "no")]);
    let ran = portal.run(BRING_IN).exits(0);
    assert!(ran.stdout.starts_with("Table beaches, Publish: yes -> no\n"), "{}", ran.stdout);
    portal.write("datasets/beach-water/beaches.csv", "no table at all");
    let text = portal.read(TOML).replace("# [classification]", "[classification]").replace("# level", "level");
    portal.write(TOML, text);
    let ran = portal.run("check beach-water --format json").exits(0);
    assert_eq!(ran.codes(), [""; 0], "{}", ran.stdout);
    portal.run("build").exits(0);
    assert_eq!(files_with(&portal.path("_site/data"), "beaches.csv"), [""; 0]);
    assert!(portal.run(BRING_IN).exits(0).stderr.contains("Nothing changes"));
}

#[test]
fn something_must_be_left_to_publish() {
    let portal = answered();
    let no = |about: &'static str| (about, "Publish", "no");
    answer(&portal, "filled.xlsx", &["beach_id", "beach_name", "opened_on", "length_ft"].map(no));
    let ran = portal.run(BRING_IN).exits(1);
    assert!(ran.stderr.contains("Columns: no column of `beaches` is to be published"), "{}", ran.stderr);
    answer(&portal, "filled.xlsx", &["beaches", "samples", "beach_id", "beach_name", "opened_on", "length_ft"].map(no));
    let ran = portal.run(BRING_IN).exits(1);
    assert!(ran.stderr.contains("Tables: no table is to be published"), "{}", ran.stderr);
    answer(&portal, "filled.xlsx", &[("beaches", "Publish", "later"), ("ecoli", "Publish", "perhaps")]);
    let ran = portal.run(BRING_IN).exits(1);
    for line in ["Tables!D2: this is neither yes nor no", "Columns!F9: this is neither yes nor no"] {
        assert!(ran.stderr.contains(line), "{}", ran.stderr);
    }
}

#[test]
fn a_question_about_privacy_is_answered_where_it_is_asked() {
    let rows = "Post,Officer e-mail,Phone\n1,a@testwick.example,617-555-0100\n2,b@testwick.example,617-555-0101\n";
    let portal = PortalTest::base().file("posts.csv", rows);
    portal.run("new posts --from posts.csv").exits(0);
    let book = "datasets/posts/dictionary.xlsx";
    let asked = cell(&portal, book, "officer_e_mail", "Please check");
    assert!(asked.contains("May they be public? If not, write no under Publish."), "{asked}");
    let draft = portal.read("datasets/posts/dataset.toml");
    let lines = "May they be public? If not:\n# publish = false\n";
    assert_eq!(draft.matches(lines).count(), 2, "{draft}");
    answer(&portal, book, &[("officer_e_mail", "Publish", "no"), ("phone", "Publish", "no")]);
    portal.run("new posts --dictionary filled.xlsx --yes").exits(0);
    let text = portal.read("datasets/posts/dataset.toml");
    assert_eq!(text.matches("\npublish = false\n").count(), 2, "{text}");
    assert!(!text.contains("May they be public"), "{text}");
}

#[test]
fn what_was_found_of_numbers_and_words_is_in_the_workbook_and_can_be_changed() {
    let rows = "Lot;Fee;Count;Open\n1;1.234,50;1 000;oui\n2;12,00;2 500;non\n3;8,25;1 250;oui\n";
    let portal = PortalTest::base().file("lots.csv", rows);
    portal.run("new lots --from lots.csv").exits(0);
    let (book, toml) = ("datasets/lots/dictionary.xlsx", "datasets/lots/dataset.toml");
    for (column, label, expected) in [
        ("lot", "Decimal mark", ""),
        ("lot", "Thousands mark", "none"),
        ("fee", "Decimals", "2"),
        ("fee", "Decimal mark", "comma"),
        ("fee", "Thousands mark", "point"),
        ("count", "Thousands mark", "space"),
        ("open", "Words for yes", "oui"),
        ("open", "Words for no", "non"),
        ("open", "Thousands mark", ""),
    ] {
        assert_eq!(cell(&portal, book, column, label), expected, "{column}: {label}");
    }
    let draft = portal.read(toml);
    let ran = portal.run("new lots --dictionary datasets/lots/dictionary.xlsx --yes").exits(0);
    assert!(ran.stderr.contains("Nothing changes"), "{}", ran.stdout);
    answer(
        &portal,
        book,
        &[
            ("fee", "Decimals", "-"),
            ("fee", "Decimal mark", "."),
            ("fee", "Thousands mark", "apostrophe"),
            ("count", "Thousands mark", "none"),
            ("open", "Words for yes", "oui, o"),
            ("open", "Words for no", "non | -"),
        ],
    );
    let ran = portal.run("new lots --dictionary filled.xlsx --yes").exits(0);
    assert!(ran.stdout.contains("Column open, Words for no: non -> non | -\n"), "{}", ran.stdout);
    let text = portal.read(toml);
    for line in ["group_char = \"'\"", "true_values = [\"oui\", \"o\"]", "false_values = [\"non\", \"-\"]"] {
        assert!(text.lines().any(|written| written == line), "{line}\n{text}");
    }
    assert!(!text.contains("decimal_char") && !text.contains("decimals = ") && !text.contains("\" \""), "{text}");
    answer(&portal, "filled.xlsx", &[("fee", "Decimals", "two"), ("fee", "Decimal mark", "x")]);
    let ran = portal.run("new lots --dictionary filled.xlsx --yes").exits(1);
    for line in ["Columns!P3: `two` is no count of digits", "Columns!Q3: `x` is no mark among digits"] {
        assert!(ran.stderr.contains(line), "{}", ran.stderr);
    }

    // A type that has none of it leaves what the cells say behind, also when the workbook is brought in again.
    portal.write(toml, &draft);
    answer(&portal, book, &[("fee", "Type", "string"), ("open", "Type", "string")]);
    portal.run("new lots --dictionary filled.xlsx --yes").exits(0);
    assert!(portal.run("new lots --dictionary filled.xlsx --yes").exits(0).stderr.contains("Nothing changes"));
}

#[test]
fn nothing_more_is_asked_of_a_table_that_is_left_out() {
    let portal = drafted();
    answer(&portal, DICTIONARY, &[("samples", "Publish", "no")]);
    portal.run(BRING_IN).exits(0);
    let findings = portal.run("check beach-water --format json").exits(1).findings();
    let asked = findings.iter().filter(|finding| finding["code"] == "document/missing-key");
    let messages: Vec<String> = asked.map(|finding| finding["message"].to_string()).collect();
    assert!(!messages.iter().any(|message| message.contains("samples") || message.contains("lab_zip")), "{messages:?}");
    assert!(messages.iter().any(|message| message.contains("beach_name")), "{messages:?}");
}

#[test]
fn the_sheet_of_tables_says_what_is_left_out_and_hidden() {
    let portal = PortalTest::base();
    let mut book = rust_xlsxwriter::Workbook::new();
    let fees = book.add_worksheet().set_name("Fees").unwrap();
    fees.write_string(0, 0, "Fees of the year").unwrap();
    for (column, label) in ["Lot", "Kind", "Fee", "Clerk"].iter().enumerate() {
        fees.write_string(1, column as u16, *label).unwrap();
    }
    for row in 2..12_u32 {
        fees.write_number(row, 0, f64::from(row)).unwrap();
        fees.write_string(row, 1, if row % 2 == 0 { "garden" } else { "garage" }).unwrap();
        fees.write_number(row, 2, f64::from(row) * 2.5).unwrap();
        fees.write_string(row, 3, "A. B.").unwrap();
    }
    fees.write_string(12, 1, "Total for 2025").unwrap();
    fees.write_number(12, 2, 162.5).unwrap();
    fees.set_column_hidden(3).unwrap();
    book.add_worksheet().set_name("Read me").unwrap().write_string(0, 0, "Made by the office").unwrap();
    portal.write("fees.xlsx", book.save_to_buffer().unwrap());
    portal.run("new fees --from fees.xlsx").exits(0);
    let draft = portal.read("datasets/fees/dataset.toml");
    let below =
        "# Row 13 is left out: it is a total, and no record. If it is a record, take the line away.\nfooter_rows = 1\n";
    assert!(draft.contains(below), "{draft}");
    let note = "# Please check: This sheet has no rows and looks like a note. Leave it out?\n# publish = false\n";
    assert_eq!(draft.matches(note).count(), 1, "{draft}");
    let tables = sheets(&portal, "datasets/fees/dictionary.xlsx").remove(2).1;
    let asked = |name: &str| tables.iter().find(|row| row[0] == name).map(|row| row[2].clone()).unwrap();
    for words in ["Row 1 is left out: it is a title", "Row 13 is left out: it is a total", "hidden"] {
        assert!(asked("fees").contains(words), "{words}: {}", asked("fees"));
    }
    assert!(asked("read-me").contains("To leave it out, write no under Publish."), "{}", asked("read-me"));
    answer(&portal, "datasets/fees/dictionary.xlsx", &[("read-me", "Publish", "no")]);
    portal.run("new fees --dictionary filled.xlsx --yes").exits(0);
    let text = portal.read("datasets/fees/dataset.toml");
    assert!(!text.contains("looks like a note") && text.contains("\npublish = false\n"), "{text}");
}
