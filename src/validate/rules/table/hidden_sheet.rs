//! `table/hidden-sheet`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct HiddenSheet;

static CODE: Code = Code {
    id: "table/hidden-sheet",
    severity: Severity::Warning,
    title: "A hidden sheet that is read",
    explain: "The sheet that `dataset.toml` names is hidden in the workbook, so that those who looked at the file \
before it was committed may not have seen what will be published.\n\nUnhide the sheet, look at it, and save the \
workbook.\n",
};

impl Rule for HiddenSheet {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if let Flaw::HiddenSheet(sheet) = flaw {
                let finding = at_file(&CODE, resource, format!("The sheet `{sheet}` is hidden in the workbook."));
                report.push(finding.help("Unhide it, so that everyone sees what is published."));
            }
        }
    }
}
