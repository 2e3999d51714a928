//! JSON documents that end with a list as long as the catalogue. Its items are written on all cores and put together in order.

use serde::Serialize;
use serde_json::Value;

/// What stands between two items.
pub(super) const BETWEEN: &[u8] = b",\n    ";

/// What ends the document.
pub(super) const CLOSE: &[u8] = b"\n  ]\n}\n";

/// How far items are set in.
const INDENT: &[u8] = b"\n    ";

/// A document whose last member is a list that is still empty, up to where the first item stands.
pub(super) fn open(document: &Value) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(document).expect("JSON values can be written");
    text.truncate(text.len() - b"]\n}".len());
    text.extend_from_slice(INDENT);
    text
}

/// An item, on lines of its own.
pub(super) fn item(item: &impl Serialize) -> Vec<u8> {
    let text = serde_json::to_vec_pretty(item).expect("descriptions are plain data");
    // A line break is none of a string's: it is escaped there.
    let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
    lines.join(INDENT)
}

/// A short item, on one line.
pub(super) fn line(item: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(item).expect("descriptions are plain data")
}

/// The whole document with its items.
pub(super) fn document(head: &Value, items: &[Vec<u8>]) -> Vec<u8> {
    let mut text = open(head);
    text.extend_from_slice(&items.join(BETWEEN));
    text.extend_from_slice(CLOSE);
    text
}
