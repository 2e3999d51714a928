//! `table/several-sheets`

use super::{at_file, listed, parts_of};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct SeveralSheets;

static CODE: Code = Code {
    id: "table/several-sheets",
    severity: Severity::Error,
    title: "A workbook with several sheets, or a GeoPackage with several layers, and none chosen",
    explain: "More than one visible sheet of the workbook, or more than one layer of the GeoPackage, holds data, and \
`dataset.toml` does not say which is the table. Choose it with `sheet`. If several are tables, declare a resource for each, with a `name` of its \
own.\n\n```toml\n[[resources]]\npath = \"schools.xlsx\"\nsheet = \"Primary schools\"\nname = \
\"primary-schools\"\n```\n\nSheets with the same columns, one for each month for instance, are one table in parts: `sheets` \
reads them as one.\n\n```toml\n[[resources]]\npath = \"visits.xlsx\"\nsheets = [\"May\", \"June\"]    # or \"*\" for all \
visible sheets\n```\n",
};

impl Rule for SeveralSheets {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::SeveralSheets { sheets, alike } = flaw else { continue };
            let (part, whole) = parts_of(resource.format);
            let message = format!("Several {part}s of this {whole} hold data: {}.", listed(sheets));
            let finding = at_file(&CODE, resource, message);
            report.push(match &alike[..] {
                [] => finding
                    .help("Choose one with `sheet`; declare one resource for each table.")
                    .fix(format!("sheet = {:?}\n", sheets[0])),
                alike => finding
                    .help(format!("{} have the same columns: `sheets` reads them as one table.", listed(alike)))
                    .help("Or choose one with `sheet`; declare one resource for each table.")
                    .fix(format!("sheets = {alike:?}\n")),
            });
        }
    }
}
