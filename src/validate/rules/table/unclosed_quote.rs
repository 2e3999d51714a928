//! `table/unclosed-quote`

use super::at_rows;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::validate::Rule;

pub(crate) struct UnclosedQuote;

static CODE: Code = Code {
    id: "table/unclosed-quote",
    severity: Severity::Error,
    title: "A quotation mark that is never closed",
    explain: "A cell begins with a quotation mark and no other follows, so that everything up to the end of the file counts as \
one cell. A mark inside a quoted text is written twice.\n\n```csv\n\"the \"\"old\"\" pier\"\n```\n",
};

impl Rule for UnclosedQuote {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let open = |kind: &RowFaultKind| {
            matches!(kind, RowFaultKind::UnclosedQuote)
                .then(|| "A quotation mark is opened in this row and never closed.".to_owned())
        };
        at_rows(&CODE, resource, batch, open).for_each(|finding| report.push(finding));
    }
}
