//! Reads the files that departments commit: bytes in, typed batches out.
//!
//! A [`Reader`] opens a file as a [`Table`]: a [`Cutter`] that cuts it into blocks at record boundaries, in sequence, and a
//! [`Decoder`] that turns a block into a [`Batch`], on any core. The declared schema decides every type; nothing is inferred
//! but the habit of writing offsets in times (see [`ZoneHabit`]). Memory is bounded by the blocks in flight.

mod archive;
pub mod attachment;
mod cell;
mod charset;
mod container;
mod crs;
mod csv;
mod data_package;
pub mod detect;
mod feed;
mod flaw;
mod geojson;
mod geometry;
mod geopackage;
mod guard;
mod json;
mod moment;
mod objects;
mod outline;
mod parquet;
mod parts;
mod pattern;
mod record;
mod shapefile;
mod sniff;
mod spreadsheet;
#[cfg(test)]
mod tests;
mod text;
mod transcode;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

pub use cell::{Duration, bound, is_value, notations};
pub use charset::Charset;
pub use container::Source;
pub use crs::{Shapes, System, check_crs, systems_within};
pub use flaw::{Flaw, Instead};
pub use moment::check_pattern;
pub use outline::{Columns, Outline, outline};
pub use parts::{Part, parts};
pub use pattern::{pattern_words, spreadsheet_pattern};
pub use shapefile::{BESIDE as SHAPEFILE_PARTS, belongs_to_shapefile};
pub use transcode::{copy_as_utf8, foreign_charset, unify_line_breaks};

use arrow_array::RecordBatch;

use crate::diagnostic::{Cell, Excerpt};
use crate::files::Bundle;
use crate::model::schema::{FieldType, Schema};
use crate::model::table::{Batch, RowFaultKind, ZoneHabit};
use crate::model::{Layout, SourceFormat};

/// How many bytes of source a block holds, give or take one record. It decides the row groups of Parquet files, so it is
/// the same on every machine.
pub const BLOCK_BYTES: usize = 2 << 20;

/// The longest record that is read; a longer one means that a quotation mark was never closed.
pub const RECORD_LIMIT: usize = 64 << 20;

/// A file format.
pub trait Reader: Sync {
    /// The format it reads.
    fn format(&self) -> SourceFormat;

    /// Opens an unpacked file as a table with the declared columns.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn open(&self, source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table>;

    /// Columns that every file of this format has besides those it names.
    fn added(&self) -> &'static [&'static str] {
        &[]
    }

    /// The tables that an unpacked file holds, when nobody has declared any, or why there are none. What is around the file
    /// is in the layout already.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn outline(&self, open: &outline::Opener<'_>, layout: &Layout) -> io::Result<Result<Vec<Outline>, Flaw>> {
        outline::of_named(self, open, layout)
    }
}

/// All readers of single files; a shapefile is several. Adding one is one file and one line here.
pub static READERS: &[&dyn Reader] = &[
    &csv::Csv,
    &geojson::GeoJson,
    &geopackage::GeoPackage,
    &json::Json,
    &json::NdJson,
    &parquet::Parquet,
    &spreadsheet::Spreadsheet,
];

/// Opens a file as a table with the declared columns, with the files beside it where the format has several. What its first
/// bytes say goes before what its name says: a file of another format, or one that is not really there, is a table without
/// rows and with the [`Flaw`] that tells why.
///
/// # Errors
/// When the file cannot be read.
pub fn open(
    bundle: &Bundle,
    format: SourceFormat,
    layout: &Layout,
    schema: &Schema,
    habits: Habits,
) -> io::Result<Table> {
    if format == SourceFormat::Shapefile {
        return shapefile::open(bundle, layout, schema, &habits);
    }
    let (content, source) = match container::unpack(bundle, layout)? {
        Ok(unpacked) => unpacked,
        Err(flaw) => return Ok(Table::refused(flaw)),
    };
    if let Err(expected) = content.suits(format) {
        return Ok(Table::refused(Flaw::WrongFormat { found: content.said(), expected }));
    }
    let reader = READERS.iter().find(|reader| reader.format() == format);
    reader.expect("every format of SourceFormat has a reader").open(source, layout, schema, habits)
}

/// How each `datetime` column of a schema writes its times; entries of other columns are not used.
pub type Habits = Vec<ZoneHabit>;

/// An open file.
pub struct Table {
    /// What is wrong with the file as a whole.
    pub flaws: Vec<Flaw>,
    /// The labels over its columns, where the format has such a line.
    pub header: Option<Header>,
    /// What the file says of the shapes in it.
    pub shapes: Shapes,
    /// Cuts it.
    pub cutter: Box<dyn Cutter>,
    /// Decodes its blocks.
    pub decoder: Arc<dyn Decoder>,
}

impl Table {
    /// A table of which nothing can be read.
    fn refused(flaw: Flaw) -> Self {
        let (cutter, decoder) = (Box::new(Nothing), Arc::new(Nothing));
        Table { flaws: vec![flaw], header: None, shapes: Shapes::default(), cutter, decoder }
    }
}

/// The line with the labels of the columns.
#[derive(Debug, Clone)]
pub struct Header {
    /// The labels in the file's order, each with its place.
    pub labels: Vec<Label>,
    /// Why the line cannot be read, if it cannot; a sentence.
    pub problem: Option<String>,
}

/// A label over a column.
#[derive(Debug, Clone)]
pub struct Label {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub place: Cell,
    /// How the file shows the numbers below it, where all agree.
    pub shown: Option<Shown>,
}

/// How a workbook shows the numbers of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As codes, with as many digits each: `02101`.
    Code,
    /// As amounts, with two decimals.
    Cents,
    /// As percent: 0.25 is shown as 25 %.
    Percent,
}

