//! How the values of a column are written in the file: decimals, the marks in numbers, the words for yes and no.

use super::labels::column::{DECIMAL_MARK, DECIMALS, FALSE_WORDS, GROUP_MARK, SIGNS, TRUE_WORDS};
use super::read::Answers;
use super::sheet::{Row, Sheet};
use super::{BETWEEN, CLEAR, YES_OR_NO, texts};
use crate::draft::Mostly;
use crate::draft::toml_text::{list, text};
use crate::metadata::FieldEntry;
use crate::model::schema::FieldType;

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

/// How the numbers of a column are written.
struct Numbers {
    kind: &'static str,
    decimals: Option<u8>,
    decimal_char: Option<String>,
    group_char: Option<String>,
    bare_number: Option<bool>,
}

impl Numbers {
    fn of(field: &FieldEntry) -> Self {
        Numbers {
            kind: field.kind.map_or("", |kind| kind.word()),
            decimals: field.decimals,
            decimal_char: field.decimal_char.clone(),
            group_char: field.group_char.clone(),
            bare_number: field.bare_number,
        }
    }

    /// What would be said of a column that is text only because of a few cells.
    fn of_most(mostly: &Mostly) -> Self {
        Numbers {
            kind: mostly.kind.name(),
            decimals: if let FieldType::Number { decimals } = mostly.kind { decimals } else { None },
            decimal_char: mostly.decimal_char.map(String::from),
            group_char: mostly.group_char.map(String::from),
            bare_number: mostly.bare_number,
        }
    }

    fn cells(self) -> [String; 4] {
        let is_number = matches!(self.kind, "integer" | "number");
        let mark = |mark: Option<String>, usual: &str, is_usable: bool| match mark {
            Some(mark) => word(&mark),
            None if is_usable => usual.to_owned(),
            None => String::new(),
        };
        let signs = if self.bare_number == Some(false) { YES_OR_NO[0] } else { YES_OR_NO[1] };
        [
            self.decimals.map(|decimals| decimals.to_string()).unwrap_or_default(),
            mark(self.decimal_char, DECIMAL_MARKS[0], self.kind == "number"),
            mark(self.group_char, NONE, is_number),
            if is_number { signs.to_owned() } else { String::new() },
        ]
    }
}

/// The cells for what `dataset.toml` says, in the order of their labels. Where it says that a column is text, those about numbers
/// say what most of its values are: nothing is asked but the type then.
pub(super) fn cells(field: &FieldEntry, mostly: Option<&Mostly>) -> [String; 6] {
    let is_text = field.kind.is_none_or(|kind| kind.word() == "string");
    let mostly = mostly.filter(|_| is_text).map(Numbers::of_most);
    let [decimals, decimal_mark, group_mark, signs] = mostly.unwrap_or_else(|| Numbers::of(field)).cells();
    let words = |words: &Option<Vec<String>>| words.as_deref().unwrap_or_default().join(BETWEEN);
    [decimals, decimal_mark, group_mark, signs, words(&field.true_values), words(&field.false_values)]
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
        let today = cells(field, None);
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
        if matches!(kind, "integer" | "number") && is_new(SIGNS) {
            match self.yes_or_no(sheet, row, SIGNS) {
                Some(true) => self.set(pointer, "bare_number", "false".to_owned()),
                Some(false) => field.bare_number.iter().for_each(|_| self.drop(pointer, "bare_number")),
                None => {}
            }
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
