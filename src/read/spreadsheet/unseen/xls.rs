//! XLS ([MS-XLS], [MS-OLEPS]): rows, columns and notes are records of a sheet; who worked on the file is in a list of
//! properties beside it.

use super::{SAVED, Unseen, WROTE, is_person};
use crate::read::spreadsheet::ole::{Records, u16_at, u32_at};

/// `Row`, `ColInfo`, `Note` and `BoundSheet8`; the beginning and the end of a sheet, or of a chart inside it.
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007d;
const NOTE: u16 = 0x001c;
const SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;

/// What each sheet holds unseen, in the order in which the workbook lists them.
pub(super) fn sheets(stream: &[u8]) -> Vec<Unseen> {
    let listed = Records(stream).take_while(|(kind, _)| *kind != END).filter(|(kind, _)| *kind == SHEET);
    let start = |data: &[u8]| u32_at(data, 0).and_then(|start| stream.get(start as usize..));
    listed.map(|(_, data)| start(data).map(sheet).unwrap_or_default()).collect()
}

fn sheet(stream: &[u8]) -> Unseen {
    let mut found = Unseen::default();
    let mut depth = 0_u32;
    for (kind, data) in Records(stream) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            ROW if data.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                let row = u16_at(data, 0).unwrap_or_default().into();
                found.hide_rows(row, row);
            }
            COLUMNS if data.get(8).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (u16_at(data, 0), u16_at(data, 2)) {
                    found.hide_columns(first.into(), last.into());
                }
            }
            NOTE => {
                if let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) {
                    found.note(row.into(), column.into());
                }
            }
            _ => {}
        }
    }
    found
}

/// In what way a list of properties names people.
pub(super) fn people(summary: &[u8]) -> Vec<&'static str> {
    read_people(summary).unwrap_or_default()
}

fn read_people(summary: &[u8]) -> Option<Vec<&'static str>> {
    // One set of properties, where it begins, and in it the places of its members.
    let set = summary.get(u32_at(summary, 44)? as usize..)?;
    let mut people = Vec::new();
    for member in set.get(8..)?.chunks_exact(8).take(u32_at(set, 4)? as usize) {
        let what = match u32_at(member, 0)? {
            4 => WROTE,
            8 => SAVED,
            _ => continue,
        };
        let value = set.get(u32_at(member, 4)? as usize..)?;
        // 30: text in bytes; 31: text in UTF-16, whose letters have a zero between them.
        if matches!(u32_at(value, 0)?, 30 | 31) {
            let text = value.get(8..)?;
            let text = &text[..text.len().min(u32_at(value, 4)? as usize)];
            let letters: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
            if is_person(&String::from_utf8_lossy(&letters)) {
                people.push(what);
            }
        }
    }
    Some(people)
}
