//! From columns to Arrow arrays of the type that fits.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, TimestampMicrosecondArray};
use arrow_schema::{DataType, Field as ArrowField, Schema as ArrowSchema, TimeUnit};

use super::geo::{self, Extent};
use crate::model::schema::{FieldType, Schema};
use crate::model::table::{Column, DECIMAL_PRECISION};

/// The columns of the file: one a field, and after each column of shapes the boxes around them.
pub(super) fn arrow_schema(schema: &Schema, columns: &[Column]) -> ArrowSchema {
    let mut fields = Vec::new();
    for (field, column) in schema.fields.iter().zip(columns) {
        fields.push(ArrowField::new(&field.name, data_type(column), true));
        if field.kind.is_place() {
            fields.push(ArrowField::new(geo::covering(schema, &field.name), DataType::Struct(geo::sides()), true));
        }
    }
    ArrowSchema::new(fields)
}

/// The arrays of a batch, as [`arrow_schema`] orders them, and how far each column of shapes reaches.
pub(super) fn arrays(columns: &[Column]) -> (Vec<ArrayRef>, Vec<Extent>) {
    let (mut arrays, mut extents) = (Vec::with_capacity(columns.len()), Vec::new());
    for column in columns {
        match geo::encode(column) {
            Some((shapes, boxes, extent)) => {
                arrays.extend([shapes, boxes]);
                extents.push(extent);
            }
            None => arrays.push(array(column)),
        }
    }
    (arrays, extents)
}

/// Whether a type is stored in one column of plain values.
pub(super) fn is_flat(kind: &FieldType) -> bool {
    !kind.is_place() && !matches!(kind, FieldType::List { .. })
}

fn data_type(column: &Column) -> DataType {
    match column {
        Column::Text(_) | Column::Json(_) => DataType::Utf8,
        Column::List(lists) => lists.array().data_type().clone(),
        Column::Integer(_) | Column::Year(_) => DataType::Int64,
        Column::Number(_) => DataType::Float64,
        Column::Decimal(_, decimals) => DataType::Decimal128(DECIMAL_PRECISION, *decimals as i8),
        Column::Boolean(_) => DataType::Boolean,
        Column::Date(_) => DataType::Date32,
        Column::DateTime(times) => {
            DataType::Timestamp(TimeUnit::Microsecond, times.offsets.as_ref().map(|_| Arc::from("UTC")))
        }
        Column::Time(_) => DataType::Time64(TimeUnit::Microsecond),
        Column::Point { .. } | Column::Geometry(_) => DataType::Binary,
    }
}

fn array(column: &Column) -> ArrayRef {
    match column {
        Column::Text(array) | Column::Json(array) => Arc::new(array.clone()),
        Column::List(lists) => Arc::new(lists.array().clone()),
        Column::Integer(array) | Column::Year(array) => Arc::new(array.clone()),
        Column::Number(array) => Arc::new(array.clone()),
        Column::Decimal(array, _) => Arc::new(array.clone()),
        Column::Boolean(array) => Arc::new(array.clone()),
        Column::Date(array) => Arc::new(array.clone()),
        Column::DateTime(times) => {
            let micros: TimestampMicrosecondArray = times.micros.clone();
            if times.offsets.is_some() { Arc::new(micros.with_timezone("UTC")) } else { Arc::new(micros) }
        }
        Column::Time(array) => Arc::new(array.clone()),
        Column::Point { .. } | Column::Geometry(_) => unreachable!("shapes are encoded with the boxes around them"),
    }
}
