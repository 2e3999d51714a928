//! From the text of a cell to a typed value.

use std::sync::Arc;

use crate::model::geometry::Decoded;
use crate::model::schema::{Field, FieldType, GeoPointFormat};
use crate::model::table::{ColumnBuilder, FaultKind, ZoneHabit};

use super::crs::Crs;
use super::geometry;
use super::moment::{MomentParser, Native};

/// Parses the cells of one field.
pub(super) struct CellParser {
    kind: Kind,
    missing: Vec<String>,
    habit: ZoneHabit,
    /// In which shapes and points in text are meant.
    crs: Arc<Crs>,
}

enum Kind {
    Text,
    Integer,
    Year,
    Number,
    Decimal(u8),
    Boolean { yes: Vec<String>, no: Vec<String> },
    Moment(MomentParser),
    Point(GeoPointFormat),
    Geometry,
}

impl CellParser {
    pub(super) fn new(field: &Field, habit: ZoneHabit) -> Self {
        let kind = match &field.kind {
            FieldType::String => Kind::Text,
            FieldType::Integer => Kind::Integer,
            FieldType::Year => Kind::Year,
            FieldType::Number { decimals: None } => Kind::Number,
            FieldType::Number { decimals: Some(decimals) } => Kind::Decimal(*decimals),
            FieldType::Boolean { true_values, false_values } => {
                Kind::Boolean { yes: true_values.clone(), no: false_values.clone() }
            }
            FieldType::Date { .. } | FieldType::DateTime { .. } | FieldType::Time { .. } => {
                Kind::Moment(MomentParser::new(&field.kind, habit))
            }
            FieldType::GeoPoint { format } => Kind::Point(*format),
            FieldType::GeoJson => Kind::Geometry,
        };
        CellParser { kind, missing: field.missing_values.clone(), habit, crs: Arc::default() }
    }

    /// With shapes in another system than degrees of WGS 84.
    pub(super) fn in_crs(self, crs: Arc<Crs>) -> Self {
        CellParser { crs, ..self }
    }

    pub(super) fn builder(&self, field: &Field, rows: usize) -> ColumnBuilder {
        ColumnBuilder::new(&field.kind, self.habit == ZoneHabit::Offset, rows)
    }

    pub(super) fn is_missing(&self, text: &str) -> bool {
        self.missing.iter().any(|missing| missing == text)
    }

    /// Appends the value of a cell, or a missing value if it is one or does not fit.
    pub(super) fn append(&self, text: &str, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        if self.is_missing(text) {
            builder.append_null();
            return Ok(());
        }
        let outcome = self.append_value(text, builder);
        if outcome.is_err_and(|kind| !kind.is_remark()) {
            builder.append_null();
        }
        outcome
    }

    /// Appends a shape, or a missing value if the field has no place for it.
    pub(super) fn append_geometry(&self, shape: Option<Decoded>, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        let outcome = shape.ok_or(FaultKind::NotOfType).and_then(|shape| geometry::append(shape, &self.crs, builder));
        if outcome.is_err_and(|kind| !kind.is_remark()) {
            builder.append_null();
        }
        outcome
    }

    /// Appends a moment that the file keeps as such, or a missing value if the field has no place for it.
    pub(super) fn append_moment(&self, moment: Native, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        let outcome = match (&self.kind, &mut *builder) {
            (Kind::Text, _) => return self.append(&moment.text(), builder),
            _ if self.missing.iter().any(|missing| !missing.is_empty() && *missing == moment.text()) => {
                builder.append_null();
                return Ok(());
            }
            (Kind::Moment(parser), builder) => parser.append_native(moment, builder),
            _ => Err(FaultKind::NotOfType),
        };
        if outcome.is_err() {
            builder.append_null();
        }
        outcome
    }

    fn append_value(&self, text: &str, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        match (&self.kind, builder) {
            (Kind::Text, ColumnBuilder::Text(builder)) => builder.append_value(text),
            (Kind::Integer, ColumnBuilder::Integer(builder)) => builder.append_value(integer(text)?),
            (Kind::Year, ColumnBuilder::Integer(builder)) => builder.append_value(year(text)?),
            (Kind::Number, ColumnBuilder::Number(builder)) => builder.append_value(number(text)?),
            (Kind::Decimal(decimals), ColumnBuilder::Decimal(builder, _)) => {
                builder.append_value(decimal(text, *decimals)?);
            }
            (Kind::Boolean { yes, no }, ColumnBuilder::Boolean(builder)) => {
                builder.append_value(boolean(text, yes, no)?);
            }
            (Kind::Moment(parser), builder) => parser.append(text, builder)?,
            (Kind::Geometry, builder @ ColumnBuilder::Geometry(_)) => {
                geometry::append(geometry::parse(text).ok_or(FaultKind::NotOfType)?, &self.crs, builder)?;
            }
            (Kind::Point(format), ColumnBuilder::Point { longitude, latitude }) => {
                let (x, y) = point(text, *format)?;
                longitude.append_value(x);
                latitude.append_value(y);
            }
            _ => unreachable!("the builder was made for this parser"),
        }
        Ok(())
    }
}

