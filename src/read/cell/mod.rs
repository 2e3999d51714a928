//! From the text of a cell to a typed value.

mod advice;
mod bound;
mod duration;
mod json;
mod notation;
mod number;
#[cfg(test)]
mod round_trip;
mod words;

use std::sync::Arc;

use crate::model::geometry::Decoded;
use crate::model::schema::{Field, FieldType, GeoPointFormat, Notation, StringFormat};
use crate::model::table::{ColumnBuilder, FaultKind, ZoneHabit};

use super::crs::Crs;
use super::geometry;
use super::moment::{MomentParser, Native};
use json::{Json, nested, push_items};
use notation::Plain;
use number::{decimal, integer, number, year};

pub use advice::{is_value, notations};
pub use bound::bound;
pub use duration::Duration;

/// Parses the cells of one field.
pub(super) struct CellParser {
    kind: Kind,
    declared: FieldType,
    /// Whether an empty cell is a missing value; for most columns it is the only one.
    empty_is_missing: bool,
    /// Words that stand for a missing value.
    markers: Vec<String>,
    /// How numbers are written, where that is not the plain way.
    notation: Option<Notation>,
    habit: ZoneHabit,
    /// In which shapes and points in text are meant.
    crs: Arc<Crs>,
}

enum Kind {
    Text,
    Formatted(StringFormat),
    ServiceTime,
    YearMonth,
    Duration,
    Json(Json),
    List { delimiter: char, item: Box<Kind> },
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
        let mut markers: Vec<String> = field.missing_values.iter().map(|missing| missing.value().to_owned()).collect();
        let empty_is_missing = markers.iter().any(String::is_empty);
        markers.retain(|marker| !marker.is_empty());
        CellParser {
            kind: Kind::new(&field.kind, habit),
            declared: field.kind.clone(),
            empty_is_missing,
            markers,
            notation: (!field.notation.is_plain()).then_some(field.notation),
            habit,
            crs: Arc::default(),
        }
    }

    /// With shapes in another system than degrees of WGS 84.
    pub(super) fn in_crs(self, crs: Arc<Crs>) -> Self {
        CellParser { crs, ..self }
    }

    pub(super) fn builder(&self, field: &Field, rows: usize) -> ColumnBuilder {
        ColumnBuilder::new(&field.kind, self.habit == ZoneHabit::Offset, rows)
    }

    pub(super) fn is_missing(&self, text: &str) -> bool {
        if text.is_empty() { self.empty_is_missing } else { self.markers.iter().any(|marker| marker == text) }
    }

    /// Appends the value of a cell, or a missing value if it is one or does not fit.
    pub(super) fn append(&self, text: &str, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        self.append_or_null(text, self.notation, builder)
    }

    fn append_or_null(
        &self,
        text: &str,
        notation: Option<Notation>,
        builder: &mut ColumnBuilder,
    ) -> Result<(), FaultKind> {
        if self.is_missing(text) {
            builder.append_null();
            return Ok(());
        }
        if matches!(self.kind, Kind::Geometry) {
            return self.append_geometry(geometry::parse(text), builder);
        }
        let outcome = match notation {
            None => self.kind.append(text, builder),
            Some(notation) => match Plain::read(text, notation) {
                Some(plain) => self.kind.append(plain.text(), builder),
                None => Err(FaultKind::NotOfType),
            },
        };
        outcome.map_err(|kind| {
            builder.append_null();
            self.cause(kind, text, notation)
        })
    }

    /// A fault with its cause, where that is only the space around a value.
    fn cause(&self, kind: FaultKind, text: &str, notation: Option<Notation>) -> FaultKind {
        let trimmed = text.trim();
        if kind != FaultKind::NotOfType || trimmed.len() == text.len() || trimmed.is_empty() {
            return kind;
        }
        let mut alone = ColumnBuilder::new(&self.declared, self.habit == ZoneHabit::Offset, 1);
        let fits = self.append_or_null(trimmed, notation, &mut alone).is_ok();
        if fits { FaultKind::Padded } else { kind }
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
            (Kind::Text | Kind::ServiceTime, _) => return self.append(&moment.text(), builder),
            _ if !self.markers.is_empty() && self.is_missing(&moment.text()) => {
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

    /// Whether its values are any text.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text)
    }

    /// Whether nothing but an empty cell is a missing one, so that every number is a number.
    pub(super) fn takes_all_numbers(&self) -> bool {
        self.markers.is_empty()
    }

    /// Appends a number that is not text in the file: the column's notation says nothing of it.
    pub(super) fn append_number(&self, text: &str, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        self.append_or_null(text, None, builder)
    }

    /// Appends a list or object of a JSON file.
    pub(super) fn append_nested(&self, text: &str, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        let (Kind::List { delimiter, item }, ColumnBuilder::List(lists)) = (&self.kind, &mut *builder) else {
            return self.append(text, builder);
        };
        let outcome =
            nested(text, *delimiter).and_then(|items| push_items(items.iter().map(String::as_str), item, lists));
        if outcome.is_err() {
            builder.append_null();
        }
        outcome
    }
}

