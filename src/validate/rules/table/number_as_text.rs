//! `table/number-as-text`

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, FaultKind};
use crate::validate::Rule;

pub(crate) struct NumberAsText;

static CODE: Code = Code {
    id: "table/number-as-text",
    severity: Severity::Warning,
    title: "Numbers that a workbook stores as text",
    explain: "Most cells of the column hold numbers, and some hold a text that looks like one: it was typed with an apostrophe, \
pasted, or the cell is formatted as text. Townbook reads it as the number that it shows, so nothing is lost here; but the \
spreadsheet program leaves such cells out of its sums and sorts them apart, so totals that were worked out in the workbook \
may be wrong.\n\nIn Excel select the cells with a green corner and choose \"Convert to Number\". A column of nothing but \
texts is not reported.\n",
};

impl Rule for NumberAsText {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for fault in batch.faults.iter().filter(|fault| fault.kind == FaultKind::NumberAsText) {
            let name = &resource.schema.fields[fault.field].name;
            let message = format!("This number of `{name}` is stored as text, other than those around it.");
            report.push_or_count(&CODE, &resource.shown, Some(name), &message, || {
                let finding = at_cell(&CODE, resource, batch, fault.row, fault.field, message.as_str());
                finding.help("Convert it to a number in the spreadsheet program, and look whether sums still hold.")
            });
        }
    }
}
