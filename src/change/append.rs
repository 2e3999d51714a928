//! Adds the rows of one file to the end of another that is delimited text, in the way the other is written. What is there
//! already keeps its bytes.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use crate::model::table::{Batch, RowFaultKind};
use crate::model::{Dialect, Layout};
use crate::read::{Charset, Table};
use crate::scan::{self, Observer, Partial, own};

/// What came of adding rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// So many rows were added.
    Rows(u64),
    /// They cannot be written as the file is: a sentence without a full stop.
    Refused(&'static str),
}

/// Writes the rows of an open table of texts as further rows of a file. `columns` gives for each column of the file which one
/// of the table it is; `break_after` is what ends its lines.
///
/// # Errors
/// When a disk fails.
pub fn append(
    table: Table,
    columns: Vec<usize>,
    layout: &Layout,
    break_after: &str,
    file: impl Write + Send,
) -> io::Result<Appended> {
    let Some(charset) = layout.encoding.as_deref().map_or(Some(Charset::UTF_8), Charset::of_label) else {
        return Ok(Appended::Refused("the declared `encoding` is not known"));
    };
    let writer = RowWriter {
        columns,
        marks: Marks::of(&layout.dialect),
        charset,
        break_after,
        state: Mutex::new(State { file, refused: None }),
    };
    let rows = scan::loose(table, &[&writer])?;
    let mut state = writer.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.file.flush()?;
    Ok(state.refused.map_or(Appended::Rows(rows), Appended::Refused))
}

/// How cells are told apart in the file.
struct Marks {
    delimiter: char,
    quote: Option<char>,
    is_doubled: bool,
    escape: Option<char>,
    comment: Option<char>,
}

impl Marks {
    fn of(dialect: &Dialect) -> Self {
        let quote = dialect.quote_char.as_deref().map_or(Some('"'), |text| text.chars().next());
        Marks {
            delimiter: dialect.delimiter.unwrap_or(','),
            quote,
            is_doubled: dialect.double_quote.unwrap_or(true),
            escape: dialect.escape_char,
            comment: dialect.comment_char,
        }
    }

    /// Adds a cell; `false` if the dialect has no way to write it.
    fn push(&self, cell: &str, is_first: bool, line: &mut String) -> bool {
        let is_special =
            |c: char| c == self.delimiter || c == '\n' || c == '\r' || Some(c) == self.quote || Some(c) == self.escape;
        let begins_oddly =
            cell.starts_with(' ') || (is_first && self.comment.is_some_and(|mark| cell.starts_with(mark)));
        if !begins_oddly && !cell.contains(is_special) {
            line.push_str(cell);
            return true;
        }
        let Some(quote) = self.quote else { return false };
        line.push(quote);
        for c in cell.chars() {
            if Some(c) == self.escape || c == quote {
                match self.escape {
                    Some(escape) => line.push(escape),
                    None if self.is_doubled => line.push(quote),
                    None => return false,
                }
            }
            line.push(c);
        }
        line.push(quote);
        true
    }
}

struct State<W> {
    file: W,
    refused: Option<&'static str>,
}

struct RowWriter<'a, W> {
    columns: Vec<usize>,
    marks: Marks,
    charset: Charset,
    break_after: &'a str,
    state: Mutex<State<W>>,
}

/// Rows as bytes of the file, or why they cannot be.
type Lines = Result<Vec<u8>, &'static str>;

impl<W> RowWriter<'_, W> {
    fn lines(&self, batch: &Batch) -> Lines {
        let is_broken =
            |kind: &RowFaultKind| !matches!(kind, RowFaultKind::Blank | RowFaultKind::OtherLineBreak { .. });
        if !batch.faults.is_empty() || batch.row_faults.iter().any(|fault| is_broken(&fault.kind)) {
            return Err("the new file has rows or letters that cannot be read; `townbook inspect` says which");
        }
        let mut lines = String::new();
        for row in 0..batch.rows {
            let start = lines.len();
            for (at, column) in self.columns.iter().enumerate() {
                if at > 0 {
                    lines.push(self.marks.delimiter);
                }
                let cell = batch.columns[*column].text(row).unwrap_or_default();
                if !self.marks.push(&cell, at == 0, &mut lines) {
                    return Err("a cell holds characters that the file's `dialect` cannot write");
                }
            }
            if lines.len() == start {
                // A line without anything would be no row.
                let Some(quote) = self.marks.quote else {
                    return Err("a row of one empty cell would be an empty line");
                };
                lines.extend([quote, quote]);
            }
            lines.push_str(self.break_after);
        }
        self.charset.encode(&lines).ok_or("they hold characters that the file's `encoding` does not have")
    }
}

impl<W: Write + Send> Observer for RowWriter<'_, W> {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        Ok(Box::new(self.lines(batch)))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let lines: Lines = own(partial);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match lines {
            Ok(lines) => state.file.write_all(&lines),
            Err(reason) => {
                state.refused.get_or_insert(reason);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(dialect: &Dialect, cell: &str) -> Option<String> {
        let mut line = String::new();
        Marks::of(dialect).push(cell, true, &mut line).then_some(line)
    }

    #[test]
    fn a_cell_is_written_in_the_dialect_of_the_file() {
        let usual = Dialect::default();
        assert_eq!(pushed(&usual, "a;b").as_deref(), Some("a;b"));
        assert_eq!(pushed(&usual, "a,\"b\"").as_deref(), Some("\"a,\"\"b\"\"\""));
        assert_eq!(pushed(&usual, " a").as_deref(), Some("\" a\""));
        let semicolons = Dialect { delimiter: Some(';'), escape_char: Some('\\'), ..Dialect::default() };
        assert_eq!(pushed(&semicolons, "a;\"\\").as_deref(), Some("\"a;\\\"\\\\\""));
        let bare = Dialect { quote_char: Some(String::new()), ..Dialect::default() };
        assert_eq!((pushed(&bare, "a\"").as_deref(), pushed(&bare, "a,b")), (Some("a\""), None));
        let commented = Dialect { comment_char: Some('#'), ..Dialect::default() };
        assert_eq!(pushed(&commented, "#1").as_deref(), Some("\"#1\""));
    }
}
