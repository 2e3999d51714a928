//! A table of every type in every format, damaged in each way that a fault of a writer could damage it.

use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::{BooleanArray, Date32Array, Decimal128Array, Float64Array, Int16Array, Int64Array, StringArray};
use arrow_array::{Time64MicrosecondArray, TimestampMicrosecondArray};

use super::*;
use crate::convert::{RowsConversion, RowsLinks, Subject, WRITERS, Writer};
use crate::diagnostic::Cell;
use crate::files::Spool;
use crate::model::schema::{Field, FieldType, ItemType};
use crate::model::table::{Batch, Column, ColumnBuilder, DateTimes, Locate, TextCache};
use crate::model::{JsonForm, Limits, Metadata, RowsPage};
use crate::scan::Observer;

const HOUR: i64 = 3_600_000_000;

/// A row, a column each.
#[derive(Debug, Clone)]
struct Row {
    code: Option<&'static str>,
    count: Option<i64>,
    share: Option<f64>,
    fee: Option<i128>,
    open: Option<bool>,
    day: Option<i32>,
    clock: Option<i64>,
    seen: Option<(i64, i16)>,
    local: Option<i64>,
    tags: Option<Vec<&'static str>>,
    shape: Option<&'static str>,
    year: Option<i64>,
    place: Option<(f64, f64)>,
}

const COLUMNS: [&str; 13] =
    ["code", "count", "share", "fee", "open", "day", "clock", "seen", "local", "tags", "shape", "year", "place"];

/// Rows of one batch; the table has two.
const ROWS: usize = 4;

