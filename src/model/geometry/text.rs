//! Shapes as text: WKT for tables, GeoJSON geometry objects for JSON.

use geo_types::{Coord, Geometry, LineString, Point, Polygon};

use super::type_name;
use crate::model::table::push_number;

/// How a text form spells what both have in common: positions in nested lists.
struct Form {
    open: &'static [u8],
    close: &'static [u8],
    /// Between the two numbers of a position.
    between: &'static [u8],
    /// Around a position.
    position: (&'static [u8], &'static [u8]),
}

const WKT: Form = Form { open: b"(", close: b")", between: b" ", position: (b"", b"") };
const GEOJSON: Form = Form { open: b"[", close: b"]", between: b",", position: (b"[", b"]") };

/// Appends a shape as well-known text: `POINT (-71.06 42.35)`.
pub fn push_wkt(geometry: &Geometry, out: &mut Vec<u8>) {
    out.extend_from_slice(type_name(geometry).to_ascii_uppercase().as_bytes());
    if super::is_empty(geometry) {
        out.extend_from_slice(b" EMPTY");
        return;
    }
    out.push(b' ');
    match geometry {
        Geometry::Point(point) => WKT.list(&[point.0], out),
        Geometry::GeometryCollection(members) => WKT.each(members, out, push_wkt),
        other => WKT.coordinates(other, out),
    }
}

/// Appends a shape as a geometry object of GeoJSON (RFC 7946).
pub fn push_geojson(geometry: &Geometry, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"type\":\"");
    out.extend_from_slice(type_name(geometry).as_bytes());
    match geometry {
        Geometry::GeometryCollection(members) => {
            out.extend_from_slice(b"\",\"geometries\":");
            GEOJSON.each(members, out, push_geojson);
        }
        other => {
            out.extend_from_slice(b"\",\"coordinates\":");
            GEOJSON.coordinates(other, out);
        }
    }
    out.push(b'}');
}

impl Form {
    fn each<T>(&self, items: impl IntoIterator<Item = T>, out: &mut Vec<u8>, mut push: impl FnMut(T, &mut Vec<u8>)) {
        out.extend_from_slice(self.open);
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            push(item, out);
        }
        out.extend_from_slice(self.close);
    }

    fn position(&self, position: Coord, out: &mut Vec<u8>) {
        out.extend_from_slice(self.position.0);
        push_number(out, position.x);
        out.extend_from_slice(self.between);
        push_number(out, position.y);
        out.extend_from_slice(self.position.1);
    }

    fn list(&self, positions: &[Coord], out: &mut Vec<u8>) {
        self.each(positions, out, |position, out| self.position(*position, out));
    }

    fn line(&self, line: &LineString, out: &mut Vec<u8>) {
        self.list(&line.0, out);
    }

    fn polygon(&self, polygon: &Polygon, out: &mut Vec<u8>) {
        let outer = Some(polygon.exterior()).filter(|ring| !ring.0.is_empty());
        self.each(outer.into_iter().chain(polygon.interiors()), out, |ring, out| self.line(ring, out));
    }

    /// The positions of a shape that is no collection.
    fn coordinates(&self, geometry: &Geometry, out: &mut Vec<u8>) {
        match geometry {
            Geometry::Point(point) => self.position(point.0, out),
            Geometry::Line(line) => self.list(&[line.start, line.end], out),
            Geometry::LineString(line) => self.line(line, out),
            Geometry::Polygon(polygon) => self.polygon(polygon, out),
            Geometry::MultiPoint(points) => {
                let positions: Vec<Coord> = points.iter().map(|Point(position)| *position).collect();
                self.list(&positions, out);
            }
            Geometry::MultiLineString(lines) => self.each(lines, out, |line, out| self.line(line, out)),
            Geometry::MultiPolygon(polygons) => self.each(polygons, out, |polygon, out| self.polygon(polygon, out)),
            Geometry::Rect(rect) => self.polygon(&rect.to_polygon(), out),
            Geometry::Triangle(triangle) => self.polygon(&triangle.to_polygon(), out),
            Geometry::GeometryCollection(_) => unreachable!("a collection has members, not coordinates"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{GeometryCollection, MultiPoint, polygon};

    #[test]
    fn shapes_have_two_texts() {
        let point = Geometry::Point(Point::new(-71.5, 42.0));
        let square = Geometry::Polygon(polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)]);
        let points = Geometry::MultiPoint(MultiPoint(vec![Point::new(1.0, 2.0), Point::new(3.0, 4.0)]));
        let both = Geometry::GeometryCollection(GeometryCollection(vec![point.clone(), points.clone()]));
        let nothing = Geometry::GeometryCollection(GeometryCollection(Vec::new()));
        for (geometry, wkt, geojson) in [
            (point, "POINT (-71.5 42)", r#"{"type":"Point","coordinates":[-71.5,42]}"#),
            (square, "POLYGON ((0 0,1 0,1 1,0 0))", r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#),
            (points, "MULTIPOINT (1 2,3 4)", r#"{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}"#),
            (
                both,
                "GEOMETRYCOLLECTION (POINT (-71.5 42),MULTIPOINT (1 2,3 4))",
                r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[-71.5,42]},{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}]}"#,
            ),
            (nothing, "GEOMETRYCOLLECTION EMPTY", r#"{"type":"GeometryCollection","geometries":[]}"#),
        ] {
            let text = |push: fn(&Geometry, &mut Vec<u8>)| {
                let mut out = Vec::new();
                push(&geometry, &mut out);
                String::from_utf8(out).unwrap()
            };
            assert_eq!(text(push_wkt), wkt);
            assert_eq!(text(push_geojson), geojson);
        }
    }
}
