//! Writes tables in the formats that are published.
//!
//! A [`Writer`] starts a [`Conversion`], an observer of the scan: it encodes and compresses each batch on any core and appends
//! what came of it in order, hashing as it goes. Files are written into the build's private staging folder; nothing leaves it
//! before `policy` has cleared the dataset.

mod csv;
mod deflate;
mod geojson;
mod json;
mod parquet;
mod rows;
mod xlsx;

pub use rows::{RowsConversion, RowsLinks};

use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::files::{Digest, HashingWriter};
use crate::model::schema::Schema;
use crate::model::{Format, JsonForm, Limits, Metadata};
use crate::scan::Observer;

/// A format that tables are written in.
pub trait Writer: Sync {
    /// The format; of one that has several forms, the form of tables that are not large.
    fn format(&self) -> Format;

    /// Whether a table can be written in it.
    fn suits(&self, schema: &Schema) -> bool;

    /// Starts writing a table into an empty file.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn start(&self, subject: &Subject<'_>, file: File) -> io::Result<Box<dyn Conversion>>;
}

/// A table that is about to be written, and what is known of it before its first row.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// Its columns and keys.
    pub schema: &'a Schema,
    /// Its title.
    pub title: &'a str,
    /// What one row is.
    pub description: &'a str,
    /// What is known of its dataset.
    pub metadata: &'a Metadata,
    /// The name of the department that keeps it.
    pub publisher: &'a str,
    /// The full address of its page.
    pub page: &'a str,
    /// How large it may be for some formats.
    pub limits: &'a Limits,
    /// The form of its JSON; when there is none, its size decides.
    pub json: Option<JsonForm>,
}

/// What a file says about itself: names with texts.
pub type Notes = [(&'static str, String)];

/// All writers. Adding one is one file and one line.
pub static WRITERS: &[&dyn Writer] = &[&csv::Csv, &xlsx::Xlsx, &json::Json, &parquet::Parquet, &geojson::GeoJson];

/// A table being written.
pub trait Conversion: Observer + Send {
    /// Completes the file; `None` if the table turned out to be too large for the format, and the file is not to be used.
    /// `notes` are what a file says about itself, where its format has a place for that: names with texts, in order.
    ///
    /// # Errors
    /// When the rest cannot be written.
    fn finish(self: Box<Self>, notes: &Notes) -> io::Result<Option<Written>>;
}

/// A finished file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Its SHA-256.
    pub sha256: Digest,
    /// Its size.
    pub bytes: u64,
    /// Of JSON, in which form it is.
    pub json: Option<JsonWritten>,
}

/// The form of a table's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonWritten {
    /// The one it has.
    pub form: JsonForm,
    /// The one it would have if only its size were asked.
    pub by_size: JsonForm,
}

/// A file that is hashed while it is written.
type Sink = HashingWriter<BufWriter<File>>;

fn sink(file: File) -> Sink {
    HashingWriter::new(BufWriter::with_capacity(1 << 18, file))
}

/// Completes a file that was hashed while it was written.
fn finish(sink: Sink) -> io::Result<Written> {
    let (_, sha256, bytes) = close(sink)?;
    Ok(Written { sha256, bytes, json: None })
}

/// The file with everything that was written to it, its digest and its size.
fn close(mut sink: Sink) -> io::Result<(File, Digest, u64)> {
    sink.flush()?;
    let (writer, sha256, bytes) = sink.finish();
    Ok((writer.into_inner().map_err(io::IntoInnerError::into_error)?, sha256, bytes))
}
