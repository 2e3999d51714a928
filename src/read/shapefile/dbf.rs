//! The head of a dBASE file: its columns and its encoding.

use std::io::{self, Read};
use std::ops::Range;

use encoding_rs::Encoding;

/// Bytes of the head, and of each column in it.
const HEAD: usize = 32;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name, of ten characters at most.
    pub(super) name: String,
    /// The letter of its type.
    pub(super) kind: u8,
    /// Its bytes in a record.
    pub(super) bytes: Range<usize>,
}

/// A head.
#[derive(Debug)]
pub(super) struct Dbf {
    pub(super) columns: Vec<Column>,
    /// Bytes of a record, the mark for deleted ones included.
    pub(super) width: usize,
    pub(super) records: u64,
    /// The byte that says which code page its text is in.
    language: u8,
}

impl Dbf {
    /// Reads up to the first record; `None` if it is none.
    pub(super) fn read(source: &mut impl Read) -> io::Result<Option<Self>> {
        let mut head = Vec::new();
        source.take(HEAD as u64).read_to_end(&mut head)?;
        if head.len() < HEAD {
            return Ok(None);
        }
        let short = |at: usize| usize::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let (length, width) = (short(8), short(10));
        let mut rest = Vec::new();
        source.take(length.saturating_sub(HEAD) as u64).read_to_end(&mut rest)?;
        if rest.len() + HEAD != length || width == 0 {
            return Ok(None);
        }
        // The first byte of a record marks deleted ones.
        let (mut columns, mut at) = (Vec::new(), 1);
        for column in rest.chunks_exact(HEAD).take_while(|column| column[0] != b'\r') {
            let name = column[..11].split(|byte| *byte == 0).next().unwrap_or_default();
            let end = at + usize::from(column[16]);
            let name = String::from_utf8_lossy(name).trim().to_owned();
            columns.push(Column { name, kind: column[11], bytes: at..end });
            at = end;
        }
        let records = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        Ok((at <= width).then_some(Dbf { columns, width, records, language: head[29] }))
    }

    /// The encoding of its text: declared, or said by `.cpg`, or by its own byte; UTF-8 if nothing is said.
    pub(super) fn encoding(&self, declared: Option<&str>, cpg: Option<&str>) -> &'static Encoding {
        let of_label = |label: &str| Encoding::for_label(label.as_bytes());
        let of_cpg = |text: &str| {
            let word = text.trim().trim_end_matches('\0').rsplit(' ').next()?.to_ascii_lowercase();
            match word.strip_prefix("cp").unwrap_or(&word) {
                "65001" | "utf8" => Some(encoding_rs::UTF_8),
                "936" => Some(encoding_rs::GBK),
                "949" => Some(encoding_rs::EUC_KR),
                "950" => Some(encoding_rs::BIG5),
                "932" => Some(encoding_rs::SHIFT_JIS),
                "88591" => Some(encoding_rs::WINDOWS_1252),
                page if page.starts_with("125") => of_label(&format!("windows-{page}")),
                label => of_label(label),
            }
        };
        let of_byte = || {
            of_label(match self.language {
                0x03 | 0x57 | 0x58 | 0x59 => "windows-1252",
                0x13 | 0x7b => "shift_jis",
                0x4d | 0x7a => "gbk",
                0x4e | 0x79 => "euc-kr",
                0x4f | 0x78 => "big5",
                0xc8 => "windows-1250",
                0xc9 => "windows-1251",
                0xca => "windows-1254",
                0xcb => "windows-1253",
                0xcc => "windows-1257",
                _ => return None,
            })
        };
        declared.and_then(of_label).or_else(|| cpg.and_then(of_cpg)).or_else(of_byte).unwrap_or(encoding_rs::UTF_8)
    }
}