impl Kind {
    fn new(kind: &FieldType, habit: ZoneHabit) -> Self {
        match kind {
            FieldType::String | FieldType::Any => Kind::Text,
            FieldType::Formatted { format } => Kind::Formatted(*format),
            FieldType::ServiceTime => Kind::ServiceTime,
            FieldType::YearMonth => Kind::YearMonth,
            FieldType::Duration => Kind::Duration,
            FieldType::Object => Kind::Json(Json::Object),
            FieldType::Array => Kind::Json(Json::Array),
            FieldType::List { delimiter, items } => {
                Kind::List { delimiter: *delimiter, item: Box::new(Kind::new(&items.kind(), ZoneHabit::Local)) }
            }
            FieldType::Integer => Kind::Integer,
            FieldType::Year => Kind::Year,
            FieldType::Number { decimals: None } => Kind::Number,
            FieldType::Number { decimals: Some(decimals) } => Kind::Decimal(*decimals),
            FieldType::Boolean { true_values, false_values } => {
                Kind::Boolean { yes: true_values.clone(), no: false_values.clone() }
            }
            FieldType::Date { .. } | FieldType::DateTime { .. } | FieldType::Time { .. } => {
                Kind::Moment(MomentParser::new(kind, habit))
            }
            FieldType::GeoPoint { format } => Kind::Point(*format),
            FieldType::GeoJson => Kind::Geometry,
        }
    }

    /// Appends the value that a text stands for.
    fn append(&self, text: &str, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        match (self, builder) {
            (Kind::Text, ColumnBuilder::Text(builder)) => builder.append_value(text),
            (Kind::Integer, ColumnBuilder::Integer(builder)) => builder.append_value(integer(text)?),
            (Kind::Formatted(format), ColumnBuilder::Text(builder)) => {
                builder.append_value(checked(text, |text| words::is_formatted(text, *format))?);
            }
            (Kind::YearMonth, ColumnBuilder::Text(builder)) => {
                builder.append_value(checked(text, words::is_year_month)?);
            }
            (Kind::Duration, ColumnBuilder::Text(builder)) => {
                builder.append_value(checked(text, |text| Duration::parse(text).is_some())?)
            }
            (Kind::ServiceTime, ColumnBuilder::Text(builder)) => {
                let time = words::service_time(text).ok_or(FaultKind::NotOfType)?;
                builder.append_value(std::str::from_utf8(&time).map_err(|_| FaultKind::NotOfType)?);
            }
            (Kind::Json(json), ColumnBuilder::Json(builder)) => builder.append_value(json.read(text)?),
            (Kind::List { delimiter, item }, ColumnBuilder::List(lists)) => {
                push_items(text.split(*delimiter).filter(|_| !text.is_empty()), item, lists)?;
            }
            (Kind::Year, ColumnBuilder::Year(builder)) => builder.append_value(year(text)?),
            (Kind::Number, ColumnBuilder::Number(builder)) => builder.append_value(number(text)?),
            (Kind::Decimal(decimals), ColumnBuilder::Decimal(builder, _)) => {
                builder.append_value(decimal(text, *decimals)?);
            }
            (Kind::Boolean { yes, no }, ColumnBuilder::Boolean(builder)) => {
                builder.append_value(boolean(text, yes, no)?);
            }
            (Kind::Moment(parser), builder) => parser.append(text, builder)?,
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

fn checked(text: &str, fits: impl Fn(&str) -> bool) -> Result<&str, FaultKind> {
    if fits(text) { Ok(text) } else { Err(FaultKind::NotOfType) }
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
pub(super) fn on_earth(longitude: f64, latitude: f64) -> Result<(f64, f64), FaultKind> {
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
    fn points_are_longitude_first() {
        assert_eq!(point("-71.06, 42.35", GeoPointFormat::Default), Ok((-71.06, 42.35)));
        assert_eq!(point("[-71.06,42.35]", GeoPointFormat::Array), Ok((-71.06, 42.35)));
        assert_eq!(point("42.35, -171.06", GeoPointFormat::Default), Err(FaultKind::OffEarth));
    }
}
