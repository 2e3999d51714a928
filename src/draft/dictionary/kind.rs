//! The type of a column, with its format and the values that it allows, which depend on it.

use super::labels::column::{ALLOWED, FORMAT, LOOKS, TYPE};

use super::read::Answers;
use super::sheet::{Row, Sheet};
use super::{CLEAR, TYPES, allowed, pattern};
use crate::draft::toml_text::text;
use crate::metadata::FieldEntry;
use crate::read::pattern_words;

impl Answers {
    /// Sets the type of a column and what depends on it.
    pub(super) fn kind(&mut self, sheet: &Sheet, row: &Row, pointer: &str, field: &FieldEntry) {
        let cell = |at: usize| row.cells[at].as_str();
        let today = field.kind.map(|kind| kind.word()).unwrap_or_default();
        let kind = if cell(TYPE).is_empty() { today } else { cell(TYPE) };
        if !TYPES.contains(&kind) && kind != today {
            let words = format!("`{kind}` is none of the types: {}", TYPES.join(", "));
            return self.problems.push(sheet.problem(row, TYPE, &words));
        }
        let is_new = kind != today;
        if is_new {
            self.set(pointer, "type", text(kind));
            options(field, kind).into_iter().for_each(|key| self.drop(pointer, key));
        }
        let (format, written) = (cell(FORMAT), field.format.as_deref().unwrap_or_default());
        // What the format of the old type was says nothing about the new one.
        let is_left_over = is_new && (format.is_empty() || format == written);
        if !written.is_empty() && (format == CLEAR || is_left_over) {
            self.drop(pointer, "format");
        } else if !matches!(format, "" | CLEAR) && format != written {
            match pattern::format(format, kind) {
                Ok(new) if new == written => {}
                Ok(new) if is_too_short(&new, cell(LOOKS)) => {
                    let words = format!(
                        "years have four digits in this column: write {}",
                        pattern_words(&new.replace("%y", "%Y"))
                    );
                    self.problems.push(sheet.problem(row, FORMAT, &words));
                }
                Ok(new) => self.set(pointer, "format", text(&new)),
                Err(words) => self.problems.push(sheet.problem(row, FORMAT, &words)),
            }
        }
        self.allowed(sheet, row, pointer, field, (kind, is_new));
        self.notation(sheet, row, pointer, field, kind);
    }

    /// The values that a column allows, whose type may be a new one.
    fn allowed(&mut self, sheet: &Sheet, row: &Row, pointer: &str, field: &FieldEntry, (kind, is_new): (&str, bool)) {
        let today = field.categories.as_deref();
        match row.cells[ALLOWED].as_str() {
            "" if !is_new => {}
            "" | CLEAR => today.into_iter().for_each(|_| self.drop(pointer, "categories")),
            // Also what could not be told apart in one cell stays as it is where nobody touched it.
            cell if !is_new && cell == allowed::cell(today.unwrap_or_default()) => {}
            cell => match allowed::values(cell, kind) {
                Ok(values) if values.is_empty() || Some(values.as_slice()) == today => {}
                Ok(values) => self.set(pointer, "categories", allowed::toml(&values)),
                Err(words) => self.problems.push(sheet.problem(row, ALLOWED, &words)),
            },
        }
    }
}

/// Whether a pattern has years of two digits where all shapes of values have four in a row.
fn is_too_short(pattern: &str, shapes: &str) -> bool {
    pattern.contains("%y") && !pattern.contains("%H%M") && shapes.split(" or ").all(|shape| shape.contains("9999"))
}

/// The options of a column that another type does not have.
fn options(field: &FieldEntry, kind: &str) -> Vec<&'static str> {
    let is_number = matches!(kind, "integer" | "number");
    let options = [
        ("decimals", field.decimals.is_some(), kind == "number"),
        ("group_char", field.group_char.is_some(), is_number),
        ("decimal_char", field.decimal_char.is_some(), kind == "number"),
        ("bare_number", field.bare_number.is_some(), is_number),
        ("true_values", field.true_values.is_some(), kind == "boolean"),
        ("false_values", field.false_values.is_some(), kind == "boolean"),
        ("timezone", field.timezone.is_some(), kind == "datetime"),
    ];
    options.into_iter().filter(|(_, is_there, is_kept)| *is_there && !is_kept).map(|(key, _, _)| key).collect()
}
