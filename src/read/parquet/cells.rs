//! The values in the columns of a Parquet file.

use std::fmt::Write as _;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, StructArray};
use arrow_schema::{DataType, TimeUnit};
use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};

use crate::model::geometry::{self, push_wkt};
use crate::model::table::{format_number, push_decimal};
use crate::read::moment::Native;

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Missing,
    Text(&'a str),
    Bytes(&'a [u8]),
    /// A shape in well-known binary.
    Shape(&'a [u8]),
    Bool(bool),
    Whole(i64),
    /// A number that is finite.
    Float(f64),
    /// Another number, in its shortest text.
    Number(String),
    /// What is not finite, in the words of Table Schema.
    NotFinite(String),
    /// A day, perhaps with a time on the clock of the place, or a time.
    Moment(Native),
    /// A moment with its time in UTC.
    Instant(DateTime),
    /// A list or a structure, as JSON.
    Nested(String),
    /// A number with more digits than are kept, or a moment that no calendar has.
    Nothing,
}

impl Value<'_> {
    /// The text that findings show and that columns of text take; `None` if there is none.
    pub(super) fn text(&self) -> Option<String> {
        Some(match self {
            Value::Text(text) => (*text).to_owned(),
            Value::Bytes(bytes) => std::str::from_utf8(bytes).ok()?.to_owned(),
            Value::Shape(bytes) => {
                let mut out = Vec::new();
                push_wkt(&geometry::decode(bytes).ok()?.geometry?, &mut out);
                String::from_utf8(out).ok()?
            }
            Value::Bool(truth) => truth.to_string(),
            Value::Whole(number) => number.to_string(),
            Value::Float(number) => format_number(*number),
            Value::Number(text) | Value::NotFinite(text) | Value::Nested(text) => text.clone(),
            Value::Moment(moment) => moment.text(),
            Value::Instant(moment) => format!("{moment}Z"),
            Value::Missing | Value::Nothing => return None,
        })
    }

    fn push_json(&self, out: &mut String) {
        match self {
            Value::Number(text) | Value::Nested(text) => out.push_str(text),
            Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Value::Whole(number) => out.push_str(&number.to_string()),
            Value::Float(number) => out.push_str(&format_number(*number)),
            _ => match self.text() {
                Some(text) => out.push_str(&serde_json::Value::from(text).to_string()),
                None => out.push_str("null"),
            },
        }
    }
}

/// Reads the value of a row.
pub(super) type Cells<'a> = Box<dyn Fn(usize) -> Value<'a> + 'a>;

/// Whether the values of a type can be read.
pub(super) fn is_readable(kind: &DataType) -> bool {
    match kind {
        DataType::List(item) => is_readable(item.data_type()),
        DataType::Map(entries, _) => is_readable(entries.data_type()),
        DataType::Struct(members) => members.iter().all(|member| is_readable(member.data_type())),
        kind => cells(&arrow_array::new_empty_array(kind)).is_some(),
    }
}

/// Reads the values of a column; `None` if they are of a type that no table of a city has.
pub(super) fn cells<'a>(column: &'a dyn Array) -> Option<Cells<'a>> {
    let read = present(column)?;
    Some(match column.nulls() {
        Some(nulls) => Box::new(move |row| if nulls.is_null(row) { Value::Missing } else { read(row) }),
        None => read,
    })
}

