//! `table/beside-table`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct BesideTable;

static CODE: Code = Code {
    id: "table/beside-table",
    severity: Severity::Error,
    title: "Something beside a table in its sheet",
    explain: "Behind an empty column stands something else: totals at the side, a note, or another table. It is not read. It is \
an error because only a person knows whether it belongs to the table.\n\nIf it does not, give the cells of the table with \
`range`; declare a resource of its own for another table. If it does, delete the empty column in the workbook and describe \
the columns behind it.\n\n```toml\n[[resources]]\npath = \"counts.xlsx\"\nrange = \"A1:F\"    # columns A to F, down to the \
last row\n```\n",
};

impl Rule for BesideTable {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::BesideTable { range } = flaw else { continue };
            let message = "Something stands beside the table, behind an empty column, and is not read.";
            let help =
                "Give the cells of the table, or delete the empty column if what is behind it belongs to the table.";
            report.push(at_file(&CODE, resource, message).help(help).fix(format!("range = {range:?}\n")));
        }
    }
}
