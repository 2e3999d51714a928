//! The keys of `dataset.toml` that a city asks for, by their path: `resources.fields.title`.

use serde_json::Value;

use crate::diagnostic::closest;
use crate::document::{json_schema, required_keys};
use crate::metadata::DatasetFile;

/// What is known of a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Datasets may have it.
    Optional,
    /// Every dataset must have it anyway.
    Required,
    /// There is none; the one that was most likely meant.
    Unknown(Option<String>),
}

/// Looks a path up in the JSON Schema of `dataset.toml`.
pub(super) fn look_up(path: &str) -> Key {
    let root = json_schema::<DatasetFile>();
    let mut schema = &root;
    let mut is_required = true;
    let mut walked = String::new();
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        schema = object(schema, &root);
        let Some(property) = schema["properties"].get(name) else {
            let known = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
            return Key::Unknown(closest(name, known).map(|meant| format!("{walked}{meant}")));
        };
        // A list on the way may have no entries; each that it has must have its keys.
        is_required &= (property["items"].is_object() && names.peek().is_some())
            || required_keys(schema, |_| false).contains(&name);
        walked = format!("{walked}{name}.");
        schema = property;
    }
    if is_required { Key::Required } else { Key::Optional }
}

/// The object that a schema is about: itself, what it refers to, what it may be besides nothing, or what it is a list of.
fn object<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str() {
        return root.pointer(name.trim_start_matches('#')).map_or(schema, |schema| object(schema, root));
    }
    let others = schema["anyOf"].as_array().into_iter().flatten();
    let items = Some(&schema["items"]).filter(|items| items.is_object());
    match others.filter(|other| other["type"] != "null").chain(items).next() {
        Some(other) => object(other, root),
        None => schema,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_wherever_they_are() {
        for path in
            ["spatial", "contact.name", "classification.review_by", "resources.primary_key", "resources.fields.unit"]
        {
            assert!(matches!(look_up(path), Key::Optional | Key::Required), "{path}");
        }
        assert_eq!(look_up("spatial"), Key::Optional);
        assert_eq!(look_up("resources.primary_key"), Key::Optional);
        assert_eq!(look_up("license"), Key::Required);
        assert_eq!(look_up("resources.fields.description"), Key::Required);
        assert_eq!(look_up("resources.fields.titel"), Key::Unknown(Some("resources.fields.title".to_owned())));
        assert_eq!(look_up("spatial.x.y"), Key::Unknown(None));
        assert_eq!(look_up(""), Key::Unknown(None));
    }
}
