//! Cuts delimited text into blocks, past what stands before the records and short of what stands after them.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::cells::Cells;
use super::marks::Marks;
use super::rows::{first_rows, last_rows};
use super::walk::{Record, Walker};
use crate::diagnostic::Cell;
use crate::model::table::RowFaultKind;
use crate::model::{DetectedEncoding, Layout};
use crate::read::detect::{self, Census, Grid, GridRow};
use crate::read::feed::Feed;
use crate::read::record::Declared;
use crate::read::text::Text;
use crate::read::{BLOCK_BYTES, Block, Cutter, Header, Label, RECORD_LIMIT, excerpt};

/// How much is read to find one record.
pub(super) const LITTLE: usize = 64 << 10;

pub(super) struct CsvCutter {
    feed: Feed,
    marks: Marks,
    /// Rows at the end that are left out.
    footer: usize,
    /// Whether the text was decoded from a declared encoding.
    pub(super) is_decoded: bool,
    /// What the bytes say about the encoding, where they are read as UTF-8.
    census: Option<Arc<Mutex<Census>>>,
    /// The same at the end of the file, if it is not UTF-8 after all.
    verdict: Option<DetectedEncoding>,
    /// The labels and what is declared, where the last rows are held against them: they may be no records.
    labels: Option<(GridRow, Declared)>,
    /// What is amiss with the end of the table.
    ending: Option<RowFaultKind>,
}

/// What stands above the rows.
#[derive(Default)]
pub(super) struct Top {
    /// The labels; none if the file is not UTF-8, which is said when its end is known.
    pub(super) header: Option<Header>,
    /// The last line of the header as it is written.
    pub(super) line: Vec<u8>,
    /// The line break after it.
    pub(super) line_break: Option<&'static str>,
}

impl Top {
    fn problem(sentence: &str) -> Self {
        Top { header: Some(Header { labels: Vec::new(), problem: Some(sentence.to_owned()) }), ..Top::default() }
    }
}

impl CsvCutter {
    pub(super) fn new(text: Text, marks: Marks, footer: usize) -> Self {
        let Text { reader, is_decoded, census } = text;
        CsvCutter {
            feed: Feed::new(reader),
            marks,
            footer,
            is_decoded,
            census,
            verdict: None,
            labels: None,
            ending: None,
        }
    }

    /// Looks at the last rows when they come, whether they are records as the labels have them, and those left out are none.
    pub(super) fn watch_end(&mut self, labels: GridRow, declared: Declared) {
        self.labels = Some((labels, declared));
    }

    /// The first rows of what was not cut off yet, at most so many of those that fit into so many bytes.
    pub(super) fn ahead(&mut self, most: usize, size: usize) -> io::Result<Vec<GridRow>> {
        self.feed.fill(size)?;
        let Feed { buffer, record, .. } = &self.feed;
        let bytes = &buffer[..buffer.len().min(size)];
        let may_go_on = bytes.len() < buffer.len() || self.feed.may_go_on();
        Ok(first_rows(bytes, *record, self.marks, most, may_go_on))
    }

    /// Leaves the rest of the file unread.
    pub(super) fn stop(&mut self) {
        self.feed.stop();
        self.census = None;
    }

    /// Takes whole records of about `size` bytes, at most `most` of them.
    fn take(&mut self, size: usize, most: u64) -> io::Result<Option<Block>> {
        let mut want = size;
        loop {
            self.feed.fill(want)?;
            let (end, records) = self.whole_records(most);
            if records > 0 {
                return Ok(Some(self.feed.cut(end, records, lines)));
            }
            if self.feed.ended {
                // Nothing is left, or only the footer.
                let damaged = self.feed.damaged();
                self.feed.stop();
                return Ok(damaged);
            }
            if want >= RECORD_LIMIT {
                return Ok(Some(self.feed.broken("a record is longer than 64 MB")));
            }
            want *= 2;
        }
    }

    /// Where the records end that are wholly in the buffer and cannot belong to the footer, and how many they are.
    fn whole_records(&self, most: u64) -> (usize, u64) {
        let buffer = &self.feed.buffer;
        let mut walker = Walker::new(buffer, self.marks);
        let (mut end, mut records) = (0, 0);
        // Records that may be the footer: where each ends, and whether anything stands in it. Blank lines at the very end
        // are no rows for anyone who looks at the table.
        let (mut held, mut filled) = (VecDeque::new(), 0);
        while let Some(record) = walker.next() {
            // What reaches the end of the buffer may go on in the file; so may a CR whose LF is not read yet.
            if record.next == buffer.len() && self.feed.may_go_on() {
                break;
            }
            let is_filled = usize::from(!record.range.is_empty());
            held.push_back((record.next, is_filled));
            filled += is_filled;
            while let Some((next, is_filled)) = held.pop_front_if(|(_, is_filled)| filled - *is_filled >= self.footer) {
                filled -= is_filled;
                end = next;
                records += 1;
                if records == most {
                    return (end, records);
                }
            }
        }
        (end, records)
    }

