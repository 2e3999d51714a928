//! CSV: RFC 4180, UTF-8 without a mark, LF, canonical values, the rows in their order.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use super::{Conversion, Sink, Subject, Writer, Written, finish, sink};
use crate::model::Format;
use crate::model::schema::Schema;
use crate::model::table::{Batch, Column};
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
        let mut out = Vec::with_capacity(batch.rows * batch.columns.len() * 8);
        for row in 0..batch.rows {
            let start = out.len();
            for (at, column) in batch.columns.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                push_cell(column, row, &mut out);
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
    fn finish(self: Box<Self>) -> io::Result<Option<Written>> {
        finish(self.sink.into_inner().unwrap_or_else(PoisonError::into_inner)).map(Some)
    }
}

fn push_cell(column: &Column, row: usize, out: &mut Vec<u8>) {
    match column {
        Column::Text(array) => {
            if column.is_null(row) {
                return;
            }
            let text = array.value(row).as_bytes();
            // An empty text is written as such, so that it differs from a missing value.
            push_quoted_if_needed(text, out);
        }
        Column::Json(_) | Column::List(_) => {
            if let Some(text) = column.text(row) {
                push_quoted_if_needed(text.as_bytes(), out);
            }
        }
        Column::Point { .. } | Column::Geometry(_) if !column.is_null(row) => {
            out.push(b'"');
            column.push_text(row, out);
            out.push(b'"');
        }
        _ => column.push_text(row, out),
    }
}

fn push_quoted_if_needed(text: &[u8], out: &mut Vec<u8>) {
    let special = text.is_empty() || text.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if special {
        push_quoted(text, out);
    } else {
        out.extend_from_slice(text);
    }
}

fn push_quoted(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for &byte in text {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
