//! Rows as objects: numbers as numbers, truth as truth, a missing value as `null`. `NaN`, `INF` and `-INF`, for which JSON has
//! no numbers, are text.

use std::io::{self, Write};

use arrow_array::{Array as _, StringArray};

use crate::convert::{Sink, Written, finish};
use crate::model::geometry::push_geojson;
use crate::model::schema::Schema;
use crate::model::table::{Batch, Column, Texts, push_integer};

/// The names of an object's members, ready to be written.
pub(in crate::convert) struct Members {
    keys: Vec<(usize, Vec<u8>)>,
}

impl Members {
    /// Members for these fields of a schema.
    pub(in crate::convert) fn new(schema: &Schema, fields: &[usize]) -> Self {
        let key = |at: usize| format!("{}:", serde_json::Value::from(schema.fields[at].name.as_str())).into_bytes();
        Members { keys: fields.iter().map(|&at| (at, key(at))).collect() }
    }

    /// The objects of a batch.
    pub(in crate::convert) fn of<'a>(&'a self, batch: &'a Batch) -> Objects<'a> {
        Objects(self.keys.iter().map(|(field, key)| (&key[..], Values::of(batch, *field))).collect())
    }
}

/// The rows of a batch as objects.
pub(in crate::convert) struct Objects<'a>(Vec<(&'a [u8], Values<'a>)>);

impl Objects<'_> {
    /// Appends the object of a row.
    pub(in crate::convert) fn push(&self, row: usize, out: &mut Vec<u8>) {
        out.push(b'{');
        for (at, (key, values)) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            out.extend_from_slice(key);
            values.push(row, out);
        }
        out.push(b'}');
    }
}

/// The values of a column.
enum Values<'a> {
    /// Written as their canonical text is.
    Bare(&'a StringArray),
    /// Of which the text is quoted and needs no escapes.
    Quoted(&'a StringArray),
    /// Any others.
    Other(&'a Column),
}

impl<'a> Values<'a> {
    fn of(batch: &'a Batch, field: usize) -> Self {
        let column = &batch.columns[field];
        let Texts::Array(texts) = batch.texts(field) else { return Values::Other(column) };
        let is_escaped = |byte| byte < b' ' || matches!(byte, b'"' | b'\\');
        match column {
            Column::Json(_) | Column::Integer(_) | Column::Decimal(..) | Column::Boolean(_) => Values::Bare(texts),
            Column::Number(array) if array.values().iter().all(|number| number.is_finite()) => Values::Bare(texts),
            Column::Date(_) | Column::DateTime(_) | Column::Time(_) => Values::Quoted(texts),
            Column::Text(_) if !batch.texts(field).any_byte(is_escaped) => Values::Quoted(texts),
            _ => Values::Other(column),
        }
    }

    fn push(&self, row: usize, out: &mut Vec<u8>) {
        match self {
            Values::Bare(texts) | Values::Quoted(texts) if texts.is_null(row) => out.extend_from_slice(b"null"),
            Values::Bare(texts) => out.extend_from_slice(texts.value(row).as_bytes()),
            Values::Quoted(texts) => {
                out.push(b'"');
                out.extend_from_slice(texts.value(row).as_bytes());
                out.push(b'"');
            }
            Values::Other(column) => push_value(column, row, out),
        }
    }
}

/// Appends a value.
pub(in crate::convert) fn push_value(column: &Column, row: usize, out: &mut Vec<u8>) {
    if column.is_null(row) {
        out.extend_from_slice(b"null");
        return;
    }
    match column {
        Column::Text(array) => {
            serde_json::to_writer(out, array.value(row)).expect("text can be written to memory");
        }
        Column::Year(array) => push_integer(out, array.value(row)),
        Column::List(lists) => {
            out.push(b'[');
            for (at, item) in lists.range(row).enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                push_value(lists.items(), item, out);
            }
            out.push(b']');
        }
        // JSON has no word for what is not finite. As `null` it would be missing, so it is text.
        Column::Number(array) if !array.value(row).is_finite() => push_quoted(column, row, out),
        Column::Json(_) | Column::Integer(_) | Column::Number(_) | Column::Decimal(..) | Column::Boolean(_) => {
            column.push_text(row, out);
        }
        Column::Date(_) | Column::DateTime(_) | Column::Time(_) => push_quoted(column, row, out),
        Column::Point { longitude, latitude } => {
            let mut degree = |key: &[u8], value: f64| {
                out.extend_from_slice(key);
                out.extend_from_slice(crate::model::table::format_number(value).as_bytes());
            };
            degree(b"{\"lon\":", longitude.value(row));
            degree(b",\"lat\":", latitude.value(row));
            out.push(b'}');
        }
        Column::Geometry(_) => {
            column.geometry(row).iter().for_each(|geometry| push_geojson(geometry, out));
        }
    }
}

/// Appends a value whose text needs no escapes as text.
fn push_quoted(column: &Column, row: usize, out: &mut Vec<u8>) {
    out.push(b'"');
    column.push_text(row, out);
    out.push(b'"');
}

/// Records of an array, on a line each, written in order.
pub(in crate::convert) struct Records {
    sink: Sink,
    any: bool,
}

impl Records {
    pub(in crate::convert) fn new(sink: Sink) -> Self {
        Records { sink, any: false }
    }

    /// Appends lines that each end in `,\n`; the comma of the last one is written with what follows.
    pub(in crate::convert) fn append(&mut self, lines: &[u8], opening: &str) -> io::Result<()> {
        let Some(lines) = lines.strip_suffix(b",\n") else { return Ok(()) };
        self.sink.write_all(if self.any { b",\n" } else { opening.as_bytes() })?;
        self.any = true;
        self.sink.write_all(lines)
    }

    /// The file so far, from which nothing is missing but its end.
    pub(super) fn into_sink(self) -> Sink {
        self.sink
    }

    pub(in crate::convert) fn finish(mut self, opening: &str, closing: &str) -> io::Result<Written> {
        if !self.any {
            self.sink.write_all(opening.trim_end().as_bytes())?;
        }
        self.sink.write_all(closing.as_bytes())?;
        finish(self.sink)
    }
}
