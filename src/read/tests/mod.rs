//! Tables read from bytes, as the scan would read them.

mod container;
mod csv;
mod json;
mod parquet;
mod workbook;

use std::io::Write;

use super::{Flaw, Header, Instead, Shown, open};
use crate::files::Bundle;
use crate::model::schema::{DateFormat, Field, FieldType, GeoPointFormat, Schema};
use crate::model::table::{FaultKind, RowFaultKind, ZoneHabit};
use crate::model::{Layout, SourceFormat};

/// What came of a table.
#[derive(Debug, Default)]
struct Read {
    flaws: Vec<Flaw>,
    labels: Vec<String>,
    /// How the numbers below each label are shown.
    shown: Vec<Option<Shown>>,
    /// The rows: their number in the spreadsheet, then a text for each field.
    rows: Vec<(u64, Vec<Option<String>>)>,
    /// Row, field and kind.
    faults: Vec<(u64, usize, FaultKind)>,
    row_faults: Vec<(Option<u64>, RowFaultKind)>,
}

impl Read {
    /// The rows as one text, missing values as `∅`.
    fn text(&self) -> String {
        let row = |(number, cells): &(u64, Vec<Option<String>>)| {
            let cells: Vec<&str> = cells.iter().map(|cell| cell.as_deref().unwrap_or("∅")).collect();
            format!("{number}: {}", cells.join("|"))
        };
        self.rows.iter().map(row).collect::<Vec<_>>().join("\n")
    }

    /// What was said instead of rows.
    fn problem(&self) -> &str {
        match &self.row_faults[..] {
            [(_, RowFaultKind::Malformed(reason) | RowFaultKind::TooLarge(reason))] => reason,
            other => panic!("{other:?}"),
        }
    }
}

/// Reads a table whose columns are given as `source:type`.
fn read(bytes: &[u8], format: SourceFormat, layout: &Layout, columns: &[&str]) -> Read {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let fields: Vec<Field> = columns.iter().map(|column| field(column)).collect();
    let habits = vec![ZoneHabit::Local; fields.len()];
    let schema = Schema { fields, ..Schema::default() };
    let mut table = open(&Bundle::new(file.path()), format, layout, &schema, habits).unwrap();
    let mut read = Read { flaws: table.flaws, ..Read::default() };
    if let Some(Header { labels, problem }) = table.header {
        read.shown = labels.iter().map(|label| label.shown).collect();
        read.labels = labels.into_iter().map(|label| label.text).chain(problem).collect();
    }
    while let Some(block) = table.cutter.next_block().unwrap() {
        let batch = table.decoder.decode(block);
        let locator = &batch.locator;
        for row in 0..batch.rows {
            let cells = batch.columns.iter().map(|column| column.text(row)).collect();
            read.rows.push((locator.row_number(row), cells));
        }
        for fault in &batch.faults {
            assert_eq!(locator.cell(fault.row, fault.field).row, Some(locator.row_number(fault.row)));
            read.faults.push((locator.row_number(fault.row), fault.field, fault.kind));
        }
        let places = batch.row_faults.iter().map(|fault| (locator.row_fault(fault.place).row, fault.kind.clone()));
        read.row_faults.extend(places);
    }
    read
}

fn field(column: &str) -> Field {
    let (source, kind) = column.rsplit_once(':').unwrap_or((column, "string"));
    let kind = match kind {
        "integer" => FieldType::Integer,
        "number" => FieldType::Number { decimals: None },
        "boolean" => FieldType::Boolean { true_values: vec!["yes".to_owned()], false_values: vec!["no".to_owned()] },
        "date" => FieldType::Date { format: DateFormat::Pattern("%d.%m.%Y".to_owned()) },
        "datetime" => FieldType::DateTime { format: DateFormat::Iso, timezone: None },
        "geojson" => FieldType::GeoJson,
        "geopoint" => FieldType::GeoPoint { format: GeoPointFormat::Default },
        "time" => FieldType::Time { format: DateFormat::Iso },
        _ => FieldType::String,
    };
    Field { kind, ..Field::text(source.to_lowercase(), source) }
}
