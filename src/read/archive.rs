//! The directory of a zip archive, with bounds: workbooks are archives too.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;
use zip::CompressionMethod;

use super::Flaw;
use super::container::too_large;

/// Files in an archive, at most.
const ENTRIES: usize = 10_000;

/// What a workbook may have unpacked, all its parts together.
const WORKBOOK_LIMIT: u64 = 512 << 20;

/// A file in an archive.
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// Where its packed bytes begin.
    pub(super) start: u64,
    /// How many packed bytes there are.
    pub(super) packed: u64,
    /// Its size, as promised.
    pub(super) size: u64,
    /// Its checksum, as promised.
    pub(super) crc: u32,
    /// Whether it is deflated or stored; `None` if it is neither.
    pub(super) is_deflated: Option<bool>,
    /// Whether it takes a password.
    pub(super) is_encrypted: bool,
}

impl Entry {
    /// Whether somebody put it there on purpose.
    pub(super) fn is_data(&self) -> bool {
        let file = self.name.rsplit('/').next().unwrap_or_default();
        let is_litter = file.starts_with('.') || self.name.starts_with("__MACOSX/") || file == "Thumbs.db";
        !file.is_empty() && !is_litter
    }
}

/// What an archive says it holds.
pub(super) fn entries(input: &mut (impl Read + Seek)) -> Result<Vec<Entry>, Flaw> {
    let damaged =
        |_: zip::result::ZipError| Flaw::Unreadable("the archive is damaged or cut off, or no zip archive".to_owned());
    let mut archive = zip::ZipArchive::new(input).map_err(damaged)?;
    if archive.len() > ENTRIES {
        return Err(Flaw::TooLarge(format!("the archive holds more than {ENTRIES} files")));
    }
    let mut entries = Vec::with_capacity(archive.len());
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).map_err(damaged)?;
        if !file.is_file() {
            continue;
        }
        entries.push(Entry {
            name: file.name().map_or_else(|_| String::from_utf8_lossy(file.name_raw()).into_owned(), Into::into),
            start: file.data_start().ok_or(zip::result::ZipError::FileNotFound).map_err(damaged)?,
            packed: file.compressed_size(),
            size: file.size(),
            crc: file.crc32(),
            is_deflated: match file.compression() {
                CompressionMethod::Deflated => Some(true),
                CompressionMethod::Stored => Some(false),
                _ => None,
            },
            is_encrypted: file.encrypted(),
        });
    }
    Ok(entries)
}

/// Makes sure that a workbook's archive can be unpacked into memory; gives its entries. The directory may lie, so what
/// comes out is counted.
pub(super) fn bounded(input: &mut (impl Read + Seek)) -> io::Result<Result<Vec<Entry>, Flaw>> {
    let entries = match entries(input) {
        Ok(entries) => entries,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let packed: u64 = entries.iter().map(|entry| entry.packed).sum();
    let promised = entries.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
    if let Some(reason) = too_large(packed, promised, WORKBOOK_LIMIT) {
        return Ok(Err(Flaw::TooLarge(reason)));
    }
    let mut unpacked = 0;
    for entry in entries.iter().filter(|entry| entry.is_deflated == Some(true) && !entry.is_encrypted) {
        input.seek(SeekFrom::Start(entry.start))?;
        let mut content = DeflateDecoder::new(input.by_ref().take(entry.packed)).take(WORKBOOK_LIMIT + 1 - unpacked);
        // Damage is named by whoever reads the content.
        let (sum, promised_texts) = count(&mut content);
        unpacked += sum;
        if let Some(reason) = too_large(packed, unpacked, WORKBOOK_LIMIT) {
            return Ok(Err(Flaw::TooLarge(reason)));
        }
        // Room is made for as many texts as a part says it holds, and each takes some bytes.
        if promised_texts > sum {
            return Ok(Err(Flaw::Unreadable("the workbook says that it holds more texts than it can".to_owned())));
        }
    }
    input.seek(SeekFrom::Start(0))?;
    Ok(Ok(entries))
}

/// How many bytes come, up to the end or the first error; and the largest number of texts they say they hold.
fn count(content: &mut impl Read) -> (u64, u64) {
    const NAME: &[u8] = b"uniqueCount";
    /// The name, and the number after it.
    const CARRIED: usize = 64;
    let mut buffer = vec![0; 64 << 10];
    let (mut kept, mut sum, mut most) = (0, 0, 0);
    while let Ok(read @ 1..) = content.read(&mut buffer[kept..]) {
        sum += read as u64;
        let filled = &buffer[..kept + read];
        for at in memchr::memmem::find_iter(filled, NAME) {
            let digits = filled[at + NAME.len()..].iter().take(CARRIED - NAME.len());
            let digits = digits.skip_while(|b| !b.is_ascii_digit()).take_while(|b| b.is_ascii_digit());
            let number = digits.fold(0_u64, |sum, b| sum.saturating_mul(10).saturating_add(u64::from(b - b'0')));
            most = most.max(number);
        }
        let end = kept + read;
        kept = end.min(CARRIED);
        buffer.copy_within(end - kept..end, 0);
    }
    (sum, most)
}
