//! `table/constraint-error`

use std::cmp::Ordering;
use std::collections::HashSet;
use std::rc::Rc;

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::schema::{Bound, Field, FieldType};
use crate::model::table::{Batch, Column};
use crate::read::{Duration, bound};
use crate::validate::Rule;

pub(crate) struct ConstraintError;

static CODE: Code = Code {
    id: "table/constraint-error",
    severity: Severity::Error,
    title: "A value that breaks a rule its column declares",
    explain: "`constraints` of the column promises something (a smallest value, a list of allowed values, a pattern) and a cell \
does not keep it.\n\nCorrect the cell, or the promise if it was too strict.\n\n```toml\nconstraints = { minimum = 0, maximum = \
100 }\nconstraints = { enum = [\"open\", \"closed\"] }\nconstraints = { pattern = \"[0-9]{5}\" }\nconstraints = { exclusive_minimum = 0 }\n```\n",
};

impl Rule for ConstraintError {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for (at, field) in resource.schema.fields.iter().enumerate() {
            let column = &batch.columns[at];
            for check in checks(field, column) {
                for row in (0..batch.rows).filter(|&row| !column.is_null(row)) {
                    if !(check.holds)(column, row) {
                        let is_padded = check.holds_without_spaces.as_ref().is_some_and(|holds| holds(column, row));
                        let (message, help) =
                            if is_padded { (padded(&field.name), UNPAD) } else { (check.message.clone(), check.help) };
                        report.push_or_count(&CODE, &resource.shown, Some(&field.name), &message, || {
                            at_cell(&CODE, resource, batch, row, at, message.as_str()).help(help)
                        });
                    }
                }
            }
        }
    }
}

/// Whether a constraint holds for a value that is there.
type Holds = Box<dyn Fn(&Column, usize) -> bool>;

/// A constraint made ready to be asked for every value.
struct Check {
    message: String,
    help: &'static str,
    holds: Holds,
    /// The same of a text without the spaces at its ends, where they alone may be what is wrong.
    holds_without_spaces: Option<Holds>,
}

const MEND: &str = "Correct the cell, or the constraint if such a value is right after all.";

const UNPAD: &str = "Remove the spaces in the system that the file comes from.";

/// What is said of a value that only spaces keep from being one of a list.
fn padded(name: &str) -> String {
    format!("There is a space before or after this value; without it, it would be one that `{name}` may have.")
}

fn checks(field: &Field, column: &Column) -> Vec<Check> {
    let constraints = &field.constraints;
    let name = &field.name;
    let mut checks = Vec::new();
    let mut list = |message, help, (holds, without_spaces): (Holds, Holds)| {
        checks.push(Check { message, help, holds, holds_without_spaces: Some(without_spaces) });
    };
    if !constraints.enumeration.is_empty() {
        let allowed: Vec<&Bound> = constraints.enumeration.iter().collect();
        list(one_of(name, "one of", &allowed), MEND, member_of(field, column, &allowed));
    }
    if let Some(categories) = &field.categories {
        let allowed: Vec<&Bound> = categories.values.iter().map(|category| category.value()).collect();
        let help = "Correct the cell, or add the value to `categories` of the column.";
        list(one_of(name, "one of its categories:", &allowed), help, member_of(field, column, &allowed));
    }
    let mut add = |message: String, help: &'static str, holds: Holds| {
        checks.push(Check { message, help, holds, holds_without_spaces: None });
    };
    for (limit, words, fits) in [
        (&constraints.minimum, "at least", Ordering::is_ge as fn(Ordering) -> bool),
        (&constraints.maximum, "at most", Ordering::is_le),
        (&constraints.exclusive_minimum, "more than", Ordering::is_gt),
        (&constraints.exclusive_maximum, "less than", Ordering::is_lt),
    ] {
        // A bound that is no value of the column has been reported where it is declared.
        let Some((text, limit)) =
            limit.as_ref().and_then(|limit| Some((limit.to_string(), value(field, column, limit)?)))
        else {
            continue;
        };
        let order = order(field, limit);
        let holds = move |column: &Column, row| order(column, row).is_some_and(fits);
        add(format!("`{name}` must be {words} {text}."), MEND, Box::new(holds));
    }
    let noun = match field.kind {
        FieldType::List { .. } | FieldType::Array => "items",
        FieldType::Object => "members",
        _ => "characters",
    };
    if let Some(minimum) = constraints.min_length {
        let holds = move |column: &Column, row| length(column, row).is_none_or(|length| length >= minimum);
        add(format!("`{name}` must have at least {minimum} {noun}."), MEND, Box::new(holds));
    }
    if let Some(maximum) = constraints.max_length {
        let holds = move |column: &Column, row| length(column, row).is_none_or(|length| length <= maximum);
        add(format!("`{name}` must have at most {maximum} {noun}."), MEND, Box::new(holds));
    }
    // A pattern that is none has been reported where it is declared, and so has a JSON Schema.
    if let Some(pattern) = &constraints.pattern
        && let Ok(regex) = regex::Regex::new(&format!("^(?:{pattern})$"))
    {
        let holds = move |column: &Column, row| match column {
            Column::Text(array) => regex.is_match(array.value(row)),
            _ => true,
        };
        add(format!("`{name}` must match the pattern `{pattern}`."), MEND, Box::new(holds));
    }
    if let Some(schema) = &constraints.json_schema
        && let Ok(validator) = jsonschema::validator_for(schema)
    {
        let holds = move |column: &Column, row| match column {
            Column::Json(array) => serde_json::from_str(array.value(row)).is_ok_and(|value| validator.is_valid(&value)),
            _ => true,
        };
        add(format!("`{name}` must keep the JSON Schema declared for it."), MEND, Box::new(holds));
    }
    checks
}

