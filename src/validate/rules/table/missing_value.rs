//! `table/missing-value`

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, FaultKind};
use crate::validate::Rule;

pub(crate) struct MissingValue;

static CODE: Code = Code {
    id: "table/missing-value",
    severity: Severity::Error,
    title: "A required value is missing",
    explain: "The column is declared `required`, or is part of the primary key, and a cell is empty (or holds one of the \
column's `missing_values`).\n\nFill the cell in the source system, or drop `required` if values may really be \
missing.\n\n```toml\nconstraints = { required = true }\n```\n",
};

impl Rule for MissingValue {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for (at, field) in resource.schema.fields.iter().enumerate() {
            let is_key = resource.schema.primary_key.contains(&field.name);
            let column = &batch.columns[at];
            // A column that is not in the file at all has been named once, by its label.
            let is_absent = batch.absent.get(at).copied().unwrap_or(false);
            if !(field.constraints.required || is_key) || is_absent || column.null_count() == 0 {
                continue;
            }
            let why = if is_key { "is part of the primary key" } else { "is required" };
            for row in (0..batch.rows).filter(|&row| column.is_null(row)) {
                // A value that did not fit its type is null too, and has been named for that.
                let fault = batch.faults.binary_search_by_key(&(row, at), |fault| (fault.row, fault.field));
                if fault.is_err()
                    || fault.is_ok_and(|at| {
                        matches!(batch.faults[at].kind, FaultKind::FormulaWithoutValue | FaultKind::EmptyGeometry)
                    })
                {
                    let message = format!("`{}` {why}, but there is no value.", field.name);
                    report.push_or_count(&CODE, &resource.shown, Some(&field.name), &message, || {
                        at_cell(&CODE, resource, batch, row, at, message.as_str()).help("Fill in the value.")
                    });
                }
            }
        }
    }
}
