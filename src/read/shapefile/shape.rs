//! The shape of a record.

use geo::algorithm::{Area, Contains};
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use crate::model::geometry::Decoded;

/// Reads a shape; `None` if it is damaged or of a type that has no place in two dimensions (multipatch), `Some(None)` if
/// there is none.
pub(super) fn parse(bytes: &[u8]) -> Option<Option<Decoded>> {
    let (kind, rest) = bytes.split_first_chunk::<4>()?;
    let kind = i32::from_le_bytes(*kind);
    // Types with heights are 10 more than those without, types with measures 20 more.
    let had_heights = (11..20).contains(&kind);
    let mut was_open = false;
    let geometry = match kind {
        0 => return Some(None),
        1 | 11 | 21 => Geometry::Point(Point(position(rest)?)),
        8 | 18 | 28 => {
            let count = number(rest, 32)?;
            Geometry::MultiPoint(MultiPoint(positions(rest, 36, count)?.into_iter().map(Point).collect()))
        }
        3 | 13 | 23 => {
            let mut lines = parts(rest)?;
            match lines.len() {
                1 => Geometry::LineString(lines.remove(0)),
                _ => Geometry::MultiLineString(MultiLineString(lines)),
            }
        }
        5 | 15 | 25 => {
            let rings = parts(rest)?;
            was_open = rings.iter().any(|ring| !ring.is_closed());
            let mut polygons = polygons(rings);
            match polygons.len() {
                1 => Geometry::Polygon(polygons.remove(0)),
                _ => Geometry::MultiPolygon(MultiPolygon(polygons)),
            }
        }
        _ => return None,
    };
    Some(Some(Decoded { geometry: Some(geometry), had_heights, was_open }))
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..)?.first_chunk::<4>()?;
    usize::try_from(i32::from_le_bytes(*bytes)).ok()
}

fn position(bytes: &[u8]) -> Option<Coord> {
    let (x, rest) = bytes.split_first_chunk::<8>()?;
    let y = rest.first_chunk::<8>()?;
    Some(Coord { x: f64::from_le_bytes(*x), y: f64::from_le_bytes(*y) })
}

fn positions(bytes: &[u8], at: usize, count: usize) -> Option<Vec<Coord>> {
    let bytes = bytes.get(at..)?.get(..count.checked_mul(16)?)?;
    bytes.chunks_exact(16).map(position).collect()
}

/// The lines or rings: after the box of four numbers come their count, the count of positions, where each begins, and the
/// positions.
fn parts(bytes: &[u8]) -> Option<Vec<LineString>> {
    let (count, total) = (number(bytes, 32)?, number(bytes, 36)?);
    let positions = positions(bytes, 40_usize.checked_add(count.checked_mul(4)?)?, total)?;
    let mut starts = (0..count).map(|at| number(bytes, 40 + 4 * at)).collect::<Option<Vec<_>>>()?;
    starts.push(total);
    starts.windows(2).map(|pair| Some(LineString(positions.get(pair[0]..pair[1])?.to_vec()))).collect()
}

/// Rings as areas: those that run clockwise are the outer ones, and each hole goes to the first that it lies in.
fn polygons(rings: Vec<LineString>) -> Vec<Polygon> {
    let alone = |ring: LineString| Polygon::new(ring, Vec::new());
    if rings.len() == 1 {
        return rings.into_iter().map(alone).collect();
    }
    let (holes, outer): (Vec<_>, Vec<_>) = rings.into_iter().map(alone).partition(|ring| ring.signed_area() > 0.0);
    let mut polygons = outer;
    let mut homeless = Vec::new();
    for hole in holes {
        let first = hole.exterior().0.first().copied().map(Point);
        let mut around = polygons.iter_mut();
        let home = match first {
            // With one outer ring there is no choice, and a hole may touch it.
            Some(_) if around.len() == 1 => around.next(),
            Some(point) => around.find(|polygon| polygon.contains(&point)),
            None => continue,
        };
        match home {
            Some(polygon) => polygon.interiors_push(hole.exterior().clone()),
            // A ring that runs the wrong way is an area all the same.
            None => homeless.push(hole),
        }
    }
    polygons.extend(homeless);
    polygons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polygon(rings: &[&[(f64, f64)]]) -> Vec<u8> {
        let mut bytes = 5_i32.to_le_bytes().to_vec();
        bytes.extend([0; 32]);
        bytes.extend((rings.len() as i32).to_le_bytes());
        bytes.extend((rings.iter().map(|ring| ring.len()).sum::<usize>() as i32).to_le_bytes());
        let mut at = 0;
        for ring in rings {
            bytes.extend((at as i32).to_le_bytes());
            at += ring.len();
        }
        for (x, y) in rings.concat() {
            bytes.extend(x.to_le_bytes());
            bytes.extend(y.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn holes_find_their_area() {
        let outer = [(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 0.0), (0.0, 0.0)];
        let second = outer.map(|(x, y)| (x + 10.0, y));
        let hole = [(11.0, 1.0), (12.0, 1.0), (12.0, 2.0), (11.0, 1.0)];
        let shape = parse(&polygon(&[&outer, &second, &hole])).unwrap().unwrap();
        let Some(Geometry::MultiPolygon(polygons)) = shape.geometry else { panic!() };
        let holes: Vec<usize> = polygons.iter().map(|polygon| polygon.interiors().len()).collect();
        assert_eq!(holes, [0, 1]);
    }

    #[test]
    fn damage_is_no_shape() {
        let whole = polygon(&[&[(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (0.0, 0.0)]]);
        assert!(parse(&whole).is_some());
        for cut in 0..whole.len() {
            assert_eq!(parse(&whole[..cut]), None, "{cut}");
        }
        let mut lie = whole.clone();
        lie[36..40].copy_from_slice(&i32::MAX.to_le_bytes());
        assert_eq!(parse(&lie), None);
        assert_eq!(parse(&31_i32.to_le_bytes()), None);
        assert_eq!(parse(&0_i32.to_le_bytes()), Some(None));
    }
}