impl Label {
    fn new(text: impl Into<String>, place: Cell) -> Self {
        Label { text: text.into(), place, shown: None }
    }

    /// Takes a second line of the header.
    fn join(&mut self, below: &str, place: Cell) {
        if below.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(below);
        self.place = place;
    }
}

/// Cuts a source into blocks of whole records, in sequence.
pub trait Cutter: Send {
    /// The next block; `None` at the end.
    ///
    /// # Errors
    /// When the source cannot be read.
    fn next_block(&mut self) -> io::Result<Option<Block>>;
}

/// A run of whole records of a source.
#[derive(Debug, Clone)]
pub struct Block {
    /// The bytes; none where the decoder has the whole source at hand.
    pub bytes: Arc<Vec<u8>>,
    /// The records, where the format has them in columns.
    pub columns: Option<RecordBatch>,
    /// Records of the source before it, headers and blank ones included.
    pub first_record: u64,
    /// How many records it holds.
    pub records: u64,
    /// Lines of the source before it.
    pub first_line: u64,
    /// What is wrong with the source right after this block, if that ends it: the rest cannot be read.
    pub broken: Option<RowFaultKind>,
}

/// Turns blocks into batches.
pub trait Decoder: Send + Sync {
    /// Decodes a block. What does not fit is in the batch's faults.
    fn decode(&self, block: Block) -> Batch;

    /// The text of a field in every record of a block, until the visitor has seen enough and says so with `false`.
    /// Used to learn the habits of `datetime` columns.
    fn visit(&self, block: &Block, field: usize, visitor: &mut dyn FnMut(&str) -> bool);
}

/// A source in which there is nothing to read.
struct Nothing;

impl Cutter for Nothing {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        Ok(None)
    }
}

impl Decoder for Nothing {
    fn decode(&self, _: Block) -> Batch {
        unreachable!("there are no blocks")
    }

    fn visit(&self, _: &Block, _: usize, _: &mut dyn FnMut(&str) -> bool) {}
}

/// Learns whether times without a declared time zone carry offsets: the first value of each column decides, in the first
/// of the table's parts that has one. `open` opens the part of a number.
///
/// # Errors
/// When the file cannot be read.
pub fn learn_habits(
    parts: usize,
    open: &dyn Fn(usize, Habits) -> io::Result<Table>,
    schema: &Schema,
) -> io::Result<Habits> {
    let mut habits = vec![ZoneHabit::Local; schema.fields.len()];
    let mut pending = Vec::new();
    for (at, field) in schema.fields.iter().enumerate() {
        match &field.kind {
            FieldType::DateTime { timezone: Some(_), .. } => habits[at] = ZoneHabit::Offset,
            FieldType::DateTime { timezone: None, .. } => pending.push(at),
            _ => {}
        }
    }
    let mut part = 0;
    let mut open_table: Option<Table> = None;
    while !pending.is_empty() && (open_table.is_some() || part < parts) {
        let table = match &mut open_table {
            Some(table) => table,
            none => {
                part += 1;
                none.insert(open(part - 1, habits.clone())?)
            }
        };
        let Some(block) = table.cutter.next_block()? else {
            open_table = None;
            continue;
        };
        pending.retain(|&at| {
            let field = &schema.fields[at];
            let mut found = None;
            table.decoder.visit(&block, at, &mut |text| {
                if !field.missing_values.iter().any(|missing| missing.value() == text) {
                    found = moment::habit(&field.kind, text);
                }
                found.is_none()
            });
            if let Some(habit) = found {
                habits[at] = habit;
            }
            found.is_none()
        });
    }
    Ok(habits)
}

/// Makes a [`Cell`] of a piece of text: its line and character, with the line as excerpt.
fn cell_of(text: &[u8], start: usize, end: usize, first_line: u64, row: u64, value: &str) -> Cell {
    let line_start = memchr::memrchr2(b'\n', b'\r', &text[..start]).map_or(0, |at| at + 1);
    let line_end = memchr::memchr2(b'\n', b'\r', &text[start..]).map_or(text.len(), |at| start + at);
    let before = &text[..line_start];
    let breaks = memchr::memchr_iter(b'\n', before).count();
    let breaks = if breaks == 0 { memchr::memchr_iter(b'\r', before).count() } else { breaks };
    let line = String::from_utf8_lossy(&text[line_start..line_end]);
    let column = String::from_utf8_lossy(&text[line_start..start]).chars().count() as u64 + 1;
    Cell {
        row: Some(row),
        line: Some(first_line + breaks as u64 + 1),
        column: Some(column),
        value: Some(crate::diagnostic::Quoted::value(value)),
        excerpt: excerpt(&line, start - line_start..end.max(start).min(line_end) - line_start),
    }
}

/// The line around a mark, cut to what fits on a screen.
fn excerpt(line: &str, mark: std::ops::Range<usize>) -> Option<Excerpt> {
    const AROUND: usize = 60;
    let start = line.floor_char_boundary(mark.start.saturating_sub(AROUND).min(line.len()));
    let end = line.ceil_char_boundary((mark.end + AROUND).min(line.len()));
    let (lead, tail) = (if start > 0 { "…" } else { "" }, if end < line.len() { "…" } else { "" });
    let text = format!("{lead}{}{tail}", &line[start..end]);
    let shift = |at: usize| at.min(line.len()) - start + lead.len();
    Some(Excerpt { line: crate::diagnostic::Quoted::line(text), mark: shift(mark.start)..shift(mark.end.min(end)) })
}

/// Where each of some labels stands first.
fn first_places<'a>(labels: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut places = HashMap::new();
    for (at, label) in labels.enumerate() {
        places.entry(label).or_insert(at);
    }
    places
}
