//! Well-known binary: written in two dimensions, read with heights and measures too, which are left out.

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};

/// How deep collections may be nested in each other.
const DEEPEST: usize = 8;

/// Not WKB, or cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// A shape that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The shape; `None` for an empty point, which has no other form.
    pub geometry: Option<Geometry>,
    /// Whether positions had a height, which is gone.
    pub had_heights: bool,
    /// Whether a ring did not end where it begins; it does now.
    pub was_open: bool,
}

/// Reads a shape: the bytes of ISO WKB, or of the extended form that PostGIS writes.
///
/// # Errors
/// When the bytes are not what they should be.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Malformed> {
    let mut reader = Reader { bytes, had_heights: false, was_open: false };
    let geometry = reader.geometry(0)?;
    let whole = reader.bytes.is_empty();
    whole.then_some(Decoded { geometry, had_heights: reader.had_heights, was_open: reader.was_open }).ok_or(Malformed)
}

struct Reader<'a> {
    bytes: &'a [u8],
    had_heights: bool,
    was_open: bool,
}

/// What the head of a shape says about the rest of it.
#[derive(Clone, Copy)]
struct Head {
    is_little: bool,
    kind: u32,
    /// Numbers of a position.
    dimensions: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (head, rest) = self.bytes.split_first_chunk::<N>().ok_or(Malformed)?;
        self.bytes = rest;
        Ok(*head)
    }

    fn head(&mut self) -> Result<Head, Malformed> {
        let is_little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err(Malformed),
        };
        let code = self.number(is_little)?;
        let (mut has_z, mut has_m) = (code & 0x8000_0000 != 0, code & 0x4000_0000 != 0);
        if code & 0x2000_0000 != 0 {
            self.number(is_little)?;
        }
        let code = code & 0x0fff_ffff;
        match code / 1000 {
            0 => {}
            1 => has_z = true,
            2 => has_m = true,
            3 => (has_z, has_m) = (true, true),
            _ => return Err(Malformed),
        }
        self.had_heights |= has_z;
        Ok(Head { is_little, kind: code % 1000, dimensions: 2 + usize::from(has_z) + usize::from(has_m) })
    }

    fn number(&mut self, is_little: bool) -> Result<u32, Malformed> {
        let bytes = self.take()?;
        Ok(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// How many parts follow, each of at least so many bytes: a lie must not cost memory.
    fn count(&mut self, head: Head, least: usize) -> Result<usize, Malformed> {
        let count = self.number(head.is_little)? as usize;
        if count > self.bytes.len() / least { Err(Malformed) } else { Ok(count) }
    }

    fn position(&mut self, head: Head) -> Result<Coord, Malformed> {
        let mut numbers = [0.0; 4];
        for number in &mut numbers[..head.dimensions] {
            let bytes = self.take()?;
            *number = if head.is_little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) };
        }
        Ok(Coord { x: numbers[0], y: numbers[1] })
    }

    fn positions(&mut self, head: Head) -> Result<LineString, Malformed> {
        let count = self.count(head, 8 * head.dimensions)?;
        (0..count).map(|_| self.position(head)).collect::<Result<Vec<_>, _>>().map(LineString)
    }

    fn polygon(&mut self, head: Head) -> Result<Polygon, Malformed> {
        let count = self.count(head, 4)?;
        let mut rings = Vec::new();
        for _ in 0..count {
            let ring = self.positions(head)?;
            self.was_open |= !ring.is_closed();
            rings.push(ring);
        }
        let mut rings = rings.into_iter();
        let outer = rings.next().unwrap_or(LineString(Vec::new()));
        Ok(Polygon::new(outer, rings.collect()))
    }

    /// The members of a shape of several, each of a kind that `keep` takes.
    fn members<T>(&mut self, head: Head, depth: usize, keep: fn(Geometry) -> Option<T>) -> Result<Vec<T>, Malformed> {
        if depth == DEEPEST {
            return Err(Malformed);
        }
        let count = self.count(head, 5)?;
        let mut members = Vec::new();
        for _ in 0..count {
            match self.geometry(depth + 1)? {
                Some(member) => members.push(keep(member).ok_or(Malformed)?),
                None => continue,
            }
        }
        Ok(members)
    }

    fn geometry(&mut self, depth: usize) -> Result<Option<Geometry>, Malformed> {
        let head = self.head()?;
        Ok(Some(match head.kind {
            1 => {
                let position = self.position(head)?;
                if position.x.is_nan() && position.y.is_nan() {
                    return Ok(None);
                }
                Geometry::Point(position.into())
            }
            2 => Geometry::LineString(self.positions(head)?),
            3 => Geometry::Polygon(self.polygon(head)?),
            4 => Geometry::MultiPoint(MultiPoint(self.members(head, depth, |member| match member {
                Geometry::Point(point) => Some(point),
                _ => None,
            })?)),
            5 => Geometry::MultiLineString(MultiLineString(self.members(head, depth, |member| match member {
                Geometry::LineString(line) => Some(line),
                _ => None,
            })?)),
            6 => Geometry::MultiPolygon(MultiPolygon(self.members(head, depth, |member| match member {
                Geometry::Polygon(polygon) => Some(polygon),
                _ => None,
            })?)),
            7 => Geometry::GeometryCollection(GeometryCollection(self.members(head, depth, Some)?)),
            _ => return Err(Malformed),
        }))
    }
}

