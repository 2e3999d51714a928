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
            Value::Moment(_, offset) => {
                let nuance = offset.map_or(0, |offset| hash(&offset.to_le_bytes()));
                let (bytes, length) = self.plain();
                Sum { value: hash(&bytes[..length]), nuance }
            }
            Value::Items(_) => {
                let mut bytes = Vec::new();
                self.push_bytes(&mut bytes);
                of_value(hash(&bytes))
            }
            _ => {
                let (bytes, length) = self.plain();
                of_value(hash(&bytes[..length]))
            }
        }
    }

    /// The bytes of a value of a fixed size, and how many they are. Nothing of any other.
    fn plain(&self) -> ([u8; 16], usize) {
        let mut bytes = [0; 16];
        let mut fill = |value: &[u8]| {
            bytes[..value.len()].copy_from_slice(value);
            value.len()
        };
        let length = match self {
            Value::Whole(number) | Value::Moment(number, _) => fill(&number.to_le_bytes()),
            Value::Exact(units) => fill(&units.to_le_bytes()),
            // There are many that are no number.
            Value::Real(number) if number.is_nan() => fill(&f64::NAN.to_le_bytes()),
            Value::Real(number) => fill(&number.to_le_bytes()),
            Value::Truth(truth) => fill(&[u8::from(*truth)]),
            Value::Unreadable => fill(b"unreadable"),
            Value::Missing | Value::Bytes(_) | Value::Items(_) => 0,
        };
        (bytes, length)
    }

    /// Appends what makes it differ from every other value of its type.
    fn push_bytes(&self, out: &mut Vec<u8>) {
        match self {
            Value::Bytes(bytes) => out.extend_from_slice(bytes),
            Value::Items(items) => {
                for item in items {
                    let start = out.len();
                    out.extend_from_slice(&[0; 8]);
                    item.push_bytes(out);
                    let length = (out.len() - start - 8) as u64;
                    out[start..start + 8].copy_from_slice(&length.to_le_bytes());
                }
            }
            other => {
                let (bytes, length) = other.plain();
                out.extend_from_slice(&bytes[..length]);
            }
        }
    }
}
