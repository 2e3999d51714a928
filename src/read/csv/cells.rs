//! The cells of one record.

use super::marks::Marks;
use super::walk::Record;
use crate::model::table::StrayQuote;

/// The cells of one record: slices of the source, or of a buffer where quotation marks had to be taken out.
pub(super) struct Cells {
    marks: Marks,
    /// Where each cell ends, in the source or in the buffer.
    ends: Vec<usize>,
    start: usize,
    is_unquoted: bool,
    /// The cells without their quotation marks, one after the other.
    unquoted: Vec<u8>,
    /// The same, in its place, where it is text: looked at once for all cells of a record.
    unquoted_text: Option<String>,
    /// A quotation mark where none belongs: the first of the record.
    pub(super) stray: Option<StrayQuote>,
}

impl Cells {
    pub(super) fn new(marks: Marks) -> Self {
        Cells {
            marks,
            ends: Vec::new(),
            start: 0,
            is_unquoted: false,
            unquoted: Vec::new(),
            unquoted_text: None,
            stray: None,
        }
    }

    pub(super) fn split(&mut self, bytes: &[u8], record: &Record) {
        self.ends.clear();
        self.stray = None;
        self.start = record.range.start;
        self.is_unquoted = !record.is_plain;
        if record.is_plain {
            self.marks.delimiter.each(&bytes[record.range.clone()], |at| self.ends.push(self.start + at));
            self.ends.push(record.range.end);
            return;
        }
        if let Some(text) = self.unquoted_text.take() {
            self.unquoted = text.into_bytes();
        }
        self.unquoted.clear();
        let source = &bytes[record.range.clone()];
        let mut next = Some(0);
        while let Some(start) = next {
            next = self.take(source, start).map(|end| end + self.marks.delimiter.len());
            self.ends.push(self.unquoted.len());
        }
        match String::from_utf8(std::mem::take(&mut self.unquoted)) {
            Ok(text) => self.unquoted_text = Some(text),
            Err(error) => self.unquoted = error.into_bytes(),
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

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a cell, where the block that the record stands in is text; `None` where the cell's bytes are not.
    pub(super) fn text<'a>(&'a self, bytes: &'a [u8], block: Option<&'a str>, at: usize) -> Option<&'a str> {
        let whole = if self.is_unquoted { self.unquoted_text.as_deref() } else { block };
        match whole {
            // What was looked at as a whole need not be looked at again.
            Some(whole) => whole.get(self.range(bytes, at)),
            None => std::str::from_utf8(self.get(bytes, at)).ok(),
        }
    }

    pub(super) fn get<'a>(&'a self, bytes: &'a [u8], at: usize) -> &'a [u8] {
        let whole = match &self.unquoted_text {
            _ if !self.is_unquoted => bytes,
            Some(text) => text.as_bytes(),
            None => &self.unquoted,
        };
        &whole[self.range(bytes, at)]
    }

    /// Where a cell stands: in the block, or among the cells without quotation marks.
    fn range(&self, bytes: &[u8], at: usize) -> std::ops::Range<usize> {
        let end = self.ends[at];
        if self.is_unquoted {
            return if at == 0 { 0 } else { self.ends[at - 1] }..end;
        }
        let start = if at == 0 { self.start } else { self.ends[at - 1] + self.marks.delimiter.len() };
        self.marks.text_start(bytes, start, end)..end
    }
}
