//! Whether a column's type can have its constraints, and whether its values are of that type.

use super::kind::Wrong;
use crate::metadata::file::TypeName;
use crate::model::schema::{Bound, Categories, Constraints, FieldType};
use crate::read::bound;

const LENGTH: &[TypeName] = &[TypeName::String, TypeName::List, TypeName::Array, TypeName::Object];
const ORDER: &[TypeName] = &[
    TypeName::Integer,
    TypeName::Number,
    TypeName::Date,
    TypeName::Time,
    TypeName::DateTime,
    TypeName::Year,
    TypeName::YearMonth,
    TypeName::Duration,
];

/// Whether all of them can be used; what cannot has been said.
pub(super) fn check(constraints: &Constraints, name: TypeName, kind: &FieldType, wrong: &mut Wrong<'_>) -> bool {
    let mut whole = true;
    for (key, given, types) in [
        ("min_length", constraints.min_length.is_some(), LENGTH),
        ("max_length", constraints.max_length.is_some(), LENGTH),
        ("minimum", constraints.minimum.is_some(), ORDER),
        ("maximum", constraints.maximum.is_some(), ORDER),
        ("exclusive_minimum", constraints.exclusive_minimum.is_some(), ORDER),
        ("exclusive_maximum", constraints.exclusive_maximum.is_some(), ORDER),
        ("pattern", constraints.pattern.is_some(), &[TypeName::String]),
        ("json_schema", constraints.json_schema.is_some(), &[TypeName::Object, TypeName::Array]),
    ] {
        if given && !types.contains(&name) {
            let words: Vec<_> = types.iter().map(|name| format!("`{}`", name.word())).collect();
            let message = format!("A column of type `{}` cannot have the constraint `{key}`.", name.word());
            let help = format!("These types can: {}.", words.join(", "));
            wrong(&format!("constraints/{key}"), message, &help);
            whole = false;
        }
    }
    let bounds = [
        ("minimum", &constraints.minimum),
        ("maximum", &constraints.maximum),
        ("exclusive_minimum", &constraints.exclusive_minimum),
        ("exclusive_maximum", &constraints.exclusive_maximum),
    ];
    let bounds = bounds.into_iter().filter_map(|(key, bound)| Some((key.to_owned(), bound.as_ref()?)));
    let members = constraints.enumeration.iter().enumerate().map(|(at, member)| (format!("enum/{at}"), member));
    for (key, value) in bounds.chain(members) {
        whole &= is_value(kind, value, &format!("constraints/{key}"), wrong);
    }
    if let Some(pattern) = &constraints.pattern
        && let Err(error) = regex::Regex::new(pattern)
    {
        let message = format!("The pattern is not a regular expression: {error}").replace('\n', " ");
        wrong("constraints/pattern", message, "Correct it, or leave it out.");
        whole = false;
    }
    if let Some(schema) = &constraints.json_schema
        && let Err(error) = jsonschema::validator_for(schema)
    {
        let message = format!("This is not a JSON Schema: {error}.").replace('\n', " ");
        wrong("constraints/json_schema", message, "Correct it, or leave it out; it cannot refer to other files.");
        whole = false;
    }
    whole
}

/// Whether each category is a value of the column, and none stands twice.
pub(super) fn check_categories(categories: &Categories, kind: &FieldType, wrong: &mut Wrong<'_>) -> bool {
    let mut seen = std::collections::HashSet::new();
    let mut whole = true;
    for (at, category) in categories.values.iter().enumerate() {
        let key = format!("categories/{at}");
        whole &= is_value(kind, category.value(), &key, wrong);
        if !seen.insert(category.value().to_string()) {
            let message = format!("The category `{}` is there twice.", category.value());
            wrong(&key, message, "Take one of them out.");
            whole = false;
        }
    }
    whole
}

/// Whether the column can have a value that is declared under a key.
pub(super) fn is_value(kind: &FieldType, value: &Bound, key: &str, wrong: &mut Wrong<'_>) -> bool {
    let fits = bound(kind, &value.to_string(), false).is_ok();
    if !fits {
        let message =
            format!("`{value}` is not a value that this column can have: it is {} in canonical form.", kind.words());
        let help = "Write days as 2026-11-02, times as 08:30:00, plain numbers, and true or false, however the file writes \
                    them.";
        wrong(key, message, help);
    }
    fits
}