fn integer(text: &str) -> Result<i64, FaultKind> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FaultKind::NotOfType);
    }
    text.parse().map_err(|_| FaultKind::OutOfRange)
}

fn year(text: &str) -> Result<i64, FaultKind> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() != 4 { Err(FaultKind::NotOfType) } else { integer(text) }
}

/// A decimal number, possibly with an exponent; no words, no group characters.
fn number(text: &str) -> Result<f64, FaultKind> {
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E')) {
        return Err(FaultKind::NotOfType);
    }
    let value: f64 = text.parse().map_err(|_| FaultKind::NotOfType)?;
    if !value.is_finite() {
        return Err(FaultKind::OutOfRange);
    }
    // A long whole number that a 64-bit float would round is data lost, not a number.
    if text.len() > 15
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && text.parse::<i128>().is_ok_and(|exact| exact != value as i128)
    {
        return Err(FaultKind::OutOfRange);
    }
    Ok(value)
}

fn decimal(text: &str, decimals: u8) -> Result<i128, FaultKind> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return Err(FaultKind::NotOfType);
    }
    let significant = fraction.trim_end_matches('0');
    if significant.len() > usize::from(decimals) {
        return Err(FaultKind::TooManyDecimals);
    }
    let mut value: i128 = 0;
    let padding = std::iter::repeat_n(b'0', usize::from(decimals) - significant.len());
    for digit in whole.bytes().chain(significant.bytes()).chain(padding) {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(i128::from(digit - b'0')))
            .filter(|value| *value < 10_i128.pow(u32::from(crate::model::table::DECIMAL_PRECISION)))
            .ok_or(FaultKind::OutOfRange)?;
    }
    Ok(if text.starts_with('-') { -value } else { value })
}

fn boolean(text: &str, yes: &[String], no: &[String]) -> Result<bool, FaultKind> {
    if yes.iter().any(|word| word == text) {
        Ok(true)
    } else if no.iter().any(|word| word == text) {
        Ok(false)
    } else {
        Err(FaultKind::NotOfType)
    }
}

fn point(text: &str, format: GeoPointFormat) -> Result<(f64, f64), FaultKind> {
    let (longitude, latitude) = match format {
        GeoPointFormat::Default => {
            let (longitude, latitude) = text.split_once(',').ok_or(FaultKind::NotOfType)?;
            (number(longitude.trim())?, number(latitude.trim())?)
        }
        GeoPointFormat::Array => {
            serde_json::from_str::<[f64; 2]>(text).map(|[x, y]| (x, y)).map_err(|_| FaultKind::NotOfType)?
        }
        GeoPointFormat::Object => {
            #[derive(serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Point {
                lon: f64,
                lat: f64,
            }
            serde_json::from_str::<Point>(text).map(|point| (point.lon, point.lat)).map_err(|_| FaultKind::NotOfType)?
        }
    };
    on_earth(longitude, latitude)
}

/// A longitude and latitude, if they are on Earth.
fn on_earth(longitude: f64, latitude: f64) -> Result<(f64, f64), FaultKind> {
    if (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude) {
        Ok((longitude, latitude))
    } else {
        Err(FaultKind::OffEarth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_strictly() {
        assert_eq!(number("1e3"), Ok(1000.0));
        assert_eq!(number(".5"), Ok(0.5));
        assert_eq!(number("-0.10"), Ok(-0.1));
        for text in ["", "nan", "inf", "1,000", "$5", " 5", "1e", "--1", "0x10", "1_000"] {
            assert_eq!(number(text), Err(FaultKind::NotOfType), "{text:?}");
        }
        assert_eq!(number("1e999"), Err(FaultKind::OutOfRange));
        assert_eq!(number("12345678901234567"), Err(FaultKind::OutOfRange));
        assert_eq!(number("9007199254740992"), Ok(9_007_199_254_740_992.0));
    }

    #[test]
    fn integers_do_not_overflow() {
        assert_eq!(integer("007"), Ok(7));
        assert_eq!(integer("-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(integer("9223372036854775808"), Err(FaultKind::OutOfRange));
        assert_eq!(integer("1.0"), Err(FaultKind::NotOfType));
        assert_eq!(integer("8E467"), Err(FaultKind::NotOfType));
    }

    #[test]
    fn decimals_keep_cents() {
        assert_eq!(decimal("1234.5", 2), Ok(123_450));
        assert_eq!(decimal("-0.05", 2), Ok(-5));
        assert_eq!(decimal("7", 2), Ok(700));
        assert_eq!(decimal("1.500", 2), Ok(150));
        assert_eq!(decimal("1.005", 2), Err(FaultKind::TooManyDecimals));
        assert_eq!(decimal(".", 2), Err(FaultKind::NotOfType));
        assert_eq!(decimal(&"9".repeat(40), 2), Err(FaultKind::OutOfRange));
    }

    #[test]
    fn points_are_longitude_first() {
        assert_eq!(point("-71.06, 42.35", GeoPointFormat::Default), Ok((-71.06, 42.35)));
        assert_eq!(point("[-71.06,42.35]", GeoPointFormat::Array), Ok((-71.06, 42.35)));
        assert_eq!(point("42.35, -171.06", GeoPointFormat::Default), Err(FaultKind::OffEarth));
    }
}
