//! The cells of records.

use super::marks::Marks;
use super::walk::Record;
use crate::model::table::StrayQuote;

/// The cells of some records of a block, each a piece of the source, or of a buffer where quotation marks had to be taken out
/// of its middle.
pub(super) struct Cells {
    marks: Marks,
    /// Where each cell stands: in the source or, beyond the source's end, in `unquoted`. A block is far below 4 GB.
    ranges: Vec<(u32, u32)>,
    /// Where each record's cells begin in `ranges`.
    firsts: Vec<usize>,
    unquoted: Vec<u8>,
    /// A quotation mark where none belongs: the first of the record that was added last.
    pub(super) stray: Option<StrayQuote>,
}

/// The text of a cell.
pub(super) enum CellText<'a> {
    /// The record has no such cell.
    Absent,
    Text(&'a str),
    /// Its bytes are not text.
    Bytes,
}

/// The texts of cells. What is looked at as a whole need not be looked at again for each of them.
pub(super) struct Texts<'a> {
    cells: &'a Cells,
    source: &'a [u8],
    /// The source, if all of it is text.
    text: Option<&'a str>,
    /// The cells that are not pieces of the source, if all of them are text.
    unquoted: Option<&'a str>,
}

impl Cells {
    pub(super) fn new(marks: Marks) -> Self {
        Cells { marks, ranges: Vec::new(), firsts: Vec::new(), unquoted: Vec::new(), stray: None }
    }

    /// Forgets all records.
    pub(super) fn clear(&mut self) {
        self.ranges.clear();
        self.firsts.clear();
        self.unquoted.clear();
    }

    /// Takes one record instead of those before.
    pub(super) fn split(&mut self, source: &[u8], record: &Record) {
        self.clear();
        self.add(source, record);
    }

    /// Adds a record.
    pub(super) fn add(&mut self, source: &[u8], record: &Record) {
        let (first, unquoted) = (self.ranges.len(), self.unquoted.len());
        self.firsts.push(first);
        self.stray = None;
        if record.is_plain {
            self.add_plain(source, record);
        } else if !self.add_quoted(source, record) {
            self.ranges.truncate(first);
            self.unquoted.truncate(unquoted);
            self.add_marked(source, record);
        }
    }

    /// Forgets the record that was added last.
    pub(super) fn forget_last(&mut self) {
        if let Some(first) = self.firsts.pop() {
            self.ranges.truncate(first);
        }
    }

    fn push(&mut self, start: usize, end: usize) {
        self.ranges.push((start as u32, end as u32));
    }

    /// A record in which every delimiter stands between cells and every cell is written as it is.
    fn add_plain(&mut self, source: &[u8], record: &Record) {
        let Marks { delimiter, .. } = self.marks;
        let (start, end) = (record.range.start, record.range.end);
        let mut next = start;
        let first = self.ranges.len();
        delimiter.each(&source[record.range.clone()], |at| {
            self.ranges.push((next as u32, (start + at) as u32));
            next = start + at + delimiter.len();
        });
        self.push(next, end);
        if self.marks.skips_space {
            for (start, end) in &mut self.ranges[first..] {
                *start = self.marks.text_start(source, *start as usize, *end as usize) as u32;
            }
        }
    }

    /// A record in which quotation marks stand around whole cells or doubled inside those, as nearly all do that have any.
    /// `false` if it is not such a one; what was added then is to be forgotten.
    fn add_quoted(&mut self, source: &[u8], record: &Record) -> bool {
        let Marks { delimiter, quote: Some(quote), is_doubled, escape: None, skips_space: false, .. } = self.marks
        else {
            return false;
        };
        let (start, end) = (record.range.start, record.range.end);
        let text = &source[..end];
        // Marks that have been met around or inside quoted cells; any other is a stray one.
        let mut met = 0;
        let mut next = start;
        loop {
            let after = if text.get(next) == Some(&quote) {
                let inner = next + 1;
                let mut doubled = 0;
                let mut at = inner;
                let close = loop {
                    let Some(found) = memchr::memchr(quote, &text[at..]) else { return false };
                    at += found;
                    if !is_doubled || text.get(at + 1) != Some(&quote) {
                        break at;
                    }
                    doubled += 1;
                    at += 2;
                };
                met += 2 + 2 * doubled;
                if doubled == 0 {
                    self.push(inner, close);
                } else {
                    let begin = source.len() + self.unquoted.len();
                    self.append(&source[inner..close], true);
                    self.push(begin, source.len() + self.unquoted.len());
                }
                match delimiter.starts(&text[close + 1..]) || close + 1 == end {
                    true => close + 1,
                    false => return false,
                }
            } else {
                let after = delimiter.find_near(&text[next..]).map_or(end, |found| next + found);
                self.push(next, after);
                after
            };
            if after == end {
                break;
            }
            next = after + delimiter.len();
        }
        memchr::memchr_iter(quote, &text[start..]).count() == met
    }

