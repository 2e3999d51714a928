//! Parquet, read by the crate `parquet`: its row groups side by side.

use std::borrow::Cow;
use std::path::Path;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float64Type, Int64Type, Time64MicrosecondType, TimestampMicrosecondType,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder};
use rayon::prelude::*;

use super::tally::Total;
use super::value::Value;
use super::{Trouble, Verifier, Written};
use crate::files;
use crate::model::Format;
use crate::model::schema::{FieldType, Schema};

/// Rows that are in memory at once, of each group that is read.
const ROWS: usize = 8_192;

const DAMAGED: Trouble = Trouble::Unreadable("It is no Parquet file, or is damaged.");

pub(super) struct Parquet;

impl Verifier for Parquet {
    fn written(&self) -> Written {
        Written::File(Format::Parquet)
    }

    /// A moment is stored in UTC.
    fn keeps_nuance(&self, schema: &Schema, column: usize) -> bool {
        !matches!(schema.fields[column].kind, FieldType::DateTime { .. })
    }

    fn read(&self, path: &Path, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble> {
        let file = files::open(path)?;
        let metadata = ArrowReaderMetadata::load(&file, Default::default()).map_err(|_| DAMAGED)?;
        let mut first = 0;
        let groups: Vec<(usize, u64)> = (metadata.metadata().row_groups().iter().enumerate())
            .map(|(group, described)| {
                let start = first;
                first += described.num_rows().max(0) as u64;
                (group, start)
            })
            .collect();
        groups.into_par_iter().try_for_each(|(group, first)| {
            // A file of its own, because where one stands is shared with its clones.
            let file = files::open(path)?;
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
            let batches = builder.with_row_groups(vec![group]).with_batch_size(ROWS).build().map_err(|_| DAMAGED)?;
            let mut row = first;
            for batch in batches {
                let batch = batch.map_err(|_| DAMAGED)?;
                count(&batch, row, schema, total)?;
                row += batch.num_rows() as u64;
            }
            Ok(())
        })
    }
}

fn count(batch: &RecordBatch, first: u64, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble> {
    let mut tally = total.tally(schema.fields.len());
    tally.add_rows(batch.num_rows() as u64);
    for (column, field) in schema.fields.iter().enumerate() {
        // The boxes around shapes have columns of their own.
        let array = batch.column_by_name(&field.name).ok_or(Trouble::Unreadable("A column is not there."))?;
        for (at, row) in (first..).enumerate().take(batch.num_rows()) {
            tally.add(row, column, &value(array, at));
        }
    }
    total.add(tally);
    Ok(())
}

fn value(array: &dyn Array, row: usize) -> Value<'_> {
    if array.is_null(row) {
        return Value::Missing;
    }
    match array.data_type() {
        DataType::Utf8 => Value::text(array.as_string::<i32>().value(row)),
        DataType::Binary => Value::Bytes(Cow::Borrowed(array.as_binary::<i32>().value(row))),
        DataType::Boolean => Value::Truth(array.as_boolean().value(row)),
        DataType::Int64 => Value::Whole(array.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => Value::Real(array.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal128(..) => Value::Exact(array.as_primitive::<Decimal128Type>().value(row)),
        DataType::Date32 => Value::Whole(array.as_primitive::<Date32Type>().value(row).into()),
        DataType::Time64(TimeUnit::Microsecond) => {
            Value::Whole(array.as_primitive::<Time64MicrosecondType>().value(row))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            Value::Moment(array.as_primitive::<TimestampMicrosecondType>().value(row), None)
        }
        DataType::List(_) => {
            let lists = array.as_list::<i32>();
            let (start, end) = (lists.value_offsets()[row] as usize, lists.value_offsets()[row + 1] as usize);
            Value::Items((start..end).map(|item| value(lists.values(), item)).collect())
        }
        _ => Value::Unreadable,
    }
}
