//! `table/blank-row`

use super::at_rows;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::validate::Rule;

pub(crate) struct BlankRow;

static CODE: Code = Code {
    id: "table/blank-row",
    severity: Severity::Error,
    title: "A row with nothing in it",
    explain: "A row of the file is empty, as spreadsheets leave them at the end of a table or between its parts. Programs \
disagree about it: some skip it, others stop there or count a row without values. Remove it.\n\n```csv\nid,name\n1,Pier \
Park\n,                wrong\n2,Hill Park\n```\n",
};

impl Rule for BlankRow {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let blank = |kind: &RowFaultKind| matches!(kind, RowFaultKind::Blank).then(|| "This row is empty.".to_owned());
        at_rows(&CODE, resource, batch, blank).for_each(|finding| report.push(finding.help("Remove the row.")));
    }
}
