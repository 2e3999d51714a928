//! What a workbook holds besides what people see: hidden rows and columns, notes on cells, and who worked on it. The
//! library that reads the cells leaves all of this out, so the parts of the file are looked at here, one family a file.

mod ods;
mod xls;
mod xlsb;
mod xlsx;

use super::package::Package;
use super::place::Place;
use super::shown::{Dressed, dressed};
use crate::model::column_letters;
use crate::read::Flaw;

/// Notes whose cells are kept; a sheet that people work with has a few.
const MOST_NOTES: usize = 10_000;

/// Names that programs leave where a person's belongs.
const PROGRAMS: [&str; 9] = [
    "openpyxl",
    "xlsxwriter",
    "apache poi",
    "sheetjs",
    "phpspreadsheet",
    "phpexcel",
    "microsoft office user",
    "microsoft excel",
    "unknown creator",
];

/// What one sheet holds unseen. Rows and columns count from 0; runs are first and last.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Unseen {
    /// Hidden rows, in their order.
    pub(super) rows: Vec<(u32, u32)>,
    /// Hidden columns, in their order.
    pub(super) columns: Vec<(u32, u32)>,
    /// Cells with a note, as row and column.
    pub(super) notes: Vec<(u32, u32)>,
}

impl Unseen {
    fn hide_rows(&mut self, first: u32, last: u32) {
        extend(&mut self.rows, first, last);
    }

    fn hide_columns(&mut self, first: u32, last: u32) {
        extend(&mut self.columns, first, last);
    }

    fn note(&mut self, row: u32, column: u32) {
        if self.notes.len() < MOST_NOTES {
            self.notes.push((row, column));
        }
    }

    /// What of it lies in a table, and all notes of its sheet.
    pub(super) fn flaws(&self, table: &Place) -> Vec<Flaw> {
        let mut rows: Vec<(u64, u64)> = Vec::new();
        for line in table.rows.iter().filter(|line| !line.is_blank() && is_in(&self.rows, line.row)) {
            let row = u64::from(line.row) + 1;
            match rows.last_mut() {
                Some(run) if run.1 + 1 == row => run.1 = row,
                _ => rows.push((row, row)),
            }
        }
        let columns = table.columns.iter().zip(&table.labels);
        let hidden = columns.filter(|(column, _)| is_in(&self.columns, u32::from(**column)));
        let columns: Vec<(String, String)> =
            hidden.map(|(column, label)| (column_letters(u32::from(*column)), label.text.clone())).collect();
        let note = |(row, column): &(u32, u32)| format!("{}{}", column_letters(*column), u64::from(*row) + 1);
        let notes = self
            .notes
            .first()
            .map(|(row, _)| Flaw::CellNotes { row: u64::from(*row) + 1, cells: self.notes.iter().map(note).collect() });
        let rows = (!rows.is_empty()).then_some(Flaw::HiddenRows(rows));
        let columns = (!columns.is_empty()).then_some(Flaw::HiddenColumns(columns));
        rows.into_iter().chain(columns).chain(notes).collect()
    }

    /// Puts everything in its order, each once.
    fn sorted(mut self) -> Self {
        self.rows.sort_unstable();
        self.columns.sort_unstable();
        self.notes.sort_unstable();
        self.notes.dedup();
        self
    }
}

/// Adds a run to runs, and joins it to the last one where it goes on.
fn extend(runs: &mut Vec<(u32, u32)>, first: u32, last: u32) {
    match runs.last_mut() {
        Some(run) if run.1.checked_add(1) == Some(first) => run.1 = last,
        _ => runs.push((first, last)),
    }
}

/// Whether a place lies in one of several runs, which are in their order.
pub(super) fn is_in(runs: &[(u32, u32)], at: u32) -> bool {
    let after = runs.partition_point(|(first, _)| *first <= at);
    runs[..after].last().is_some_and(|(_, last)| at <= *last)
}

/// Where the unseen things of a workbook are found.
pub(super) enum Depths {
    /// XLSX.
    Xlsx(Package),
    /// XLSB.
    Xlsb(Package),
    /// ODS.
    Ods(Package),
    /// XLS, which is looked over as a whole.
    Xls(OldBook),
}

/// What an old workbook holds unseen.
#[derive(Debug, Default)]
pub(super) struct OldBook {
    /// Of each sheet, charts and macros included, in their order.
    sheets: Vec<Unseen>,
    people: Vec<&'static str>,
    /// How its cells show their numbers.
    pub(super) shown: Dressed,
}

impl Depths {
    /// Looks over an old workbook.
    pub(super) fn of_old(stream: &[u8], summary: Option<&[u8]>) -> Self {
        let people = summary.map(xls::people).unwrap_or_default();
        Depths::Xls(OldBook { sheets: xls::sheets(stream), people, shown: dressed(stream) })
    }

    /// What a sheet holds unseen, by its name and its number among all sheets.
    pub(super) fn unseen(&self, sheet: &str, number: usize) -> Unseen {
        let found = match self {
            Depths::Xlsx(package) => xlsx::unseen(package, sheet),
            Depths::Xlsb(package) => xlsb::unseen(package, sheet),
            Depths::Ods(package) => ods::unseen(package, sheet),
            Depths::Xls(old) => old.sheets.get(number).cloned(),
        };
        found.unwrap_or_default().sorted()
    }

    /// In what way people are named in the workbook's properties.
    pub(super) fn people(&self) -> Vec<&'static str> {
        const OFFICE: [(&str, &str); 2] = [("creator", WROTE), ("lastModifiedBy", SAVED)];
        const OPEN: [(&str, &str); 2] = [("initial-creator", WROTE), ("creator", SAVED)];
        let (package, part, elements) = match self {
            Depths::Xls(old) => return old.people.clone(),
            Depths::Ods(package) => (package, "meta.xml".to_owned(), OPEN),
            Depths::Xlsx(package) | Depths::Xlsb(package) => {
                let core = package.relations("").into_iter().find(|relation| relation.kind == "core-properties");
                (package, core.map_or_else(|| "docProps/core.xml".to_owned(), |core| core.target), OFFICE)
            }
        };
        let Some(mut tags) = package.tags(&part) else { return Vec::new() };
        let mut people = Vec::new();
        while let Some(tag) = tags.next() {
            let Some((_, what)) = elements.iter().find(|(name, _)| tag.opens(name) && !tag.is_whole) else { continue };
            if is_person(&tags.text()) {
                people.push(*what);
            }
        }
        people
    }
}

const WROTE: &str = "who wrote it";
const SAVED: &str = "who saved it last";

/// Whether a name may be a person's.
fn is_person(name: &str) -> bool {
    let name = name.trim();
    !name.is_empty() && !PROGRAMS.iter().any(|program| name.eq_ignore_ascii_case(program))
}

/// A cell such as `B12` as row and column, from 0; of an area its first cell.
fn cell(reference: &str) -> Option<(u32, u32)> {
    let first = reference.split(':').next()?.replace('$', "");
    let digits = first.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = first.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let column = letters.bytes().fold(0, |sum, b| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1) - 1;
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column))
}

#[cfg(test)]
mod tests;
