//! Looks an old workbook (XLS) over before calamine opens it. The library believes what the file says: a chain of sectors
//! that bites its tail, or a cell in each corner of a sheet, would ask for all the memory there is.
//!
//! An XLS file is an OLE container: sectors chained by a table, a directory of streams, and in the stream `Workbook` the
//! records of the sheets.

use super::unseen::Depths;
use crate::read::Flaw;

/// The most cells, empty ones between others included, that all sheets may span.
const MOST_CELLS: u64 = 20_000_000;

/// Columns of an old sheet.
const COLUMNS: u16 = 256;

/// Sector numbers from here on mean something else.
const RESERVED: u32 = 0xffff_fffa;

/// Streams shorter than this lie in the sectors of the small stream.
const SMALL: usize = 4_096;

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// What a container holds unseen, if nothing stands against opening it; one without a workbook is for others to name.
pub(super) fn look_over(bytes: &[u8]) -> Result<Depths, Flaw> {
    let damaged =
        || Flaw::Unreadable("the workbook is damaged: its parts lead in a circle or out of the file".to_owned());
    let container = Container::new(bytes).ok_or_else(damaged)?;
    let Some(stream) = container.stream("Workbook").or_else(|| container.stream("Book")) else {
        return Ok(Depths::of_old(&[], None));
    };
    let stream = stream.ok_or_else(damaged)?;
    if spanned(&stream).ok_or_else(damaged)? > MOST_CELLS {
        return Err(Flaw::TooLarge("its sheets span more than 20 million cells".to_owned()));
    }
    let summary = container.stream("\u{5}SummaryInformation").flatten();
    Ok(Depths::of_old(&stream, summary.as_deref()))
}

/// An OLE container.
struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// The sector after each.
    next: Vec<u32>,
    /// The same for the small sectors, and their stream.
    next_small: Vec<u32>,
    small: Vec<u8>,
    directory: Vec<u8>,
}

impl<'a> Container<'a> {
    /// `None` if it is damaged so that following it might not end.
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let mut container = Container {
            bytes,
            sector,
            next: Vec::new(),
            next_small: Vec::new(),
            small: Vec::new(),
            directory: Vec::new(),
        };
        let mut tables: Vec<u32> = numbers(bytes.get(76..512)?).collect();
        let mut more = u32_at(bytes, 68)?;
        for _ in 0..=bytes.len() / sector {
            if more >= RESERVED {
                break;
            }
            tables.extend(numbers(container.sector(more)?));
            more = tables.pop()?;
        }
        for table in tables.into_iter().filter(|table| *table < RESERVED) {
            container.next.extend(numbers(container.sector(table)?));
        }
        container.directory = container.chain(u32_at(bytes, 48)?, usize::MAX)?;
        // The first entry is the root, whose stream holds the small sectors.
        let root = container.directory.get(..128)?;
        container.small = container.chain(u32_at(root, 116)?, u32_at(root, 120)? as usize)?;
        let small_tables = (u32_at(bytes, 64)? as usize).checked_mul(sector)?;
        let next_small = container.chain(u32_at(bytes, 60)?, small_tables)?;
        container.next_small = numbers(&next_small).collect();
        Some(container)
    }

    /// A sector; the last one may be cut short.
    fn sector(&self, at: u32) -> Option<&'a [u8]> {
        let start = (at as usize).checked_add(1)?.checked_mul(self.sector)?;
        self.bytes.get(start..(start + self.sector).min(self.bytes.len()))
    }

    /// The bytes of a chain of sectors, at most `length` of them. `None` if it does not end within the file.
    fn chain(&self, start: u32, length: usize) -> Option<Vec<u8>> {
        chain(start, length, &self.next, self.bytes.len(), |at| self.sector(at))
    }

    /// A stream, if there is one of that name; inside, `None` if its chain is broken.
    fn stream(&self, name: &str) -> Option<Option<Vec<u8>>> {
        let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let entry = self.directory.chunks_exact(128).find(|entry| entry[..name.len()].eq_ignore_ascii_case(&name))?;
        let (start, length) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
        Some(match length {
            ..SMALL => chain(start, length, &self.next_small, self.small.len(), |at| {
                let start = at as usize * 64;
                self.small.get(start..(start + 64).min(self.small.len()))
            }),
            _ => self.chain(start, length),
        })
    }
}

fn chain<'a>(
    start: u32,
    length: usize,
    next: &[u32],
    most: usize,
    sector: impl Fn(u32) -> Option<&'a [u8]>,
) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut at = start;
    while at < RESERVED && bytes.len() < length {
        bytes.extend_from_slice(sector(at)?);
        if bytes.len() > most {
            return None;
        }
        at = *next.get(at as usize)?;
    }
    bytes.truncate(length);
    Some(bytes)
}

/// How many cells the sheets of a workbook span; `None` if a sheet is larger than a sheet can be.
fn spanned(stream: &[u8]) -> Option<u64> {
    // Sheets may be said to begin at one place many times; honest ones are each read once.
    let mut budget = stream.len() * 2 + SMALL;
    let mut sum = 0;
    for sheet in Records(stream).take_while(|(kind, _)| *kind != 0x000a).filter(|(kind, _)| *kind == 0x0085) {
        let start = u32_at(sheet.1, 0)? as usize;
        sum += sheet_span(stream.get(start..)?, &mut budget)?;
    }
    Some(sum)
}

fn sheet_span(stream: &[u8], budget: &mut usize) -> Option<u64> {
    let (mut rows, mut columns) = ((u16::MAX, 0), (u16::MAX, 0));
    let mut depth = 0;
    for (kind, data) in Records(stream) {
        *budget = budget.checked_sub(data.len() + 4)?;
        match kind {
            // The beginning and the end of a sheet, or of a chart inside it.
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            // The size of the sheet, as it is said to be.
            0x0200 => {
                let (first, last, left, right) = match data.len() {
                    10 => (u16_at(data, 0)?.into(), u16_at(data, 2)?.into(), u16_at(data, 4)?, u16_at(data, 6)?),
                    _ => (u32_at(data, 0)?, u32_at(data, 4)?, u16_at(data, 8)?, u16_at(data, 10)?),
                };
                if last > 65_536 || right > COLUMNS || (last > 0 && first > last) || left > right.max(COLUMNS) {
                    return None;
                }
            }
            // Cells: a formula, a run of numbers, texts, a number, a truth.
            0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203..=0x0205 | 0x027e => {
                let (row, column) = (u16_at(data, 0)?, u16_at(data, 2)?);
                let last = if kind == 0x00bd { u16_at(data, data.len().checked_sub(2)?)? } else { column };
                if last >= COLUMNS || last < column {
                    return None;
                }
                rows = (rows.0.min(row), rows.1.max(row));
                columns = (columns.0.min(column), columns.1.max(last));
            }
            _ => {}
        }
    }
    let span = |(first, last): (u16, u16)| (u64::from(last) + 1).saturating_sub(u64::from(first));
    Some(span(rows) * span(columns))
}

/// The records of a stream: their kind and their bytes.
pub(super) struct Records<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.0, 0)?;
        let end = 4 + usize::from(u16_at(self.0, 2)?);
        let data = self.0.get(4..end)?;
        self.0 = &self.0[end..];
        Some((kind, data))
    }
}
