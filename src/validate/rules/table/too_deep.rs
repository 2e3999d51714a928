//! `table/too-deep`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct TooDeep;

static CODE: Code = Code {
    id: "table/too-deep",
    severity: Severity::Error,
    title: "A table in which columns are nested too deep",
    explain: "Columns can hold columns, lists of them, and lists of those. What is nested in more than 64 levels is no table that \
people made for people: it is a mistake of the program that wrote it, or made to bring readers down.\n\nExport the table with \
one value in each cell, or with lists and structures a few levels deep.\n\n```text\nowner.address.street      three levels\n```\n",
};

impl Rule for TooDeep {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if let Flaw::TooDeep(reason) = flaw {
                let message = format!("This is not read: {reason}.");
                report.push(at_file(&CODE, resource, message).help("Export the table with one value in each cell."));
            }
        }
    }
}
