//! `table/no-header-row`

use super::at_file;
use crate::diagnostic::{Code, Finding, Repair, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct NoHeaderRow;

static CODE: Code = Code {
    id: "table/no-header-row",
    severity: Severity::Error,
    title: "A sheet without column names where they should be",
    explain: "The first row of the sheet should hold the names of the columns, and does not: there is a title above \
the table, or the sheet is a document with text here and there and no table at all.\n\nIf there is a table further \
down, say where: `skip_rows` counts the rows before the column names, `range` gives the cells. Text below the table is \
left out with `footer_rows`. A document is no data: ask for the table it was made from.\n\n```toml\npath = \
\"report.xlsx\"\nskip_rows = 3        # the names are in row 4\nfooter_rows = 2      # totals and a note\nrange = \
\"A4:H120\"    # or the cells themselves\n```\n",
};

impl Rule for NoHeaderRow {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::NoHeader { row, named, columns, instead } = flaw else { continue };
            let message = match columns {
                0 => format!("There is nothing in the sheet from row {row} on."),
                _ => format!("Row {row} does not name the columns: it has text over {named} of {columns}."),
            };
            report.push(advised(at_file(&CODE, resource, message), resource, *instead));
        }
    }
}

fn advised(finding: Finding, resource: &ResourceDraft, instead: Option<(u64, u64)>) -> Finding {
    match instead {
        Some((row, skip)) => finding
            .help(format!("Row {row} does."))
            .fix(format!("skip_rows = {skip}\n"))
            .repair(Repair::Set { table: resource.pointer.clone(), key: "skip_rows", value: skip.to_string() }),
        None => finding.help(
            "Say with `skip_rows` or `range` where the table is; if this is a document, ask for the table behind it.",
        ),
    }
}
