//! XLSB ([MS-XLSB]): the parts of XLSX, but the sheets and their notes are records of bytes.

use std::io::Read;

use super::{Unseen, bytes};
use crate::read::spreadsheet::package::{Package, Part};

/// `BrtRowHdr`, `BrtColInfo`, `BrtEndSheetData`, `BrtBundleSh` and `BrtBeginComment`.
const ROW: u32 = 0;
const COLUMNS: u32 = 60;
const END_OF_CELLS: u32 = 146;
const SHEET: u32 = 156;
const NOTE: u32 = 635;

/// The longest record that is looked at.
const LIMIT: usize = 1 << 20;

/// What a sheet holds unseen; nothing if its part is not found.
pub(super) fn unseen(package: &Package, sheet: &str) -> Option<Unseen> {
    let part = part(package, sheet)?;
    let mut found = Unseen::default();
    let mut records = Records::new(package.part(&part)?);
    while let Some((kind, data)) = records.next() {
        match kind {
            ROW if data.get(11).is_some_and(|flags| flags & 0x10 != 0) => {
                let row = number(data, 0)?;
                found.hide_rows(row, row);
            }
            COLUMNS if data.get(16).is_some_and(|flags| flags & 1 != 0) => {
                found.hide_columns(number(data, 0)?, number(data, 4)?);
            }
            END_OF_CELLS => break,
            _ => {}
        }
    }
    for relation in package.relations(&part).iter().filter(|relation| relation.kind == "comments") {
        let Some(part) = package.part(&relation.target) else { continue };
        let mut records = Records::new(part);
        while let Some((kind, data)) = records.next() {
            if kind == NOTE {
                found.note(number(data, 4)?, number(data, 12)?);
            }
        }
    }
    Some(found)
}

/// The part of a sheet.
fn part(package: &Package, sheet: &str) -> Option<String> {
    let workbook = package.relations("").into_iter().find(|relation| relation.kind == "officeDocument");
    let workbook = workbook.map_or_else(|| "xl/workbook.bin".to_owned(), |relation| relation.target);
    let mut records = Records::new(package.part(&workbook)?);
    let id = loop {
        let (kind, data) = records.next()?;
        if kind == SHEET {
            let (id, rest) = text(data.get(8..)?)?;
            if text(rest)?.0 == sheet {
                break id;
            }
        }
    };
    package.relations(&workbook).into_iter().find(|relation| relation.id == id).map(|relation| relation.target)
}

/// A text with its length before it, and what comes after.
fn text(data: &[u8]) -> Option<(String, &[u8])> {
    let length = (number(data, 0)? as usize).checked_mul(2)?;
    let units = data.get(4..4_usize.checked_add(length)?)?;
    let units: Vec<u16> = units.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    Some((String::from_utf16_lossy(&units), &data[4 + length..]))
}

fn number(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// The records of a part: their kind and their bytes.
struct Records {
    part: Part,
    data: Vec<u8>,
}

impl Records {
    fn new(part: Part) -> Self {
        Records { part, data: Vec::new() }
    }

    /// The next record; the bytes of one that is too long to matter are empty.
    fn next(&mut self) -> Option<(u32, &[u8])> {
        let kind = match self.byte()? {
            low if low < 0x80 => u32::from(low),
            low => u32::from(low & 0x7f) | u32::from(self.byte()? & 0x7f) << 7,
        };
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?;
            length |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        if length > LIMIT {
            self.data.clear();
            let skipped = std::io::copy(&mut (&mut self.part).take(length as u64), &mut std::io::sink()).ok()?;
            return (skipped == length as u64).then_some((kind, &[]));
        }
        bytes(&mut self.part, length, &mut self.data).ok()?;
        Some((kind, &self.data))
    }

    fn byte(&mut self) -> Option<u8> {
        let mut byte = [0];
        self.part.read_exact(&mut byte).ok().map(|()| byte[0])
    }
}
