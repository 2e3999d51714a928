//! Geometry objects of GeoJSON (RFC 7946), and what becomes of a shape on its way into a column.

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::crs::Crs;
use crate::model::geometry::{Decoded, encode, is_empty, settled};
use crate::model::table::{ColumnBuilder, FaultKind};

/// How deep collections may be nested in each other.
const DEEPEST: usize = 8;

/// Appends a shape to a column of shapes or of points. What is said of a shape that is kept is a remark (see
/// [`FaultKind::is_remark`]); after any other fault the column still waits for its value.
pub(super) fn append(decoded: Decoded, crs: &Crs, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
    let Some(geometry) = decoded.geometry.filter(|geometry| !is_empty(geometry)) else {
        builder.append_null();
        return Err(FaultKind::EmptyGeometry);
    };
    let geometry = crs.to_degrees(&geometry).ok_or(FaultKind::OffEarth)?;
    match (builder, &geometry) {
        (ColumnBuilder::Geometry(builder), geometry) => builder.append_value(encode(&settled(geometry))),
        (ColumnBuilder::Point { longitude, latitude }, Geometry::Point(point)) => {
            longitude.append_value(point.x());
            latitude.append_value(point.y());
        }
        _ => return Err(FaultKind::NotOfType),
    }
    match (decoded.was_open, decoded.had_heights) {
        (true, _) => Err(FaultKind::OpenRing),
        (_, true) => Err(FaultKind::HeightDropped),
        _ => Ok(()),
    }
}

/// Reads a geometry object; `None` if it is none.
pub(super) fn parse(text: &str) -> Option<Decoded> {
    let mut seen = Seen::default();
    let object: Object<'_> = serde_json::from_str(text).ok()?;
    let geometry = seen.geometry(&object, 0)?;
    Some(Decoded { geometry, had_heights: seen.heights, was_open: seen.open_ring })
}

#[derive(serde::Deserialize)]
struct Object<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow, default)]
    coordinates: Option<&'a RawValue>,
    #[serde(borrow, default)]
    geometries: Option<Vec<&'a RawValue>>,
}

/// What was met on the way.
#[derive(Default)]
struct Seen {
    heights: bool,
    open_ring: bool,
}

impl Seen {
    fn geometry(&mut self, object: &Object<'_>, depth: usize) -> Option<Option<Geometry>> {
        if object.kind == "GeometryCollection" {
            let mut members = Vec::new();
            for member in object.geometries.as_ref().filter(|_| depth < DEEPEST)? {
                let member: Object<'_> = serde_json::from_str(member.get()).ok()?;
                members.extend(self.geometry(&member, depth + 1)?);
            }
            return Some(Some(Geometry::GeometryCollection(GeometryCollection(members))));
        }
        let text = object.coordinates?.get();
        if text.trim_start_matches(['[', ' ', '\t', '\r', '\n']).starts_with(']') && object.kind == "Point" {
            return Some(None);
        }
        Some(Some(match object.kind.as_str() {
            "Point" => Point(self.position(read(text)?)).into(),
            "MultiPoint" => MultiPoint(self.line(read(text)?).0.into_iter().map(Point).collect()).into(),
            "LineString" => self.line(read(text)?).into(),
            "MultiLineString" => {
                MultiLineString(read::<Vec<_>>(text)?.into_iter().map(|line| self.line(line)).collect()).into()
            }
            "Polygon" => self.polygon(read(text)?).into(),
            "MultiPolygon" => {
                MultiPolygon(read::<Vec<_>>(text)?.into_iter().map(|rings| self.polygon(rings)).collect()).into()
            }
            _ => return None,
        }))
    }

    fn position(&mut self, position: Position) -> Coord {
        self.heights |= position.has_height;
        position.coord
    }

    fn line(&mut self, positions: Vec<Position>) -> LineString {
        LineString(positions.into_iter().map(|position| self.position(position)).collect())
    }

    fn polygon(&mut self, rings: Vec<Vec<Position>>) -> Polygon {
        let mut rings = rings.into_iter().map(|ring| self.line(ring)).collect::<Vec<_>>().into_iter();
        self.open_ring |= rings.as_slice().iter().any(|ring| !ring.is_closed());
        let outer = rings.next().unwrap_or(LineString(Vec::new()));
        Polygon::new(outer, rings.collect())
    }
}

fn read<'a, T: serde::Deserialize<'a>>(text: &'a str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// Two numbers or more.
struct Position {
    coord: Coord,
    has_height: bool,
}

impl<'de> serde::Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl<'de> Visitor<'de> for Numbers {
            type Value = Position;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a position")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Position, A::Error> {
                let missing = || serde::de::Error::custom("a position has two numbers");
                let x = numbers.next_element()?.ok_or_else(missing)?;
                let y = numbers.next_element()?.ok_or_else(missing)?;
                let has_height = numbers.next_element::<f64>()?.is_some();
                while numbers.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Position { coord: Coord { x, y }, has_height })
            }
        }
        deserializer.deserialize_seq(Numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::push_geojson;

    #[test]
    fn every_type_is_read() {
        for text in [
            r#"{"type":"Point","coordinates":[1,2]}"#,
            r#"{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}"#,
            r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#,
            r#"{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#,
            r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}"#,
            r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}"#,
        ] {
            let decoded = parse(text).expect(text);
            let mut out = Vec::new();
            push_geojson(&decoded.geometry.unwrap(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), text);
            assert!(!decoded.was_open && !decoded.had_heights);
        }
    }

    #[test]
    fn what_is_odd_is_noticed() {
        assert!(parse(r#"{"type":"Point","coordinates":[1,2,3]}"#).unwrap().had_heights);
        assert!(parse(r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}"#).unwrap().was_open);
        assert_eq!(parse(r#"{"type":"Point","coordinates":[]}"#).unwrap().geometry, None);
        let deep = format!("{}{}", r#"{"type":"GeometryCollection","geometries":["#.repeat(100), "]}".repeat(100));
        for text in [
            "",
            "[1,2]",
            "{}",
            r#"{"type":"Circle","coordinates":[1,2]}"#,
            r#"{"type":"Point","coordinates":[1]}"#,
            r#"{"type":"Point","coordinates":["1","2"]}"#,
            r#"{"type":"Polygon","coordinates":[1,2]}"#,
            &deep,
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
