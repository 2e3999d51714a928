//! What a file says of where its features lie: the member `crs`, before or after them, and their first positions.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use memchr::memmem;
use serde_json::Value;

/// How far before the end of a file the member `crs` is looked for.
const TAIL: u64 = 4 << 10;

/// The member, as GeoJSON had it before it became a standard.
const CRS: &[u8] = b"\"crs\"";

/// The end of a file, which is then read from its start again.
pub(super) fn tail(file: &mut File) -> io::Result<Vec<u8>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(tail)
}

/// The coordinate reference system that the member `crs` names, before the features or after them.
pub(super) fn member_crs(head: &[u8], tail: &[u8]) -> Option<String> {
    let before = memmem::find(head, b"\"features\"").unwrap_or(head.len());
    let crs = match memmem::find(&head[..before], CRS) {
        Some(at) => {
            let value = head[at + CRS.len()..].trim_ascii_start().strip_prefix(b":")?;
            serde_json::Deserializer::from_slice(value).into_iter().next()?.ok()?
        }
        None => {
            // What follows the features ends with the file; what stands in one of them does not.
            let at = memmem::rfind(tail, CRS)?;
            let rest: Value = serde_json::from_slice(&[b"{", &tail[at..]].concat()).ok()?;
            rest.get("crs")?.clone()
        }
    };
    let properties = crs.get("properties")?;
    match (properties.get("name"), properties.get("code")) {
        (Some(Value::String(name)), _) => Some(name.clone()),
        (_, Some(Value::Number(code))) => Some(format!("EPSG:{code}")),
        _ => Some(crs.to_string()),
    }
}

/// Between which numbers the first positions of the first features lie, if none of them can be degrees: west, south, east,
/// north.
pub(super) fn off_earth(head: &[u8]) -> Option<[f64; 4]> {
    let name = b"\"coordinates\"";
    let mut bounds: Option<[f64; 4]> = None;
    for at in memmem::find_iter(head, name) {
        let Some((x, y)) = position(&head[at + name.len()..]) else { continue };
        if x.abs() <= 180.0 && y.abs() <= 90.0 {
            return None;
        }
        let [west, south, east, north] = bounds.unwrap_or([x, y, x, y]);
        bounds = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
    }
    // Numbers without any sense are named row by row.
    bounds.filter(|bounds| bounds.iter().all(|number| number.abs() < super::FARTHEST))
}

/// The first two numbers after a colon and brackets.
fn position(text: &[u8]) -> Option<(f64, f64)> {
    let start = text.iter().position(|byte| !b": \t\r\n[".contains(byte))?;
    let end = memchr::memchr(b']', &text[start..])?;
    let mut numbers =
        std::str::from_utf8(&text[start..start + end]).ok()?.split(',').map(|text| text.trim().parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_member_is_found_before_and_after() {
        let crs = br#""crs":{"type":"name","properties":{"name":"EPSG:2249"}}"#;
        let head = [b"{", &crs[..], br#","features":[]}"#].concat();
        assert_eq!(member_crs(&head, b"").as_deref(), Some("EPSG:2249"));
        let after = [br#"{"a":[1]}}],"#, &crs[..], br#", "bbox": [1,2] } "#].concat();
        assert_eq!(member_crs(b"{\"features\":[", &after).as_deref(), Some("EPSG:2249"));
        let within = [br#"{"properties":{"#, &crs[..], br#"}}]}"#].concat();
        assert_eq!(member_crs(b"{\"features\":[", &within), None);
    }

    #[test]
    fn positions_that_are_no_degrees_are_met_at_the_start() {
        let of = |coordinates: &[&str]| {
            let texts = coordinates.iter().map(|text| format!("{{\"coordinates\" : {text}}},"));
            off_earth(texts.collect::<String>().as_bytes())
        };
        assert_eq!(of(&["[774000.5, 2956000]", "[[[1e6, 3e6],[1,2]]]"]), Some([774_000.5, 2_956_000.0, 1e6, 3e6]));
        assert_eq!(of(&["[774000, 2956000]", "[-71, 42]"]), None);
        assert_eq!(of(&["[1e308, 1e308]"]), None);
        assert_eq!(of(&["[]", "[1]", "null", "[\"a\", 2]", "[1e3,"]), None);
    }
}
