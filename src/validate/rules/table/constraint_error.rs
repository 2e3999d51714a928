//! `table/constraint-error`

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::schema::{Bound, Field};
use crate::model::table::{Batch, Column};
use crate::validate::Rule;

pub(crate) struct ConstraintError;

static CODE: Code = Code {
    id: "table/constraint-error",
    severity: Severity::Error,
    title: "A value that breaks a rule its column declares",
    explain: "`constraints` of the column promises something (a smallest value, a list of allowed values, a pattern) and a cell \
does not keep it.\n\nCorrect the cell, or the promise if it was too strict.\n\n```toml\nconstraints = { minimum = 0, maximum = \
100 }\nconstraints = { enum = [\"open\", \"closed\"] }\nconstraints = { pattern = \"[0-9]{5}\" }\n```\n",
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
                        report.push_or_count(&CODE, &resource.shown, Some(&field.name), &check.message, || {
                            at_cell(&CODE, resource, batch, row, at, check.message.as_str())
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
    holds: Holds,
}

fn checks(field: &Field, column: &Column) -> Vec<Check> {
    let constraints = &field.constraints;
    let name = &field.name;
    let mut checks = Vec::new();
    let mut add = |message: String, holds: Holds| checks.push(Check { message, holds });
    if let Some(minimum) = &constraints.minimum {
        let bound = minimum.to_string();
        let limit = order_of(column, minimum);
        add(
            format!("`{name}` must be at least {bound}."),
            Box::new(move |column, row| compare(column, row, &limit).is_none_or(std::cmp::Ordering::is_ge)),
        );
    }
    if let Some(maximum) = &constraints.maximum {
        let bound = maximum.to_string();
        let limit = order_of(column, maximum);
        add(
            format!("`{name}` must be at most {bound}."),
            Box::new(move |column, row| compare(column, row, &limit).is_none_or(std::cmp::Ordering::is_le)),
        );
    }
    if !constraints.enumeration.is_empty() {
        let allowed: std::collections::HashSet<String> =
            constraints.enumeration.iter().map(|b| canonical(column, b)).collect();
        let words = constraints.enumeration.iter().take(12).map(|b| format!("`{b}`")).collect::<Vec<_>>().join(", ");
        let more = if constraints.enumeration.len() > 12 { ", …" } else { "" };
        add(
            format!("`{name}` must be one of {words}{more}."),
            Box::new(move |column, row| match column {
                Column::Text(array) => allowed.contains(array.value(row)),
                column => column.text(row).is_none_or(|text| allowed.contains(&text)),
            }),
        );
    }
    if let Some(minimum) = constraints.min_length {
        add(
            format!("`{name}` must have at least {minimum} characters."),
            Box::new(move |column, row| length(column, row).is_none_or(|length| length >= minimum)),
        );
    }
    if let Some(maximum) = constraints.max_length {
        add(
            format!("`{name}` must have at most {maximum} characters."),
            Box::new(move |column, row| length(column, row).is_none_or(|length| length <= maximum)),
        );
    }
    // A pattern that is none has been reported where it is declared.
    if let Some(pattern) = &constraints.pattern
        && let Ok(regex) = regex::Regex::new(&format!("^(?:{pattern})$"))
    {
        add(
            format!("`{name}` must match the pattern `{pattern}`."),
            Box::new(move |column, row| match column {
                Column::Text(array) => regex.is_match(array.value(row)),
                _ => true,
            }),
        );
    }
    checks
}

fn length(column: &Column, row: usize) -> Option<u64> {
    match column {
        Column::Text(array) => Some(array.value(row).chars().count() as u64),
        _ => None,
    }
}

/// A bound as a value that compares with the column's.
enum Limit {
    Number(f64),
    Text(String),
}

fn order_of(column: &Column, bound: &Bound) -> Limit {
    match (column, bound) {
        (Column::Integer(_) | Column::Number(_) | Column::Decimal(..), Bound::Integer(value)) => {
            Limit::Number(*value as f64)
        }
        (Column::Integer(_) | Column::Number(_) | Column::Decimal(..), Bound::Number(value)) => Limit::Number(*value),
        (Column::Integer(_) | Column::Number(_) | Column::Decimal(..), Bound::Text(text)) => {
            text.parse().map_or_else(|_| Limit::Text(text.clone()), Limit::Number)
        }
        (_, bound) => Limit::Text(bound.to_string()),
    }
}

fn compare(column: &Column, row: usize, limit: &Limit) -> Option<std::cmp::Ordering> {
    match (column, limit) {
        (Column::Integer(array), Limit::Number(limit)) => (array.value(row) as f64).partial_cmp(limit),
        (Column::Number(array), Limit::Number(limit)) => array.value(row).partial_cmp(limit),
        (Column::Decimal(array, decimals), Limit::Number(limit)) => {
            (array.value(row) as f64 / 10_f64.powi(i32::from(*decimals))).partial_cmp(limit)
        }
        // Canonical days and times sort as text.
        (column, Limit::Text(limit)) => column.text(row).map(|text| text.as_str().cmp(limit)),
        _ => None,
    }
}

/// A member of an `enum` as the column's canonical text.
fn canonical(column: &Column, bound: &Bound) -> String {
    match (column, bound) {
        (Column::Number(_), Bound::Integer(value)) => crate::model::table::format_number(*value as f64),
        (Column::Number(_), Bound::Number(value)) => crate::model::table::format_number(*value),
        (Column::Number(_), Bound::Text(text)) => text.parse().map_or(text.clone(), crate::model::table::format_number),
        (Column::Decimal(_, decimals), bound) => bound
            .to_string()
            .parse::<f64>()
            .map_or(bound.to_string(), |value| format!("{value:.*}", usize::from(*decimals))),
        (_, bound) => bound.to_string(),
    }
}
