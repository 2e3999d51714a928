//! Rules over the cells, rows and labels of tables.

pub(super) mod archive_too_large;
pub(super) mod blank_row;
pub(super) mod cell_count;
pub(super) mod constraint_error;
pub(super) mod dropped_height;
pub(super) mod duplicate_label;
pub(super) mod empty_geometry;
pub(super) mod entry_missing;
pub(super) mod error_cell;
pub(super) mod extra_label;
pub(super) mod format_mismatch;
pub(super) mod formula_without_value;
pub(super) mod hidden_sheet;
pub(super) mod invalid_geometry;
pub(super) mod lfs_pointer;
pub(super) mod merged_cells;
pub(super) mod missing_label;
pub(super) mod missing_part;
pub(super) mod missing_value;
pub(super) mod no_header_row;
pub(super) mod null_island;
pub(super) mod outside_extent;
pub(super) mod password_protected;
mod position;
pub(super) mod several_entries;
pub(super) mod several_sheets;
pub(super) mod sheet_missing;
pub(super) mod swapped_coordinates;
pub(super) mod type_error;
pub(super) mod unclosed_quote;
pub(super) mod unknown_crs;
pub(super) mod unreadable;

use crate::diagnostic::{Code, Finding, Place};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
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

/// Findings at the row faults of one kind. The message is the same for all rows, so that they fold.
fn at_rows<'a>(
    code: &'static Code,
    resource: &'a ResourceDraft,
    batch: &'a Batch,
    message: impl Fn(&RowFaultKind) -> Option<String> + 'a,
) -> impl Iterator<Item = Finding> + 'a {
    batch.row_faults.iter().filter_map(move |fault| {
        let text = message(&fault.kind)?;
        Some(Finding::new(code, text, batch.locator.row_fault(fault.place).place(&resource.shown, None)))
    })
}
