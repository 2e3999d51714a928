//! What tests of workbooks make them of.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::package::Package;
use super::shared::Shared;
use crate::read::archive;

/// A package of parts.
pub(super) fn package(parts: &[(&str, &[u8])]) -> Package {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    let mut bytes = Cursor::new(writer.finish().unwrap().into_inner());
    let entries = archive::bounded(&mut bytes).unwrap().unwrap();
    Package::new(Shared::new(Box::new(bytes)).unwrap(), entries)
}

/// A record of XLSB.
pub(super) fn xlsb_record(kind: u32, data: &[u8]) -> Vec<u8> {
    let kind = if kind < 0x80 { vec![kind as u8] } else { vec![(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8] };
    [&kind[..], &[(data.len() & 0x7f) as u8 | 0x80, (data.len() >> 7) as u8], data].concat()
}

/// A text of XLSB.
pub(super) fn xlsb_text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [(units.len() as u32 / 2).to_le_bytes().to_vec(), units].concat()
}

/// A record of XLS.
pub(super) fn xls_record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}
