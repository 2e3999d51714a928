//! How the values of a column are written in the file: decimals, the marks in numbers, the words for yes and no.

use super::labels::column::{DECIMAL_MARK, DECIMALS, FALSE_WORDS, GROUP_MARK, TRUE_WORDS};
use super::read::Answers;
use super::sheet::{Row, Sheet};
use super::{BETWEEN, CLEAR, texts};
use crate::draft::toml_text::{list, text};
use crate::metadata::FieldEntry;

/// What stands for no mark.
const NONE: &str = "none";

/// Marks, with the words for them.
const MARKS: [(&str, char); 7] = [
    ("point", '.'),
    ("comma", ','),
    ("space", ' '),
    ("apostrophe", '\''),
    ("full stop", '.'),
    ("period", '.'),
    ("dot", '.'),
];

/// The choices for the mark before decimals.
pub(super) const DECIMAL_MARKS: [&str; 2] = ["point", "comma"];

/// The choices for the mark between thousands.
pub(super) const GROUP_MARKS: [&str; 5] = [NONE, "comma", "point", "space", "apostrophe"];

/// The cells for what `dataset.toml` says, in the order of their labels.
pub(super) fn cells(field: &FieldEntry) -> [String; 5] {
    let kind = field.kind.map_or("", |kind| kind.word());
    let mark = |mark: &Option<String>, usual: &str, is_usable: bool| match mark {
        Some(mark) => word(mark),
        None if is_usable => usual.to_owned(),
        None => String::new(),
    };
    let words = |words: &Option<Vec<String>>| words.as_deref().unwrap_or_default().join(BETWEEN);
    [
        field.decimals.map(|decimals| decimals.to_string()).unwrap_or_default(),
        mark(&field.decimal_char, DECIMAL_MARKS[0], kind == "number"),
        mark(&field.group_char, NONE, matches!(kind, "integer" | "number")),
        words(&field.true_values),
        words(&field.false_values),
    ]
}

/// The word for a mark, or the mark itself where it has none.
fn word(mark: &str) -> String {
    let known = MARKS.iter().find(|(_, known)| mark == known.to_string());
    known.map_or_else(|| mark.to_owned(), |(word, _)| (*word).to_owned())
}

/// The mark that a cell names; `None` if it says that there is none.
fn mark(cell: &str) -> Result<Option<char>, String> {
    let lower = cell.to_lowercase();
    if lower == NONE || lower == CLEAR {
        return Ok(None);
    }
    let known = MARKS.iter().find(|(word, mark)| lower == *word || lower == mark.to_string());
    let mut others = cell.chars().filter(|c| !c.is_alphanumeric());
    match (known, others.next()) {
        (Some((_, mark)), _) => Ok(Some(*mark)),
        (None, Some(mark)) if cell.chars().count() == 1 => Ok(Some(mark)),
        _ => Err(format!("`{cell}` is no mark among digits: write point, comma, space, apostrophe or none")),
    }
}

impl Answers {
    /// How numbers, or yes and no, are written in a column of this type. What another type would have is left over from the
    /// one that it was, and says nothing.
    pub(super) fn notation(&mut self, sheet: &Sheet, row: &Row, pointer: &str, field: &FieldEntry, kind: &str) {
        let today = cells(field);
        let is_new = |at: usize| !row.cells[at].is_empty() && row.cells[at] != today[at - DECIMALS];
        if kind == "number" && is_new(DECIMALS) {
            self.decimals(sheet, row, pointer, field);
        }
        if kind == "number" && is_new(DECIMAL_MARK) {
            self.mark(sheet, row, DECIMAL_MARK, pointer, ("decimal_char", field.decimal_char.as_deref(), Some('.')));
        }
        if matches!(kind, "integer" | "number") && is_new(GROUP_MARK) {
            self.mark(sheet, row, GROUP_MARK, pointer, ("group_char", field.group_char.as_deref(), None));
        }
        if kind == "boolean" {
            for (at, key, today) in
                [(TRUE_WORDS, "true_values", &field.true_values), (FALSE_WORDS, "false_values", &field.false_values)]
            {
                match row.cells[at].as_str() {
                    _ if !is_new(at) => {}
                    CLEAR => today.iter().for_each(|_| self.drop(pointer, key)),
                    cell => {
                        let between: &[char] = if cell.contains('|') { &['|'] } else { &[',', ';', '\n', '\r'] };
                        let words = texts(cell, between);
                        if today.as_ref() != Some(&words) {
                            self.set(pointer, key, list(&words));
                        }
                    }
                }
            }
        }
    }

    fn decimals(&mut self, sheet: &Sheet, row: &Row, pointer: &str, field: &FieldEntry) {
        match row.cells[DECIMALS].as_str() {
            CLEAR => field.decimals.iter().for_each(|_| self.drop(pointer, "decimals")),
            cell => match cell.parse::<u8>() {
                Ok(decimals) if field.decimals == Some(decimals) => {}
                Ok(decimals) => self.set(pointer, "decimals", decimals.to_string()),
                Err(_) => {
                    let words = format!("`{cell}` is no count of digits after the decimal mark, such as 2 for cents");
                    self.problems.push(sheet.problem(row, DECIMALS, &words));
                }
            },
        }
    }

    /// Sets a mark, or takes it back where it is the usual one.
    fn mark(
        &mut self,
        sheet: &Sheet,
        row: &Row,
        at: usize,
        pointer: &str,
        (key, today, usual): (&'static str, Option<&str>, Option<char>),
    ) {
        match mark(&row.cells[at]).map(|mark| mark.filter(|mark| Some(*mark) != usual).map(String::from)) {
            Ok(None) => today.iter().for_each(|_| self.drop(pointer, key)),
            Ok(Some(mark)) if today == Some(&*mark) => {}
            Ok(Some(mark)) => self.set(pointer, key, text(&mark)),
            Err(words) => self.problems.push(sheet.problem(row, at, &words)),
        }
    }
}
