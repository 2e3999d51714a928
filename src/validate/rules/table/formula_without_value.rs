//! `table/formula-without-value`

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, FaultKind};
use crate::validate::Rule;

pub(crate) struct FormulaWithoutValue;

static CODE: Code = Code {
    id: "table/formula-without-value",
    severity: Severity::Warning,
    title: "A formula whose value was not stored",
    explain: "The cell holds a formula, and the file does not hold what comes of it: the workbook was written by a \
program that does not calculate. Townbook does not calculate either, so the value counts as missing.\n\nOpen the \
workbook in a spreadsheet program and save it again.\n",
};

impl Rule for FormulaWithoutValue {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for fault in batch.faults.iter().filter(|fault| fault.kind == FaultKind::FormulaWithoutValue) {
            let message = format!(
                "This cell of `{}` has a formula without a value, and counts as missing.",
                resource.schema.fields[fault.field].name
            );
            let finding = at_cell(&CODE, resource, batch, fault.row, fault.field, message);
            report.push(finding.help("Open the workbook in a spreadsheet program and save it again."));
        }
    }
}
