//! `table/archive-too-large`

use super::{at_file, at_rows};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct ArchiveTooLarge;

static CODE: Code = Code {
    id: "table/archive-too-large",
    severity: Severity::Error,
    title: "An archive that unpacks to more than a table can be",
    explain: "A compressed file or workbook would grow beyond all bounds when it is unpacked: more than 200 to 1 \
beyond its first 32 MB, or beyond 512 MB for a workbook, or it holds more than 10,000 files. Files like that are made \
to bring programs down, or by accident: a sheet with a million formatted rows.\n\nIn the spreadsheet program, delete \
the empty rows and columns around the table and save it again; or commit the table as CSV.\n",
};

impl Rule for ArchiveTooLarge {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if let Flaw::TooLarge(reason) = flaw {
                let message = format!("This is not unpacked: {reason}.");
                report.push(at_file(&CODE, resource, message).help("Commit the table as CSV."));
            }
        }
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let too_large = |kind: &RowFaultKind| match kind {
            RowFaultKind::TooLarge(reason) => Some(format!("From here on this is not unpacked: {reason}.")),
            _ => None,
        };
        at_rows(&CODE, resource, batch, too_large).for_each(|finding| report.push(finding));
    }
}
