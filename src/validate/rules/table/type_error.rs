//! `table/type-error`

use super::at_cell;
use crate::diagnostic::{Code, Finding, Report, Severity, Values};
use crate::metadata::ResourceDraft;
use crate::model::schema::{DateFormat, Field, FieldType, Notation, StringFormat};
use crate::model::table::{Batch, FaultKind};
use crate::read::{is_value, notations};
use crate::validate::Rule;

pub(crate) struct TypeError;

static CODE: Code = Code {
    id: "table/type-error",
    severity: Severity::Error,
    title: "A value that does not fit its column's type",
    explain: "The column is declared as one type and a cell holds something else. Townbook never guesses and never changes a \
value, so that programs which read the column can rely on it.\n\nEither the cell is wrong (mend it in the source system, so that it \
stays mended), or the declaration is: codes with leading zeros are `string`, dates written as 11/02/2026 need a `format`, and a text \
that stands for \"no value\" belongs into `missing_values`.\n\n```toml\n[[resources.fields]]\nname = \"inspected_on\"\ntype = \
\"date\"\nformat = \"%m/%d/%Y\"\nmissing_values = [\"\", \"N/A\"]\n```\n",
};

impl Rule for TypeError {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for fault in &batch.faults {
            let field = &resource.schema.fields[fault.field];
            let Some(message) = message(field, fault.kind) else { continue };
            report.push_or_count(&CODE, &resource.shown, Some(&field.name), &message, || {
                let finding = at_cell(&CODE, resource, batch, fault.row, fault.field, message.as_str());
                advised(finding, field, fault.kind)
            });
        }
    }
}

/// What is said of a fault; nothing where another rule does.
fn message(field: &Field, kind: FaultKind) -> Option<String> {
    let name = &field.name;
    Some(match kind {
        FaultKind::NotOfType => format!("This is not {}, which `{name}` must be.", expected(field)),
        FaultKind::Padded => format!(
            "There is a space before or after this value; without it, it would be {}, which `{name}` must be.",
            expected(field)
        ),
        FaultKind::OutOfRange => format!("This number is too large or too small to be kept exactly in `{name}`."),
        FaultKind::TooManyDecimals => format!("This number has more decimals than `{name}` declares."),
        FaultKind::MixedOffset => {
            format!("Times in `{name}` are written partly with and partly without an offset from UTC.")
        }
        FaultKind::AmbiguousTime => {
            format!(
                "The clock shows this time twice or not at all on that day, so `{name}` does not say which moment it is."
            )
        }
        FaultKind::OffEarth => format!("These coordinates in `{name}` are not on Earth."),
        FaultKind::NotText
        | FaultKind::Undecodable
        | FaultKind::ErrorCell
        | FaultKind::FormulaWithoutValue
        | FaultKind::HeightDropped
        | FaultKind::NumberAsText
        | FaultKind::OpenRing
        | FaultKind::EmptyGeometry => return None,
    })
}

fn expected(field: &Field) -> String {
    match &field.kind {
        FieldType::String | FieldType::Any => "text".to_owned(),
        FieldType::Formatted { format } => match format {
            StringFormat::Email => "an e-mail address such as parks@town.example".to_owned(),
            StringFormat::Uri => "a web address such as https://town.example/parks".to_owned(),
            StringFormat::Uuid => "a UUID of 32 hexadecimal digits and four hyphens".to_owned(),
            StringFormat::Binary => "bytes in base64".to_owned(),
        },
        FieldType::ServiceTime => "a time such as 25:10:00 or 7:05:00".to_owned(),
        FieldType::YearMonth => "a month such as 2026-11".to_owned(),
        FieldType::Duration => "a length of time such as PT1H30M".to_owned(),
        FieldType::Object => "an object in JSON".to_owned(),
        FieldType::Array => "an array in JSON".to_owned(),
        FieldType::List { delimiter, items } => {
            format!("a list of items of type {} with `{delimiter}` between them", items.kind().name())
        }
        FieldType::Integer => format!("a whole number{}", written(field.notation)),
        FieldType::Number { .. } => format!("a number{}", written(field.notation)),
        FieldType::Boolean { true_values, false_values } => {
            format!(
                "one of {}",
                true_values.iter().chain(false_values).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            )
        }
        FieldType::Date { format: DateFormat::Iso } => "a date such as 2026-11-02".to_owned(),
        FieldType::Time { format: DateFormat::Iso } => "a time such as 08:30:00".to_owned(),
        FieldType::DateTime { format: DateFormat::Iso, .. } => "a date and time such as 2026-11-02T08:30:00".to_owned(),
        FieldType::Date { format: DateFormat::Pattern(pattern) } => format!("a date written as `{pattern}`"),
        FieldType::Time { format: DateFormat::Pattern(pattern) } => format!("a time written as `{pattern}`"),
        FieldType::DateTime { format: DateFormat::Pattern(pattern), .. } => {
            format!("a date and time written as `{pattern}`")
        }
        FieldType::Year => "a year of four digits".to_owned(),
        FieldType::GeoPoint { .. } => "a point".to_owned(),
        FieldType::GeoJson => "a GeoJSON geometry".to_owned(),
    }
}

