//! XLSX, read by the crate `calamine`: the cells of the first sheet as they come.

use std::io::{BufReader, Read, Seek};
use std::path::Path;

use calamine::{DataRef, DataType as _, Reader as _, Xlsx as Workbook, XlsxCellReader};

use super::tally::Total;
use super::text::{is_text, read};
use super::value::Value;
use super::{Trouble, Verifier, Written};
use crate::files;
use crate::model::Format;
use crate::model::schema::{FieldType, Schema};

/// The day 1970-01-01 as Excel counts days.
const EPOCH: i64 = 25_569;

const SECONDS_A_DAY: f64 = 86_400.0;

const DAMAGED: Trouble = Trouble::Unreadable("It is no workbook, or is damaged.");

pub(super) struct Xlsx;

impl Verifier for Xlsx {
    fn written(&self) -> Written {
        Written::File(Format::Xlsx)
    }

    fn read(&self, path: &Path, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble> {
        let mut workbook = Workbook::new(BufReader::new(files::open(path)?)).map_err(|_| DAMAGED)?;
        let sheet = workbook.sheet_names().into_iter().next().ok_or(DAMAGED)?;
        let cells = workbook.worksheet_cells_reader(&sheet).map_err(|_| DAMAGED)?;
        count(cells, schema, total)
    }
}

/// Counts the rows after the first, which must be the names of the columns.
fn count<R: Read + Seek>(mut cells: XlsxCellReader<'_, R>, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble> {
    let mut tally = total.tally(schema.fields.len());
    let (mut expected, mut rows) = ((0, 0), 0);
    while let Some(cell) = cells.next_cell().map_err(|_| DAMAGED)? {
        let (row, column) = cell.get_position();
        if (row, column) != expected {
            return Err(Trouble::Unreadable("Its rows have not a cell for each column."));
        }
        let field = &schema.fields[column as usize];
        if row == 0 {
            if cell.get_value().get_string() != Some(field.name.as_str()) {
                return Err(Trouble::Unreadable("Its first row does not name the columns."));
            }
        } else {
            let value = value(&field.kind, cell.get_value()).unwrap_or(Value::Unreadable);
            tally.add(u64::from(row) - 1, column as usize, &value);
            rows = u64::from(row);
        }
        expected = if column as usize + 1 == schema.fields.len() { (row + 1, 0) } else { (row, column + 1) };
    }
    if expected.1 != 0 {
        return Err(Trouble::Unreadable("Its rows have not a cell for each column."));
    }
    tally.add_rows(rows);
    total.add(tally);
    Ok(())
}

/// The value of a cell. What Excel has no type for is text there.
fn value<'a>(kind: &FieldType, data: &'a DataRef<'_>) -> Option<Value<'a>> {
    if data.is_empty() {
        return Some(Value::Missing);
    }
    if let Some(text) = data.get_string() {
        return read(kind, text.as_bytes());
    }
    if let Some(truth) = data.get_bool() {
        return matches!(kind, FieldType::Boolean { .. }).then_some(Value::Truth(truth));
    }
    let number = data.get_float().or_else(|| data.get_datetime().map(|moment| moment.as_f64()))?;
    let seconds = |days: f64| (days * SECONDS_A_DAY).round() as i64;
    Some(match kind {
        kind if is_text(kind) => return None,
        FieldType::Integer | FieldType::Year => Value::Whole(whole(number)?),
        FieldType::Number { decimals: None } => Value::Real(number),
        FieldType::Number { decimals: Some(decimals) } => {
            Value::Exact((number * 10_f64.powi(i32::from(*decimals))).round() as i128)
        }
        FieldType::Date { .. } => Value::Whole(whole(number)? - EPOCH),
        FieldType::Time { .. } => Value::Whole(seconds(number) * 1_000_000),
        FieldType::DateTime { .. } => Value::Moment((seconds(number) - EPOCH * SECONDS_A_DAY as i64) * 1_000_000, None),
        _ => return None,
    })
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0).then_some(number as i64)
}
