//! Where records and cells of delimited text begin and end.

use std::ops::Range;

/// What stands between records.
const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Walks over the records of a piece of CSV.
pub(super) struct Walker<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    delimiter: u8,
}

/// A record: its bytes without the line break.
pub(super) struct Record {
    pub(super) range: Range<usize>,
    pub(super) quoted: bool,
    /// Whether a quotation mark was opened in it and not closed.
    pub(super) open: bool,
    /// Where the next one starts.
    pub(super) next: usize,
}

impl<'a> Walker<'a> {
    pub(super) fn new(bytes: &'a [u8], delimiter: u8) -> Self {
        Walker { bytes, at: 0, delimiter }
    }

    /// The next record; the last one may lack its line break.
    pub(super) fn next(&mut self) -> Option<Record> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        let mut quoted = false;
        let mut at = start;
        loop {
            let Some(found) = memchr::memchr3(b'"', b'\n', b'\r', &self.bytes[at..]) else {
                return self.end(start, self.bytes.len(), self.bytes.len(), quoted, false);
            };
            let hit = at + found;
            if is_break(self.bytes[hit]) {
                let crlf = self.bytes[hit] == b'\r' && self.bytes.get(hit + 1) == Some(&b'\n');
                return self.end(start, hit, hit + 1 + usize::from(crlf), quoted, false);
            }
            quoted = true;
            at = hit + 1;
            // A mark opens a quotation only at the start of a cell; elsewhere it is a character like any other.
            if hit == start || self.bytes[hit - 1] == self.delimiter {
                match self.closing(at) {
                    Some(after) => at = after,
                    None => return self.end(start, self.bytes.len(), self.bytes.len(), quoted, true),
                }
            }
        }
    }

    /// Where a quotation that was opened before `at` ends.
    fn closing(&self, mut at: usize) -> Option<usize> {
        loop {
            let mark = at + memchr::memchr(b'"', &self.bytes[at..])?;
            if self.bytes.get(mark + 1) != Some(&b'"') {
                return Some(mark + 1);
            }
            at = mark + 2;
        }
    }

    fn end(&mut self, start: usize, end: usize, next: usize, quoted: bool, open: bool) -> Option<Record> {
        self.at = next;
        Some(Record { range: start..end, quoted, open, next })
    }

    /// The bytes of a cell of a record, quotation marks included; the last one when there are not so many.
    pub(super) fn cell_range(&self, record: &Record, cell: usize) -> Range<usize> {
        let mut range = self.cell_from(record, record.range.start);
        for _ in 0..cell {
            if range.end == record.range.end {
                break;
            }
            range = self.cell_from(record, range.end + 1);
        }
        range
    }

    /// The bytes of the cell that starts at a place of a record.
    pub(super) fn cell_from(&self, record: &Record, start: usize) -> Range<usize> {
        let end = record.range.end;
        let opens = start < end && self.bytes[start] == b'"';
        let at = if opens { self.closing(start + 1).unwrap_or(end).min(end) } else { start };
        start..memchr::memchr(self.delimiter, &self.bytes[at..end]).map_or(end, |found| at + found)
    }
}

/// The cells of one record: slices of the source, or of a buffer where quotation marks had to be taken out.
pub(super) struct Cells {
    delimiter: u8,
    ends: Vec<usize>,
    start: usize,
    unquoted: Vec<u8>,
    is_unquoted: bool,
    count: usize,
}

impl Cells {
    pub(super) fn new(delimiter: u8) -> Self {
        Cells { delimiter, ends: Vec::new(), start: 0, unquoted: Vec::new(), is_unquoted: false, count: 0 }
    }

    pub(super) fn split(&mut self, bytes: &[u8], record: &Record) {
        self.is_unquoted = record.quoted;
        self.start = record.range.start;
        let source = &bytes[record.range.clone()];
        if !record.quoted {
            self.ends.clear();
            self.ends.extend(memchr::memchr_iter(self.delimiter, source).map(|at| record.range.start + at));
            self.ends.push(record.range.end);
            self.count = self.ends.len();
            return;
        }
        let mut reader = csv_core::ReaderBuilder::new().delimiter(self.delimiter).build();
        self.unquoted.resize(source.len() + 8, 0);
        self.ends.resize(source.len() + 2, 0);
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let (result, input, output, fields) =
                reader.read_record(&source[read..], &mut self.unquoted[written..], &mut self.ends[ended..]);
            read += input;
            written += output;
            ended += fields;
            match result {
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
                csv_core::ReadRecordResult::InputEmpty => {}
                csv_core::ReadRecordResult::OutputFull => self.unquoted.resize(self.unquoted.len() * 2, 0),
                csv_core::ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            }
        }
        self.count = ended;
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn get<'a>(&'a self, bytes: &'a [u8], at: usize) -> &'a [u8] {
        if self.is_unquoted {
            let start = if at == 0 { 0 } else { self.ends[at - 1] };
            &self.unquoted[start..self.ends[at]]
        } else {
            let start = if at == 0 { self.start } else { self.ends[at - 1] + 1 };
            &bytes[start..self.ends[at]]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records as the `csv` crate reads them.
    fn by_the_book(text: &str) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// Records as walked and split here; blank lines, which the `csv` crate skips, are left out.
    fn as_here(text: &str) -> Vec<Vec<String>> {
        let bytes = text.as_bytes();
        let mut walker = Walker::new(bytes, b',');
        let mut cells = Cells::new(b',');
        let mut records = Vec::new();
        while let Some(record) = walker.next() {
            if !record.range.is_empty() {
                cells.split(bytes, &record);
                records.push(
                    (0..cells.len()).map(|at| String::from_utf8(cells.get(bytes, at).to_vec()).unwrap()).collect(),
                );
            }
        }
        records
    }

    #[test]
    fn agrees_with_the_csv_crate() {
        for text in [
            "a,b\n1,2\n",
            "a,b\r\n1,2",
            "a,b\r1,2\r",
            "\"a,\"\"b\",c\n\"line\nbreak\",\n",
            "5\" pipe,x\na\"b,\"c\"\n",
            ",\n,,\n",
            "a\n\n\nb\n",
            "\"open,\nnever",
            "\"closed\"tail,x\n",
        ] {
            assert_eq!(as_here(text), by_the_book(text), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_csv_crate_on_anything(text in "[a,\"\n\r é]{0,40}") {
            proptest::prop_assert_eq!(as_here(&text), by_the_book(&text));
        }
    }

    #[test]
    fn cells_are_found_in_the_source() {
        let text = b"ab,\"c,\"\"d\",e";
        let mut walker = Walker::new(text, b',');
        let record = walker.next().unwrap();
        let cells: Vec<&[u8]> = (0..3).map(|at| &text[walker.cell_range(&record, at)]).collect();
        assert_eq!(cells, [&b"ab"[..], b"\"c,\"\"d\"", b"e"]);
    }
}
