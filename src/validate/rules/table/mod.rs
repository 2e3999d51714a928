//! Rules over the cells, rows and labels of tables.

pub(super) mod blank_row;
pub(super) mod cell_count;
pub(super) mod constraint_error;
pub(super) mod duplicate_label;
pub(super) mod extra_label;
pub(super) mod missing_label;
pub(super) mod missing_value;
pub(super) mod type_error;
pub(super) mod unclosed_quote;
pub(super) mod unreadable;

use crate::diagnostic::{Code, Finding, Place};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::read::Label;

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
    let place = Place {
        line: Some(label.line),
        column: Some(label.column),
        excerpt: label.excerpt.clone(),
        ..Place::file(&*resource.shown)
    };
    Finding::new(code, message, place)
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
