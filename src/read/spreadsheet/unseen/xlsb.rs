//! XLSB ([MS-XLSB]): the parts of XLSX, but the sheets and their notes are records of bytes.

use super::Unseen;
use crate::read::spreadsheet::package::Package;
use crate::read::spreadsheet::xlsb::{Records, number, sheet_part};

/// `BrtRowHdr`, `BrtColInfo`, `BrtEndSheetData` and `BrtBeginComment`.
const ROW: u32 = 0;
const COLUMNS: u32 = 60;
const END_OF_CELLS: u32 = 146;
const NOTE: u32 = 635;

/// What a sheet holds unseen; nothing if its part is not found.
pub(super) fn unseen(package: &Package, sheet: &str) -> Option<Unseen> {
    let part = sheet_part(package, sheet)?;
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
