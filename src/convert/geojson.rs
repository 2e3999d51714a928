//! GeoJSON (RFC 7946) for tables with one column of points or shapes: it is the geometry, the other columns are
//! properties.

use std::fs::File;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::json::{Members, Records, push_value};
use super::{Conversion, Notes, Subject, Writer, Written, sink};
use crate::model::Format;
use crate::model::schema::Schema;
use crate::model::table::{Batch, Column, format_number};
use crate::scan::{Observer, Partial, own};

pub(super) struct GeoJson;

impl Writer for GeoJson {
    fn format(&self) -> Format {
        Format::GeoJson
    }

    fn suits(&self, schema: &Schema) -> bool {
        geometries(schema).len() == 1
    }

    fn start(&self, subject: &Subject<'_>, file: File) -> io::Result<Box<dyn Conversion>> {
        let schema = subject.schema;
        let geometry = geometries(schema)[0];
        let others: Vec<usize> = (0..schema.fields.len()).filter(|&at| at != geometry).collect();
        Ok(Box::new(GeoJsonConversion {
            geometry,
            properties: Members::new(schema, &others),
            state: Mutex::new(Records::new(sink(file))),
        }))
    }
}

fn geometries(schema: &Schema) -> Vec<usize> {
    (0..schema.fields.len()).filter(|&at| schema.fields[at].kind.is_place()).collect()
}

struct GeoJsonConversion {
    geometry: usize,
    properties: Members,
    state: Mutex<Records>,
}

const OPENING: &str = "{\"type\":\"FeatureCollection\",\"features\":[\n";

impl Observer for GeoJsonConversion {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let properties = self.properties.of(batch);
        let mut out = Vec::with_capacity(batch.rows * batch.columns.len() * 16);
        for row in 0..batch.rows {
            out.extend_from_slice(b"{\"type\":\"Feature\",\"geometry\":");
            match &batch.columns[self.geometry] {
                column @ Column::Point { longitude, latitude } if !column.is_null(row) => {
                    let (x, y) = (format_number(longitude.value(row)), format_number(latitude.value(row)));
                    out.extend_from_slice(format!("{{\"type\":\"Point\",\"coordinates\":[{x},{y}]}}").as_bytes());
                }
                column @ Column::Geometry(_) => push_value(column, row, &mut out),
                _ => out.extend_from_slice(b"null"),
            }
            out.extend_from_slice(b",\"properties\":");
            properties.push(row, &mut out);
            out.extend_from_slice(b"},\n");
        }
        Ok(Box::new(out))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).append(&own::<Vec<u8>>(partial), OPENING)
    }
}

impl Conversion for GeoJsonConversion {
    fn finish(self: Box<Self>, _: &Notes) -> io::Result<Option<Written>> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).finish(OPENING, "\n]}\n").map(Some)
    }
}
