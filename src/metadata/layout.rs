//! Turns the reading hints of a resource into a [`Layout`].

use super::INVALID_RESOURCE;
use super::file::ResourceEntry;
use crate::diagnostic::Report;
use crate::document::Document;
use crate::model::{Layout, Packing, SourceFormat};

/// The most rows that stand before or after a table; more is a mistake.
const ROWS: usize = 10_000;

/// The most rows of column names.
const HEADER_ROWS: usize = 10;

/// Where in its file a table lies. Hints that cannot be meant are reported and left out.
pub(super) fn lower(
    document: &Document,
    pointer: &str,
    entry: &ResourceEntry,
    path: &str,
    format: Option<SourceFormat>,
    report: &mut Report,
) -> Layout {
    let mut wrong = |key: &str, message: String| {
        report.push(document.finding(&INVALID_RESOURCE, &format!("{pointer}/{key}"), message));
    };
    let packing = match (Packing::of_name(path), &entry.entry) {
        (Packing::None, Some(_)) => Packing::Zip,
        (packing, _) => packing,
    };
    if let Some(encoding) = &entry.encoding
        && encoding_rs::Encoding::for_label(encoding.as_bytes()).is_none()
    {
        let message = format!("`{encoding}` is not the name of a character encoding such as `windows-1252` or `big5`.");
        wrong("encoding", message);
    }
    let mut dialect = entry.dialect.clone().unwrap_or_default();
    let inside = entry.entry.as_deref().unwrap_or(path).to_lowercase();
    if [".tsv", ".tsv.gz", ".tsv.zip", ".tab"].iter().any(|ending| inside.ends_with(ending)) {
        dialect.delimiter.get_or_insert('\t');
    }
    let no_delimiter = |c: &char| !c.is_ascii() || c.is_ascii_alphanumeric() || "\"\r\n\0".contains(*c);
    if let Some(delimiter) = dialect.delimiter.filter(no_delimiter) {
        wrong("dialect/delimiter", format!("`{delimiter}` cannot stand between cells."));
    }
    let range = entry.range.as_ref().and_then(|text| match text.parse() {
        Ok(range) => Some(range),
        Err(sentence) => {
            wrong("range", format!("{sentence}."));
            None
        }
    });
    let mut rows = |key: &str, given: Option<usize>, usual: usize, bounds: std::ops::RangeInclusive<usize>| match given
    {
        Some(rows) if !bounds.contains(&rows) => {
            wrong(key, format!("`{key}` must be between {} and {}.", bounds.start(), bounds.end()));
            usual
        }
        given => given.unwrap_or(usual),
    };
    let header_rows = rows("header_rows", entry.header_rows, 1, 1..=HEADER_ROWS);
    let skip_rows = rows("skip_rows", entry.skip_rows, 0, 0..=ROWS);
    let footer_rows = rows("footer_rows", entry.footer_rows, 0, 0..=ROWS);
    if let Some(code) = &entry.crs
        && let Err(sentence) = crate::read::check_crs(code)
    {
        wrong("crs", sentence);
    }
    if let Some(format) = format {
        for (key, given, formats) in hints(entry) {
            if given && !formats.contains(&format) {
                wrong(key, format!("`{key}` has no meaning for a table in the format `{}`.", format.word()));
            }
        }
    }
    if packing == Packing::Gzip && entry.entry.is_some() {
        wrong("entry", "`entry` names a file in a zip archive, and this is none.".to_owned());
    }
    Layout {
        packing,
        entry: entry.entry.clone(),
        encoding: entry.encoding.clone(),
        dialect,
        records: entry.records.iter().flat_map(|path| path.split('.')).map(str::to_owned).collect(),
        crs: entry.crs.clone(),
        sheet: entry.sheet.clone(),
        range,
        skip_rows,
        header_rows,
        footer_rows,
    }
}

/// Hints that are not for every format: whether each is given, and for which it has a meaning.
fn hints(entry: &ResourceEntry) -> [(&'static str, bool, &'static [SourceFormat]); 9] {
    use SourceFormat::{Csv, GeoJson, Json, NdJson, Shapefile, Spreadsheet};
    const ROWS: &[SourceFormat] = &[Csv, Spreadsheet];
    [
        ("encoding", entry.encoding.is_some(), &[Csv, GeoJson, Json, NdJson, Shapefile]),
        ("dialect", entry.dialect.is_some(), &[Csv]),
        ("records", entry.records.is_some(), &[Json]),
        ("crs", entry.crs.is_some(), &[GeoJson, Shapefile]),
        ("sheet", entry.sheet.is_some(), &[Spreadsheet]),
        ("range", entry.range.is_some(), &[Spreadsheet]),
        ("header_rows", entry.header_rows.is_some(), ROWS),
        ("skip_rows", entry.skip_rows.is_some(), ROWS),
        ("footer_rows", entry.footer_rows.is_some(), ROWS),
    ]
}
