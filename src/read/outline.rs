//! What tables a file holds, when nobody has declared any.
//!
//! The content decides, not the name. Every table comes with the layout that would have to be declared to read it, as far
//! as the bytes tell; where in a grid of cells it lies is told by [`super::detect::place`].

use std::io::{self, Read};

use super::container::{self, Source};
use super::detect::{DetectedEncoding, Grid, LineEnding};
use super::sniff::Content;
use super::{Flaw, Habits, READERS, Reader, Shapes, Table, data_package, shapefile};
use crate::files::Bundle;
use crate::model::schema::Schema;
use crate::model::table::RowFaultKind;
use crate::model::{Layout, Packing, SourceFormat};

/// How much of a text is looked at to tell its format.
const START: u64 = 1 << 20;

/// Columns of a table without a header that are listed, at most.
const COLUMNS: usize = 2_000;

/// A table that a file holds, as nobody has declared it yet.
#[derive(Debug)]
pub struct Outline {
    /// The name of the sheet or of the file in the archive, where there are several or one has to be named.
    pub name: Option<String>,
    /// Its format.
    pub format: SourceFormat,
    /// What would have to be declared so that it can be read.
    pub layout: Layout,
    /// The encoding of its text, for formats that are text.
    pub encoding: Option<DetectedEncoding>,
    /// How its lines end, for delimited text.
    pub line_ending: Option<LineEnding>,
    /// What is known of its columns.
    pub columns: Columns,
    /// What is known of its shapes.
    pub shapes: Shapes,
    /// What is wrong with it, or worth knowing.
    pub flaws: Vec<Flaw>,
}

/// What is known of the columns of a table.
#[derive(Debug)]
pub enum Columns {
    /// The format names them.
    Named(Vec<String>),
    /// They stand in a grid of cells, which may hold other things too.
    Grid(Grid),
    /// It cannot be read; the flaws say why.
    Unknown,
}

impl Outline {
    /// A table of which nothing is known yet.
    pub(super) fn new(format: SourceFormat, layout: Layout) -> Self {
        let columns = Columns::Unknown;
        let shapes = Shapes::default();
        Outline { name: None, format, layout, encoding: None, line_ending: None, columns, shapes, flaws: Vec::new() }
    }

    /// A table that was opened, as far as that tells.
    pub(super) fn of(table: &Table, format: SourceFormat, layout: &Layout) -> Self {
        let labels = table.header.as_ref().map(|header| header.labels.iter().map(|label| label.text.clone()).collect());
        Outline {
            columns: labels.map_or(Columns::Unknown, Columns::Named),
            shapes: table.shapes.clone(),
            flaws: table.flaws.clone(),
            ..Outline::new(format, layout.clone())
        }
    }
}

/// Opens the unpacked bytes of a file, as often as they are needed.
pub(super) type Opener<'a> = dyn Fn() -> io::Result<Result<Source, Flaw>> + 'a;

/// The tables of a file, or why there are none.
///
/// # Errors
/// When the file cannot be read.
pub fn outline(bundle: &Bundle) -> io::Result<Result<Vec<Outline>, Flaw>> {
    let (content, _) = match container::unpack(bundle, &Layout::default())? {
        Ok(unpacked) => unpacked,
        Err(flaw) => return Ok(Err(flaw)),
    };
    match content {
        Content::Gzip => inside(bundle, Layout { packing: Packing::Gzip, ..Layout::default() }),
        Content::Zip => {
            let entries = match container::entries(bundle)? {
                Ok(entries) => entries,
                Err(flaw) => return Ok(Err(flaw)),
            };
            let is_workbook = |name: &str| name.eq_ignore_ascii_case("[content_types].xml") || name == "content.xml";
            if entries.iter().any(|entry| is_workbook(&entry.name)) {
                return inside(bundle, Layout::default());
            }
            let files: Vec<String> =
                entries.into_iter().filter(|entry| entry.is_data()).map(|entry| entry.name).collect();
            archived(bundle, &shapefile::without_parts(&files))
        }
        _ => inside(bundle, Layout::default()),
    }
}

