//! `table/dropped-height`

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, FaultKind};
use crate::validate::Rule;

pub(crate) struct DroppedHeight;

static CODE: Code = Code {
    id: "table/dropped-height",
    severity: Severity::Warning,
    title: "A height that is not published",
    explain: "Positions have a third number, the height. It is left out, because maps and tables of the portal have two \
dimensions, and what a height is measured from is seldom known. If heights matter, add a column for them.\n\n```json\n{ \"type\": \
\"Point\", \"coordinates\": [-71.0512, 42.3017, 3.5] }\n```\n",
};

impl Rule for DroppedHeight {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for fault in batch.faults.iter().filter(|fault| fault.kind == FaultKind::HeightDropped) {
            let message = format!("The heights in `{}` are left out.", resource.schema.fields[fault.field].name);
            let finding = at_cell(&CODE, resource, batch, fault.row, fault.field, message);
            report.push(finding.help("Put heights that matter into a column of their own, or export without them."));
        }
    }
}
