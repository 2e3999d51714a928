//! The shape in a cell: a head, and well-known binary after it (OGC 12-128, clause 2.1.3).

use crate::model::geometry::{self, Decoded};

/// Bytes before the box around the shape: `GP`, version, flags, and the number of the coordinate reference system.
const HEAD: usize = 8;

/// The flag of shapes that the standard does not know.
const EXTENDED: u8 = 0b0010_0000;

/// Bytes of the box, by the number of its kind.
const BOXES: [usize; 5] = [0, 32, 48, 48, 64];

/// Reads a shape; `None` if it is none.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded> {
    let flags = *bytes.strip_prefix(b"GP")?.get(1)?;
    let length = *BOXES.get(usize::from(flags >> 1 & 0b111))?;
    if flags & EXTENDED != 0 {
        return None;
    }
    geometry::decode(bytes.get(HEAD + length..)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Point;

    #[test]
    fn a_shape_is_found_after_its_box() {
        let point = geometry::encode(&Point::new(1.0, 2.0).into());
        for (kind, length) in BOXES.into_iter().enumerate() {
            let flags = 1 | (kind as u8) << 1;
            let mut bytes = vec![b'G', b'P', 0, flags, 0xe6, 0x10, 0, 0];
            bytes.extend(vec![0; length]);
            bytes.extend(&point);
            assert_eq!(decode(&bytes).unwrap().geometry, Some(Point::new(1.0, 2.0).into()));
            for cut in 0..bytes.len() {
                assert_eq!(decode(&bytes[..cut]), None, "{cut}");
            }
            bytes[3] |= EXTENDED;
            assert_eq!(decode(&bytes), None);
            bytes[3] = 5 << 1;
            assert_eq!(decode(&bytes), None, "a box of no known kind");
        }
    }
}
