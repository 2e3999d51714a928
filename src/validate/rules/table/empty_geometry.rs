//! `table/empty-geometry`

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, FaultKind};
use crate::validate::Rule;

pub(crate) struct EmptyGeometry;

static CODE: Code = Code {
    id: "table/empty-geometry",
    severity: Severity::Warning,
    title: "A shape without any position",
    explain: "The row has a shape, and the shape has no position: nothing can be drawn of it. It is published as a missing value. \
If the place is not known, leave the geometry out or write `null`; else draw it again.\n\n```json\n{ \"type\": \"MultiPolygon\", \
\"coordinates\": [] }\n```\n",
};

impl Rule for EmptyGeometry {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for fault in batch.faults.iter().filter(|fault| fault.kind == FaultKind::EmptyGeometry) {
            let message = format!("This shape in `{}` has no position.", resource.schema.fields[fault.field].name);
            let finding = at_cell(&CODE, resource, batch, fault.row, fault.field, message);
            report.push(finding.help("Draw it again, or leave the geometry out where the place is not known."));
        }
    }
}
