//! `table/no-table`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct NoTable;

static CODE: Code = Code {
    id: "table/no-table",
    severity: Severity::Error,
    title: "A sheet or text that is no table",
    explain: "What stands there was made for reading: headings between blocks, boxes of merged cells, several tables below or \
beside each other, or running text. There is no row of column names with one record in each row below it, so nothing can be \
published as data.\n\nAsk for the table behind it: the system or the sheet that it was made from. If one of several tables \
in a sheet is meant, give its cells with `range`, and declare a resource for each.\n\n```toml\n[[resources]]\npath = \
\"report.xlsx\"\nrange = \"A4:H120\"\n```\n",
};

impl Rule for NoTable {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::NoTable(reason) = flaw else { continue };
            let help = "Ask for the table behind it, or give the cells of one table with `range`.";
            report.push(at_file(&CODE, resource, reason.as_str()).help(help));
        }
    }
}
