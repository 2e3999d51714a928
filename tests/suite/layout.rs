//! Where in a file a table is declared to lie, and where it does: the lines that a finding says to add mend it.

use rust_xlsxwriter::{Note, Workbook};

use crate::support::{PortalTest, dataset_toml};

const TOML: &str = "datasets/rows/dataset.toml";

/// A portal with one table of texts; the columns are given by their labels.
fn texts(file: &str, content: impl AsRef<[u8]>, labels: &[&str]) -> PortalTest {
    let mut toml = dataset_toml(file, &[]);
    for (at, label) in labels.iter().enumerate() {
        toml += &format!(
            "\n[[resources.fields]]\nname = \"column_{at}\"\nsource = {label:?}\ntype = \"string\"\ndescription = \"What the \
             test put into it.\"\n"
        );
    }
    PortalTest::bare().file(TOML, toml).file(&format!("datasets/rows/{file}"), content)
}

/// Asserts that a check finds one thing and no other, and nothing more once its fix is pasted; gives its message.
#[track_caller]
fn mended(portal: &PortalTest, file: &str, code: &str, fix: &str) -> String {
    let ran = portal.run("check --format json");
    assert_eq!(ran.codes(), [code], "{}", ran.stdout);
    let finding = ran.findings().remove(0);
    assert_eq!(finding["fix"], fix, "{finding}");
    let toml = std::fs::read_to_string(portal.path(TOML)).unwrap();
    let path = format!("path = \"{file}\"\n");
    assert!(toml.contains(&path), "{toml}");
    portal.write(TOML, toml.replace(&path, &format!("{path}{fix}")));
    assert_eq!(portal.run("check --format json").exits(0).codes(), [""; 0]);
    finding["message"].as_str().unwrap().to_owned()
}

