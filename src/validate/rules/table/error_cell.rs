//! `table/error-cell`

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, FaultKind};
use crate::validate::Rule;

pub(crate) struct ErrorCell;

static CODE: Code = Code {
    id: "table/error-cell",
    severity: Severity::Error,
    title: "A cell with an error in it",
    explain: "The spreadsheet program could not work out the cell and shows an error such as `#REF!`, `#N/A` or \
`#DIV/0!`. It is no value, and residents should not have to guess what it was.\n\nMend the formula. If `#N/A` is there \
on purpose and means that there is no value, list it in `missing_values`.\n\n```toml\nmissing_values = [\"\", \
\"#N/A\"]\n```\n",
};

impl Rule for ErrorCell {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for fault in batch.faults.iter().filter(|fault| fault.kind == FaultKind::ErrorCell) {
            let message = format!(
                "The spreadsheet shows an error in this cell of `{}`.",
                resource.schema.fields[fault.field].name
            );
            let finding = at_cell(&CODE, resource, batch, fault.row, fault.field, message);
            report.push(
                finding.help("Mend the formula, or list the error in `missing_values` if it means \"no value\"."),
            );
        }
    }
}
