//! `table/password-protected`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct PasswordProtected;

static CODE: Code = Code {
    id: "table/password-protected",
    severity: Severity::Error,
    title: "A file that a password protects",
    explain: "Nobody can read this file without its password, and data that anyone may read needs none. Save it \
without one: in Excel under File, Info, Protect Workbook, Encrypt with Password, empty the box.\n\nIf the password was \
there because the data is not public, take the file out of the repository again and ask the data steward.\n",
};

impl Rule for PasswordProtected {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if *flaw == Flaw::Locked {
                let finding = at_file(&CODE, resource, "A password protects this file, so it cannot be read.");
                report.push(finding.help("Save it without a password, if its data is public."));
            }
        }
    }
}