fn present<'a>(column: &'a dyn Array) -> Option<Cells<'a>> {
    Some(match column.data_type() {
        DataType::Null => Box::new(|_| Value::Missing),
        DataType::Utf8View => {
            let texts = column.as_string_view();
            Box::new(move |row| Value::Text(texts.value(row)))
        }
        DataType::Utf8 => {
            let texts = column.as_string::<i32>();
            Box::new(move |row| Value::Text(texts.value(row)))
        }
        DataType::BinaryView => {
            let bytes = column.as_binary_view();
            Box::new(move |row| Value::Bytes(bytes.value(row)))
        }
        DataType::Binary => {
            let bytes = column.as_binary::<i32>();
            Box::new(move |row| Value::Bytes(bytes.value(row)))
        }
        DataType::FixedSizeBinary(_) => {
            let bytes = column.as_fixed_size_binary();
            Box::new(move |row| Value::Bytes(bytes.value(row)))
        }
        DataType::Boolean => {
            let truths = column.as_boolean();
            Box::new(move |row| Value::Bool(truths.value(row)))
        }
        DataType::Int8 => whole::<Int8Type>(column),
        DataType::Int16 => whole::<Int16Type>(column),
        DataType::Int32 => whole::<Int32Type>(column),
        DataType::Int64 => whole::<Int64Type>(column),
        DataType::UInt8 => whole::<UInt8Type>(column),
        DataType::UInt16 => whole::<UInt16Type>(column),
        DataType::UInt32 => whole::<UInt32Type>(column),
        DataType::UInt64 => of::<UInt64Type>(column, |number| match i64::try_from(number) {
            Ok(number) => Value::Whole(number),
            Err(_) => Value::Number(number.to_string()),
        }),
        DataType::Float16 => of::<Float16Type>(column, |number| short(number.to_f32())),
        DataType::Float32 => of::<Float32Type>(column, short),
        DataType::Float64 => of::<Float64Type>(column, |number| finite(number, Value::Float)),
        DataType::Decimal128(_, scale) => {
            let scale = *scale;
            of::<Decimal128Type>(column, move |units| exact(Some(units), scale))
        }
        DataType::Decimal256(_, scale) => {
            let scale = *scale;
            of::<Decimal256Type>(column, move |units| exact(units.to_i128(), scale))
        }
        DataType::Date32 => of::<Date32Type>(column, |days| {
            moment(SignedDuration::from_hours(i64::from(days) * 24)).map_or(Value::Nothing, day)
        }),
        DataType::Time32(TimeUnit::Second) => of::<Time32SecondType>(column, |count| time(i64::from(count), 1)),
        DataType::Time32(_) => of::<Time32MillisecondType>(column, |count| time(i64::from(count), 1_000)),
        DataType::Time64(TimeUnit::Microsecond) => of::<Time64MicrosecondType>(column, |count| time(count, 1_000_000)),
        DataType::Time64(_) => of::<Time64NanosecondType>(column, |count| time(count, 1_000_000_000)),
        DataType::Timestamp(unit, zone) => {
            let shown: fn(DateTime) -> Value<'static> = if zone.is_some() { Value::Instant } else { day };
            let read = move |count, a_second| moment(duration(count, a_second)).map_or(Value::Nothing, shown);
            match unit {
                TimeUnit::Second => of::<TimestampSecondType>(column, move |count| read(count, 1)),
                TimeUnit::Millisecond => of::<TimestampMillisecondType>(column, move |count| read(count, 1_000)),
                TimeUnit::Microsecond => of::<TimestampMicrosecondType>(column, move |count| read(count, 1_000_000)),
                TimeUnit::Nanosecond => of::<TimestampNanosecondType>(column, move |count| read(count, 1_000_000_000)),
            }
        }
        DataType::List(_) => {
            let lists = column.as_list::<i32>();
            let items = cells(lists.values())?;
            let ends = lists.offsets();
            Box::new(move |row| {
                let mut out = String::from("[");
                for (number, at) in (ends[row] as usize..ends[row + 1] as usize).enumerate() {
                    out.push_str(if number > 0 { "," } else { "" });
                    items(at).push_json(&mut out);
                }
                out.push(']');
                Value::Nested(out)
            })
        }
        DataType::Map(..) => {
            let maps = column.as_map();
            let (keys, values) = (cells(maps.keys())?, cells(maps.values())?);
            let ends = maps.offsets();
            Box::new(move |row| {
                let entries = ends[row] as usize..ends[row + 1] as usize;
                object(entries.map(|at| (keys(at).text().unwrap_or_default(), values(at))))
            })
        }
        DataType::Struct(_) => {
            let members = members(column.as_struct())?;
            Box::new(move |row| object(members.iter().map(|(name, read)| ((*name).to_owned(), read(row)))))
        }
        _ => return None,
    })
}

/// The members of a structure by their names.
pub(super) fn members(column: &StructArray) -> Option<Vec<(&str, Cells<'_>)>> {
    let named = column.fields().iter().zip(column.columns());
    named.map(|(field, member)| Some((field.name().as_str(), cells(member.as_ref())?))).collect()
}

fn of<'a, T: ArrowPrimitiveType>(column: &'a dyn Array, value: impl Fn(T::Native) -> Value<'a> + 'a) -> Cells<'a> {
    let values = column.as_primitive::<T>();
    Box::new(move |row| value(values.value(row)))
}

fn whole<T: ArrowPrimitiveType<Native: Into<i64>>>(column: &dyn Array) -> Cells<'_> {
    of::<T>(column, |number| Value::Whole(number.into()))
}

/// The digits of a short number are its own: as a long one 0.1 would be 0.10000000149.
fn short<'a>(number: f32) -> Value<'a> {
    finite(f64::from(number), |_| Value::Number(number.to_string()))
}

fn finite<'a>(number: f64, value: impl Fn(f64) -> Value<'a>) -> Value<'a> {
    if number.is_finite() { value(number) } else { Value::NotFinite(format_number(number)) }
}

fn exact(units: Option<i128>, scale: i8) -> Value<'static> {
    let Some(units) = units else { return Value::Nothing };
    let mut out = Vec::new();
    push_decimal(&mut out, units, scale.max(0) as u8);
    let mut text = String::from_utf8(out).expect("digits are ASCII");
    let _ = write!(text, "{:0>1$}", "", usize::from(scale.min(0).unsigned_abs()));
    Value::Number(text)
}

fn object<'a>(members: impl Iterator<Item = (String, Value<'a>)>) -> Value<'a> {
    let mut out = String::from("{");
    for (number, (name, value)) in members.enumerate() {
        out.push_str(if number > 0 { "," } else { "" });
        out.push_str(&serde_json::Value::from(name).to_string());
        out.push(':');
        value.push_json(&mut out);
    }
    out.push('}');
    Value::Nested(out)
}

fn duration(count: i64, a_second: i64) -> SignedDuration {
    let rest = count.rem_euclid(a_second) * (1_000_000_000 / a_second);
    SignedDuration::new(count.div_euclid(a_second), rest as i32)
}

fn moment(since: SignedDuration) -> Option<DateTime> {
    EPOCH.checked_add(since).ok()
}

fn day(moment: DateTime) -> Value<'static> {
    Value::Moment(Native::Day(moment))
}

fn time(count: i64, a_second: i64) -> Value<'static> {
    const A_DAY: SignedDuration = SignedDuration::from_hours(24);
    let since = duration(count, a_second);
    match since.is_negative() || since >= A_DAY {
        true => Value::Nothing,
        false => Value::Moment(Native::Time(Time::midnight().wrapping_add(since))),
    }
}
