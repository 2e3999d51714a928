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
(select the columns around them, right-click, \"Unhide\") and look at them. Then show each and describe it in `dataset.toml`, \
delete it, or write `publish = false`: it is not published, but whoever sees the repository can read it, and a warning says so as \
long as it is in the file. Hiding is found in XLSX, XLSB, XLS and ODS.\n\n```toml\n[[resources.fields]]\nname = \
\"crew_note\"\nsource = \"Crew note\"\npublish = false\n```\n",
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
            let (withheld, open): (Vec<_>, Vec<_>) =
                columns.iter().partition(|(_, label)| resource.schema.withholds(label.trim()));
            if !open.is_empty() {
                let message = match open.len() {
                    1 => format!("Column {} of the table is hidden in the workbook.", named(&open)),
                    _ => format!("Columns {} of the table are hidden in the workbook.", named(&open)),
                };
                let help = "Unhide them and look at them. Then show each, delete it, or write `publish = false` in its block: it is \
                            not published, but whoever sees the repository can read it.";
                report.push(at_file(&COLUMN, resource, message).help(help));
            }
            // Whoever has said that a column is not to be published knows of it; others may not know that it is in the file.
            if !withheld.is_empty() {
                let message = match withheld.len() {
                    1 => {
                        format!("Column {} is hidden and not published, but it is still in the file.", named(&withheld))
                    }
                    _ => format!(
                        "Columns {} are hidden and not published, but they are still in the file.",
                        named(&withheld)
                    ),
                };
                let help = "Whoever sees the repository can read them: delete what they should not see.";
                report.push(Finding { severity: Severity::Warning, ..at_file(&COLUMN, resource, message).help(help) });
            }
        }
    }
}

/// Columns by their letters, with the labels of those that have one.
fn named(columns: &[&(String, String)]) -> String {
    in_words(columns.iter().map(|(letters, label)| match label.trim() {
        "" => letters.clone(),
        label => format!("{letters} (`{label}`)"),
    }))
}