fn rows() -> Vec<Row> {
    let row = |at: i64| Row {
        code: Some(["007", "a \"b\", c\nd", "_x0041_ é", "=1+1"][at as usize % 4]),
        count: Some(at * 1_000_003 - 7),
        share: Some(at as f64 / 3.0 - 1.0),
        fee: Some(i128::from(at) * 12_345 - 5),
        open: Some(at % 3 == 0),
        day: Some(20_000 + at as i32),
        clock: Some(at * HOUR + 61_000_000),
        seen: Some((1_700_000_000_000_000 + at * HOUR, -300)),
        local: Some(1_700_000_000_000_000 + at * HOUR),
        tags: Some(vec!["oak", "elm"]),
        shape: Some(r#"{"a":[1.0,2]}"#),
        year: Some(1990 + at),
        place: Some((-71.0 + at as f64 / 10.0, 42.5)),
    };
    let mut rows: Vec<Row> = (0..2 * ROWS as i64).map(row).collect();
    // What must not be taken for each other: a missing text and an empty one, a list without items and none.
    (rows[1].code, rows[2].code) = (Some(""), None);
    (rows[1].tags, rows[2].tags) = (Some(vec![]), None);
    (rows[1].share, rows[3].share, rows[5].share) = (Some(f64::NAN), Some(f64::NEG_INFINITY), Some(-0.0));
    let last = rows.last_mut().unwrap();
    *last =
        Row { count: Some(i64::MAX), fee: Some(10_i128.pow(37)), clock: Some(1), day: Some(-700_000), ..last.clone() };
    rows[6] = Row {
        count: None,
        share: None,
        fee: None,
        open: None,
        day: None,
        clock: None,
        seen: None,
        local: None,
        shape: None,
        year: None,
        place: None,
        ..rows[6].clone()
    };
    rows
}

fn schema() -> Schema {
    use crate::model::schema::{DateFormat, GeoPointFormat};
    let format = DateFormat::Iso;
    let kinds = [
        FieldType::String,
        FieldType::Integer,
        FieldType::Number { decimals: None },
        FieldType::Number { decimals: Some(2) },
        FieldType::plain_boolean(),
        FieldType::Date { format: format.clone() },
        FieldType::Time { format: format.clone() },
        FieldType::DateTime { format: format.clone(), timezone: None },
        FieldType::DateTime { format, timezone: None },
        FieldType::List { delimiter: ';', items: ItemType::String },
        FieldType::Object,
        FieldType::Year,
        FieldType::GeoPoint { format: GeoPointFormat::Default },
    ];
    let field = |(name, kind): (&str, FieldType)| Field { kind, ..Field::text(name, name) };
    Schema { fields: COLUMNS.into_iter().zip(kinds).map(field).collect(), ..Schema::default() }
}

#[derive(Debug)]
struct Nowhere;

impl Locate for Nowhere {
    fn cell(&self, _: usize, _: usize) -> Cell {
        Cell::default()
    }

    fn row_fault(&self, _: usize) -> Cell {
        Cell::default()
    }

    fn row_number(&self, row: usize) -> u64 {
        row as u64
    }
}

fn batch(rows: &[Row]) -> Batch {
    let FieldType::List { .. } = schema().fields[9].kind else { unreachable!() };
    let mut tags = ColumnBuilder::new(&schema().fields[9].kind, false, rows.len());
    for row in rows {
        let ColumnBuilder::List(lists) = &mut tags else { unreachable!() };
        match &row.tags {
            None => tags.append_null(),
            Some(items) => {
                for item in items {
                    let ColumnBuilder::Text(text) = lists.item() else { unreachable!() };
                    text.append_value(item);
                }
                lists.end();
            }
        }
    }
    macro_rules! column {
        ($array:ident, $value:expr) => {
            rows.iter().map($value).collect::<$array>()
        };
    }
    let micros = |value: fn(&Row) -> Option<i64>| column!(TimestampMicrosecondArray, value);
    let offsets = Some(rows.iter().map(|row| row.seen.map_or(0, |seen| seen.1)).collect::<Vec<i16>>());
    let columns = vec![
        Column::Text(column!(StringArray, |row| row.code)),
        Column::Integer(column!(Int64Array, |row| row.count)),
        Column::Number(column!(Float64Array, |row| row.share)),
        Column::Decimal(column!(Decimal128Array, |row| row.fee).with_precision_and_scale(38, 2).unwrap(), 2),
        Column::Boolean(column!(BooleanArray, |row| row.open)),
        Column::Date(column!(Date32Array, |row| row.day)),
        Column::Time(column!(Time64MicrosecondArray, |row| row.clock)),
        Column::DateTime(DateTimes {
            micros: micros(|row| row.seen.map(|seen| seen.0)),
            offsets: offsets.map(Int16Array::from),
        }),
        Column::DateTime(DateTimes { micros: micros(|row| row.local), offsets: None }),
        tags.finish(),
        Column::Json(column!(StringArray, |row| row.shape)),
        Column::Year(column!(Int64Array, |row| row.year)),
        Column::Point {
            longitude: column!(Float64Array, |row| row.place.map(|place| place.0)),
            latitude: column!(Float64Array, |row| row.place.map(|place| place.1)),
        },
    ];
    Batch {
        rows: rows.len(),
        columns,
        faults: Vec::new(),
        row_faults: Vec::new(),
        absent: Vec::new(),
        seen: None,
        cache: TextCache::default(),
        locator: Box::new(Nowhere),
    }
}

/// Shows the table to an observer, batch by batch.
fn show(rows: &[Row], observer: &dyn Observer) {
    for rows in rows.chunks(ROWS) {
        observer.merge(observer.observe(&batch(rows)).unwrap()).unwrap();
    }
}

fn metadata() -> Metadata {
    serde_json::from_value(serde_json::json!({
        "title": "Table", "description": "", "keywords": [], "theme": "GOVE", "publisher": "town",
        "license": { "id": "PDDL-1.0", "title": "", "url": "" }, "update_frequency": "annual",
        "issued": "2026-01-01", "modified": "2026-01-01", "contact": { "name": "", "email": "" },
        "temporal": { "start": "2026-01-01", "end": "ongoing" }, "related": [], "translations": {},
    }))
    .unwrap()
}

/// Writes rows in every form.
fn write(rows: &[Row], folder: &Path) -> Vec<(Written, PathBuf)> {
    let (schema, metadata, limits) = (schema(), metadata(), Limits::default());
    let subject = |json| Subject {
        schema: &schema,
        title: "Table",
        description: "",
        metadata: &metadata,
        publisher: "",
        page: "",
        limits: &limits,
        json: Some(json),
    };
    let write = |(format, form): (Format, JsonForm)| {
        let path = folder.join(format!("rows.{}", format.extension()));
        let is_writer = |writer: &&&dyn Writer| match format {
            Format::JsonLines => writer.format() == Format::Json,
            format => writer.format() == format,
        };
        let writer = WRITERS.iter().find(is_writer).unwrap();
        let conversion = writer.start(&subject(form), fs::File::create(&path).unwrap()).unwrap();
        show(rows, &*conversion);
        conversion.finish(&[]).unwrap().unwrap();
        (Written::File(format), path)
    };
    let pages = folder.join("rows.");
    let observer = RowsConversion::new(&schema, u64::MAX, Spool::new(folder));
    show(rows, &observer);
    let links = RowsLinks { dataset: String::new(), schema: String::new() };
    observer.finish(&links, |number, page| fs::write(RowsPage::beside(&pages, number), page)).unwrap();
    let arrays = WRITERS.iter().map(|writer| (writer.format(), JsonForm::Array));
    let files = arrays.chain([(Format::JsonLines, JsonForm::Lines)]).map(write);
    files.chain([(Written::Pages, pages)]).collect()
}

fn witnessed(rows: &[Row]) -> Expected {
    let witness = Witness::default();
    show(rows, &witness);
    witness.finish()
}

/// What is different in a file, if anything is.
fn difference(written: Written, path: &Path, source: &[Row]) -> Option<Difference> {
    let (schema, expected) = (schema(), witnessed(source));
    let suspect = check(written, path, &schema, &expected).unwrap()?;
    let look = suspect.closer_look();
    look.iter().for_each(|look| show(source, look));
    Some(suspect.difference(look).unwrap())
}

#[test]
fn what_was_written_is_what_was_read() {
    let folder = tempfile::tempdir().unwrap();
    for rows in [rows(), Vec::new(), rows()[..1].to_vec()] {
        for (format, path) in write(&rows, folder.path()) {
            assert_eq!(difference(format, &path, &rows), None, "{format:?}, {} rows", rows.len());
        }
    }
}

/// What a writer with a fault would have made, and the first cell that is not right.
type Damage = (&'static str, fn(&mut Vec<Row>), (u64, &'static str));

