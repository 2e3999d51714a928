//! `table/second-table`

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct SecondTable;

static CODE: Code = Code {
    id: "table/second-table",
    severity: Severity::Warning,
    title: "Another table below the first",
    explain: "Among the rows stands one that looks like column names: another table seems to begin there, and its rows are \
read as if they were records of the first.\n\nIf so, give the cells of each with `range` (in a workbook) and declare a \
resource for each, or put them into files of their own. If the row is a record, leave it; it is only a \
warning.\n\n```toml\n[[resources]]\npath = \"counts.xlsx\"\nname = \"counts\"\nrange = \"A1:D20\"\n```\n",
};

impl Rule for SecondTable {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::SecondTable(row) = flaw else { continue };
            let message = "Another table seems to begin in this row.";
            let place = Place { row: Some(*row), ..Place::file(&*resource.shown) };
            let help = "Give the cells of each table with `range`, or put each into a file of its own.";
            report.push(Finding::new(&CODE, message, place).help(help));
        }
    }
}
