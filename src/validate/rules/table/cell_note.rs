//! `table/cell-note`

use super::in_words;
use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct CellNote;

static CODE: Code = Code {
    id: "table/cell-note",
    severity: Severity::Warning,
    title: "Notes on cells of a sheet",
    explain: "Cells of the sheet have notes or comments. They are not published: if a note says something that readers of \
the data need (\"estimated\", \"moved in May\"), it is lost to them. They do stay in the committed file, which more people \
may see than its authors thought. What the notes say is never repeated here.\n\nMove what readers need into a column of \
the table or into the description in `dataset.toml`, and delete the notes (under \"Review\"). It is a warning because \
nothing wrong is published; a city can make it an error in `policy/standards.toml`.\n",
};

impl Rule for CellNote {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::CellNotes { row, cells } = flaw else { continue };
            let shown = in_words(cells.iter().cloned());
            let message = match cells.len() {
                1 => format!("The cell {shown} has a note, which is not published with the table."),
                count => format!("{count} cells have notes, which are not published with the table: {shown}."),
            };
            let place = Place { row: Some(*row), ..Place::file(&*resource.shown) };
            let help = "Move what readers need into a column or a description, and delete the notes.";
            report.push(Finding::new(&CODE, message, place).help(help));
        }
    }
}
