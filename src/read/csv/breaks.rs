//! Rewrites the line breaks between records, and nothing else.

use std::io::{self, Read, Write};

use super::marks::Marks;
use super::walk::Walker;
use crate::model::Dialect;
use crate::read::RECORD_LIMIT;

/// How much is read at once.
const CHUNK: usize = 1 << 20;

/// Copies delimited text with one line break after each record. `false` if a record is no text in UTF-8, holds NUL as the other
/// forms of Unicode do, or is longer than any that is read.
pub(in crate::read) fn unify_line_breaks(
    mut file: impl Read,
    dialect: &Dialect,
    line_break: &[u8],
    copy: &mut impl Write,
) -> io::Result<bool> {
    let marks = Marks::from(dialect);
    let mut buffer: Vec<u8> = Vec::new();
    loop {
        let room = CHUNK.max(buffer.len()) as u64;
        let is_end = (&mut file).take(room).read_to_end(&mut buffer)? == 0;
        let mut walker = Walker::new(&buffer, marks);
        let mut done = 0;
        while let Some(record) = walker.next() {
            // What reaches to the end of the buffer may go on behind it.
            if record.next == buffer.len() && !is_end {
                break;
            }
            let text = &buffer[record.range.clone()];
            if std::str::from_utf8(text).is_err() || memchr::memchr(0, text).is_some() {
                return Ok(false);
            }
            copy.write_all(text)?;
            if record.next > record.range.end {
                copy.write_all(line_break)?;
            }
            done = record.next;
        }
        buffer.drain(..done);
        if is_end {
            return Ok(true);
        }
        if buffer.len() > RECORD_LIMIT {
            return Ok(false);
        }
    }
}
