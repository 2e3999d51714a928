//! `table/no-rows`

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::validate::Rule;

pub(crate) struct NoRows;

static CODE: Code = Code {
    id: "table/no-rows",
    severity: Severity::Warning,
    title: "A table without rows",
    explain: "The file has column names and nothing below them. It may be right (no permit was issued this month), but more often an \
export went wrong: a filter that matches nothing, or a query that lost its connection. Look at the source before the empty table \
takes the place of a full one.\n",
};

impl Rule for NoRows {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_end(&self, resource: &ResourceDraft, rows: u64, report: &mut Report) {
        // Where something is wrong with the file, that is why there are no rows.
        if rows == 0 && report.findings().is_empty() {
            let message = "This table has no rows, only column names.";
            let help = "If that is not meant, export the file again.";
            report.push(Finding::new(&CODE, message, Place::file(&*resource.shown)).help(help));
        }
    }
}
