//! JSON Schemas as tables that people read: one for the whole, one for each part.

use std::fmt::Write;

use serde_json::Value;

/// The tables of a schema, the parts under headings of a level.
pub fn tables(schema: &Value, level: usize) -> String {
    let mut text = String::new();
    if let Some(about) = description(schema) {
        let _ = writeln!(text, "{about}\n");
    }
    text += &keys(schema);
    for (name, part) in schema["$defs"].as_object().into_iter().flatten() {
        let _ = write!(text, "\n{} {name}\n\n", "#".repeat(level));
        if let Some(about) = description(part) {
            let _ = writeln!(text, "{about}\n");
        }
        if part["properties"].is_object() {
            text += &keys(part);
        } else {
            text += &words(part);
        }
    }
    text
}

/// The keys of an object, a row each.
fn keys(schema: &Value) -> String {
    let mut text = String::from("| key | holds | | means |\n|---|---|---|---|\n");
    let names = |schema: &Value| -> Vec<String> {
        let names = schema["required"].as_array().into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (always, mostly) = (names(schema), names(&schema["else"]));
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let must = match (always.contains(key), mostly.contains(key)) {
            (true, _) => "required".to_owned(),
            (_, true) => format!("required unless `{}`", condition(&schema["if"])),
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "| `{key}` | {} | {must} | {} |",
            holds(property),
            cell(&description(property).unwrap_or_default())
        );
    }
    text
}

/// The constants that a condition asks for, as they are written.
fn condition(schema: &Value) -> String {
    let constants = schema["properties"].as_object().into_iter().flatten();
    constants.map(|(key, value)| format!("{key} = {}", value["const"])).collect::<Vec<_>>().join(", ")
}

/// The words that a choice allows, with what they mean where that is told.
fn words(schema: &Value) -> String {
    let mut text = String::new();
    for branch in schema["oneOf"].as_array().or(schema["anyOf"].as_array()).into_iter().flatten() {
        match (&branch["const"], &branch["enum"]) {
            (Value::String(word), _) => {
                let _ = writeln!(text, "- `{word}`: {}", description(branch).unwrap_or_default());
            }
            (_, Value::Array(words)) => words.iter().for_each(|word| {
                let _ = writeln!(text, "- `{}`", word.as_str().unwrap_or_default());
            }),
            _ => {
                let _ = writeln!(text, "- {}: {}", holds(branch), description(branch).unwrap_or_default());
            }
        }
    }
    for word in schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let _ = writeln!(text, "- `{word}`");
    }
    text
}

/// What a value is, in words, with links to the parts.
fn holds(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(words) = choices(schema) {
        return format!("one of {}", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "));
    }
    if let Some(branches) = schema["anyOf"].as_array() {
        let words: Vec<String> = branches.iter().filter(|branch| branch["type"] != "null").map(holds).collect();
        return words.join(" or ");
    }
    let kind = match &schema["type"] {
        Value::String(kind) => kind.as_str(),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default(),
        _ => "",
    };
    match kind {
        "string" if schema["format"] == "date" => "a day".to_owned(),
        "string" => "text".to_owned(),
        "integer" => "a whole number".to_owned(),
        "number" => "a number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" => format!("a list of {}", plural(&holds(&schema["items"]))),
        "object" if schema["additionalProperties"].is_object() => {
            format!("a table of {} by name", plural(&holds(&schema["additionalProperties"])))
        }
        "object" => {
            let keys: Vec<String> =
                schema["properties"].as_object().into_iter().flatten().map(|(key, _)| format!("`{key}`")).collect();
            format!("a table of {}", keys.join(", "))
        }
        _ => "anything".to_owned(),
    }
}

/// The words that a choice allows, where it is one.
fn choices(schema: &Value) -> Option<Vec<&str>> {
    if let Some(words) = schema["enum"].as_array() {
        return Some(words.iter().filter_map(Value::as_str).collect());
    }
    if let Some(word) = schema["const"].as_str() {
        return Some(vec![word]);
    }
    let branches = schema["oneOf"].as_array()?;
    Some(branches.iter().map(choices).collect::<Option<Vec<_>>>()?.concat())
}

fn plural(words: &str) -> String {
    match words {
        "text" => "texts".to_owned(),
        "a number" => "numbers".to_owned(),
        "a whole number" => "whole numbers".to_owned(),
        "true or false" => words.to_owned(),
        other if other.starts_with("a list of ") => other.replacen("a list", "lists", 1),
        other => other.to_owned(),
    }
}

fn description(schema: &Value) -> Option<String> {
    schema["description"].as_str().map(str::to_owned)
}

/// Text that can stand in a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

/// Adds the names of all keys that nobody described.
pub fn gaps(schema: &Value, name: &str, gaps: &mut Vec<String>) {
    let parts = schema["$defs"].as_object().into_iter().flatten().map(|(part, schema)| (part.as_str(), schema));
    for (part, schema) in std::iter::once((name, schema)).chain(parts) {
        for (key, property) in schema["properties"].as_object().into_iter().flatten() {
            if property["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
                gaps.push(format!("{name}: {part}.{key}"));
            }
        }
    }
}
