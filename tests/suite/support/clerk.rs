//! A clerk with two tables, who answers the questions of a draft in its workbook.

use super::PortalTest;

pub const BEACHES: &str = "Beach ID,Beach Name,Opened On,Length (ft)\nB-01,North Beach,05/28/2021,\"1,200\"\n\
                           B-02,South Beach,06/13/2022,850\nB-03,Long Beach,12/24/2020,\"2,300\"\n";
pub const SAMPLES: &str = "Sample No;Beach ID;Taken On;Ecoli;Swim OK;Lab ZIP\n1;B-01;2024-05-01;12;Y;02134\n\
                           2;B-01;2024-05-02;14.5;N;02134\n3;B-03;2024-05-03;N/A;Y;01001\n";

/// The workbook and the text of the dataset that is drafted of the two tables.
pub const DICTIONARY: &str = "datasets/beach-water/dictionary.xlsx";
pub const TOML: &str = "datasets/beach-water/dataset.toml";

/// Two tables of one dataset, beside the portal's folders.
pub fn with_beaches() -> PortalTest {
    PortalTest::base().file("beaches.csv", BEACHES).file("samples.csv", SAMPLES)
}

/// The same, with a draft.
pub fn drafted() -> PortalTest {
    let portal = with_beaches();
    portal.run("new beach-water --from beaches.csv samples.csv").exits(0);
    portal
}

/// A draft of which the clerk has answered all questions.
pub fn answered() -> PortalTest {
    let portal = drafted();
    fill_in(&portal, filled_by_a_clerk);
    portal.run("new beach-water --dictionary filled.xlsx --yes").exits(0);
    portal
}

/// The sheets of a workbook as rows of text.
pub fn sheets(portal: &PortalTest, path: &str) -> Vec<(String, Vec<Vec<String>>)> {
    use calamine::Reader;
    let mut book = calamine::open_workbook_auto(portal.path(path)).unwrap();
    let rows = |range: calamine::Range<calamine::Data>| {
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    };
    book.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
}

/// Saves a workbook again as a spreadsheet program would, as `filled.xlsx`, with what `word` makes of each cell below the labels:
/// sheet, the cells of the row, the label of the column, the cell.
fn save(portal: &PortalTest, book: &str, word: impl Fn(&str, &[String], &str, &str) -> String) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets(portal, book) {
        let sheet = workbook.add_worksheet().set_name(&name).unwrap();
        for (at, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let text = if at == 0 { cell.clone() } else { word(&name, row, &rows[0][column], cell) };
                sheet.write_string(at as u32, column as u16, text).unwrap();
            }
        }
    }
    portal.write("filled.xlsx", workbook.save_to_buffer().unwrap());
}

/// Fills in the empty cells of the workbook: by sheet, the cells of the row and the label of the column.
pub fn fill_in(portal: &PortalTest, answer: impl Fn(&str, &[String], &str) -> String) {
    save(portal, DICTIONARY, |sheet, row, label, cell| match cell {
        "" => answer(sheet, row, label),
        cell => cell.to_owned(),
    });
}

/// Puts other words into some cells of a workbook: by what the row is about and the label of the column.
pub fn answer(portal: &PortalTest, book: &str, answers: &[(&str, &str, &str)]) {
    save(portal, book, |sheet, row, label, cell| {
        let about = if sheet == "Columns" { &row[1] } else { &row[0] };
        let here = answers.iter().find(|answer| answer.0 == about.as_str() && answer.1 == label);
        here.map_or(cell, |answer| answer.2).to_owned()
    });
}

/// What a clerk writes into each empty cell.
pub fn filled_by_a_clerk(sheet: &str, row: &[String], label: &str) -> String {
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
