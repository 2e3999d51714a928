//! How a workbook shows its numbers. A cell that shows 02101 holds 2101 and the number format `00000`: what people see and
//! what a text column means is the code. The library says which format a cell has only for XLSX; for the others the parts
//! of the file are looked at here, one family a file.

mod code;
mod ods;
#[cfg(test)]
mod tests;
mod xls;
mod xlsb;

use std::collections::HashMap;

use super::grid::{Grid, Value};
use super::package::Package;
use super::place::Place;
use super::unseen::Depths;
use crate::read::{Flaw, Shown};

pub(super) use self::code::{Look, Pattern};
pub(super) use self::xls::{Dressed, dressed};

/// Cell styles whose formats are known; Excel has up to 65,490 of them.
const MOST_STYLES: usize = 100_000;

/// Bytes that the library may take for the styles of a workbook.
const MOST_BYTES: usize = 128 << 20;

/// About how many bytes a style takes besides its texts.
const STYLE: usize = 512;

/// The looks that cells of a workbook have by their style.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// The number of the look of each style, from 1; 0 for those that show numbers as numbers.
    of: Vec<u8>,
    looks: Vec<Look>,
}

impl Styles {
    /// Adds the next style.
    fn push(&mut self, look: Option<Look>) {
        if self.of.len() < MOST_STYLES {
            let number = look.map_or(0, |look| self.number(look));
            self.of.push(number);
        }
    }

    /// The number of a look, which it has or gets; 0 when there is no room for another.
    fn number(&mut self, look: Look) -> u8 {
        let at = self.looks.iter().position(|known| *known == look).unwrap_or_else(|| {
            self.looks.push(look);
            self.looks.len() - 1
        });
        if at >= usize::from(u8::MAX) {
            self.looks.truncate(usize::from(u8::MAX));
        }
        u8::try_from(at + 1).unwrap_or(0)
    }

    /// Whether all cells show their numbers as numbers.
    pub(super) fn is_plain(&self) -> bool {
        self.looks.is_empty()
    }

    /// The number of the look of a style.
    pub(super) fn look(&self, style: usize) -> u8 {
        self.of.get(style).copied().unwrap_or(0)
    }

    /// The looks, of which the first has the number 1.
    pub(super) fn into_looks(self) -> Vec<Look> {
        self.looks
    }
}

/// The looks of formats by their numbers.
#[derive(Debug, Default)]
struct Formats(HashMap<u32, Option<Look>>);

impl Formats {
    fn insert(&mut self, number: u32, look: Option<Look>) {
        self.0.insert(number, look);
    }

    /// The look of a format, which the workbook defines or every program knows.
    fn look(&self, number: u32) -> Option<Look> {
        self.0.get(&number).cloned().unwrap_or_else(|| Look::of_number(number))
    }
}

/// The styles of an XLSX workbook, as the library knows them.
pub(super) fn of_library(styles: &[calamine::Style]) -> Styles {
    let mut found = Styles::default();
    for style in styles {
        let format = style.number_format.as_ref();
        found.push(format.and_then(|format| match format.format_code.as_str() {
            "General" => format.format_id.and_then(Look::of_number),
            code => Look::of(code),
        }));
    }
    found
}

/// Gives the cells of a sheet their looks, in workbooks of which the library says nothing about it.
pub(super) fn dress(depths: &Depths, sheet: &str, number: usize, grid: &mut Grid) {
    match depths {
        Depths::Xlsx(_) => {}
        Depths::Xlsb(package) => _ = xlsb::dress(package, sheet, grid),
        Depths::Ods(package) => _ = ods::dress(package, sheet, grid),
        Depths::Xls(old) => xls::dress(old, number, grid),
    }
}

/// Whether the styles of an XLSX workbook are few enough: the library copies the texts of a font and a format into each.
pub(super) fn are_bounded(package: &Package, names: &[String]) -> bool {
    names.iter().filter(|name| name.ends_with("styles.xml")).all(|name| {
        let (mut styles, mut font, mut format) = (0_usize, 0, 0);
        let Some(mut tags) = package.tags(name) else { return true };
        while let Some(tag) = tags.next() {
            match tag.name {
                "xf" | "font" | "fill" | "border" if !tag.is_end => styles += 1,
                "name" => font = font.max(tag.len()),
                "numFmt" => format = format.max(tag.len()),
                _ => {}
            }
        }
        styles.saturating_mul(STYLE + font + format) <= MOST_BYTES
    })
}

/// How the numbers of each column of a table are shown, and what is said of those that are shown as codes.
pub(super) fn columns(grid: &Grid, table: &Place) -> (Vec<Option<Shown>>, Option<Flaw>) {
    let mut columns: Vec<Column> = table.columns.iter().map(|_| Column::default()).collect();
    if grid.is_plain() {
        return (vec![None; columns.len()], None);
    }
    for line in &table.rows {
        for cell in grid.cells(*line) {
            let Ok(at) = table.columns.binary_search(&cell.column) else { continue };
            if let Value::Number(_) | Value::Code(..) = grid.value(cell) {
                columns[at].take(grid.look(cell), line.row, || grid.value(cell).is_longer());
            }
        }
    }
    let codes = columns.iter().zip(&table.labels);
    let codes: Vec<(String, u64)> =
        codes.filter_map(|(column, label)| Some((label.text.clone(), column.longer?))).collect();
    let flaw = (!codes.is_empty()).then_some(Flaw::ShownAsCodes(codes));
    (columns.into_iter().map(|column| column.shown.flatten()).collect(), flaw)
}

/// What the cells of a column show.
#[derive(Default)]
struct Column {
    /// What all cells with numbers agree upon, once there was one.
    shown: Option<Option<Shown>>,
    /// The row of the first number, as the spreadsheet numbers it, that shows more than it holds.
    longer: Option<u64>,
}

impl Column {
    fn take(&mut self, look: Option<&Look>, row: u32, is_longer: impl FnOnce() -> bool) {
        let shown = look.map(|look| match look {
            Look::Code(_) => Shown::Code,
            Look::Cents => Shown::Cents,
            Look::Percent => Shown::Percent,
        });
        if *self.shown.get_or_insert(shown) != shown {
            self.shown = Some(None);
        }
        if shown == Some(Shown::Code) && self.longer.is_none() && is_longer() {
            self.longer = Some(u64::from(row) + 1);
        }
    }
}
