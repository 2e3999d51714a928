//! `table/repeated-header`

use super::at_rows;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::validate::Rule;

pub(crate) struct RepeatedHeader;

static CODE: Code = Code {
    id: "table/repeated-header",
    severity: Severity::Error,
    title: "The column names once more among the rows",
    explain: "A row is the same as the line with the column names: files were joined without taking out the second header, or a \
report prints it on every page. Remove the row, for it would be published as if it were data.\n\n```csv\nid,name\n1,Pier \
Park\nid,name          wrong\n2,Hill Park\n```\n",
};

impl Rule for RepeatedHeader {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let repeated = |kind: &RowFaultKind| {
            (*kind == RowFaultKind::RepeatedHeader).then(|| "This row repeats the column names.".to_owned())
        };
        for finding in at_rows(&CODE, resource, batch, repeated) {
            report.push(finding.help("Remove the row."));
        }
    }
}
