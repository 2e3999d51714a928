//! Pictures: what cameras and programs write beside the pixels.

use super::{Trace, mismatch};

const PLACE: &str = "where it was taken";
const AUTHOR: &str = "who wrote it";

/// Chunks of a PNG up to its end.
pub(super) fn png(content: &[u8]) -> Vec<Trace> {
    let Some(mut rest) = content.strip_prefix(b"\x89PNG\r\n\x1a\n") else {
        return vec![mismatch("it is another kind of file")];
    };
    let mut traces = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let (Some((name, data)), Some(next)) = (after.split_first_chunk::<4>(), after.get(length.saturating_add(8)..))
        else {
            break;
        };
        let data = &data[..length];
        match name {
            b"IEND" => return traces,
            b"eXIf" => exif(data, &mut traces),
            // The keyword, a zero, and what it says; the international form has more between.
            b"tEXt" | b"iTXt" if data.starts_with(b"Author\0") => {
                let text = data.rsplit(|b| *b == 0).next().unwrap_or_default();
                traces.push(Trace::Metadata(AUTHOR, String::from_utf8_lossy(text).into_owned()));
            }
            _ => {}
        }
        rest = next;
    }
    vec![mismatch("it is cut off")]
}

/// Segments of a JPEG up to the pixels.
pub(super) fn jpeg(content: &[u8]) -> Vec<Trace> {
    let Some(mut rest) = content.strip_prefix(b"\xff\xd8") else {
        return vec![mismatch("it is another kind of file")];
    };
    let mut traces = Vec::new();
    while let [0xff, marker, high, low, ..] = *rest {
        let length = usize::from(u16::from_be_bytes([high, low]));
        let (Some(data), Some(next)) = (rest.get(4..length + 2), rest.get(length + 2..)) else { break };
        match marker {
            // The pixels begin.
            0xda => return traces,
            0xe1 => {
                if let Some(data) = data.strip_prefix(b"Exif\0\0") {
                    exif(data, &mut traces);
                }
            }
            _ => {}
        }
        rest = next;
    }
    vec![mismatch("it is cut off")]
}

/// The first directory of Exif data: the artist, and whether there is a position.
fn exif(data: &[u8], traces: &mut Vec<Trace>) {
    const ARTIST: u32 = 0x013b;
    const GPS: u32 = 0x8825;
    let is_little = data.starts_with(b"II");
    let number = |at: usize, length: usize| -> Option<u32> {
        let bytes = data.get(at..at.checked_add(length)?)?;
        let push = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        Some(if is_little { bytes.iter().rev().fold(0, push) } else { bytes.iter().fold(0, push) })
    };
    let Some(start) = number(4, 4).map(|start| start as usize) else { return };
    let count = number(start, 2).unwrap_or_default() as usize;
    for at in (0..count).map(|entry| start + 2 + entry * 12) {
        match number(at, 2) {
            Some(GPS) => traces.push(Trace::Metadata(PLACE, String::new())),
            Some(ARTIST) => {
                let length = number(at + 4, 4).unwrap_or_default() as usize;
                let from = if length <= 4 { Some(at + 8) } else { number(at + 8, 4).map(|from| from as usize) };
                let text = from.and_then(|from| data.get(from..from.checked_add(length)?)).unwrap_or_default();
                let text = String::from_utf8_lossy(text).trim_matches(['\0', ' ']).to_owned();
                if !text.is_empty() {
                    traces.push(Trace::Metadata(AUTHOR, text));
                }
            }
            Some(_) => {}
            None => return,
        }
    }
}
