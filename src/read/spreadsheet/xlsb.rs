//! The records of XLSB ([MS-XLSB]): the parts of XLSX, but of bytes.

use std::io::{self, Read};

use super::package::{Package, Part};

/// `BrtBundleSh`: a sheet in the workbook.
const SHEET: u32 = 156;

/// The longest record that is looked at.
const LIMIT: usize = 1 << 20;

/// The part of a sheet.
pub(super) fn sheet_part(package: &Package, sheet: &str) -> Option<String> {
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
pub(super) fn text(data: &[u8]) -> Option<(String, &[u8])> {
    let length = (number(data, 0)? as usize).checked_mul(2)?;
    let units = data.get(4..4_usize.checked_add(length)?)?;
    let units: Vec<u16> = units.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    Some((String::from_utf16_lossy(&units), &data[4 + length..]))
}

/// The number at a place.
pub(super) fn number(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// The records of a part: their kind and their bytes.
pub(super) struct Records {
    part: Part,
    data: Vec<u8>,
}

impl Records {
    pub(super) fn new(part: Part) -> Self {
        Records { part, data: Vec::new() }
    }

    /// The next record; the bytes of one that is too long to matter are empty.
    pub(super) fn next(&mut self) -> Option<(u32, &[u8])> {
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

/// Reads as many bytes as a record has, if they are there.
fn bytes(input: &mut impl Read, length: usize, into: &mut Vec<u8>) -> io::Result<()> {
    into.clear();
    input.take(length as u64).read_to_end(into)?;
    if into.len() < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}
