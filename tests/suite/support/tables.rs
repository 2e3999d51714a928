//! Published tables read back by other libraries than those that wrote them, where there are others: every cell as text.

use std::fs;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float64Type, Int64Type, Time64MicrosecondType, TimestampMicrosecondType,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use jiff::{SignedDuration, Timestamp, civil};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use townbook::model::geometry;

/// Names of the columns, and rows of cells; a missing value is `None`.
#[derive(Debug, PartialEq, Eq)]
pub struct Cells {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Option<String>>>,
}

/// The CSV that was published. An empty cell is missing, unless it stands in quotation marks and is not alone in its row;
/// the `csv` crate does not tell, so this is read by hand, and by the crate too.
pub fn of_csv(path: &Path) -> Cells {
    let text = fs::read_to_string(path).unwrap();
    let mut rows = rows_of(&text);
    let columns: Vec<String> = rows.remove(0).into_iter().map(Option::unwrap).collect();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let by_the_crate: Vec<csv::StringRecord> = reader.records().skip(1).map(Result::unwrap).collect();
    assert_eq!(by_the_crate.len(), rows.len(), "{}", path.display());
    for (record, row) in by_the_crate.iter().zip(&mut rows) {
        assert!(record.iter().eq(row.iter().map(|cell| cell.as_deref().unwrap_or_default())), "{record:?} and {row:?}");
        if row.len() == 1 && row[0].as_deref() == Some("") {
            row[0] = None;
        }
    }
    Cells { columns, rows }
}

/// RFC 4180 with LF.
fn rows_of(text: &str) -> Vec<Vec<Option<String>>> {
    assert!(text.ends_with('\n'), "the last line is ended too");
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), None::<String>);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                let cell = cell.insert(String::new());
                loop {
                    match rest.next().expect("a quotation is closed") {
                        '"' if rest.next_if_eq(&'"').is_none() => break,
                        c => cell.push(c),
                    }
                }
            }
            ',' => row.push(cell.take()),
            '\n' => {
                row.push(cell.take());
                rows.push(std::mem::take(&mut row));
            }
            c => cell.get_or_insert_default().push(c),
        }
    }
    rows
}

/// The JSON that was published.
pub fn of_json(path: &Path) -> Cells {
    let json: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let records = json.as_array().expect("an array of records");
    let columns =
        records.first().map(|record| record.as_object().unwrap().keys().cloned().collect()).unwrap_or_default();
    let cell = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Object(point) => Some(format!("{}, {}", point["lon"], point["lat"])),
        other => Some(other.to_string()),
    };
    let rows = records.iter().map(|record| record.as_object().unwrap().values().map(cell).collect()).collect();
    Cells { columns, rows }
}

/// The Parquet that was published, without the boxes around shapes. Instants are given in UTC, as the file has them.
pub fn of_parquet(path: &Path) -> Cells {
    let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path).unwrap()).unwrap();
    let is_box = |at: &usize| matches!(reader.schema().field(*at).data_type(), DataType::Struct(_));
    let kept: Vec<usize> = (0..reader.schema().fields().len()).filter(|at| !is_box(at)).collect();
    let columns = kept.iter().map(|&at| reader.schema().field(at).name().clone()).collect();
    let mut rows = Vec::new();
    for batch in reader.build().unwrap() {
        let batch = batch.unwrap().project(&kept).unwrap();
        rows.extend((0..batch.num_rows()).map(|row| parquet_row(&batch, row)));
    }
    Cells { columns, rows }
}

fn parquet_row(batch: &RecordBatch, row: usize) -> Vec<Option<String>> {
    batch.columns().iter().map(|column| (!column.is_null(row)).then(|| parquet_cell(column, row))).collect()
}

fn parquet_cell(column: &dyn Array, row: usize) -> String {
    let midnight = civil::date(1970, 1, 1).at(0, 0, 0, 0);
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Decimal128(..) => column.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Date32 => {
            let days = i64::from(column.as_primitive::<Date32Type>().value(row));
            (midnight + SignedDuration::from_hours(days * 24)).date().to_string()
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            let micros = column.as_primitive::<Time64MicrosecondType>().value(row);
            (midnight + SignedDuration::from_micros(micros)).time().to_string()
        }
        DataType::Timestamp(TimeUnit::Microsecond, zone) => {
            let micros = column.as_primitive::<TimestampMicrosecondType>().value(row);
            match zone {
                Some(zone) => {
                    assert_eq!(&**zone, "UTC");
                    Timestamp::from_microsecond(micros).unwrap().to_string()
                }
                None => (midnight + SignedDuration::from_micros(micros)).to_string(),
            }
        }
        DataType::Binary => {
            let shape = geometry::decode(column.as_binary::<i32>().value(row)).unwrap().geometry.unwrap();
            let geo_types::Geometry::Point(point) = shape else { panic!("no test knows the shape {shape:?}") };
            format!("{}, {}", point.x(), point.y())
        }
        other => panic!("no test knows the type {other}"),
    }
}

/// Asserts that two cells are one value. Texts may differ only where both are one number, or one moment in time.
#[track_caller]
pub fn assert_same(what: &str, left: &Cells, right: &Cells) {
    // A JSON array without records does not tell its columns.
    if !(left.rows.is_empty() && (left.columns.is_empty() || right.columns.is_empty())) {
        assert_eq!(left.columns, right.columns, "{what}");
    }
    assert_eq!(left.rows.len(), right.rows.len(), "{what}: number of rows");
    for (row, (a, b)) in left.rows.iter().zip(&right.rows).enumerate() {
        for (column, (a, b)) in a.iter().zip(b).enumerate() {
            let same = match (a, b) {
                (Some(a), Some(b)) if left.columns[column] == "year" => same_year(a, b),
                (Some(a), Some(b)) => a == b || same_number(a, b) || same_moment(a, b),
                (a, b) => a == b,
            };
            assert!(same, "{what}: row {} column {}: {a:?} and {b:?}", row + 1, left.columns[column]);
        }
    }
}

fn same_number(a: &str, b: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|_| text.trim_start_matches('-').len() < 25);
    // Codes such as 007 are texts: a number never begins with a zero that says nothing.
    let coded = |text: &str| text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
    !coded(a) && !coded(b) && number(a).is_some_and(|a| number(b).is_some_and(|b| a.to_bits() == b.to_bits()))
}

/// Years have four digits as text, and are numbers in JSON and Parquet.
fn same_year(a: &str, b: &str) -> bool {
    a == b || a.len() >= 4 && a.parse::<i64>().is_ok_and(|a| b.parse() == Ok(a))
}

fn same_moment(a: &str, b: &str) -> bool {
    let instant = |text: &str| text.parse::<Timestamp>().ok();
    let local = |text: &str| text.parse::<civil::DateTime>().ok();
    let time = |text: &str| text.parse::<civil::Time>().ok();
    match (instant(a), instant(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) if a.contains('T') => local(a).is_some() && local(a) == local(b),
        (None, None) => time(a).is_some() && time(a) == time(b),
        _ => false,
    }
}