const DAMAGES: &[Damage] = &[
    ("a digit", |rows| rows[4].count = rows[4].count.map(|count| count + 1), (4, "count")),
    ("the last bit of a number", |rows| rows[4].share = rows[4].share.map(f64::next_up), (4, "share")),
    ("a cent", |rows| rows[0].fee = rows[0].fee.map(|fee| fee + 1), (0, "fee")),
    ("a truth", |rows| rows[5].open = Some(true), (5, "open")),
    ("a day", |rows| rows[5].day = rows[5].day.map(|day| day - 1), (5, "day")),
    ("a time", |rows| rows[3].clock = Some(0), (3, "clock")),
    ("an hour", |rows| rows[2].seen = rows[2].seen.map(|(at, offset)| (at + HOUR, offset)), (2, "seen")),
    ("an hour on the clock", |rows| rows[5].local = rows[5].local.map(|at| at - HOUR), (5, "local")),
    ("two rows in one block", |rows| rows.swap(0, 3), (0, "code")),
    ("two rows in two blocks", |rows| rows.swap(3, 4), (3, "code")),
    (
        "two equal texts, the rest swapped",
        |rows| {
            let (one, other) = (rows[0].year, rows[4].year);
            (rows[0].year, rows[4].year) = (other, one);
        },
        (0, "year"),
    ),
    ("the last row", |rows| _ = rows.pop(), (7, "code")),
    ("the first row", |rows| _ = rows.remove(0), (0, "code")),
    ("a row more", |rows| rows.push(rows[0].clone()), (8, "code")),
    ("a row twice", |rows| rows.insert(2, rows[1].clone()), (2, "code")),
    ("all rows", |rows| rows.clear(), (0, "code")),
    ("a value that is missing", |rows| rows[4].code = None, (4, "code")),
    ("an empty text that is missing", |rows| rows[1].code = None, (1, "code")),
    ("a missing text that is empty", |rows| rows[2].code = Some(""), (2, "code")),
    ("a zero that was missing", |rows| rows[6].count = Some(0), (6, "count")),
    ("a sign of zero", |rows| rows[5].share = Some(0.0), (5, "share")),
    ("a letter", |rows| rows[4].code = Some("070"), (4, "code")),
    ("an item", |rows| rows[4].tags = Some(vec!["oak", "elm", "ash"]), (4, "tags")),
    ("items in another order", |rows| rows[4].tags = Some(vec!["elm", "oak"]), (4, "tags")),
    ("items of a list that is missing", |rows| rows[2].tags = Some(vec![]), (2, "tags")),
    ("a digit of JSON", |rows| rows[4].shape = Some(r#"{"a":[1,2]}"#), (4, "shape")),
    ("a metre", |rows| rows[4].place = rows[4].place.map(|(x, y)| (x + 0.000_01, y)), (4, "place")),
    ("the order of coordinates", |rows| rows[4].place = rows[4].place.map(|(x, y)| (y, x)), (4, "place")),
    ("a place that is missing", |rows| rows[4].place = None, (4, "place")),
];

#[test]
fn every_damage_is_seen_in_every_format_and_named() {
    let (source, folder) = (rows(), tempfile::tempdir().unwrap());
    for (what, damage, (row, column)) in DAMAGES {
        let mut damaged = source.clone();
        damage(&mut damaged);
        for (format, path) in write(&damaged, folder.path()) {
            let found =
                difference(format, &path, &source).unwrap_or_else(|| panic!("{what} in {format:?} is not seen"));
            let cell = found.cell.map(|(row, column)| (row, COLUMNS[column]));
            assert_eq!(cell, Some((*row, *column)), "{what} in {format:?}");
            let rows = format!("The file has {} rows and the source 8.", damaged.len());
            assert_eq!(found.detail == rows, damaged.len() != source.len(), "{what} in {format:?}");
        }
    }
}

#[test]
fn another_offset_is_seen_where_offsets_are_kept() {
    let (source, folder) = (rows(), tempfile::tempdir().unwrap());
    let mut damaged = source.clone();
    damaged[4].seen = damaged[4].seen.map(|(at, _)| (at, -240));
    for (format, path) in write(&damaged, folder.path()) {
        let cell = difference(format, &path, &source).and_then(|found| found.cell);
        assert_eq!(cell, (format != Written::File(Format::Parquet)).then_some((4, 7)), "{format:?}");
    }
}

/// A bit of a file that turned over on the disk.
#[test]
fn no_byte_of_a_text_can_change_unseen() {
    let source = rows();
    let folder = tempfile::tempdir().unwrap();
    for (format, path) in write(&source, folder.path()) {
        let Written::File(format @ (Format::Csv | Format::Json | Format::GeoJson)) = format else { continue };
        let written = fs::read(&path).unwrap();
        for at in (0..written.len()).step_by(3) {
            let mut bytes = written.clone();
            bytes[at] ^= 1 << (at % 7);
            fs::write(&path, &bytes).unwrap();
            let seen = check(Written::File(format), &path, &schema(), &witnessed(&source)).unwrap().is_some();
            assert!(
                seen,
                "{format:?}, byte {at} of {:?}",
                String::from_utf8_lossy(&written[at.saturating_sub(20)..=at])
            );
        }
        for cut in [1, written.len() / 2, written.len()] {
            fs::write(&path, &written[..written.len() - cut]).unwrap();
            let seen = check(Written::File(format), &path, &schema(), &witnessed(&source)).unwrap().is_some();
            // A file that lacks its last line break alone holds the same.
            assert_eq!(seen, cut > 1, "{format:?} without its last {cut} bytes");
        }
    }
}

#[test]
fn a_damaged_file_is_named_as_such() {
    let source = rows();
    let folder = tempfile::tempdir().unwrap();
    for (format, path) in write(&source, folder.path()) {
        let file = if format == Written::Pages { RowsPage::beside(&path, 1) } else { path.clone() };
        fs::write(file, b"something else\n").unwrap();
        let found = difference(format, &path, &source).unwrap();
        assert_eq!(found.cell, None, "{format:?}");
        assert!(found.detail.starts_with("It"), "{format:?}: {}", found.detail);
    }
}

#[test]
fn every_format_has_a_verifier() {
    for format in Format::ALL {
        assert!(VERIFIERS.iter().any(|verifier| verifier.written() == Written::File(format)), "{format:?}");
    }
}

#[test]
fn a_table_of_one_column_can_have_missing_values() {
    let schema = Schema { fields: vec![Field::text("only", "only")], ..Schema::default() };
    let expected = {
        let witness = Witness::default();
        let column = Column::Text(StringArray::from(vec![None, Some("a")]));
        let batch = Batch { rows: 2, columns: vec![column], ..batch(&[]) };
        witness.merge(witness.observe(&batch).unwrap()).unwrap();
        witness.finish()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("only.csv");
    for (text, is_same) in [("only\n\"\"\na\n", true), ("only\na\n\"\"\n", false), ("only\nb\na\n", false)] {
        fs::write(&path, text).unwrap();
        assert_eq!(
            check(Written::File(Format::Csv), &path, &schema, &expected).unwrap().is_none(),
            is_same,
            "{text:?}"
        );
    }
    let column = Column::Integer(Int64Array::from(vec![None, Some(0)]));
    let witness = Witness::default();
    witness.merge(witness.observe(&Batch { rows: 2, columns: vec![column], ..batch(&[]) }).unwrap()).unwrap();
    let (numbers, expected) = (Field { kind: FieldType::Integer, ..Field::text("only", "only") }, witness.finish());
    let schema = Schema { fields: vec![numbers], ..Schema::default() };
    for (text, is_same) in [("only\n\"\"\n0\n", true), ("only\n0\n\"\"\n", false)] {
        fs::write(&path, text).unwrap();
        assert_eq!(
            check(Written::File(Format::Csv), &path, &schema, &expected).unwrap().is_none(),
            is_same,
            "{text:?}"
        );
    }
}