    /// Any record, by the meaning of each mark.
    fn add_marked(&mut self, source: &[u8], record: &Record) {
        let record = &source[record.range.clone()];
        let mut next = Some(0);
        while let Some(start) = next {
            let begin = source.len() + self.unquoted.len();
            next = self.take(record, start).map(|end| end + self.marks.delimiter.len());
            self.push(begin, source.len() + self.unquoted.len());
        }
    }

    /// Appends the text of the cell that starts at a place, and gives the place of the delimiter that ends it, if one does.
    fn take(&mut self, source: &[u8], start: usize) -> Option<usize> {
        let mut at = self.marks.text_start(source, start, source.len());
        let is_quoted = self.marks.quote.is_some_and(|quote| source.get(at) == Some(&quote));
        if is_quoted {
            let Some(after) = self.marks.closing(source, at + 1) else {
                // Never closed: everything belongs to it.
                self.append(&source[at + 1..], self.marks.is_doubled);
                return None;
            };
            self.append(&source[at + 1..after - 1], self.marks.is_doubled);
            at = after;
        }
        let end = self.marks.delimiter_after(source, at, source.len());
        let rest = &source[at..end];
        if is_quoted && !rest.is_empty() {
            self.stray.get_or_insert(StrayQuote::After);
        } else if self.marks.quote.is_some_and(|quote| self.is_stray(rest, quote)) {
            let is_spaced = rest.trim_ascii_start().first().copied() == self.marks.quote;
            self.stray.get_or_insert(if is_spaced { StrayQuote::AfterSpace } else { StrayQuote::Within });
        }
        self.append(rest, false);
        (end < source.len()).then_some(end)
    }

    /// Whether a quote stands in an unquoted text that nothing escapes.
    fn is_stray(&self, text: &[u8], quote: u8) -> bool {
        memchr::memchr_iter(quote, text)
            .any(|at| self.marks.escape.is_none_or(|escape| at == 0 || text[at - 1] != escape))
    }

    /// Appends text without its escapes, and with one mark for two.
    fn append(&mut self, text: &[u8], is_doubled: bool) {
        let quote = self.marks.quote.filter(|_| is_doubled);
        let mut rest = text;
        loop {
            let found = match (quote, self.marks.escape) {
                (None, None) => None,
                (Some(quote), None) => memchr::memchr(quote, rest),
                (None, Some(escape)) => memchr::memchr(escape, rest),
                (Some(quote), Some(escape)) => memchr::memchr2(quote, escape, rest),
            };
            let Some(at) = found else { break };
            self.unquoted.extend_from_slice(&rest[..at]);
            self.unquoted.extend(rest.get(at + 1));
            rest = rest.get(at + 2..).unwrap_or_default();
        }
        self.unquoted.extend_from_slice(rest);
    }

    /// How many cells the last record has.
    pub(super) fn len(&self) -> usize {
        self.ranges.len() - self.firsts.last().copied().unwrap_or_default()
    }

    /// A cell of the last record.
    pub(super) fn get<'a>(&'a self, source: &'a [u8], at: usize) -> &'a [u8] {
        let (start, end) = self.ranges[self.firsts.last().copied().unwrap_or_default() + at];
        let (start, end) = (start as usize, end as usize);
        match start.checked_sub(source.len()) {
            None => &source[start..end],
            Some(start) => &self.unquoted[start..end - source.len()],
        }
    }

    /// The cells as text; `text` is the source, if all of it is text.
    pub(super) fn texts<'a>(&'a self, source: &'a [u8], text: Option<&'a str>) -> Texts<'a> {
        Texts { cells: self, source, text, unquoted: std::str::from_utf8(&self.unquoted).ok() }
    }
}

impl<'a> Texts<'a> {
    /// The text of a cell of a record, both counted from 0.
    pub(super) fn get(&self, record: usize, at: usize) -> CellText<'a> {
        let Cells { ranges, firsts, unquoted, .. } = self.cells;
        let cell = firsts[record] + at;
        if cell >= firsts.get(record + 1).copied().unwrap_or(ranges.len()) {
            return CellText::Absent;
        }
        let (start, end) = (ranges[cell].0 as usize, ranges[cell].1 as usize);
        let length = self.source.len();
        let found = match start.checked_sub(length) {
            None => self.text.map_or_else(|| text_of(self.source, start, end), |text| text.get(start..end)),
            Some(start) => {
                let end = end - length;
                self.unquoted.map_or_else(|| text_of(unquoted, start, end), |text| text.get(start..end))
            }
        };
        found.map_or(CellText::Bytes, CellText::Text)
    }
}

fn text_of(bytes: &[u8], start: usize, end: usize) -> Option<&str> {
    std::str::from_utf8(&bytes[start..end]).ok()
}
