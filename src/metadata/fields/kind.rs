//! The type of a column, from its word and the options that go with it.

use crate::metadata::file::{FieldEntry, TypeName};
use crate::model::schema::{DateFormat, FieldType, GeoPointFormat, ItemType, Notation, StringFormat};
use crate::model::table::DECIMAL_PRECISION;

/// Says that a key of the column is wrong: the key, a sentence, and what to do.
pub(super) type Wrong<'a> = dyn FnMut(&str, String, &str) + 'a;

/// The type; `None` if it cannot be used, which has been said.
pub(super) fn kind(entry: &FieldEntry, name: TypeName, wrong: &mut Wrong<'_>) -> Option<FieldType> {
    misplaced(entry, name, wrong);
    let format = entry.format.as_deref().filter(|format| *format != "default");
    Some(match name {
        TypeName::String => match format {
            None => FieldType::String,
            Some(format) => FieldType::Formatted { format: string_format(format, wrong)? },
        },
        TypeName::Integer => FieldType::Integer,
        TypeName::Year => FieldType::Year,
        TypeName::YearMonth => FieldType::YearMonth,
        TypeName::Duration => FieldType::Duration,
        TypeName::Object => FieldType::Object,
        TypeName::Array => FieldType::Array,
        TypeName::Any => FieldType::Any,
        TypeName::List => FieldType::List {
            delimiter: one_char(entry.delimiter.as_deref().unwrap_or(","), "delimiter", wrong)?,
            items: entry.item_type.unwrap_or(ItemType::String),
        },
        TypeName::Number => {
            if entry.decimals.is_some_and(|decimals| decimals > 18) {
                let message = format!("At most 18 decimals of {DECIMAL_PRECISION} digits can be kept.");
                wrong("decimals", message, "Round the numbers, or leave `decimals` out.");
                return None;
            }
            FieldType::Number { decimals: entry.decimals }
        }
        TypeName::Boolean => boolean(entry, wrong)?,
        TypeName::Time if format == Some("gtfs") => FieldType::ServiceTime,
        TypeName::Date => FieldType::Date { format: date_format(format, "date", wrong)? },
        TypeName::Time => FieldType::Time { format: date_format(format, "time", wrong)? },
        TypeName::DateTime => {
            if let Some(zone) = &entry.timezone
                && jiff::tz::TimeZone::get(zone).is_err()
            {
                let message = format!("`{zone}` is not the name of a time zone such as `America/New_York`.");
                wrong("timezone", message, "Take a name from the IANA time zone database.");
                return None;
            }
            let format = date_format(format, "datetime", wrong)?;
            FieldType::DateTime { format, timezone: entry.timezone.clone() }
        }
        TypeName::GeoJson => FieldType::GeoJson,
        TypeName::GeoPoint => FieldType::GeoPoint {
            format: match format {
                None => GeoPointFormat::Default,
                Some("array") => GeoPointFormat::Array,
                Some("object") => GeoPointFormat::Object,
                Some(other) => {
                    let message = format!("`{other}` is not a way to write a point.");
                    wrong("format", message, "It is one of `default`, `array` and `object`.");
                    return None;
                }
            },
        },
    })
}

/// How the numbers of the column are written; `None` if that is said in a way that cannot work.
pub(super) fn notation(entry: &FieldEntry, wrong: &mut Wrong<'_>) -> Option<Notation> {
    let group = match entry.group_char.as_deref() {
        Some(text) => Some(mark(text, "group_char", wrong)?),
        None => None,
    };
    let decimal = mark(entry.decimal_char.as_deref().unwrap_or("."), "decimal_char", wrong)?;
    if group == Some(decimal) {
        let message = format!("`{decimal}` cannot stand both between groups of digits and before the decimals.");
        wrong("group_char", message, "In 1.234,50 the `group_char` is \".\" and the `decimal_char` is \",\".");
        return None;
    }
    Some(Notation { group, decimal, bare: entry.bare_number.unwrap_or(true) })
}

