//! GeoJSON: a collection with a feature on each line, and shapes as RFC 7946 has them.

use std::path::Path;

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::json::members;
use super::lines::Frame;
use super::tally::Total;
use super::value::Value;
use super::{Trouble, Verifier, Written};
use crate::model::Format;
use crate::model::schema::Schema;

pub(super) struct GeoJson;

const FRAME: Frame = Frame { opening: b"{\"type\":\"FeatureCollection\",\"features\":[", closing: b"]}" };

impl Verifier for GeoJson {
    fn written(&self) -> Written {
        Written::File(Format::GeoJson)
    }

    fn read(&self, path: &Path, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble> {
        let (places, others): (Vec<usize>, Vec<usize>) =
            (0..schema.fields.len()).partition(|column| schema.fields[*column].kind.is_place());
        let [place] = places[..] else { return Err(Trouble::Unreadable("It has not one column of places.")) };
        FRAME.read(path, schema, total, |line, row, tally| {
            let feature: Feature<'_> =
                serde_json::from_str(line).ok().filter(|it: &Feature<'_>| it.kind == "Feature")?;
            let properties = feature.properties.get();
            // A table with nothing but places has features with no properties.
            if !(others.is_empty() && properties == "{}") {
                members(properties, schema, &others, row, tally)?;
            }
            let shape = feature.geometry.map(Geometry::from);
            tally.add(row, place, &shape.as_ref().map_or(Value::Missing, Value::shape));
            Some(())
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Feature<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    geometry: Option<Shape>,
    #[serde(borrow)]
    properties: &'a RawValue,
}

type Position = [f64; 2];

/// A geometry object.
#[derive(Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
pub(super) enum Shape {
    Point { coordinates: Position },
    LineString { coordinates: Vec<Position> },
    Polygon { coordinates: Vec<Vec<Position>> },
    MultiPoint { coordinates: Vec<Position> },
    MultiLineString { coordinates: Vec<Vec<Position>> },
    MultiPolygon { coordinates: Vec<Vec<Vec<Position>>> },
    GeometryCollection { geometries: Vec<Shape> },
}

impl From<Shape> for Geometry {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Point { coordinates } => Point::from(coordinates).into(),
            Shape::LineString { coordinates } => line(coordinates).into(),
            Shape::Polygon { coordinates } => polygon(coordinates).into(),
            Shape::MultiPoint { coordinates } => MultiPoint::from(coordinates).into(),
            Shape::MultiLineString { coordinates } => {
                MultiLineString(coordinates.into_iter().map(line).collect()).into()
            }
            Shape::MultiPolygon { coordinates } => MultiPolygon(coordinates.into_iter().map(polygon).collect()).into(),
            Shape::GeometryCollection { geometries } => {
                Geometry::GeometryCollection(geometries.into_iter().map(Geometry::from).collect())
            }
        }
    }
}

fn line(positions: Vec<Position>) -> LineString {
    LineString(positions.into_iter().map(Coord::from).collect())
}

fn polygon(rings: Vec<Vec<Position>>) -> Polygon {
    let mut rings = rings.into_iter().map(line);
    let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
    Polygon::new(outer, rings.collect())
}
