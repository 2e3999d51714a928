//! `table/format-mismatch`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct FormatMismatch;

static CODE: Code = Code {
    id: "table/format-mismatch",
    severity: Severity::Error,
    title: "A file that is not what its name says",
    explain: "The first bytes of the file say what it is, and it is not what its name or `format` promises: a workbook \
that is called `.csv`, an HTML page that was saved in the place of a download, an archive that lost its \
ending.\n\nGive the file the ending of what it is, or say it with `format`. If it is none of the formats that can be \
read, export it again from the source system.\n\n```toml\n[[resources]]\npath = \"permits.xls\"\nformat = \"csv\"   # \
the system writes text and calls it a workbook\n```\n",
};

impl Rule for FormatMismatch {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::WrongFormat { found, expected } = flaw else { continue };
            let message = format!("This file is {found}, where {expected} was expected.");
            let finding = at_file(&CODE, resource, message);
            report.push(finding.help("Correct the file's ending, declare its `format`, or export it again."));
        }
    }
}
