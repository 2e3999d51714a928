//! The columns of a drafted `dataset.toml`.

use std::collections::BTreeSet;

use super::InspectedField;
use super::inspection::Instead;
use super::mostly::Mostly;
use super::toml_text::{comment, list, text};
use super::unit::Unit;
use crate::diagnostic::{Quoted, Values};
use crate::model::schema::{DateFormat, FieldType};

/// How many examples of a column's values are given, as shapes.
const EXAMPLES: usize = 3;

/// How many characters of a shape are shown.
const SHAPE: usize = 40;

/// A column as TOML.
pub(super) fn column(field: &InspectedField) -> Vec<String> {
    let mut lines = vec!["[[resources.fields]]".to_owned(), format!("name = {}", text(&field.name))];
    if field.source != field.name {
        lines.push(format!("source = {}", text(&field.source)));
    }
    lines.extend(title(field).map(|title| format!("title = {}", text(&title))));
    if !field.why.is_empty() {
        lines.push(comment(&field.why));
    }
    lines.extend(field.mostly.iter().flat_map(mostly));
    lines.extend(keys(&field.kind, [field.group_char, field.decimal_char], field.bare_number));
    lines.extend(unit(field));
    if let Some(question) = &field.privacy {
        lines.extend([comment(&format!("Please check: {question} If not:")), "# publish = false".to_owned()]);
    }
    lines.extend(field.question.as_deref().map(|question| comment(&format!("Please check: {question}"))));
    for Instead { when, key, value } in &field.instead {
        lines.extend([comment(when), format!("# {key} = {value}")]);
    }
    if !field.missing_values.is_empty() {
        let empty = std::iter::once("");
        lines.push(format!("missing_values = {}", list(empty.chain(field.missing_values.iter().map(String::as_str)))));
    }
    let shapes = shapes(field);
    lines.push(comment(&match shapes.as_str() {
        "" if field.kind.is_place() => "What does it show?".to_owned(),
        "" => "What does it mean? Every cell is empty.".to_owned(),
        shapes => format!("What does it mean? Its values look like {shapes}."),
    }));
    lines.push("# description = \"\"".to_owned());
    lines
}

/// The label, where a person wrote it as words: residents read these and not the name that was made of them. What programs write
/// (`OBJECTID`, `TotalAmount`, `tree_height`) reads no better than a name.
fn title(field: &InspectedField) -> Option<String> {
    let words: Vec<&str> = field.source.split_whitespace().collect();
    let title = words.join(" ");
    let is_capitalised =
        |word: &str| word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase);
    let is_written = words.len() > 1 || (title.chars().count() > 1 && is_capitalised(&title));
    (is_written && !title.contains('_')).then_some(title)
}

/// A type with its options and marks, a line for each key.
fn keys(of: &FieldType, [group, decimal]: [Option<char>; 2], bare: Option<bool>) -> Vec<String> {
    let mark = |mark: char| text(&mark.to_string());
    let marks = [("group_char", group.map(mark)), ("decimal_char", decimal.map(mark))];
    let marks = marks.into_iter().filter_map(|(key, mark)| Some((key, mark?)));
    let bare = bare.map(|is_bare| ("bare_number", is_bare.to_string()));
    kind(of).into_iter().chain(marks).chain(bare).map(|(key, value)| format!("{key} = {value}")).collect()
}

/// What to declare of a column that is text only because of a few cells. It goes with the reason that stands above it, and
/// is further in.
fn mostly(mostly: &Mostly) -> Vec<String> {
    let Mostly { kind, group_char, decimal_char, bare_number, other } = mostly;
    let words = format!(
        "  The first looks like {other}. Once such cells are mended or listed in `missing_values`, in place of the type:"
    );
    let keys = keys(kind, [*group_char, *decimal_char], *bare_number);
    std::iter::once(words).chain(keys.into_iter().map(|line| format!("  {line}"))).map(|line| comment(&line)).collect()
}

/// The unit, or the question which money it is.
fn unit(field: &InspectedField) -> Vec<String> {
    match &field.unit {
        None => Vec::new(),
        Some(Unit::Known(unit)) => vec![format!("unit = {}", text(unit))],
        Some(Unit::Sign(sign)) => {
            vec![
                comment(&format!("Which money is `{sign}`? Its three letters, such as USD.")),
                "# unit = \"\"".to_owned(),
            ]
        }
    }
}

/// What a column's values look like. A value may be about a person, and a draft is shown in pull requests, so it never quotes
/// one.
pub(super) fn shapes(field: &InspectedField) -> String {
    let shapes: BTreeSet<String> = field.examples.iter().map(|value| shape(value)).collect();
    shapes.into_iter().take(EXAMPLES).collect::<Vec<_>>().join(" or ")
}

/// What a value looks like.
pub(super) fn shape(value: &str) -> String {
    let shape = Quoted::value(value).render(Values::Shape);
    match shape.char_indices().nth(SHAPE) {
        Some((at, _)) => format!("{}…", shape[..at].trim_end_matches('…')),
        None => shape,
    }
}

/// A type with its options, as the keys of a column.
fn kind(kind: &FieldType) -> Vec<(&'static str, String)> {
    let word = if *kind == FieldType::ServiceTime { "time" } else { kind.name() };
    let mut keys = vec![("type", text(word))];
    match kind {
        FieldType::Formatted { format } => keys.push(("format", text(format.name()))),
        FieldType::ServiceTime => keys.push(("format", text("gtfs"))),
        FieldType::Number { decimals } => keys.extend(decimals.map(|decimals| ("decimals", decimals.to_string()))),
        FieldType::Boolean { true_values, false_values } => {
            const USUAL: [[&str; 4]; 2] = [["true", "True", "TRUE", "1"], ["false", "False", "FALSE", "0"]];
            let is_usual = |words: &[String], usual: &[&str]| words.iter().all(|word| usual.contains(&word.as_str()));
            if !(is_usual(true_values, &USUAL[0]) && is_usual(false_values, &USUAL[1])) {
                keys.extend([("true_values", list(true_values)), ("false_values", list(false_values))]);
            }
        }
        FieldType::Date { format } | FieldType::Time { format } => keys.extend(pattern(format)),
        FieldType::DateTime { format, timezone } => {
            keys.extend(pattern(format));
            keys.extend(timezone.as_deref().map(|zone| ("timezone", text(zone))));
        }
        FieldType::GeoPoint { .. } | FieldType::List { .. } => {
            // Their options are not told from values: the usual ones are meant.
        }
        FieldType::String
        | FieldType::Integer
        | FieldType::Year
        | FieldType::YearMonth
        | FieldType::Duration
        | FieldType::Object
        | FieldType::Array
        | FieldType::GeoJson
        | FieldType::Any => {}
    }
    keys
}

fn pattern(format: &DateFormat) -> Option<(&'static str, String)> {
    match format {
        DateFormat::Iso => None,
        DateFormat::Pattern(pattern) => Some(("format", text(pattern))),
    }
}
