//! Canonical values from canonical text: what stands in a CSV, in a string of JSON, in a cell of text of a workbook.

use std::borrow::Cow;

use jiff::civil::{Date, Time};
use wkt::TryFromWkt as _;

use super::value::Value;
use crate::model::schema::FieldType;

const MICROS_A_DAY: i64 = 86_400_000_000;

/// The value that a text stands for; none if the type has no such value.
pub(super) fn read<'a>(kind: &FieldType, bytes: &'a [u8]) -> Option<Value<'a>> {
    if is_text(kind) {
        return Some(Value::Bytes(Cow::Borrowed(bytes)));
    }
    // Libraries take more than the canonical form, which has no sign but `-`.
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.starts_with('+'))?;
    Some(match kind {
        FieldType::Integer | FieldType::Year => Value::Whole(text.parse().ok()?),
        FieldType::Number { decimals: None } => Value::Real(number(text)?),
        FieldType::Number { decimals: Some(decimals) } => Value::Exact(units(text, *decimals)?),
        FieldType::Boolean { .. } => Value::Truth(text.parse().ok()?),
        FieldType::Date { .. } => Value::Whole(days(text)?),
        FieldType::Time { .. } => Value::Whole(micros(text)?),
        FieldType::DateTime { .. } => moment(text)?,
        FieldType::GeoPoint { .. } => {
            let (longitude, latitude) = text.split_once(", ")?;
            Value::point(number(longitude)?, number(latitude)?)
        }
        FieldType::GeoJson => Value::shape(&geo_types::Geometry::try_from_wkt_str(text).ok()?),
        FieldType::List { .. } if text.is_empty() => Value::Items(Vec::new()),
        FieldType::List { delimiter, items } => {
            let kind = items.kind();
            Value::Items(text.split(*delimiter).map(|item| read(&kind, item.as_bytes())).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// Whether the values of a type are their text.
pub(super) fn is_text(kind: &FieldType) -> bool {
    use FieldType::{Any, Array, Duration, Formatted, Object, ServiceTime, String, YearMonth};
    matches!(kind, String | Formatted { .. } | ServiceTime | YearMonth | Duration | Any | Object | Array)
}

fn number(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        // The words of the language for what is not finite are not those of the standard.
        _ => text.parse().ok().filter(|number: &f64| number.is_finite()),
    }
}

fn units(text: &str, decimals: u8) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = fraction.len() == usize::from(decimals) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| format!("{whole}{fraction}").parse().ok())?
}

fn days(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let mut parts = digits.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let date = Date::new(sign * year.parse::<i16>().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let is_whole = parts.next().is_none();
    is_whole.then(|| date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24)
}

fn micros(text: &str) -> Option<i64> {
    let is_plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b':' | b'.'));
    let time: Time = text.parse().ok().filter(|_| is_plain)?;
    i64::try_from(time.duration_since(Time::midnight()).as_micros()).ok()
}

fn moment(text: &str) -> Option<Value<'static>> {
    let (date, clock) = text.split_once('T')?;
    let (clock, offset) = match clock.find(['Z', '+', '-']) {
        Some(at) => (&clock[..at], Some(minutes(&clock[at..])?)),
        None => (clock, None),
    };
    let local = days(date)? * MICROS_A_DAY + micros(clock)?;
    Some(Value::Moment(local - i64::from(offset.unwrap_or(0)) * 60_000_000, offset))
}

fn minutes(text: &str) -> Option<i16> {
    if text == "Z" {
        return Some(0);
    }
    let (hours, minutes) = text[1..].split_once(':')?;
    let minutes = hours.parse::<i16>().ok()? * 60 + minutes.parse::<i16>().ok()?;
    Some(if text.starts_with('-') { -minutes } else { minutes })
}
