//! A typed column over Arrow arrays.

use arrow_array::builder::{
    BinaryBuilder, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int16Builder, Int64Builder,
    StringBuilder, Time64MicrosecondBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{
    Array, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int16Array, Int64Array, StringArray,
    Time64MicrosecondArray, TimestampMicrosecondArray,
};

use super::lists::{Lists, ListsBuilder};
use super::text;
use crate::model::geometry;
use crate::model::schema::FieldType;

/// Digits of an exact number, before and after the point together.
pub const DECIMAL_PRECISION: u8 = 38;

/// The values of one field over the rows of a batch; a missing value is null.
#[derive(Debug, Clone)]
pub enum Column {
    /// `string`.
    Text(StringArray),
    /// `object` and `array`: JSON without spaces between its parts.
    Json(StringArray),
    /// `list`.
    List(Lists),
    /// `integer`.
    Integer(Int64Array),
    /// `year`.
    Year(Int64Array),
    /// `number`.
    Number(Float64Array),
    /// `number` with `decimals`: units of the last decimal.
    Decimal(Decimal128Array, u8),
    /// `boolean`.
    Boolean(BooleanArray),
    /// `date`: days since 1970-01-01.
    Date(Date32Array),
    /// `datetime`.
    DateTime(DateTimes),
    /// `time`: microseconds since midnight.
    Time(Time64MicrosecondArray),
    /// `geopoint`: degrees; both null together.
    Point {
        /// Longitude.
        longitude: Float64Array,
        /// Latitude.
        latitude: Float64Array,
    },
    /// `geojson`: WKB as [`geometry`] writes it.
    Geometry(BinaryArray),
}

/// Days with times. With `offsets`, `micros` count from 1970-01-01T00:00 UTC; without, from that time on the local clock.
#[derive(Debug, Clone)]
pub struct DateTimes {
    /// Microseconds.
    pub micros: TimestampMicrosecondArray,
    /// Minutes east of UTC in which each time was written.
    pub offsets: Option<Int16Array>,
}

impl Column {
    /// How many values, missing ones included.
    pub fn len(&self) -> usize {
        self.array().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the value of a row is missing.
    pub fn is_null(&self, row: usize) -> bool {
        self.array().is_null(row)
    }

    /// How many values are missing.
    pub fn null_count(&self) -> usize {
        self.array().null_count()
    }

    pub(super) fn array(&self) -> &dyn Array {
        match self {
            Column::Text(array) | Column::Json(array) => array,
            Column::List(lists) => lists.array(),
            Column::Integer(array) | Column::Year(array) => array,
            Column::Number(array) => array,
            Column::Decimal(array, _) => array,
            Column::Boolean(array) => array,
            Column::Date(array) => array,
            Column::DateTime(times) => &times.micros,
            Column::Time(array) => array,
            Column::Point { longitude, .. } => longitude,
            Column::Geometry(array) => array,
        }
    }

    /// Appends the canonical text of a value: ISO 8601 days and times, plain decimals, `true` and `false`, `lon, lat`,
    /// WKT.
    /// Nothing for a missing value.
    pub fn push_text(&self, row: usize, out: &mut Vec<u8>) {
        if self.is_null(row) {
            return;
        }
        match self {
            Column::Text(array) | Column::Json(array) => out.extend_from_slice(array.value(row).as_bytes()),
            Column::List(lists) => lists.push_text(row, out),
            Column::Year(array) => text::push_year(out, array.value(row)),
            Column::Integer(array) => text::push_integer(out, array.value(row)),
            Column::Number(array) => text::push_number(out, array.value(row)),
            Column::Decimal(array, decimals) => text::push_decimal(out, array.value(row), *decimals),
            Column::Boolean(array) => out.extend_from_slice(if array.value(row) { b"true" } else { b"false" }),
            Column::Date(array) => text::push_date(out, array.value(row)),
            Column::DateTime(times) => times.push_text(row, out),
            Column::Time(array) => text::push_time(out, array.value(row)),
            Column::Point { longitude, latitude } => {
                text::push_number(out, longitude.value(row));
                out.extend_from_slice(b", ");
                text::push_number(out, latitude.value(row));
            }
            Column::Geometry(_) => self.geometry(row).iter().for_each(|geometry| geometry::push_wkt(geometry, out)),
        }
    }

    /// The shape in a row of a column of shapes.
    pub fn geometry(&self, row: usize) -> Option<geo_types::Geometry> {
        match self {
            Column::Geometry(array) if array.is_valid(row) => geometry::decode(array.value(row)).ok()?.geometry,
            _ => None,
        }
    }

    /// The canonical text of a value.
    pub fn text(&self, row: usize) -> Option<String> {
        if self.is_null(row) {
            return None;
        }
        let mut out = Vec::new();
        self.push_text(row, &mut out);
        Some(String::from_utf8(out).expect("canonical text is UTF-8"))
    }
}

impl DateTimes {
    fn push_text(&self, row: usize, out: &mut Vec<u8>) {
        let offset = self.offsets.as_ref().map(|offsets| offsets.value(row));
        text::push_datetime(out, self.micros.value(row), offset);
    }
}

/// Makes a [`Column`] value by value.
#[derive(Debug)]
#[expect(missing_docs, reason = "one variant for each of Column's")]
pub enum ColumnBuilder {
    Text(StringBuilder),
    Json(StringBuilder),
    List(ListsBuilder),
    Integer(Int64Builder),
    Year(Int64Builder),
    Number(Float64Builder),
    Decimal(Decimal128Builder, u8),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    DateTime(DateTimesBuilder),
    Time(Time64MicrosecondBuilder),
    Point { longitude: Float64Builder, latitude: Float64Builder },
    Geometry(BinaryBuilder),
}

/// Makes [`DateTimes`].
#[derive(Debug)]
pub struct DateTimesBuilder {
    micros: TimestampMicrosecondBuilder,
    offsets: Option<Int16Builder>,
}

impl DateTimesBuilder {
    /// Appends a time: microseconds, and the offset it was written in where the column keeps offsets.
    pub fn append(&mut self, micros: i64, offset: i16) {
        self.micros.append_value(micros);
        if let Some(offsets) = &mut self.offsets {
            offsets.append_value(offset);
        }
    }

    fn append_null(&mut self) {
        self.micros.append_null();
        if let Some(offsets) = &mut self.offsets {
            offsets.append_value(0);
        }
    }
}

impl ColumnBuilder {
    /// A builder for the values of a type. `with_offsets` matters to `datetime` only.
    pub fn new(kind: &FieldType, with_offsets: bool, rows: usize) -> Self {
        match kind {
            FieldType::String
            | FieldType::Formatted { .. }
            | FieldType::ServiceTime
            | FieldType::YearMonth
            | FieldType::Duration
            | FieldType::Any => ColumnBuilder::Text(StringBuilder::with_capacity(rows, rows * 8)),
            FieldType::Object | FieldType::Array => ColumnBuilder::Json(StringBuilder::with_capacity(rows, rows * 32)),
            FieldType::List { delimiter, items } => {
                ColumnBuilder::List(ListsBuilder::new(*delimiter, ColumnBuilder::new(&items.kind(), false, rows)))
            }
            FieldType::Integer => ColumnBuilder::Integer(Int64Builder::with_capacity(rows)),
            FieldType::Year => ColumnBuilder::Year(Int64Builder::with_capacity(rows)),
            FieldType::Number { decimals: None } => ColumnBuilder::Number(Float64Builder::with_capacity(rows)),
            FieldType::Number { decimals: Some(decimals) } => {
                ColumnBuilder::Decimal(Decimal128Builder::with_capacity(rows), *decimals)
            }
            FieldType::Boolean { .. } => ColumnBuilder::Boolean(BooleanBuilder::with_capacity(rows)),
            FieldType::Date { .. } => ColumnBuilder::Date(Date32Builder::with_capacity(rows)),
            FieldType::DateTime { .. } => ColumnBuilder::DateTime(DateTimesBuilder {
                micros: TimestampMicrosecondBuilder::with_capacity(rows),
                offsets: with_offsets.then(|| Int16Builder::with_capacity(rows)),
            }),
            FieldType::Time { .. } => ColumnBuilder::Time(Time64MicrosecondBuilder::with_capacity(rows)),
            FieldType::GeoPoint { .. } => ColumnBuilder::Point {
                longitude: Float64Builder::with_capacity(rows),
                latitude: Float64Builder::with_capacity(rows),
            },
            FieldType::GeoJson => ColumnBuilder::Geometry(BinaryBuilder::with_capacity(rows, rows * 32)),
        }
    }

    /// Appends a missing value.
    pub fn append_null(&mut self) {
        match self {
            ColumnBuilder::Text(builder) | ColumnBuilder::Json(builder) => builder.append_null(),
            ColumnBuilder::List(builder) => builder.append_null(),
            ColumnBuilder::Integer(builder) | ColumnBuilder::Year(builder) => builder.append_null(),
            ColumnBuilder::Number(builder) => builder.append_null(),
            ColumnBuilder::Decimal(builder, _) => builder.append_null(),
            ColumnBuilder::Boolean(builder) => builder.append_null(),
            ColumnBuilder::Date(builder) => builder.append_null(),
            ColumnBuilder::DateTime(builder) => builder.append_null(),
            ColumnBuilder::Time(builder) => builder.append_null(),
            ColumnBuilder::Point { longitude, latitude } => {
                longitude.append_null();
                latitude.append_null();
            }
            ColumnBuilder::Geometry(builder) => builder.append_null(),
        }
    }

    /// The column.
    ///
    /// # Panics
    /// When an exact number was appended that [`DECIMAL_PRECISION`] cannot hold: a bug of the reader.
    pub fn finish(self) -> Column {
        match self {
            ColumnBuilder::Text(mut builder) => Column::Text(builder.finish()),
            ColumnBuilder::Json(mut builder) => Column::Json(builder.finish()),
            ColumnBuilder::List(builder) => Column::List(builder.finish()),
            ColumnBuilder::Integer(mut builder) => Column::Integer(builder.finish()),
            ColumnBuilder::Year(mut builder) => Column::Year(builder.finish()),
            ColumnBuilder::Number(mut builder) => Column::Number(builder.finish()),
            ColumnBuilder::Decimal(mut builder, decimals) => Column::Decimal(
                builder
                    .finish()
                    .with_precision_and_scale(DECIMAL_PRECISION, decimals as i8)
                    .expect("decimals are at most the precision"),
                decimals,
            ),
            ColumnBuilder::Boolean(mut builder) => Column::Boolean(builder.finish()),
            ColumnBuilder::Date(mut builder) => Column::Date(builder.finish()),
            ColumnBuilder::DateTime(mut builder) => Column::DateTime(DateTimes {
                micros: builder.micros.finish(),
                offsets: builder.offsets.as_mut().map(Int16Builder::finish),
            }),
            ColumnBuilder::Time(mut builder) => Column::Time(builder.finish()),
            ColumnBuilder::Point { mut longitude, mut latitude } => {
                Column::Point { longitude: longitude.finish(), latitude: latitude.finish() }
            }
            ColumnBuilder::Geometry(mut builder) => Column::Geometry(builder.finish()),
        }
    }
}