/// Options that mean something for other types only.
fn misplaced(entry: &FieldEntry, name: TypeName, wrong: &mut Wrong<'_>) {
    use TypeName::{Boolean, Date, DateTime, GeoPoint, Integer, List, Number, String, Time};
    for (key, given, types) in [
        ("format", entry.format.is_some(), &[String, Date, Time, DateTime, GeoPoint][..]),
        ("decimals", entry.decimals.is_some(), &[Number]),
        ("timezone", entry.timezone.is_some(), &[DateTime]),
        ("true_values", entry.true_values.is_some(), &[Boolean]),
        ("false_values", entry.false_values.is_some(), &[Boolean]),
        ("group_char", entry.group_char.is_some(), &[Integer, Number]),
        ("decimal_char", entry.decimal_char.is_some(), &[Number]),
        ("bare_number", entry.bare_number.is_some(), &[Integer, Number]),
        ("delimiter", entry.delimiter.is_some(), &[List]),
        ("item_type", entry.item_type.is_some(), &[List]),
        ("categories", entry.categories.is_some(), &[String, Integer]),
        ("categories_ordered", entry.categories_ordered.is_some(), &[String, Integer]),
    ] {
        let is_default = key == "format" && entry.format.as_deref() == Some("default");
        if key == "format" && entry.format.as_deref() == Some("topojson") {
            let message = "TopoJSON cannot be read: its shapes are kept in arcs that several of them share.";
            wrong(key, message.to_owned(), "Export the shapes as GeoJSON, and take `format` out.");
            continue;
        }
        if given && !is_default && !types.contains(&name) {
            let words: Vec<_> = types.iter().map(|name| format!("`{}`", name.word())).collect();
            let help = format!("Take it out, or declare the type that the values have: {}.", words.join(", "));
            wrong(key, format!("`{key}` has no meaning for the type `{}`.", name.word()), &help);
        }
    }
}

fn string_format(format: &str, wrong: &mut Wrong<'_>) -> Option<StringFormat> {
    let formats = [StringFormat::Email, StringFormat::Uri, StringFormat::Uuid, StringFormat::Binary];
    let found = formats.into_iter().find(|known| known.name() == format);
    if found.is_none() {
        let help = "It is one of `default`, `email`, `uri`, `uuid` and `binary`; any other form is a `pattern` among the \
                    `constraints`.";
        wrong("format", format!("`{format}` is not a form of text that can be checked."), help);
    }
    found
}

fn date_format(format: Option<&str>, kind: &str, wrong: &mut Wrong<'_>) -> Option<DateFormat> {
    let examples = match kind {
        "date" => "`%m/%d/%Y` for 11/02/2026, `%d.%m.%Y` for 02.11.2026",
        "time" => "`%H:%M` for 08:30, `%I:%M %p` for 8:30 AM, or `gtfs` for times that run on after midnight",
        _ => "`%m/%d/%Y %I:%M:%S %p` for 11/02/2026 08:30:00 AM, `%Y-%m-%d %H:%M` for 2026-11-02 08:30",
    };
    let help = format!("Write the pattern of the file, for instance {examples}.");
    match format {
        None => Some(DateFormat::Iso),
        Some("any") => {
            let message = "`any` would leave open what a value means: 03/04/2026 is in March or in April.";
            wrong("format", message.to_owned(), &help);
            None
        }
        Some(pattern) if pattern.contains('%') => match crate::read::check_pattern(pattern, kind) {
            Ok(()) => Some(DateFormat::Pattern(pattern.to_owned())),
            Err(message) => {
                wrong("format", message, &help);
                None
            }
        },
        Some(other) => {
            let known = crate::read::spreadsheet_pattern(other);
            match known.filter(|pattern| crate::read::check_pattern(pattern, kind).is_ok()) {
                Some(pattern) => {
                    let message = format!("`{other}` is written `{pattern}` here.");
                    wrong("format", message, &format!("Write `format = \"{pattern}\"`."));
                }
                None => wrong("format", format!("`{other}` is not a {kind} pattern."), &help),
            }
            None
        }
    }
}

fn boolean(entry: &FieldEntry, wrong: &mut Wrong<'_>) -> Option<FieldType> {
    let kind = FieldType::boolean(entry.true_values.as_deref(), entry.false_values.as_deref());
    if let FieldType::Boolean { true_values, false_values } = &kind
        && let Some(both) = true_values.iter().find(|word| false_values.contains(word))
    {
        let message = format!("`{both}` cannot mean both true and false.");
        wrong("true_values", message, "Take it out of `true_values` or `false_values`.");
        return None;
    }
    Some(kind)
}

/// A mark among digits.
fn mark(text: &str, key: &str, wrong: &mut Wrong<'_>) -> Option<char> {
    let mark = one_char(text, key, wrong)?;
    if mark.is_alphanumeric() || matches!(mark, '-' | '+' | '(' | ')' | '−') {
        let message = format!("`{mark}` would be taken for a part of the number.");
        wrong(key, message, "It is a mark such as \",\", \".\", \"'\" or a space.");
        return None;
    }
    Some(mark)
}

fn one_char(text: &str, key: &str, wrong: &mut Wrong<'_>) -> Option<char> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(mark), None) => Some(mark),
        _ => {
            wrong(key, format!("`{key}` must be one character."), "Give the one character that stands in the file.");
            None
        }
    }
}
