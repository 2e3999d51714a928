//! The values that page templates receive.

use std::fmt::Write;
use std::fs;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;
use townbook::render::context;

use super::schemas;
use crate::support::{files_below, repository};

fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>().to_value()
}

/// What a page's template receives under `content`, by the structure's name; `Site` and `Page` come to every page.
pub fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("Site", schema::<context::Site>()),
        ("Page", schema::<context::Page>()),
        ("Home", schema::<context::Home>()),
        ("Catalogue", schema::<context::Catalogue>()),
        ("List", schema::<context::List>()),
        ("Index", schema::<context::Index>()),
        ("Dataset", schema::<context::Dataset>()),
        ("Quality", schema::<context::Quality>()),
        ("About", schema::<context::About>()),
        ("Developers", schema::<context::Developers>()),
        ("Redirect", schema::<context::Redirect>()),
    ]
}

/// The page of the reference.
pub fn contexts() -> String {
    let mut text = String::from(
        "Every template receives `site`, `page` and the keys of its own page, listed below. URLs are relative to the page. Numbers\n\
         and dates come ready to print.\n",
    );
    for (name, schema) in all() {
        let _ = write!(text, "\n## {name}\n\n{}", schemas::tables(&without_parts(&schema), 3));
    }
    text.push_str("\n## Parts\n");
    let mut parts = serde_json::Map::new();
    for (_, schema) in all() {
        parts
            .extend(schema["$defs"].as_object().into_iter().flatten().map(|(name, part)| (name.clone(), part.clone())));
    }
    parts.sort_keys();
    for (name, part) in parts {
        let _ = write!(text, "\n### {name}\n\n{}", schemas::tables(&part, 4));
    }
    text
}

fn without_parts(schema: &Value) -> Value {
    let mut schema = schema.clone();
    schema.as_object_mut().expect("a schema is an object").remove("$defs");
    schema
}

/// A new structure in `render::context` must come into the reference.
#[test]
fn every_context_is_in_the_reference() {
    let folder = repository().join("src/render/context");
    let sources: Vec<String> =
        files_below(&folder).iter().map(|path| fs::read_to_string(folder.join(path)).unwrap()).collect();
    assert!(sources.len() >= 3, "{sources:?}");
    let text = contexts();
    for line in sources.iter().flat_map(|source| source.lines()).filter_map(|line| line.strip_prefix("pub struct ")) {
        let name = line.split([' ', '<']).next().unwrap();
        assert!(text.contains(&format!("# {name}\n")), "`{name}` is in no template's context, or not in the reference");
    }
}