/// Writes a shape: little-endian ISO WKB.
pub fn encode(geometry: &Geometry) -> Vec<u8> {
    let mut out = Vec::new();
    push(geometry, &mut out);
    out
}

fn push_head(kind: u32, out: &mut Vec<u8>) {
    out.push(1);
    out.extend_from_slice(&kind.to_le_bytes());
}

fn push_count(count: usize, out: &mut Vec<u8>) {
    let count = u32::try_from(count).expect("a record of at most 64 MB has fewer positions");
    out.extend_from_slice(&count.to_le_bytes());
}

fn push_position(position: Coord, out: &mut Vec<u8>) {
    out.extend_from_slice(&position.x.to_le_bytes());
    out.extend_from_slice(&position.y.to_le_bytes());
}

fn push_line(line: &LineString, out: &mut Vec<u8>) {
    push_count(line.0.len(), out);
    line.coords().for_each(|position| push_position(*position, out));
}

fn push_polygon(polygon: &Polygon, out: &mut Vec<u8>) {
    if polygon.exterior().0.is_empty() {
        return push_count(0, out);
    }
    push_count(1 + polygon.interiors().len(), out);
    push_line(polygon.exterior(), out);
    polygon.interiors().iter().for_each(|ring| push_line(ring, out));
}

fn push_point(point: Point, out: &mut Vec<u8>) {
    push_head(1, out);
    push_position(point.0, out);
}

fn push(geometry: &Geometry, out: &mut Vec<u8>) {
    match geometry {
        Geometry::Point(point) => push_point(*point, out),
        Geometry::LineString(line) => {
            push_head(2, out);
            push_line(line, out);
        }
        Geometry::Polygon(polygon) => {
            push_head(3, out);
            push_polygon(polygon, out);
        }
        Geometry::MultiPoint(points) => {
            push_head(4, out);
            push_count(points.0.len(), out);
            points.iter().for_each(|point| push_point(*point, out));
        }
        Geometry::MultiLineString(lines) => {
            push_head(5, out);
            push_count(lines.0.len(), out);
            for line in lines {
                push_head(2, out);
                push_line(line, out);
            }
        }
        Geometry::MultiPolygon(polygons) => {
            push_head(6, out);
            push_count(polygons.0.len(), out);
            for polygon in polygons {
                push_head(3, out);
                push_polygon(polygon, out);
            }
        }
        Geometry::GeometryCollection(members) => {
            push_head(7, out);
            push_count(members.len(), out);
            members.iter().for_each(|member| push(member, out));
        }
        Geometry::Line(line) => push(&Geometry::LineString(line.into()), out),
        Geometry::Rect(rect) => push(&Geometry::Polygon(rect.to_polygon()), out),
        Geometry::Triangle(triangle) => push(&Geometry::Polygon(triangle.to_polygon()), out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{line_string, polygon};

    #[test]
    fn what_is_written_is_read_again() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        let line = line_string![(x: 0.5, y: 1.5), (x: 2.0, y: 3.0)];
        let point = Geometry::Point(Point::new(-71.0, 42.0));
        for geometry in [
            point.clone(),
            line.clone().into(),
            square.clone().into(),
            MultiPoint(vec![Point::new(1.0, 2.0)]).into(),
            MultiLineString(vec![line]).into(),
            MultiPolygon(vec![square.clone(), square]).into(),
            Geometry::GeometryCollection(GeometryCollection(vec![point])),
        ] {
            let bytes = encode(&geometry);
            assert_eq!(decode(&bytes).unwrap().geometry, Some(geometry));
            for cut in 0..bytes.len() {
                assert_eq!(decode(&bytes[..cut]), Err(Malformed), "{cut}");
            }
        }
    }

    #[test]
    fn lying_counts_and_deep_nests_end_early() {
        let mut lie = vec![1, 2, 0, 0, 0];
        lie.extend_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(decode(&lie), Err(Malformed));
        let nest: Vec<u8> = [1, 7, 0, 0, 0, 1, 0, 0, 0].repeat(1_000);
        assert_eq!(decode(&nest), Err(Malformed));
    }

    #[test]
    fn heights_are_left_out() {
        let mut point = vec![0, 0, 0, 3, 0xe9];
        for number in [1.0_f64, 2.0, 3.0] {
            point.extend_from_slice(&number.to_be_bytes());
        }
        let decoded = decode(&point).unwrap();
        assert!(decoded.had_heights);
        assert_eq!(decoded.geometry, Some(Geometry::Point(Point::new(1.0, 2.0))));
    }
}