/// How numbers are declared to be written, where that is not the plain way.
fn written(notation: Notation) -> String {
    let mut words = String::new();
    if let Some(group) = notation.group {
        words.push_str(&format!(" with `{group}` between groups of three digits"));
    }
    if notation.decimal != '.' {
        words.push_str(if words.is_empty() { " with" } else { " and" });
        words.push_str(&format!(" `{}` before the decimals", notation.decimal));
    }
    words
}

/// Adds what to do: the settings with which the cell would be a number, where there are some, and else what helps most.
fn advised(finding: Finding, field: &Field, kind: FaultKind) -> Finding {
    // The value is only looked at here: what is said holds marks and no digit of it.
    let text = finding.place().value.as_ref().and_then(|value| value.shown(Values::Show)).unwrap_or_default();
    let ways = if kind == FaultKind::NotOfType { notations(field, text) } else { Vec::new() };
    let settings: Vec<Vec<String>> = ways.into_iter().map(|way| settings(field.notation, way)).collect();
    let has_decimals = kind == FaultKind::NotOfType
        && field.kind == FieldType::Integer
        && text.contains(|c: char| c.is_ascii_digit())
        && is_value(&Field { kind: FieldType::Number { decimals: None }, ..field.clone() }, text);
    match settings.as_slice() {
        _ if has_decimals => {
            finding.help("If the column may have decimals, declare it as `number`.").fix("type = \"number\"")
        }
        [] => finding.help(help(field, kind)),
        [lines] => finding
            .help("If the column is written so, add this to its block; if only this cell is, correct the cell.")
            .fix(lines.join("\n")),
        several => {
            let ways: Vec<String> = several.iter().map(|lines| format!("`{}`", lines.join("`, `"))).collect();
            let help = format!(
                "This would be a number with {}: add to the column's block what its marks mean.",
                ways.join(" or with ")
            );
            finding.help(help)
        }
    }
}

/// The lines that make one notation of another.
fn settings(declared: Notation, meant: Notation) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(group) = meant.group.filter(|_| meant.group != declared.group) {
        lines.push(format!("group_char = \"{group}\""));
    }
    if meant.decimal != declared.decimal {
        lines.push(format!("decimal_char = \"{}\"", meant.decimal));
    }
    if meant.bare != declared.bare {
        lines.push(format!("bare_number = {}", meant.bare));
    }
    lines
}

fn help(field: &Field, kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::NotOfType => match field.kind {
            FieldType::Date { .. } | FieldType::DateTime { .. } | FieldType::Time { .. } => {
                "Correct the cell, give the pattern as `format`, or list the text in `missing_values` if it means \"no value\"."
            }
            FieldType::GeoJson => {
                "A shape is a GeoJSON object such as {\"type\": \"Point\", \"coordinates\": [-71.06, 42.36]}."
            }
            FieldType::Integer | FieldType::Number { .. } if field.notation.is_plain() => {
                "Correct the cell; for money, percent and grouped digits give `group_char`, `decimal_char` or `bare_number = \
                 false`; declare codes as `string`; list a text that means \"no value\" in `missing_values`."
            }
            FieldType::Boolean { .. } => {
                "Correct the cell, give the words for yes and no as `true_values` and `false_values`, declare the column as \
                 `string`, or list the text in `missing_values` if it means \"no value\"."
            }
            FieldType::GeoPoint { .. } => "A point is longitude, then latitude, in degrees.",
            _ => {
                "Correct the cell, declare the column as `string`, or list the text in `missing_values` if it means \"no value\"."
            }
        },
        FaultKind::Padded => "Remove the spaces in the system that the file comes from.",
        FaultKind::OutOfRange => {
            "Declare the column as `string` if it is a code, or as `number` with `decimals = 0` for exact numbers of up to 38 digits."
        }
        FaultKind::TooManyDecimals => "Raise `decimals`, or leave it out to keep the column as floating point.",
        FaultKind::MixedOffset => "Declare the `timezone` in which times without offset are meant.",
        FaultKind::AmbiguousTime => "Write the time with its offset, for instance 2026-11-01T01:30:00-04:00.",
        FaultKind::OffEarth => {
            "Coordinates are longitude (-180 to 180), then latitude (-90 to 90), in degrees; if these are metres or feet, declare their `crs`."
        }
        _ => "",
    }
}
