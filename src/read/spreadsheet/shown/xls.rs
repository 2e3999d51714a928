//! XLS ([MS-XLS]): formats and styles are records of the workbook, and every cell names its style.

use super::{Formats, Look, Styles};
use crate::read::spreadsheet::grid::Grid;
use crate::read::spreadsheet::ole::{Records, u16_at, u32_at};
use crate::read::spreadsheet::unseen::OldBook;

/// `Format`, `XF` and `BoundSheet8`; the beginning and the end of the workbook, of a sheet, or of a chart inside it.
const FORMAT: u16 = 0x041e;
const STYLE: u16 = 0x00e0;
const SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;

/// Cells with numbers: `Formula`, `Number`, `RK` and, for several in a row, `MulRk`.
const FORMULA: u16 = 0x0006;
const NUMBER: u16 = 0x0203;
const SHORT: u16 = 0x027e;
const RUN: u16 = 0x00bd;

/// The version of the format since which its texts are Unicode.
const UNICODE: u16 = 0x0600;

/// The looks of an old workbook's cells.
#[derive(Debug, Default)]
pub(in crate::read::spreadsheet) struct Dressed {
    looks: Vec<Look>,
    /// Of each sheet, in their order, the cells that have one: row, column, number.
    sheets: Vec<Vec<(u16, u16, u8)>>,
}

/// Gives the cells of a sheet their looks.
pub(super) fn dress(old: &OldBook, sheet: usize, grid: &mut Grid) {
    for (row, column, look) in old.shown.sheets.get(sheet).into_iter().flatten() {
        grid.dress(u32::from(*row), u32::from(*column), *look);
    }
    grid.set_looks(old.shown.looks.clone());
}

/// The looks of all cells, sheet by sheet in the order in which the workbook lists them.
pub(in crate::read::spreadsheet) fn dressed(stream: &[u8]) -> Dressed {
    let mut styles = Styles::default();
    let mut formats = Formats::default();
    let mut starts = Vec::new();
    let mut is_unicode = true;
    for (kind, data) in Records(stream).take_while(|(kind, _)| *kind != END) {
        match kind {
            BEGIN => is_unicode = u16_at(data, 0).is_none_or(|version| version >= UNICODE),
            FORMAT => _ = u16_at(data, 0).map(|number| formats.insert(number.into(), look(data, is_unicode))),
            STYLE => styles.push(u16_at(data, 2).and_then(|format| formats.look(format.into()))),
            SHEET => starts.push(u32_at(data, 0)),
            _ => {}
        }
    }
    if styles.is_plain() {
        return Dressed::default();
    }
    let cells = |start: Option<u32>| stream.get(start? as usize..).map(|stream| cells(stream, &styles));
    let sheets = starts.into_iter().map(|start| cells(start).unwrap_or_default()).collect();
    Dressed { sheets, looks: styles.into_looks() }
}

/// What a `Format` says: its number, then its text with the length before it.
fn look(data: &[u8], is_unicode: bool) -> Option<Look> {
    let code: String = if is_unicode {
        let (length, text) = (usize::from(u16_at(data, 2)?), data.get(5..)?);
        match data.get(4)? & 1 {
            0 => text.iter().take(length).copied().map(char::from).collect(),
            _ => {
                let units = text.chunks_exact(2).take(length).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
                char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
        }
    } else {
        data.get(3..)?.iter().take(usize::from(*data.get(2)?)).copied().map(char::from).collect()
    };
    Look::of(&code)
}

fn cells(stream: &[u8], styles: &Styles) -> Vec<(u16, u16, u8)> {
    let mut cells = Vec::new();
    let mut take = |row: u16, column: u16, style: u16| match styles.look(usize::from(style)) {
        0 => {}
        look => cells.push((row, column, look)),
    };
    let mut depth = 0_u32;
    for (kind, data) in Records(stream) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            FORMULA | NUMBER | SHORT if depth == 1 => {
                if let (Some(row), Some(column), Some(style)) = (u16_at(data, 0), u16_at(data, 2), u16_at(data, 4)) {
                    take(row, column, style);
                }
            }
            RUN if depth == 1 => {
                let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                // A style and a number each; the last column stands behind them all.
                for (cell, column) in data[4..].chunks_exact(6).zip(first..) {
                    take(row, column, u16::from_le_bytes([cell[0], cell[1]]));
                }
            }
            _ => {}
        }
    }
    cells
}
