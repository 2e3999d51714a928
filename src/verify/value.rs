//! Canonical values and their digests.

use std::borrow::Cow;

use twox_hash::XxHash3_64;

use crate::model::geometry;
use crate::model::table::Column;

/// What a cell says, whatever it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// Nothing.
    Missing,
    /// Text, JSON as text, or a shape as well-known binary.
    Bytes(Cow<'a, [u8]>),
    /// A whole number, a year, days or microseconds.
    Whole(i64),
    /// Units of the last decimal.
    Exact(i128),
    /// A number.
    Real(f64),
    /// True or false.
    Truth(bool),
    /// Microseconds, in UTC where there is an offset in minutes.
    Moment(i64, Option<i16>),
    /// The items of a list.
    Items(Vec<Value<'a>>),
    /// Nothing that a column of its type can hold.
    Unreadable,
}

/// Digests of values, summed. That of one value depends on its row in the block, so that order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    /// Of what every format keeps.
    pub(super) value: u64,
    /// Of the rest: which values are missing, and offsets.
    pub(super) nuance: u64,
}

impl Sum {
    pub(super) fn add(&mut self, other: Sum) {
        self.value = self.value.wrapping_add(other.value);
        self.nuance = self.nuance.wrapping_add(other.nuance);
    }
}

impl<'a> Value<'a> {
    pub(super) fn text(text: &'a str) -> Self {
        Value::Bytes(Cow::Borrowed(text.as_bytes()))
    }

    /// A point as well-known binary.
    pub(super) fn point(longitude: f64, latitude: f64) -> Self {
        Value::shape(&geo_types::Point::new(longitude, latitude).into())
    }

    /// A shape as well-known binary.
    pub(super) fn shape(shape: &geo_types::Geometry) -> Self {
        Value::Bytes(Cow::Owned(geometry::encode(shape)))
    }

    /// The value of a row of a column.
    pub(super) fn of(column: &'a Column, row: usize) -> Self {
        if column.is_null(row) {
            return Value::Missing;
        }
        match column {
            Column::Text(array) | Column::Json(array) => Value::text(array.value(row)),
            Column::List(lists) => Value::Items(lists.range(row).map(|item| Value::of(lists.items(), item)).collect()),
            Column::Integer(array) | Column::Year(array) => Value::Whole(array.value(row)),
            Column::Number(array) => Value::Real(array.value(row)),
            Column::Decimal(array, _) => Value::Exact(array.value(row)),
            Column::Boolean(array) => Value::Truth(array.value(row)),
            Column::Date(array) => Value::Whole(array.value(row).into()),
            Column::DateTime(times) => {
                Value::Moment(times.micros.value(row), times.offsets.as_ref().map(|offsets| offsets.value(row)))
            }
            Column::Time(array) => Value::Whole(array.value(row)),
            Column::Point { longitude, latitude } => Value::point(longitude.value(row), latitude.value(row)),
            Column::Geometry(array) => Value::Bytes(Cow::Borrowed(array.value(row))),
        }
    }

    /// Its digest in a row of a block.
    pub(super) fn digest(&self, row: u64) -> Sum {
        let hash = |bytes: &[u8]| XxHash3_64::oneshot_with_seed(row, bytes);
        let of_value = |value| Sum { value, nuance: 0 };
        match self {
            // As the empty text, from which the nuance tells it.
            Value::Missing => Sum { value: hash(&[]), nuance: hash(&[1]) },
            Value::Bytes(bytes) => of_value(hash(bytes)),
            Value::Whole(number) => of_value(hash(&number.to_le_bytes())),
            Value::Moment(micros, offset) => Sum {
                value: hash(&micros.to_le_bytes()),
                nuance: offset.map_or(0, |offset| hash(&offset.to_le_bytes())),
            },
            other => {
                let mut bytes = Vec::with_capacity(16);
                other.push_bytes(&mut bytes);
                of_value(hash(&bytes))
            }
        }
    }

    /// Appends what makes it differ from every other value of its type.
    fn push_bytes(&self, out: &mut Vec<u8>) {
        match self {
            Value::Missing => {}
            Value::Bytes(bytes) => out.extend_from_slice(bytes),
            Value::Whole(number) | Value::Moment(number, _) => out.extend_from_slice(&number.to_le_bytes()),
            Value::Exact(units) => out.extend_from_slice(&units.to_le_bytes()),
            Value::Real(number) if number.is_nan() => out.extend_from_slice(&f64::NAN.to_le_bytes()),
            Value::Real(number) => out.extend_from_slice(&number.to_le_bytes()),
            Value::Truth(truth) => out.push(u8::from(*truth)),
            Value::Items(items) => {
                for item in items {
                    let start = out.len();
                    out.extend_from_slice(&[0; 8]);
                    item.push_bytes(out);
                    let length = (out.len() - start - 8) as u64;
                    out[start..start + 8].copy_from_slice(&length.to_le_bytes());
                }
            }
            Value::Unreadable => out.extend_from_slice(b"cannot be read"),
        }
    }
}
