//! `table/merged-cells`

use crate::diagnostic::{Code, Finding, Place, Quoted, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct MergedCells;

static CODE: Code = Code {
    id: "table/merged-cells",
    severity: Severity::Error,
    title: "Merged cells inside a table",
    explain: "Cells of the table are merged, and only the first of them holds the value: all others would be read as \
empty, and rows would lose what they say.\n\nSelect the table in the spreadsheet program, unmerge the cells, and fill \
each one. Merged cells above the table do no harm once `skip_rows` or `range` leaves them out, and those in upper rows \
of a header count for every column below them if `header_rows` covers them.\n",
};

impl Rule for MergedCells {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::MergedCells { row, cells } = flaw else { continue };
            let value = Some(Quoted::metadata(cells.as_str()));
            let place = Place { row: Some(*row), value, ..Place::file(&*resource.shown) };
            let message = "These cells are merged, so only the first of them has a value.";
            report.push(Finding::new(&CODE, message, place).help("Unmerge them and fill each cell."));
        }
    }
}
