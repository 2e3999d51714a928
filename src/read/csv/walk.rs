//! Where records and cells of delimited text begin and end.

use std::ops::Range;

use super::marks::Marks;

/// What stands between records.
const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Walks over the records of a piece of CSV.
pub(super) struct Walker<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    marks: Marks,
}

/// A record: its bytes without the line break.
pub(super) struct Record {
    pub(super) range: Range<usize>,
    /// Whether every delimiter in it stands between cells and every cell is written as it is.
    pub(super) is_plain: bool,
    /// Whether a quotation mark was opened in it and not closed.
    pub(super) is_open: bool,
    /// Whether it is a comment, and no record at all.
    pub(super) is_comment: bool,
    /// Where the next one starts.
    pub(super) next: usize,
}

impl Record {
    /// The name of the line break after it; none at the end of the file.
    pub(super) fn line_break(&self, bytes: &[u8]) -> Option<&'static str> {
        match &bytes[self.range.end..self.next] {
            b"\n" => Some("LF"),
            b"\r\n" => Some("CRLF"),
            b"\r" => Some("CR"),
            _ => None,
        }
    }
}

impl<'a> Walker<'a> {
    pub(super) fn new(bytes: &'a [u8], marks: Marks) -> Self {
        Walker { bytes, at: 0, marks }
    }

    /// The next record; the last one may lack its line break.
    pub(super) fn next(&mut self) -> Option<Record> {
        let first = *self.bytes.get(self.at)?;
        let start = self.at;
        let is_comment = self.marks.comment == Some(first);
        let quote = self.marks.quote.filter(|_| !is_comment);
        let mut record = Record { range: start..start, is_plain: true, is_open: false, is_comment, next: start };
        let mut at = start;
        loop {
            let rest = &self.bytes[at..];
            let found = match quote {
                Some(quote) => memchr::memchr3(quote, b'\n', b'\r', rest),
                None => memchr::memchr2(b'\n', b'\r', rest),
            };
            let Some(found) = found else { return Some(self.end(record, self.bytes.len(), self.bytes.len())) };
            let hit = at + found;
            if is_break(self.bytes[hit]) {
                let crlf = self.bytes[hit] == b'\r' && self.bytes.get(hit + 1) == Some(&b'\n');
                return Some(self.end(record, hit, hit + 1 + usize::from(crlf)));
            }
            record.is_plain = false;
            at = hit + 1;
            // A mark opens a quotation only at the start of a cell; elsewhere it is a character like any other.
            if self.marks.opens(self.bytes, start, hit) {
                match self.marks.closing(self.bytes, at) {
                    Some(after) => at = after,
                    None => {
                        record.is_open = true;
                        return Some(self.end(record, self.bytes.len(), self.bytes.len()));
                    }
                }
            }
        }
    }

    fn end(&mut self, mut record: Record, end: usize, next: usize) -> Record {
        record.range.end = end;
        record.next = next;
        self.at = next;
        if let Some(escape) = self.marks.escape {
            record.is_plain &= memchr::memchr(escape, &self.bytes[record.range.clone()]).is_none();
        }
        record
    }

    /// The bytes of a cell of a record, quotation marks included; the last one when there are not so many.
    pub(super) fn cell_range(&self, record: &Record, cell: usize) -> Range<usize> {
        let mut range = self.cell_from(record, record.range.start);
        for _ in 0..cell {
            if range.end == record.range.end {
                break;
            }
            range = self.cell_from(record, range.end + self.marks.delimiter.len());
        }
        range
    }

