//! `table/hidden-row` and `table/hidden-column`, which mirror each other.

use super::{at_file, in_words};
use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct HiddenRow;
pub(crate) struct HiddenColumn;

static ROW: Code = Code {
    id: "table/hidden-row",
    severity: Severity::Error,
    title: "Hidden rows inside a table",
    explain: "Rows of the table are hidden in the workbook: somebody hid them, or a filter does. Those who looked at the \
file before it was committed have not seen what stands there, and all of it would be published. It is an error because \
what is hidden was often hidden for a reason.\n\nUnhide the rows (select the rows around them, right-click, \"Unhide\"; or \
clear the filter under \"Data\"), look at them, delete those that nobody should see, and save the workbook. Hiding is \
found in XLSX, XLSB, XLS and ODS.\n",
};

static COLUMN: Code = Code {
    id: "table/hidden-column",
    severity: Severity::Error,
    title: "Hidden columns inside a table",
    explain: "Columns of the table are hidden in the workbook, so that those who looked at the file before it was \
committed have not seen what stands there: a salary, a name, a note between colleagues. It is an error because what is \
hidden was often hidden for a reason, and the file that is committed holds it all the same.\n\nUnhide the columns \
(select the columns around them, right-click, \"Unhide\") and look at them. Delete those that nobody should see, and \
describe the others in `dataset.toml`. Hiding is found in XLSX, XLSB, XLS and ODS.\n",
};

impl Rule for HiddenRow {
    fn code(&self) -> &'static Code {
        &ROW
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::HiddenRows(runs) = flaw else { continue };
            let (Some((first, _)), Some((_, last))) = (runs.first(), runs.last()) else { continue };
            let shown = in_words(runs.iter().map(|(first, last)| match first == last {
                true => first.to_string(),
                false => format!("{first} to {last}"),
            }));
            let message = match first == last {
                true => format!("Row {shown} of the table is hidden in the workbook."),
                false => format!("Rows {shown} of the table are hidden in the workbook."),
            };
            let place = Place { row: Some(*first), ..Place::file(&*resource.shown) };
            let help = "Unhide them or clear the filter, look at them, and delete those that nobody should see.";
            report.push(Finding::new(&ROW, message, place).help(help));
        }
    }
}

impl Rule for HiddenColumn {
    fn code(&self) -> &'static Code {
        &COLUMN
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::HiddenColumns(columns) = flaw else { continue };
            // Whoever has said that a column is not to be published knows of it.
            let columns: Vec<_> =
                columns.iter().filter(|(_, label)| !resource.schema.withholds(label.trim())).collect();
            if columns.is_empty() {
                continue;
            }
            let shown = in_words(columns.iter().map(|(letters, label)| match label.trim() {
                "" => letters.clone(),
                label => format!("{letters} (`{label}`)"),
            }));
            let message = match columns.len() {
                1 => format!("Column {shown} of the table is hidden in the workbook."),
                _ => format!("Columns {shown} of the table are hidden in the workbook."),
            };
            let help = "Unhide them, look at them, and delete those that nobody should see.";
            report.push(at_file(&COLUMN, resource, message).help(help));
        }
    }
}
