//! The members of a record and what fields make of them.

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::cut::Nesting;
use crate::model::schema::{Field, FieldType};
use crate::model::table::{ColumnBuilder, FaultKind};
use crate::read::cell::CellParser;
use crate::read::geometry;

/// A record as it is written.
pub(in crate::read) struct Record {
    /// Its members in their order; of a repeated name the first counts.
    pub(in crate::read) members: Vec<(String, Member)>,
    /// What the format adds to them; a member of the same name goes before it.
    pub(in crate::read) added: Vec<(&'static str, Member)>,
}

/// A value of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) enum Member {
    Null,
    Bool(bool),
    /// A number as the text it was written with, so that no digit is lost before its type is known.
    Number(String),
    Text(String),
    /// An object or a list as its JSON text, without the spaces between its parts.
    Nested(String),
}

impl Member {
    /// The value as findings show it.
    pub(in crate::read) fn shown(&self) -> &str {
        match self {
            Member::Null => "null",
            Member::Bool(true) => "true",
            Member::Bool(false) => "false",
            Member::Number(text) | Member::Text(text) | Member::Nested(text) => text,
        }
    }

    /// Appends it to a field's column.
    pub(super) fn append(
        &self,
        parser: &CellParser,
        field: &Field,
        builder: &mut ColumnBuilder,
    ) -> Result<(), FaultKind> {
        match (self, builder) {
            (Member::Null, builder) => {
                builder.append_null();
                Ok(())
            }
            // Text keeps a number as it was written, a number must fit its type.
            (Member::Number(text), builder) => {
                let is_whole = matches!(field.kind, FieldType::Integer | FieldType::Year);
                let whole = text.strip_suffix(".0").filter(|_| is_whole);
                parser.append_number(whole.unwrap_or(text), builder)
            }
            (Member::Bool(truth), ColumnBuilder::Boolean(builder)) => {
                builder.append_value(*truth);
                Ok(())
            }
            (Member::Nested(text), builder @ (ColumnBuilder::Point { .. } | ColumnBuilder::Geometry(_))) => {
                match geometry::parse(text) {
                    // Table Schema has other ways to write a point, which the parser knows.
                    None if matches!(builder, ColumnBuilder::Point { .. }) => parser.append(text, builder),
                    shape => parser.append_geometry(shape, builder),
                }
            }
            (Member::Nested(text), builder) => parser.append_nested(text, builder),
            (member, builder) => parser.append(member.shown(), builder),
        }
    }
}

/// The members of an object. What the library says of a value of the wrong kind quotes it, and these sentences reach logs
/// that others read.
pub(in crate::read) fn entries(object: &str) -> Result<Vec<(String, Member)>, serde_json::Error> {
    let mut object = serde_json::Deserializer::from_str(object);
    let entries = object.deserialize_map(Entries)?;
    object.end()?;
    Ok(entries)
}

/// How many objects and lists may lie inside one another. Data has a few; what has more is made to exhaust its readers.
const DEEPEST: usize = 100;

/// What is said of a value that is nested deeper.
const TOO_DEEP: &str = "it is nested more than 100 levels deep";

/// Why a record cannot be read.
pub(in crate::read) fn unreadable(noun: &str, bytes: &[u8], error: &serde_json::Error) -> String {
    match bytes.first() {
        Some(b'[') => format!("this {noun} is a list, not an object"),
        None => format!("there is a comma without a {noun} before it"),
        Some(b'{') => match error.classify() {
            serde_json::error::Category::Data if error.to_string().starts_with(TOO_DEEP) => {
                format!("this {noun} cannot be read: {TOO_DEEP}")
            }
            serde_json::error::Category::Data => format!("this {noun} is not made as it should be"),
            _ => format!("this {noun} cannot be read: {error}"),
        },
        Some(_) => format!("this {noun} is not an object"),
    }
}

/// Reads an object as pairs in its order.
struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<(String, Member)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry::<String, Member>()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

impl<'de> serde::Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        Ok(match raw.as_bytes().first() {
            Some(b'n') => Member::Null,
            Some(b't') => Member::Bool(true),
            Some(b'f') => Member::Bool(false),
            Some(b'"') => Member::Text(serde_json::from_str(raw).map_err(serde::de::Error::custom)?),
            Some(b'{' | b'[') if is_too_deep(raw) => return Err(serde::de::Error::custom(TOO_DEEP)),
            Some(b'{' | b'[') => Member::Nested(compact(raw)),
            _ => Member::Number(raw.to_owned()),
        })
    }
}

fn is_too_deep(raw: &str) -> bool {
    let mut nesting = Nesting::default();
    raw.bytes().any(|byte| {
        nesting.take(byte);
        nesting.depth > DEEPEST
    })
}

/// JSON text without the spaces between its parts, so that a value has one text however it is indented.
pub(in crate::read) fn compact(raw: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    raw.chars()
        .filter(|&c| {
            let keep = in_string || !matches!(c, ' ' | '\t' | '\n' | '\r');
            match c {
                _ if escaped => escaped = false,
                '\\' if in_string => escaped = true,
                '"' => in_string = !in_string,
                _ => {}
            }
            keep
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_what_was_written() {
        let text = r#"{"a":1.50,"b":"\u00e9","c":{"x": [1, 2.0 , " \" y "]},"d":null,"e":true,"a":2}"#;
        let entries = entries(text).unwrap();
        let shown: Vec<(&str, &str)> = entries.iter().map(|(name, member)| (name.as_str(), member.shown())).collect();
        let nested = r#"{"x":[1,2.0," \" y "]}"#;
        assert_eq!(shown, [("a", "1.50"), ("b", "é"), ("c", nested), ("d", "null"), ("e", "true"), ("a", "2")]);
    }
    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(entries(&nested(DEEPEST)).is_ok());
        let deep = nested(DEEPEST + 1);
        let error = entries(&deep).err().unwrap();
        assert_eq!(unreadable("row", deep.as_bytes(), &error), format!("this row cannot be read: {TOO_DEEP}"));
    }
}
