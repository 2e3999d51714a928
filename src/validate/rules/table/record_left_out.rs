//! `table/record-left-out`

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct RecordLeftOut;

static CODE: Code = Code {
    id: "table/record-left-out",
    severity: Severity::Warning,
    title: "Records that are left out as if they were totals or notes",
    explain: "`footer_rows` leaves out the last rows of a file, because totals or notes stood there. In this file they look \
like records: the new delivery came without the total, and its last records would be missing from what is \
published. Where they also have a key, and in every column a value of its type, it is an error, because data would be \
lost; a city whose totals look like that can make it a warning in `policy/standards.toml`.\n\nLower `footer_rows` to the number of rows that are no records, or take it out if there are none any more. If \
the rows are no records, leave a warning as it is.\n\n```toml\npath = \"permits.csv\"\nfooter_rows = 1      # the total \
in the last row; wrong once the file ends with a record\n```\n",
};

impl Rule for RecordLeftOut {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if let Flaw::LeftOutRows { row, rows, fit } = flaw {
                report.push(finding(resource, *row, *rows, *fit));
            }
        }
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for fault in &batch.row_faults {
            if let RowFaultKind::LeftOut { row, rows, fit } = fault.kind {
                report.push(finding(resource, row, rows, fit));
            }
        }
    }
}

fn finding(resource: &ResourceDraft, row: u64, rows: usize, fit: bool) -> Finding {
    let declared = resource.layout.footer_rows;
    let message = match rows {
        1 => format!("This row is left out by `footer_rows = {declared}`, but it looks like a record."),
        _ => format!(
            "The {rows} rows from here on are left out by `footer_rows = {declared}`, but they look like records."
        ),
    };
    let place = Place { row: Some(row), ..Place::file(&*resource.shown) };
    // What has a key and fits every column would be missed: it is no total.
    let severity = if fit { Severity::Error } else { CODE.severity };
    let finding = Finding { severity, ..Finding::new(&CODE, message, place) };
    match declared.saturating_sub(rows) {
        0 => finding.help("Remove `footer_rows` if the file has no totals or notes below its records any more."),
        others => {
            let help = "Lower `footer_rows` to the number of rows that are no records.";
            finding.help(help).fix(format!("footer_rows = {others}\n"))
        }
    }
}