fn one_of(name: &str, words: &str, allowed: &[&Bound]) -> String {
    const SHOWN: usize = 12;
    let shown = allowed.iter().take(SHOWN).map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    let more = if allowed.len() > SHOWN { ", …" } else { "" };
    format!("`{name}` must be {words} {shown}{more}.")
}

/// Whether a value is among these, both in canonical text; and whether a text is without the spaces at its ends.
fn member_of(field: &Field, column: &Column, allowed: &[&Bound]) -> (Holds, Holds) {
    let allowed: Rc<HashSet<String>> =
        Rc::new(allowed.iter().filter_map(|member| value(field, column, member)?.text(0)).collect());
    let same = Rc::clone(&allowed);
    let holds = move |column: &Column, row| match column {
        Column::Text(array) => allowed.contains(array.value(row)),
        column => column.text(row).is_none_or(|text| allowed.contains(&text)),
    };
    let without_spaces =
        move |column: &Column, row| matches!(column, Column::Text(array) if same.contains(array.value(row).trim()));
    (Box::new(holds), Box::new(without_spaces))
}

/// A declared value as a column of one row that compares with this one.
fn value(field: &Field, column: &Column, declared: &Bound) -> Option<Column> {
    let with_offsets = matches!(column, Column::DateTime(times) if times.offsets.is_some());
    bound(&field.kind, &declared.to_string(), with_offsets).ok()
}

fn length(column: &Column, row: usize) -> Option<u64> {
    match column {
        Column::Text(array) => Some(array.value(row).chars().count() as u64),
        Column::List(lists) => Some(lists.range(row).len() as u64),
        Column::Json(array) => match serde_json::from_str(array.value(row)).ok()? {
            serde_json::Value::Array(items) => Some(items.len() as u64),
            serde_json::Value::Object(members) => Some(members.len() as u64),
            _ => None,
        },
        _ => None,
    }
}

/// How a value stands to a limit of the same type; `None` where neither comes before the other, as with what is not a number:
/// that keeps no limit.
type Order = Box<dyn Fn(&Column, usize) -> Option<Ordering>>;

fn order(field: &Field, limit: Column) -> Order {
    if let (FieldType::Duration, Column::Text(limit)) = (&field.kind, &limit) {
        let limit = Duration::parse(limit.value(0));
        return Box::new(move |column, row| match column {
            Column::Text(array) => Duration::parse(array.value(row)).partial_cmp(&limit),
            _ => None,
        });
    }
    Box::new(move |column, row| compare(column, row, &limit))
}

fn compare(column: &Column, row: usize, limit: &Column) -> Option<Ordering> {
    match (column, limit) {
        (Column::Integer(array), Column::Integer(limit)) | (Column::Year(array), Column::Year(limit)) => {
            Some(array.value(row).cmp(&limit.value(0)))
        }
        (Column::Number(array), Column::Number(limit)) => array.value(row).partial_cmp(&limit.value(0)),
        (Column::Decimal(array, _), Column::Decimal(limit, _)) => Some(array.value(row).cmp(&limit.value(0))),
        (Column::Date(array), Column::Date(limit)) => Some(array.value(row).cmp(&limit.value(0))),
        (Column::Time(array), Column::Time(limit)) => Some(array.value(row).cmp(&limit.value(0))),
        (Column::DateTime(times), Column::DateTime(limit)) => Some(times.micros.value(row).cmp(&limit.micros.value(0))),
        // Months and times of service days are kept in a form that sorts.
        (Column::Text(array), Column::Text(limit)) => Some(array.value(row).cmp(limit.value(0))),
        _ => None,
    }
}