    /// The bytes of the cell that starts at a place of a record.
    pub(super) fn cell_from(&self, record: &Record, start: usize) -> Range<usize> {
        let end = record.range.end;
        let text = self.marks.text_start(self.bytes, start.min(end), end);
        let opens = text < end && self.marks.quote == Some(self.bytes[text]);
        let at = if opens { self.marks.closing(self.bytes, text + 1).unwrap_or(end).min(end) } else { start.min(end) };
        start.min(end)..self.marks.delimiter_after(self.bytes, at, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Dialect;
    use crate::model::table::StrayQuote;
    use crate::read::csv::cells::Cells;

    fn comma() -> Marks {
        Marks::from(&Dialect::default())
    }

    /// Records as the `csv` crate reads them.
    fn by_the_book(text: &str) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// Records as walked and split here; blank lines, which the `csv` crate skips, are left out.
    fn as_here(text: &str) -> Vec<Vec<String>> {
        let bytes = text.as_bytes();
        let mut walker = Walker::new(bytes, comma());
        let mut cells = Cells::new(comma());
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

    fn read(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
        let marks = Marks::from(&dialect);
        let (mut walker, mut cells) = (Walker::new(text.as_bytes(), marks), Cells::new(marks));
        let mut records = Vec::new();
        while let Some(record) = walker.next() {
            if !record.is_comment {
                cells.split(text.as_bytes(), &record);
                let cell = |at| String::from_utf8(cells.get(text.as_bytes(), at).to_vec()).unwrap();
                records.push((0..cells.len()).map(cell).collect());
            }
        }
        records
    }

    #[test]
    fn declared_dialects_are_followed() {
        let dialect = Dialect { delimiter: Some('§'), ..Dialect::default() };
        assert_eq!(read("a§\"b§c\"§\n1§2§3", dialect), [["a", "b§c", ""], ["1", "2", "3"]]);
        let dialect = Dialect { quote_char: Some("'".to_owned()), ..Dialect::default() };
        assert_eq!(read("'a,b',5\" pipe\n'it''s',x", dialect), [["a,b", "5\" pipe"], ["it's", "x"]]);
        let dialect = Dialect { quote_char: Some(String::new()), ..Dialect::default() };
        assert_eq!(read("\"a,b\n\"\",c", dialect), [["\"a", "b"], ["\"\"", "c"]]);
        let dialect = Dialect { escape_char: Some('\\'), ..Dialect::default() };
        assert_eq!(read("\"a \\\"b\\\" \\\\\",c\\,d\n\\\"e,f", dialect), [["a \"b\" \\", "c,d"], ["\"e", "f"]]);
        let dialect = Dialect { skip_initial_space: Some(true), ..Dialect::default() };
        assert_eq!(read("a,  b , \"c, d\"\n", dialect), [["a", "b ", "c, d"]]);
        let dialect = Dialect { comment_char: Some('#'), ..Dialect::default() };
        assert_eq!(read("#,\"never closed\na,b\n# x\n#\n1,#2\n", dialect), [["a", "b"], ["1", "#2"]]);
        let dialect = Dialect { double_quote: Some(false), ..Dialect::default() };
        assert_eq!(read("\"a\"\"b\",c", dialect), [["a\"b\"", "c"]]);
    }

    #[test]
    fn stray_quotes_are_told_from_others() {
        for (text, stray) in [
            ("\"a \"\"b\"\"\",c", None),
            ("5\" pipe,c", Some(StrayQuote::Within)),
            ("a, \"b\"", Some(StrayQuote::AfterSpace)),
            ("\"a\" ,b", Some(StrayQuote::After)),
            ("\"a\"b\",c", Some(StrayQuote::After)),
        ] {
            let mut cells = Cells::new(comma());
            cells.split(text.as_bytes(), &Walker::new(text.as_bytes(), comma()).next().unwrap());
            assert_eq!(cells.stray, stray, "{text}");
        }
    }

    #[test]
    fn cells_are_found_in_the_source() {
        let text = b"ab,\"c,\"\"d\",e";
        let mut walker = Walker::new(text, comma());
        let record = walker.next().unwrap();
        let cells: Vec<&[u8]> = (0..3).map(|at| &text[walker.cell_range(&record, at)]).collect();
        assert_eq!(cells, [&b"ab"[..], b"\"c,\"\"d\"", b"e"]);
    }
}