/// The tables of an archive's files: each that can be read, and with it those that cannot.
fn archived(bundle: &Bundle, files: &[String]) -> io::Result<Result<Vec<Outline>, Flaw>> {
    let mut found = Vec::new();
    for name in files {
        let layout = Layout { packing: Packing::Zip, entry: Some(name.clone()), ..Layout::default() };
        let tables = inside(bundle, layout.clone())?.unwrap_or_else(|flaw| {
            let format = SourceFormat::of_name(name).unwrap_or(SourceFormat::Csv);
            vec![Outline { flaws: vec![flaw], ..Outline::new(format, layout) }]
        });
        found.extend(tables.into_iter().map(|table| match table.name {
            Some(_) => table,
            None => Outline { name: Some(name.clone()), ..table },
        }));
    }
    // What describes the tables of an archive is none of them.
    let is_description = |table: &Outline| table.flaws.iter().any(data_package::is_description);
    if !found.iter().all(is_description) {
        found.retain(|table| !is_description(table));
    }
    let none = Flaw::NoEntry { wanted: None, there: Vec::new() };
    Ok(if found.is_empty() { Err(none) } else { Ok(found) })
}

/// The tables of what is inside a packing.
fn inside(bundle: &Bundle, layout: Layout) -> io::Result<Result<Vec<Outline>, Flaw>> {
    let unpacked = || container::unpack(bundle, &layout);
    let (content, source) = match unpacked()? {
        Ok(unpacked) => unpacked,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let format = match content {
        Content::Zip | Content::Ole => SourceFormat::Spreadsheet,
        Content::Parquet => SourceFormat::Parquet,
        Content::Sqlite => SourceFormat::GeoPackage,
        Content::Shapefile => return shapefile::outline(bundle, &layout),
        Content::Other => text_format(source)?,
        _ => return Ok(Err(Flaw::WrongFormat { found: content.said(), expected: "a table" })),
    };
    let reader = READERS.iter().find(|reader| reader.format() == format);
    let reader = reader.expect("every format of SourceFormat has a reader");
    let source = || Ok(unpacked()?.map(|(_, source)| source));
    reader.outline(&source, &layout)
}

/// The format of a text.
fn text_format(source: Source) -> io::Result<SourceFormat> {
    let mut start = Vec::new();
    match source.into_read().take(START).read_to_end(&mut start) {
        Ok(_) => {}
        // What is damaged is said when it is read.
        Err(error) => drop(container::Damage::of(error)?),
    }
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
    Ok(match text.first() {
        Some(b'[') if text[1..].trim_ascii_start().starts_with(b"{") => SourceFormat::Json,
        Some(b'{') => object_format(text),
        _ => SourceFormat::Csv,
    })
}

/// The format of a text that begins with an object.
fn object_format(text: &[u8]) -> SourceFormat {
    let mut objects = serde_json::Deserializer::from_slice(text).into_iter::<serde::de::IgnoredAny>();
    let is_whole = matches!(objects.next(), Some(Ok(_)));
    let after = text[objects.byte_offset()..].trim_ascii_start();
    if is_whole && after.starts_with(b"{") {
        return SourceFormat::NdJson;
    }
    let squeezed: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(64 << 10).collect();
    let has = |what: &str| memchr::memmem::find(&squeezed, what.as_bytes()).is_some();
    if has("\"type\":\"FeatureCollection\"") || (has("\"features\":[") && has("\"type\":\"Feature\"")) {
        SourceFormat::GeoJson
    } else {
        SourceFormat::Json
    }
}

/// The outline of a file whose format names its columns: in a header, or with every value.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn of_named(
    reader: &(impl Reader + ?Sized),
    open: &Opener<'_>,
    layout: &Layout,
) -> io::Result<Result<Vec<Outline>, Flaw>> {
    let source = match open()? {
        Ok(source) => source,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let mut table = reader.open(source, layout, &Schema::default(), Habits::new())?;
    let mut outline = Outline::of(&table, reader.format(), layout);
    if matches!(outline.columns, Columns::Named(_)) {
        return Ok(Ok(vec![outline]));
    }
    // Every member is undeclared as yet, and reported as such.
    let mut names = Vec::new();
    let mut known = std::collections::HashSet::new();
    while let Some(block) = table.cutter.next_block()? {
        for fault in table.decoder.decode(block).row_faults {
            match fault.kind {
                RowFaultKind::UndeclaredMember(name) if names.len() < COLUMNS && known.insert(name.clone()) => {
                    names.push(name);
                }
                RowFaultKind::Malformed(reason) if names.is_empty() => outline.flaws.push(Flaw::Unreadable(reason)),
                RowFaultKind::Damaged(reason) => outline.flaws.push(Flaw::Damaged(reason)),
                RowFaultKind::TooLarge(reason) => outline.flaws.push(Flaw::TooLarge(reason)),
                _ => {}
            }
        }
    }
    names.extend(reader.added().iter().filter(|name| !known.contains(**name)).map(|name| (*name).to_owned()));
    if outline.flaws.is_empty() {
        outline.columns = Columns::Named(names);
    }
    Ok(Ok(vec![outline]))
}
