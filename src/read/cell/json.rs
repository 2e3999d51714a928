//! Objects, arrays and lists.

use serde_json::value::RawValue;

use super::Kind;
use crate::model::table::{FaultKind, ListsBuilder};
use crate::read::objects::{Member, compact};

/// Which JSON a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Json {
    Object,
    Array,
}

impl Json {
    /// The value as JSON without spaces between its parts.
    pub(super) fn read(self, text: &str) -> Result<String, FaultKind> {
        let raw = serde_json::from_str::<&RawValue>(text).map_err(|_| FaultKind::NotOfType)?.get();
        match (self, raw.as_bytes().first()) {
            (Json::Object, Some(b'{')) | (Json::Array, Some(b'[')) => Ok(compact(raw)),
            _ => Err(FaultKind::NotOfType),
        }
    }
}

/// The items of a JSON array as the texts they have in a list. One that holds the list's delimiter, or nothing, has none.
pub(super) fn nested(text: &str, delimiter: char) -> Result<Vec<String>, FaultKind> {
    let members: Vec<Member> = serde_json::from_str(text).map_err(|_| FaultKind::NotOfType)?;
    let items = members.iter().map(|member| match member {
        Member::Bool(_) | Member::Number(_) => Some(member.shown()),
        Member::Text(text) => Some(text.as_str()).filter(|text| !text.is_empty() && !text.contains(delimiter)),
        Member::Null | Member::Nested(_) => None,
    });
    items.map(|item| item.map(str::to_owned)).collect::<Option<_>>().ok_or(FaultKind::NotOfType)
}

/// Appends a list of these items.
pub(super) fn push_items<'a>(
    items: impl Iterator<Item = &'a str>,
    kind: &Kind,
    lists: &mut ListsBuilder,
) -> Result<(), FaultKind> {
    for item in items {
        let builder = lists.item();
        if let Err(fault) = kind.append(item, builder) {
            builder.append_null();
            return Err(fault);
        }
    }
    lists.end();
    Ok(())
}
