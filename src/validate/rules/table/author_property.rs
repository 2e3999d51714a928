//! `table/author-property`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct AuthorProperty;

static CODE: Code = Code {
    id: "table/author-property",
    severity: Severity::Warning,
    title: "A workbook that names the people who worked on it",
    explain: "The properties of the workbook say who wrote it or who saved it last, as spreadsheet programs write into \
every file. The workbook itself is not published, only its table; but it is committed, and everyone who can read the \
repository can read the names. So it is a warning, and names are never repeated here. A city whose repository nobody \
outside can read may switch it off in `policy/standards.toml`.\n\nIn Excel choose \"File\", \"Info\", \"Inspect \
Document\", and remove document properties and personal information; in LibreOffice choose \"File\", \"Properties\", and \
take away the tick at \"Apply user data\".\n",
};

impl Rule for AuthorProperty {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::NamesPeople(ways) = flaw else { continue };
            let message = format!("The properties of this workbook name {}.", ways.join(" and "));
            let help = "Remove personal information from the file's properties before you commit it.";
            report.push(at_file(&CODE, resource, message).help(help));
        }
    }
}