    /// Reads the labels, which may stand below other rows and take several.
    pub(super) fn top(&mut self, layout: &Layout) -> io::Result<Top> {
        for _ in 0..layout.skip_rows {
            self.take(LITTLE, 1)?;
        }
        let (mut labels, mut top, mut lines) = (Vec::new(), Top::default(), 0);
        while lines < layout.header_rows {
            let is_first = self.feed.record == 0;
            let Some(block) = self.take(LITTLE, 1)? else {
                return Ok(Top::problem(if is_first {
                    "The file is empty."
                } else {
                    "The file ends before the line with the column names."
                }));
            };
            let bytes = &block.bytes[..];
            let Some(record) = Walker::new(bytes, self.marks).next() else {
                return Ok(Top::problem("The file has no line with column names."));
            };
            if record.is_comment {
                continue;
            }
            let text = match std::str::from_utf8(&bytes[record.range.clone()]) {
                Ok(text) if !text.contains('\0') => text,
                // What it may be is known when all of it was seen.
                _ if self.read_to_end()? => return Ok(Top::default()),
                Err(_) => {
                    return Ok(Top::problem("The line with the column names is not text in the declared encoding."));
                }
                Ok(_) => {
                    let sentence = "The line with the column names holds a NUL byte, so this is not a text file.";
                    return Ok(Top::problem(sentence));
                }
            };
            if record.is_open {
                let sentence = "A quotation mark is opened in the line with the column names and never closed.";
                return Ok(Top::problem(sentence));
            }
            self.add_labels(&block, &record, text, &mut labels);
            top.line_break = record.line_break(bytes);
            top.line = bytes[record.range].to_vec();
            lines += 1;
        }
        // A single label may well be a value too, and a blank row repeats nothing.
        if labels.iter().filter(|label| !label.text.is_empty()).count() < 2 {
            top.line.clear();
        }
        Ok(Top { header: Some(Header { labels, problem: None }), ..top })
    }

    /// Reads what is left without keeping it; whether something is known of its encoding then.
    fn read_to_end(&mut self) -> io::Result<bool> {
        while !self.feed.ended {
            self.feed.buffer.clear();
            self.feed.fill(LITTLE)?;
        }
        self.feed.stop();
        if let Some(census) = self.census.take() {
            self.verdict = census.lock().unwrap_or_else(PoisonError::into_inner).finish();
        }
        Ok(self.verdict.is_some())
    }

    /// Adds the labels of one line to those of the lines above it.
    fn add_labels(&self, block: &Block, record: &Record, text: &str, labels: &mut Vec<Label>) {
        let bytes = &block.bytes[..];
        let walker = Walker::new(bytes, self.marks);
        let mut cells = Cells::new(self.marks);
        cells.split(bytes, record);
        // One walk along the line for all labels: a broken file may have a hundred thousand.
        let mut next = record.range.start;
        let (mut counted, mut column) = (0, 1);
        for at in 0..cells.len() {
            let raw = walker.cell_from(record, next);
            next = (raw.end + self.marks.delimiter.len()).min(record.range.end);
            let start = raw.start - record.range.start;
            column += text[counted..start].chars().count() as u64;
            counted = start;
            let place = Cell {
                line: Some(block.first_line + 1),
                column: Some(column),
                excerpt: excerpt(text, start..raw.end - record.range.start),
                ..Cell::default()
            };
            let label = String::from_utf8_lossy(cells.get(bytes, at));
            match labels.get_mut(at) {
                Some(above) => above.join(&label, place),
                None => labels.push(Label::new(label.into_owned(), place)),
            }
        }
    }
}

/// Line breaks, a CR with its LF counting once.
fn lines(bytes: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let returns = memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    (feeds + returns) as u64
}

impl Cutter for CsvCutter {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        if let Some(block) = self.take(BLOCK_BYTES, u64::MAX)? {
            if let Some((labels, declared)) = self.labels.take_if(|_| !self.feed.may_go_on()) {
                let last = last_rows(&block.bytes, block.first_record, self.marks, Grid::LAST);
                let below = first_rows(&self.feed.buffer, self.feed.record, self.marks, Grid::LAST, false);
                let left_out = detect::left_out(&last, &below).map(|(rows, row)| RowFaultKind::LeftOut {
                    row,
                    rows,
                    fit: declared.fit(&below, rows),
                });
                let trailing =
                    || detect::trailing(&labels, &last).map(|(rows, row)| RowFaultKind::Footer { row, rows });
                self.ending = left_out.or_else(trailing);
            }
            return Ok(Some(block));
        }
        self.read_to_end()?;
        let verdict = self.verdict.take().map(|verdict| RowFaultKind::NotText(Box::new(verdict)));
        Ok(verdict.or(self.ending.take()).map(|kind| self.feed.ends_with(kind)))
    }
}
