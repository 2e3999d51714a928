//! `table/blank-label`

use super::at_rows;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::validate::Rule;

pub(crate) struct BlankLabel;

static CODE: Code = Code {
    id: "table/blank-label",
    severity: Severity::Error,
    title: "A column without a name",
    explain: "A cell of the header is empty and something stands below it, so nobody can say what that is. It is left when something \
was once typed beside the table: a note, or a sum. A column without a name in which nothing stands is no column, and is passed over.\n\n\
Give the column a name in the file, or remove it. The first one can be declared as it is:\n\n```toml\n[[resources.fields]]\nname = \
\"row_label\"\nsource = \"\"\ntype = \"string\"\ndescription = \"What the rows are about.\"\n```\n",
};

impl Rule for BlankLabel {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let unlabelled = |kind: &RowFaultKind| match kind {
            RowFaultKind::Unlabelled(at) => {
                let message =
                    format!("Something stands in column {} of this row, and that column has no name.", at + 1);
                Some(message)
            }
            _ => None,
        };
        for finding in at_rows(&CODE, resource, batch, unlabelled) {
            report.push(finding.help("Give the column a name in the file, or take out what stands in it."));
        }
    }
}
