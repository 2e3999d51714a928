//! CSV: RFC 4180, UTF-8 without a mark, LF, canonical values, the rows in their order.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use arrow_array::Array as _;

use super::{Conversion, Notes, Sink, Subject, Writer, Written, finish, sink};
use crate::model::Format;
use crate::model::schema::Schema;
use crate::model::table::{Batch, Column, Texts};
use crate::scan::{Observer, Partial, own};

pub(super) struct Csv;

impl Writer for Csv {
    fn format(&self) -> Format {
        Format::Csv
    }

    fn suits(&self, _: &Schema) -> bool {
        true
    }

    fn start(&self, subject: &Subject<'_>, file: File) -> io::Result<Box<dyn Conversion>> {
        let mut sink = sink(file);
        let names: Vec<&str> = subject.schema.fields.iter().map(|field| field.name.as_str()).collect();
        writeln!(sink, "{}", names.join(","))?;
        Ok(Box::new(CsvConversion { sink: Mutex::new(sink) }))
    }
}

struct CsvConversion {
    sink: Mutex<Sink>,
}

impl Observer for CsvConversion {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let cells: Vec<Cells<'_>> = (0..batch.columns.len()).map(|field| Cells::of(batch, field)).collect();
        let mut out = Vec::with_capacity(batch.rows * batch.columns.len() * 8);
        for row in 0..batch.rows {
            let start = out.len();
            for (at, cells) in cells.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                cells.push(row, &mut out);
            }
            if out.len() == start {
                // A line with nothing on it would not be a record.
                out.extend_from_slice(b"\"\"");
            }
            out.push(b'\n');
        }
        Ok(Box::new(out))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner).write_all(&own::<Vec<u8>>(partial))
    }
}

impl Conversion for CsvConversion {
    fn finish(self: Box<Self>, _: &Notes) -> io::Result<Option<Written>> {
        finish(self.sink.into_inner().unwrap_or_else(PoisonError::into_inner)).map(Some)
    }
}

/// The cells of a column.
enum Cells<'a> {
    /// Of which none needs quotation marks.
    Plain(Texts<'a>),
    /// Of which some may.
    Some(Texts<'a>),
    /// Of which all do.
    All(&'a Column),
}

impl<'a> Cells<'a> {
    fn of(batch: &'a Batch, field: usize) -> Self {
        let (column, texts) = (&batch.columns[field], batch.texts(field));
        match column {
            Column::Point { .. } | Column::Geometry(_) => Cells::All(column),
            Column::List(_) => Cells::Some(texts),
            // An empty text is written as such, so that it differs from a missing value.
            Column::Text(array) | Column::Json(array) => {
                let has_empty = array.iter().any(|text| text == Some(""));
                if has_empty || texts.any_byte(needs_quotes) { Cells::Some(texts) } else { Cells::Plain(texts) }
            }
            _ => Cells::Plain(texts),
        }
    }

    fn push(&self, row: usize, out: &mut Vec<u8>) {
        match self {
            Cells::Plain(texts) => texts.push(row, out),
            Cells::Some(Texts::Array(array)) => {
                if array.is_valid(row) {
                    push_quoted_if_needed(array.value(row).as_bytes(), out);
                }
            }
            Cells::Some(Texts::Cells(column)) => {
                if let Some(text) = column.text(row) {
                    push_quoted_if_needed(text.as_bytes(), out);
                }
            }
            Cells::All(column) => {
                if !column.is_null(row) {
                    out.push(b'"');
                    column.push_text(row, out);
                    out.push(b'"');
                }
            }
        }
    }
}

fn needs_quotes(byte: u8) -> bool {
    matches!(byte, b',' | b'"' | b'\n' | b'\r')
}

fn push_quoted_if_needed(text: &[u8], out: &mut Vec<u8>) {
    if text.is_empty() || text.iter().copied().any(needs_quotes) {
        push_quoted(text, out);
    } else {
        out.extend_from_slice(text);
    }
}

fn push_quoted(mut text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    while let Some(at) = memchr::memchr(b'"', text) {
        out.extend_from_slice(&text[..=at]);
        out.push(b'"');
        text = &text[at + 1..];
    }
    out.extend_from_slice(text);
    out.push(b'"');
}