/// A workbook of sheets with texts.
fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write(row as u32, column as u16, *cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn labels_below_a_title_are_found_in_text() {
    let text = "Counts of 2026,,\nby the parks division,,\n\nsite,spring,autumn\nA,1,2\nB,3,4\n";
    let portal = texts("rows.csv", text, &["site", "spring", "autumn"]);
    let said = mended(&portal, "rows.csv", "table/no-header-row", "skip_rows = 3\n");
    assert_eq!(said, "Row 1 does not name the columns: it has text over 1 of 3.");
}

#[test]
fn labels_of_two_rows_are_found_in_text_and_workbook() {
    let labels = ["site", "2026 spring", "2026 autumn"];
    let fix = "header_rows = 2\n";
    let portal = texts("rows.csv", "site,2026,2026\n,spring,autumn\nA,1,2\nB,3,4\n", &labels);
    let said = mended(&portal, "rows.csv", "table/no-header-row", fix);
    assert_eq!(said, "Row 1 does not have the declared column names; rows 1 to 2 together have them.");
    let rows: &[&[&str]] = &[&["site", "2026", "2026"], &["", "spring", "autumn"], &["A", "1", "2"], &["B", "3", "4"]];
    mended(&texts("rows.xlsx", book(&[("S", rows)]), &labels), "rows.xlsx", "table/no-header-row", fix);
}

#[test]
fn totals_and_notes_are_named_with_the_hint() {
    let text = "site,spring,autumn\nA,1,2\nB,3,4\nTotal,4,6\nSource: the parks division,,\n";
    let labels = ["site", "spring", "autumn"];
    let portal = texts("rows.csv", text, &labels);
    let said = mended(&portal, "rows.csv", "table/footer-row", "footer_rows = 2\n");
    assert_eq!(said, "The 2 rows from here on look like totals or notes, and are read as records.");
    let rows: &[&[&str]] = &[&labels, &["A", "1", "2"], &["B", "3", "4"], &["Grand total", "4", "6"]];
    let portal = texts("rows.xlsx", book(&[("S", rows)]), &labels);
    mended(&portal, "rows.xlsx", "table/footer-row", "footer_rows = 1\n");
}

#[test]
fn records_that_the_hint_leaves_out_are_named() {
    let labels = ["site", "spring", "autumn"];
    let declared = |portal: PortalTest, file: &str| {
        let path = format!("path = \"{file}\"\n");
        portal.with(TOML, &path, &format!("{path}footer_rows = 2\n"))
    };
    let text = "site,spring,autumn\nA,1,2\nB,3,4\nC,2,2\nSource: the parks division,,\n\n";
    let rows: &[&[&str]] = &[&labels, &["A", "1", "2"], &["B", "3", "4"], &["C", "2", "2"], &["As of May"]];
    for portal in [
        declared(texts("rows.csv", text, &labels), "rows.csv"),
        declared(texts("rows.xlsx", book(&[("S", rows)]), &labels), "rows.xlsx"),
    ] {
        let ran = portal.run("check --format json").exits(0);
        assert_eq!(ran.codes(), ["table/record-left-out"], "{}", ran.stdout);
        let finding = &ran.findings()[0];
        assert_eq!(finding["message"], "This row is left out by `footer_rows = 2`, but it looks like a record.");
        assert_eq!((&finding["row"], &finding["fix"]), (&4.into(), &"footer_rows = 1\n".into()));
        let toml = std::fs::read_to_string(portal.path(TOML)).unwrap();
        portal.write(TOML, toml.replace("footer_rows = 2", "footer_rows = 1"));
        assert_eq!(portal.run("check --format json").exits(0).codes(), [""; 0]);
    }
}

#[test]
fn a_record_that_is_left_out_is_an_error_if_it_fits_every_column() {
    let (toml, csv) = ("datasets/trees/dataset.toml", "datasets/trees/trees.csv");
    let left_out = |last: &str| {
        let text = format!("tree_id,species,height_m\n001,Oak,2\n002,Elm,3\n003,Ash,4\n{last}\n");
        PortalTest::base().with(toml, "path = \"trees.csv\"", "path = \"trees.csv\"\nfooter_rows = 1").file(csv, text)
    };
    let ran = left_out("004,Oak,1").run("check --format json").exits(1);
    assert_eq!(ran.findings()[0]["code"], "table/record-left-out", "{}", ran.stdout);
    assert_eq!(ran.findings()[0]["severity"], "error", "{}", ran.stdout);
    // A date is no height.
    let ran = left_out("004,Oak,2026-01-01").run("check --format json").exits(0);
    assert_eq!(ran.findings()[0]["severity"], "warning", "{}", ran.stdout);
    left_out("Total,,10").run("check --format json").exits(0);
}

#[test]
fn rows_between_blocks_do_not_hide_the_footer() {
    let mut text = String::from("site,spring,autumn\n");
    (0..400_000).for_each(|row| text += &format!("site {row},1,2\n"));
    text += "Total,400000,800000\n";
    let portal = texts("rows.csv", text, &["site", "spring", "autumn"]);
    let ran = portal.run("check --format json").exits(0);
    assert_eq!(ran.codes(), ["table/footer-row"]);
    assert_eq!(ran.findings()[0]["row"], 400_002);
}

#[test]
fn sheets_with_the_same_columns_are_offered_as_one_table() {
    let table: &[&[&str]] = &[&["site", "count"], &["A", "1"]];
    let note: &[&[&str]] = &[&["How to read", "this"]];
    let sheets = book(&[("May", table), ("June", table), ("Notes", note)]);
    let portal = texts("rows.xlsx", &sheets, &["site", "count"]);
    let said = mended(&portal, "rows.xlsx", "table/several-sheets", "sheets = [\"May\", \"June\"]\n");
    assert_eq!(said, "Several sheets of this workbook hold data: `May`, `June`, `Notes`.");
    let portal = PortalTest::empty().file("rows.xlsx", &sheets);
    let inspected = portal.run("inspect rows.xlsx").exits(0).stdout;
    assert!(inspected.contains("The same columns are in: June (`sheets` reads them as one table)"), "{inspected}");
}

#[test]
fn hidden_rows_columns_and_notes_are_found_by_check_and_inspect_and_notes_stay_private() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [["site", "count", "pay"], ["A", "1", "9"], ["B", "2", "8"], ["C", "3", "7"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *cell).unwrap();
        }
    }
    sheet.set_row_hidden(2).unwrap();
    sheet.set_row_hidden(3).unwrap();
    sheet.set_column_hidden(2).unwrap();
    sheet.insert_note(1, 0, &Note::new("canary in the park").set_author("Canary Clerk")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let portal = texts("rows.xlsx", &bytes, &["site", "count", "pay"]).file("rows.xlsx", &bytes);
    let ran = portal.run("check --format json").exits(1);
    let messages: Vec<String> =
        ran.findings().iter().map(|found| found["message"].as_str().unwrap().to_owned()).collect();
    let expected = [
        "Rows 3 to 4 of the table are hidden in the workbook.",
        "Column C (`pay`) of the table is hidden in the workbook.",
        "The cell A2 has a note, which is not published with the table.",
    ];
    for sentence in expected {
        assert!(messages.iter().any(|message| message == sentence), "{messages:?}");
    }
    let inspected = portal.run("inspect rows.xlsx --values show");
    for sentence in expected {
        assert!(inspected.stdout.contains(sentence), "{}", inspected.stdout);
    }
    for said in [ran.all(), portal.run("check --values show").all(), inspected.all()] {
        assert!(!said.to_lowercase().contains("canary"), "{said}");
    }
}

#[test]
fn totals_among_the_records_are_told_from_records() {
    let labels = ["site", "street", "opened", "cost"];
    let full = "A,Oak Street,May,5\nB,Elm Street,June,7\n";
    let found = |row: &str, after: &str| {
        let text = format!("site,street,opened,cost\n{full}{row}\n{after}");
        let ran = texts("rows.csv", text, &labels).run("check --format json").exits(0);
        ran.findings().iter().map(|finding| format!("{} {}", finding["code"], finding["row"])).collect::<Vec<_>>()
    };
    let more = "C,Main Street,July,9\n";
    for row in ["Subtotal,,,12", "TOTAL:,,,\"$1,212.00\"", "Sum,,,12"] {
        assert_eq!(found(row, more), ["\"table/total-row\" 4"], "{row}");
    }
    for row in
        ["Total,Oak Street,May,12", "Total,,May,12", "Total,,,n/a", "Total,,,", "Summer,,,12", ",,Total,12", "C,,,12"]
    {
        assert_eq!(found(row, more), [""; 0], "{row}");
    }
    // At the end it is the finding of another rule.
    assert_eq!(found("Subtotal,,,12", ""), ["\"table/footer-row\" 4"]);
    // Where most records are as empty, it may be one.
    let sparse = texts("rows.csv", "site,street,opened,cost\nA,,,5\nTotal,,,5\nB,,,6\nC,Elm,,7\n", &labels);
    assert_eq!(sparse.run("check --format json").exits(0).codes(), [""; 0]);
}
