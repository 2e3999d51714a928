//! `table/footer-row`

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct FooterRow;

static CODE: Code = Code {
    id: "table/footer-row",
    severity: Severity::Warning,
    title: "Totals or notes below a table that are read as records",
    explain: "The last rows look like totals, notes or sources, and are read as records: whoever adds up the column counts \
everything twice.\n\nLeave them out with `footer_rows`, which counts rows from the end; empty lines at the very end do not \
count. If the rows are records, leave them; it is only a warning.\n\n```toml\npath = \"counts.csv\"\nfooter_rows = \
2\n```\n",
};

impl Rule for FooterRow {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if let Flaw::FooterRows { row, rows } = flaw {
                report.push(finding(resource, *row, *rows));
            }
        }
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for fault in &batch.row_faults {
            if let RowFaultKind::Footer { row, rows } = fault.kind {
                report.push(finding(resource, row, rows));
            }
        }
    }
}

fn finding(resource: &ResourceDraft, row: u64, rows: usize) -> Finding {
    let message = match rows {
        1 => "This last row looks like a total or a note, and is read as a record.".to_owned(),
        _ => format!("The {rows} rows from here on look like totals or notes, and are read as records."),
    };
    let place = Place { row: Some(row), ..Place::file(&*resource.shown) };
    let footer_rows = resource.layout.footer_rows + rows;
    let help = "Leave them out with `footer_rows`, if they are no records.";
    Finding::new(&CODE, message, place).help(help).fix(format!("footer_rows = {footer_rows}\n"))
}
