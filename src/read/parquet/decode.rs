//! Makes batches of rows.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, RecordBatch};
use arrow_schema::DataType;

use super::cells::{Cells, Value, cells, members};
use crate::diagnostic::{Cell, Quoted};
use crate::model::geometry;
use crate::model::schema::{Field, Schema};
use crate::model::table::{Batch, ColumnBuilder, Fault, FaultKind, Locate, RowFault, TextCache};
use crate::read::cell::{CellParser, on_earth};
use crate::read::crs::Crs;
use crate::read::{Block, Decoder, Habits};

/// Where a field is read from.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The column among those that are read.
    pub(super) column: usize,
    /// Whether it holds shapes.
    pub(super) is_shape: bool,
    /// How their positions are meant.
    pub(super) crs: Arc<Crs>,
}

/// Decodes runs of rows.
pub(super) struct BatchDecoder {
    /// `None` for a field that has no column.
    places: Arc<Vec<Option<Place>>>,
    fields: Vec<Field>,
    parsers: Vec<CellParser>,
}

impl BatchDecoder {
    pub(super) fn new(places: Vec<Option<Place>>, schema: &Schema, habits: &Habits) -> Self {
        let fields = schema.fields.clone();
        let parser = |((field, habit), place): ((&Field, _), &Option<Place>)| {
            let crs = place.as_ref().map(|place| Arc::clone(&place.crs)).unwrap_or_default();
            CellParser::new(field, habit).in_crs(crs)
        };
        let parsers = fields.iter().zip(habits.iter().copied()).zip(&places).map(parser).collect();
        BatchDecoder { places: Arc::new(places), fields, parsers }
    }

    /// Appends a column to a field's.
    fn append(&self, field: usize, columns: &RecordBatch, builder: &mut ColumnBuilder, faults: &mut Vec<Fault>) {
        let parser = &self.parsers[field];
        let mut push = |row, outcome: Result<(), FaultKind>| {
            faults.extend(outcome.err().map(|kind| Fault { row, field, kind }));
        };
        let rows = 0..columns.num_rows();
        let Some(place) = &self.places[field] else { return rows.for_each(|_| builder.append_null()) };
        if let (DataType::Struct(_), ColumnBuilder::Point { .. }) =
            (columns.column(place.column).data_type(), &*builder)
            && let Some(point) = points(columns, place.column)
        {
            return rows.for_each(|row| push(row, append_point(point(row), builder)));
        }
        let Some(read) = read(columns, place) else { return rows.for_each(|_| builder.append_null()) };
        rows.for_each(|row| push(row, append(parser, &read(row), builder)));
    }
}

/// The values of a column that can be read; [`super::table`] refuses the others.
fn read<'a>(columns: &'a RecordBatch, place: &Place) -> Option<Cells<'a>> {
    let read = cells(columns.column(place.column).as_ref())?;
    if !place.is_shape {
        return Some(read);
    }
    Some(Box::new(move |row| match read(row) {
        Value::Bytes(bytes) => Value::Shape(bytes),
        other => other,
    }))
}

/// Appends the value of a cell to a field's column.
fn append(parser: &CellParser, value: &Value<'_>, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
    let fault = match (value, &mut *builder) {
        (Value::Missing, builder) => {
            builder.append_null();
            return Ok(());
        }
        (Value::Text(text), builder) => return parser.append(text, builder),
        (Value::Whole(number), ColumnBuilder::Integer(builder)) if parser.takes_all_numbers() => {
            builder.append_value(*number);
            return Ok(());
        }
        (Value::Float(number), ColumnBuilder::Number(builder)) if parser.takes_all_numbers() => {
            builder.append_value(*number);
            return Ok(());
        }
        (Value::Number(text), builder @ (ColumnBuilder::Integer(_) | ColumnBuilder::Year(_))) => {
            return parser.append_number(as_whole(text), builder);
        }
        (Value::Number(text) | Value::NotFinite(text), builder) => return parser.append_number(text, builder),
        (Value::Moment(moment), builder) => return parser.append_moment(*moment, builder),
        (Value::Bool(truth), ColumnBuilder::Boolean(builder)) => {
            builder.append_value(*truth);
            return Ok(());
        }
        (Value::Nested(text), builder) => return parser.append_nested(text, builder),
        (Value::Shape(bytes), builder @ ColumnBuilder::Point { .. })
        | (Value::Bytes(bytes) | Value::Shape(bytes), builder @ ColumnBuilder::Geometry(_)) => {
            return parser.append_geometry(geometry::decode(bytes).ok(), builder);
        }
        (Value::Bytes(bytes), builder) => match std::str::from_utf8(bytes) {
            Ok(text) => return parser.append(text, builder),
            Err(_) => FaultKind::NotText,
        },
        (Value::Whole(_) | Value::Float(_), builder) => {
            return parser.append_number(&value.text().unwrap_or_default(), builder);
        }
        (Value::Bool(_) | Value::Instant(_), builder) => {
            return parser.append(&value.text().unwrap_or_default(), builder);
        }
        (Value::Shape(_), builder) => match value.text() {
            Some(text) => return parser.append(&text, builder),
            None => FaultKind::NotOfType,
        },
        (Value::Nothing, _) => FaultKind::NotOfType,
    };
    builder.append_null();
    Err(fault)
}

