//! Turns the reading hints of a resource into a [`Layout`].

use super::INVALID_RESOURCE;
use super::file::{Names, ResourceEntry};
use crate::diagnostic::Report;
use crate::document::Document;
use crate::model::{Dialect, Layout, Packing, Several, SourceFormat};
use crate::read::Charset;

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
    let in_archive = entry.entry.is_some() || entry.entries.is_some();
    let packing = match Packing::of_name(path) {
        Packing::None if in_archive => Packing::Zip,
        packing => packing,
    };
    if let Some(encoding) = &entry.encoding
        && Charset::of_label(encoding).is_none()
    {
        let message = format!("`{encoding}` is not the name of a character encoding such as `windows-1252` or `big5`.");
        wrong("encoding", message);
    }
    let mut dialect = entry.dialect.clone().unwrap_or_default();
    let first = match &entry.entries {
        Some(Names::One(name)) => Some(name),
        Some(Names::Several(names)) => names.first(),
        None => entry.entry.as_ref(),
    };
    let inside = first.map_or(path, String::as_str).to_lowercase();
    if [".tsv", ".tsv.gz", ".tsv.zip", ".tab"].iter().any(|ending| inside.ends_with(ending)) {
        dialect.delimiter.get_or_insert('\t');
    }
    check_dialect(&dialect, &mut wrong);
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
    if packing == Packing::Gzip && in_archive {
        let key = if entry.entry.is_some() { "entry" } else { "entries" };
        wrong(key, format!("`{key}` names a file in a zip archive, and this is none."));
    }
    for (one, all, both) in [
        ("entry", "entries", entry.entry.is_some() && entry.entries.is_some()),
        ("sheet", "sheets", entry.sheet.is_some() && entry.sheets.is_some()),
    ] {
        if both {
            wrong(all, format!("Give either `{one}` or `{all}`, not both."));
        }
    }
    let several = match (&entry.entries, &entry.sheets) {
        (Some(_), Some(_)) => {
            wrong("sheets", "Either the files of an archive or the sheets of a workbook can be one table.".to_owned());
            None
        }
        (Some(names), None) => Some(("entries", Several::Entries(names.clone().into_list()))),
        (None, Some(names)) => Some(("sheets", Several::Sheets(names.clone().into_list()))),
        (None, None) => None,
    };
    let several = several.and_then(|(key, several)| {
        let (Several::Entries(names) | Several::Sheets(names)) = &several;
        let bad = names.iter().find(|name| name.is_empty() || glob::Pattern::new(name).is_err());
        if let Some(bad) = bad {
            wrong(key, format!("`{bad}` is neither a name nor a pattern such as `*.csv`."));
        } else if names.is_empty() {
            wrong(key, format!("`{key}` must name at least one."));
        } else {
            return Some(several);
        }
        None
    });
    Layout {
        packing,
        entry: entry.entry.clone(),
        several,
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

/// Says which characters of a dialect cannot be meant.
fn check_dialect(dialect: &Dialect, wrong: &mut impl FnMut(&str, String)) {
    let has_other_meaning = |c: char| c.is_alphanumeric() || "\r\n\0".contains(c);
    if let Some(delimiter) = dialect.delimiter.filter(|c| has_other_meaning(*c) || *c == '"') {
        wrong("dialect/delimiter", format!("`{}` cannot stand between cells.", delimiter.escape_default()));
    }
    let mut quote = Some('"');
    if let Some(text) = &dialect.quote_char {
        quote = text.chars().next();
        if text.chars().count() > 1 {
            wrong("dialect/quote_char", "`quote_char` is one character, or `\"\"` when nothing is quoted.".to_owned());
        }
    }
    let delimiter = Some(dialect.delimiter.unwrap_or(','));
    let given = [
        ("quote_char", quote, [delimiter, None]),
        ("escape_char", dialect.escape_char, [delimiter, None]),
        ("comment_char", dialect.comment_char, [delimiter, quote]),
    ];
    for (key, character, others) in given {
        let Some(c) = character else { continue };
        if !c.is_ascii() || has_other_meaning(c) {
            wrong(&format!("dialect/{key}"), format!("`{key}` must be an ASCII character that is no letter or digit."));
        } else if others.contains(&Some(c)) {
            wrong(&format!("dialect/{key}"), format!("`{c}` cannot mean two things in one file."));
        }
    }
}

/// Hints that are not for every format: whether each is given, and for which it has a meaning.
fn hints(entry: &ResourceEntry) -> [(&'static str, bool, &'static [SourceFormat]); 10] {
    use SourceFormat::{Csv, GeoJson, GeoPackage, Json, NdJson, Parquet, Shapefile, Spreadsheet};
    const ROWS: &[SourceFormat] = &[Csv, Spreadsheet];
    [
        ("encoding", entry.encoding.is_some(), &[Csv, GeoJson, Json, NdJson, Shapefile]),
        ("dialect", entry.dialect.is_some(), &[Csv]),
        ("records", entry.records.is_some(), &[Json]),
        ("crs", entry.crs.is_some(), &[GeoJson, GeoPackage, Parquet, Shapefile]),
        ("sheet", entry.sheet.is_some(), &[GeoPackage, Spreadsheet]),
        ("sheets", entry.sheets.is_some(), &[GeoPackage, Spreadsheet]),
        ("range", entry.range.is_some(), &[Spreadsheet]),
        ("header_rows", entry.header_rows.is_some(), ROWS),
        ("skip_rows", entry.skip_rows.is_some(), ROWS),
        ("footer_rows", entry.footer_rows.is_some(), ROWS),
    ]
}
