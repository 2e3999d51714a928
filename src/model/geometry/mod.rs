//! Shapes on the map.
//!
//! Between reader and writer a geometry is little-endian WKB (OGC Simple Features, two dimensions), in degrees of WGS 84,
//! longitude first: compact in an Arrow column, and already what Parquet wants. [`settled`] brings a shape into the form in
//! which it is published, once and for all formats.

mod text;
mod wkb;

pub use text::{push_geojson, push_wkt};
pub use wkb::{Decoded, Malformed, decode, encode};

use geo::algorithm::orient::{Direction, Orient};
use geo::algorithm::{CoordsIter as _, MapCoords as _};
use geo_types::{Coord, Geometry};

/// Digits after the point of a published degree: a centimetre on the ground, as RFC 7946 advises.
const DECIMALS: f64 = 1e7;

/// A shape as it is published: seven decimals, outer rings counter-clockwise and holes clockwise (RFC 7946, section 3.1.6).
pub fn settled(geometry: &Geometry) -> Geometry {
    oriented(geometry.map_coords(|Coord { x, y }| Coord { x: rounded(x), y: rounded(y) }))
}

/// A degree with the decimals that are published; no negative zero.
fn rounded(degree: f64) -> f64 {
    (degree * DECIMALS).round() / DECIMALS + 0.0
}

fn oriented(geometry: Geometry) -> Geometry {
    match geometry {
        Geometry::Polygon(polygon) => polygon.orient(Direction::Default).into(),
        Geometry::MultiPolygon(polygons) => polygons.orient(Direction::Default).into(),
        Geometry::GeometryCollection(members) => {
            Geometry::GeometryCollection(members.into_iter().map(oriented).collect())
        }
        other => other,
    }
}

/// Whether it has no position at all.
pub fn is_empty(geometry: &Geometry) -> bool {
    geometry.coords_iter().next().is_none()
}

/// The name of its type in GeoJSON.
pub fn type_name(geometry: &Geometry) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{line_string, polygon};

    #[test]
    fn rings_are_turned_and_digits_cut() {
        let clockwise = polygon![
            exterior: [(x: 0.0, y: 0.0), (x: 0.0, y: 4.0), (x: 4.0, y: 4.000_000_04), (x: 4.0, y: 0.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0)]],
        ];
        let Geometry::Polygon(settled) = settled(&clockwise.into()) else { panic!() };
        let outer =
            line_string![(x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 0.0, y: 4.0), (x: 0.0, y: 0.0)];
        assert_eq!(settled.exterior(), &outer);
        let hole = line_string![(x: 1.0, y: 1.0), (x: 2.0, y: 2.0), (x: 2.0, y: 1.0), (x: 1.0, y: 1.0)];
        assert_eq!(settled.interiors(), [hole]);
    }
}
