//! `table/extra-cell` and `table/missing-cell`, which mirror each other.

use super::at_rows;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::validate::Rule;

pub(crate) struct ExtraCell;
pub(crate) struct MissingCell;

static EXTRA: Code = Code {
    id: "table/extra-cell",
    severity: Severity::Error,
    title: "A row with more cells than the header",
    explain: "A row has more cells than there are column names, most often because a comma in a text is not inside quotation \
marks. Everything after it would land in the wrong column.\n\n```csv\nid,note\n1,late, but complete     wrong\n1,\"late, but \
complete\"   right\n```\n",
};

static MISSING: Code = Code {
    id: "table/missing-cell",
    severity: Severity::Error,
    title: "A row with fewer cells than the header",
    explain: "A row ends before the last column. Its missing cells may be empty, or a line break inside a text has cut the row in \
two.\n\n```csv\nid,name,note\n1,Pier Park      wrong\n1,Pier Park,     right: the note is empty\n```\n",
};

impl Rule for ExtraCell {
    fn code(&self) -> &'static Code {
        &EXTRA
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let extra = |kind: &RowFaultKind| match kind {
            RowFaultKind::ExtraCells { expected, found } => {
                Some(format!("This row has {found} cells, but there are {expected} columns."))
            }
            _ => None,
        };
        for finding in at_rows(&EXTRA, resource, batch, extra) {
            report.push(finding.help("Put texts that hold commas inside quotation marks."));
        }
    }
}

impl Rule for MissingCell {
    fn code(&self) -> &'static Code {
        &MISSING
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let missing = |kind: &RowFaultKind| match kind {
            RowFaultKind::MissingCells { expected, found } => {
                Some(format!("This row has only {found} cells, but there are {expected} columns."))
            }
            _ => None,
        };
        for finding in at_rows(&MISSING, resource, batch, missing) {
            report.push(finding.help("Fill the row up to the last column; an empty cell is fine."));
        }
    }
}
