//! `table/units-row`

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct UnitsRow;

static CODE: Code = Code {
    id: "table/units-row",
    severity: Severity::Warning,
    title: "A row of units or second names below the column names",
    explain: "The row below the column names has texts over columns of numbers or days: units, or the names in another \
language. It is read as a record, which it is not.\n\nCount it to the header: with `header_rows = 2` the two texts over a \
column are its name, joined with a space, and `source` gives that name. Units belong into `unit` too. Or take the row out of \
the file.\n\n```toml\nheader_rows = 2\n\n[[resources.fields]]\nname = \"depth\"\nsource = \"Depth m\"\nunit = \"m\"\n```\n",
};

impl Rule for UnitsRow {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::UnitsRow(row) = flaw else { continue };
            let message = "This row looks like units or second names, not like a record.";
            let place = Place { row: Some(*row), ..Place::file(&*resource.shown) };
            let header_rows = resource.layout.header_rows + 1;
            let help = "Count it to the header, with both texts in the `source` of each column; or remove the row.";
            let finding = Finding::new(&CODE, message, place).help(help);
            report.push(finding.fix(format!("header_rows = {header_rows}\n")));
        }
    }
}
