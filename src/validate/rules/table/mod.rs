//! Rules over the cells, rows and labels of tables.

pub(super) mod archive_too_large;
pub(super) mod author_property;
pub(super) mod beside_table;
pub(super) mod blank_label;
pub(super) mod blank_row;
pub(super) mod cell_count;
pub(super) mod cell_note;
pub(super) mod code_as_number;
pub(super) mod constraint_error;
pub(super) mod control_character;
pub(super) mod damaged_file;
pub(super) mod damaged_number;
pub(super) mod dropped_height;
pub(super) mod duplicate_label;
pub(super) mod empty_geometry;
pub(super) mod encoding_error;
pub(super) mod entry_missing;
pub(super) mod error_cell;
pub(super) mod extra_label;
pub(super) mod footer_row;
pub(super) mod format_mismatch;
pub(super) mod formula_injection;
pub(super) mod formula_without_value;
pub(super) mod hidden_cells;
pub(super) mod hidden_sheet;
pub(super) mod invalid_geometry;
pub(super) mod lfs_pointer;
pub(super) mod merged_cells;
pub(super) mod missing_label;
pub(super) mod missing_part;
pub(super) mod missing_value;
pub(super) mod mixed_line_breaks;
pub(super) mod mojibake;
pub(super) mod no_header_row;
pub(super) mod no_rows;
pub(super) mod no_table;
pub(super) mod null_island;
pub(super) mod number_as_text;
pub(super) mod outside_extent;
pub(super) mod padded_twin;
pub(super) mod password_protected;
mod position;
pub(super) mod record_left_out;
pub(super) mod repeated_header;
pub(super) mod replacement_character;
pub(super) mod second_table;
pub(super) mod several_entries;
pub(super) mod several_sheets;
pub(super) mod sheet_missing;
pub(super) mod stray_quote;
pub(super) mod swapped_coordinates;
pub(super) mod too_deep;
pub(super) mod total_row;
pub(super) mod type_error;
pub(super) mod unclosed_quote;
pub(super) mod units_row;
pub(super) mod unknown_crs;
pub(super) mod unreadable;
pub(super) mod unsupported_feature;

use std::collections::HashMap;

use crate::diagnostic::{Code, Finding, PLACES_KEPT, Place};
use crate::metadata::ResourceDraft;
use crate::model::SourceFormat;
use crate::model::table::{Batch, Column, RowFaultKind};
use crate::read::Label;

/// A finding at a whole file.
fn at_file(code: &'static Code, resource: &ResourceDraft, message: impl Into<String>) -> Finding {
    Finding::new(code, message, Place::file(&*resource.shown))
}

/// Names for a sentence, as many as one can read.
fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > MOST { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// A list for a sentence, as long as one can read: `4, 9 to 12 and 20`.
fn in_words(items: impl ExactSizeIterator<Item = String>) -> String {
    const MOST: usize = 12;
    let more = items.len().saturating_sub(MOST);
    let mut shown: Vec<String> = items.take(MOST).collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    match shown.pop() {
        Some(last) if !shown.is_empty() => format!("{} and {last}", shown.join(", ")),
        last => last.unwrap_or_default(),
    }
}

/// What people call the tables inside a file, one of which `sheet` chooses, and the file.
fn parts_of(format: SourceFormat) -> (&'static str, &'static str) {
    match format {
        SourceFormat::GeoPackage => ("layer", "GeoPackage"),
        _ => ("sheet", "workbook"),
    }
}

/// A finding at the cell of a batch.
fn at_cell(
    code: &'static Code,
    resource: &ResourceDraft,
    batch: &Batch,
    row: usize,
    field: usize,
    message: impl Into<String>,
) -> Finding {
    let name = &resource.schema.fields[field].name;
    Finding::new(code, message, batch.locator.cell(row, field).place(&resource.shown, Some(name)))
}

/// A finding at a label of the header.
fn at_label(code: &'static Code, resource: &ResourceDraft, label: &Label, message: impl Into<String>) -> Finding {
    Finding::new(code, message, label.place.clone().place(&resource.shown, None))
}

/// Findings at the row faults of one kind. The message is the same for all rows, so that they fold; of each message enough
/// places are found, and the others counted.
fn at_rows(
    code: &'static Code,
    resource: &ResourceDraft,
    batch: &Batch,
    message: impl Fn(&RowFaultKind) -> Option<String>,
) -> impl Iterator<Item = Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
    for fault in &batch.row_faults {
        let Some(text) = message(&fault.kind) else { continue };
        let (count, last) = counts.entry(text.clone()).or_default();
        *count += 1;
        if *count > PLACES_KEPT {
            findings[*last].count += 1;
            continue;
        }
        *last = findings.len();
        let place = batch.locator.row_fault(fault.place).place(&resource.shown, None);
        findings.push(Finding::new(code, text, place));
    }
    findings.into_iter()
}

/// Shows the texts of a batch to a rule, with the name of their column and a way to make a finding there: all texts of the
/// columns whose bytes, taken together, may hold what the rule looks for.
fn at_texts(
    resource: &ResourceDraft,
    batch: &Batch,
    may_hold: impl Fn(&[u8]) -> bool,
    mut look: impl FnMut(&str, &str, &dyn Fn(&'static Code, &str) -> Finding),
) {
    for (at, column) in batch.columns.iter().enumerate() {
        let Column::Text(texts) = column else { continue };
        if !may_hold(texts.value_data()) {
            continue;
        }
        for (row, text) in texts.iter().enumerate() {
            if let Some(text) = text {
                let find = |code, message: &str| at_cell(code, resource, batch, row, at, message);
                look(&resource.schema.fields[at].name, text, &find);
            }
        }
    }
}