/// A whole number without the decimals that its column has: `12.00` is 12.
fn as_whole(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, decimals)) if decimals.bytes().all(|b| b == b'0') => whole,
        _ => text,
    }
}

/// The points of a column of structures with longitude and latitude, as Townbook writes them.
fn points(columns: &RecordBatch, column: usize) -> Option<impl Fn(usize) -> Option<(f64, f64)>> {
    let members = members(columns.column(column).as_struct())?;
    let [(lon, longitudes), (lat, latitudes)] = <[_; 2]>::try_from(members).ok()?;
    let degree = |value: Value<'_>| match value {
        Value::Float(degree) => Some(degree),
        _ => None,
    };
    (lon == "lon" && lat == "lat").then_some(move |row| Some((degree(longitudes(row))?, degree(latitudes(row))?)))
}

fn append_point(point: Option<(f64, f64)>, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
    let Some((x, y)) = point else {
        builder.append_null();
        return Ok(());
    };
    match (on_earth(x, y), &mut *builder) {
        (Ok((x, y)), ColumnBuilder::Point { longitude, latitude }) => {
            longitude.append_value(x);
            latitude.append_value(y);
            Ok(())
        }
        (outcome, builder) => {
            builder.append_null();
            outcome.map(|_| ())
        }
    }
}

impl Decoder for BatchDecoder {
    fn decode(&self, block: Block) -> Batch {
        let rows = block.columns.as_ref().map_or(0, RecordBatch::num_rows);
        let mut faults = Vec::new();
        let columns = self.parsers.iter().zip(&self.fields).enumerate().map(|(at, (parser, field))| {
            let mut builder = parser.builder(field, rows);
            if let Some(columns) = &block.columns {
                self.append(at, columns, &mut builder, &mut faults);
            }
            builder.finish()
        });
        let columns = columns.collect();
        faults.sort_by_key(|fault| (fault.row, fault.field));
        let broken = block.broken.iter().map(|kind| RowFault { row: rows, kind: kind.clone(), place: rows });
        Batch {
            cache: TextCache::default(),
            rows,
            columns,
            faults,
            row_faults: broken.collect(),
            absent: self.places.iter().map(Option::is_none).collect(),
            seen: None,
            locator: Box::new(BatchLocator { block, places: Arc::clone(&self.places) }),
        }
    }

    fn visit(&self, block: &Block, field: usize, visitor: &mut dyn FnMut(&str) -> bool) {
        let (Some(columns), Some(place)) = (&block.columns, &self.places[field]) else { return };
        let Some(read) = read(columns, place) else { return };
        let texts = (0..columns.num_rows()).filter_map(|row| read(row).text());
        texts.map(|text| visitor(&text)).find(|goes_on| !goes_on);
    }
}

struct BatchLocator {
    block: Block,
    places: Arc<Vec<Option<Place>>>,
}

impl std::fmt::Debug for BatchLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BatchLocator")
    }
}

impl Locate for BatchLocator {
    fn cell(&self, row: usize, field: usize) -> Cell {
        let value = self.block.columns.as_ref().zip(self.places[field].as_ref()).and_then(|(columns, place)| {
            let read = read(columns, place)?;
            read(row).text()
        });
        Cell { row: Some(self.row_number(row)), value: value.map(Quoted::value), ..Cell::default() }
    }

    fn row_fault(&self, place: usize) -> Cell {
        Cell { row: Some(self.row_number(place)), ..Cell::default() }
    }

    /// The names of the columns count as row 1, so that a row has one number in every format.
    fn row_number(&self, row: usize) -> u64 {
        self.block.first_record + row as u64 + 2
    }
}
