//! `table/no-header-row`

use super::at_file;
use crate::diagnostic::{Code, Finding, Repair, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::{Flaw, Instead};
use crate::validate::Rule;

pub(crate) struct NoHeaderRow;

static CODE: Code = Code {
    id: "table/no-header-row",
    severity: Severity::Error,
    title: "A table without column names where they should be",
    explain: "The first row should hold the names of the columns, and does not: there is a title above the table, or the \
names take several rows.\n\nSay where they are: `skip_rows` counts the rows before the column names, `header_rows` the rows \
they take (their texts are joined with a space between), `range` gives the cells of a sheet. Text below the table is left \
out with `footer_rows`. Where the declared columns were found elsewhere in the file, the finding has the lines to \
paste.\n\n```toml\npath = \"report.xlsx\"\nskip_rows = 3        # the names are in row 4\nheader_rows = 2      # and in row \
5\nfooter_rows = 2      # totals and a note\nrange = \"A4:H120\"    # or the cells themselves\n```\n",
};

impl Rule for NoHeaderRow {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::NoHeader { row, named, columns, instead } = flaw else { continue };
            let message = match (columns, instead) {
                (0, _) => format!("There is nothing in the table from row {row} on."),
                (_, Some(instead)) if named == columns => {
                    format!("Row {row} does not have the declared column names; {} them.", having(instead))
                }
                _ => format!("Row {row} does not name the columns: it has text over {named} of {columns}."),
            };
            report.push(advised(at_file(&CODE, resource, message), resource, *instead));
        }
    }
}

/// The rows that have the names: `row 4 has`.
fn having(instead: &Instead) -> String {
    let Instead { row, header_rows, .. } = instead;
    match header_rows {
        1 => format!("row {row} has"),
        _ => format!("rows {row} to {} together have", row + *header_rows as u64 - 1),
    }
}

fn advised(finding: Finding, resource: &ResourceDraft, instead: Option<Instead>) -> Finding {
    let Some(instead) = instead else {
        return finding.help(
            "Say with `skip_rows` or `range` where the table is; if this is a document, ask for the table behind it.",
        );
    };
    let mut settings = Vec::new();
    if instead.skip_rows != resource.layout.skip_rows as u64 {
        settings.push(("skip_rows", instead.skip_rows.to_string()));
    }
    if instead.header_rows != resource.layout.header_rows {
        settings.push(("header_rows", instead.header_rows.to_string()));
    }
    let fix: String = settings.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    let mut help = having(&instead);
    help.replace_range(..1, "R");
    let repair = Repair::Set { table: resource.pointer.clone(), settings };
    finding.help(format!("{help} them: add these lines.")).fix(fix).repair(repair)
}
