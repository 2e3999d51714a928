//! JSON: an array with a record on each line.

use std::borrow::Cow;
use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::geojson::Shape;
use super::lines::Frame;
use super::tally::{Tally, Total};
use super::text;
use super::value::Value;
use super::{Trouble, Verifier, Written};
use crate::model::Format;
use crate::model::schema::{FieldType, Schema};

pub(super) struct Json;

const FRAME: Frame = Frame { opening: b"[", closing: b"]" };

impl Verifier for Json {
    fn written(&self) -> Written {
        Written::File(Format::Json)
    }

    fn read(&self, path: &Path, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble> {
        let columns: Vec<usize> = (0..schema.fields.len()).collect();
        FRAME.read(path, schema, total, |line, row, tally| members(line, schema, &columns, row, tally))
    }
}

/// Counts the members of an object, which must be these columns in their order.
pub(super) fn members(text: &str, schema: &Schema, columns: &[usize], row: u64, tally: &mut Tally<'_>) -> Option<()> {
    let Record(members) = serde_json::from_str(text).ok()?;
    let is_named = |(member, column): (&(Name<'_>, &RawValue), &usize)| member.0.0 == schema.fields[*column].name;
    if members.len() != columns.len() || !members.iter().zip(columns).all(is_named) {
        return None;
    }
    for ((_, raw), column) in members.iter().zip(columns) {
        tally.add(row, *column, &value(&schema.fields[*column].kind, raw.get()).unwrap_or(Value::Unreadable));
    }
    Some(())
}

/// The members of an object, in their order.
struct Record<'a>(Vec<(Name<'a>, &'a RawValue)>);

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Record<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Record<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                if members.is_empty() { Err(A::Error::custom("no members")) } else { Ok(Record(members)) }
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// The value that a piece of JSON stands for; none if the type has no such value.
fn value<'a>(kind: &FieldType, raw: &'a str) -> Option<Value<'a>> {
    if raw == "null" {
        return Some(Value::Missing);
    }
    match kind {
        FieldType::Object | FieldType::Array => Some(Value::text(raw)),
        FieldType::GeoPoint { .. } => {
            let Degrees { lon, lat } = serde_json::from_str(raw).ok()?;
            Some(Value::point(lon, lat))
        }
        FieldType::GeoJson => Some(Value::shape(&serde_json::from_str::<Shape>(raw).ok()?.into())),
        FieldType::List { items, .. } => {
            let (kind, items) = (items.kind(), serde_json::from_str::<Vec<&RawValue>>(raw).ok()?);
            items.into_iter().map(|item| value(&kind, item.get())).collect::<Option<_>>().map(Value::Items)
        }
        FieldType::Number { decimals: None } if raw.starts_with('"') => {
            // Only what is not finite is a text.
            text::read(kind, unquoted(raw)?.as_bytes())
                .map(owned)
                .filter(|value| !matches!(value, Value::Real(n) if n.is_finite()))
        }
        FieldType::Integer | FieldType::Year | FieldType::Number { .. } | FieldType::Boolean { .. } => {
            text::read(kind, raw.as_bytes())
        }
        _ => match unquoted(raw)? {
            Cow::Borrowed(text) => text::read(kind, text.as_bytes()),
            Cow::Owned(text) => text::read(kind, text.as_bytes()).map(owned),
        },
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Degrees {
    lon: f64,
    lat: f64,
}

/// What a string says.
fn unquoted(raw: &str) -> Option<Cow<'_, str>> {
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    if inside.contains('\\') { serde_json::from_str(raw).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(inside)) }
}

fn owned(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
        Value::Items(items) => Value::Items(items.into_iter().map(owned).collect()),
        Value::Missing => Value::Missing,
        Value::Whole(number) => Value::Whole(number),
        Value::Exact(units) => Value::Exact(units),
        Value::Real(number) => Value::Real(number),
        Value::Truth(truth) => Value::Truth(truth),
        Value::Moment(micros, offset) => Value::Moment(micros, offset),
        Value::Unreadable => Value::Unreadable,
    }
}
