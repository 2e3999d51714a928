//! `table/blank-row`

use super::at_rows;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::validate::Rule;

pub(crate) struct BlankRow;

static CODE: Code = Code {
    id: "table/blank-row",
    severity: Severity::Warning,
    title: "A row with nothing in it",
    explain: "A row of the file is empty, as spreadsheets leave them at the end of a table. It is left out of the published \
files. Remove it, so that row numbers agree.\n",
};

impl Rule for BlankRow {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let blank = |kind: &RowFaultKind| matches!(kind, RowFaultKind::Blank).then(|| "This row is empty.".to_owned());
        at_rows(&CODE, resource, batch, blank).for_each(|finding| report.push(finding));
    }
}
