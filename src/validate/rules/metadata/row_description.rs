//! `metadata/row-description`

use super::column_without_description::says_no_more;
use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct RowDescription;

static CODE: Code = Code {
    id: "metadata/row-description",
    severity: Severity::Warning,
    title: "A table that does not say what one row is",
    explain: "Whoever counts rows must know what they count: visits or restaurants, requests or the calls about them. The \
`description` of a table says what one row is, in more words than its title.\n\n```toml\n[[resources]]\ntitle = \"Inspections\"\n\
description = \"Inspections\"                                     # wrong\ndescription = \"One row is one visit of an inspector.\"   \
# right\n```\n",
};

impl Rule for RowDescription {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let document = &context.draft.document;
        let standard = &context.policy.standards.row_description;
        for resource in &context.draft.resources {
            let length = resource.description.trim().chars().count();
            // One that is not there at all, or empty, is another finding.
            if length == 0 {
                continue;
            }
            let message = if says_no_more(&resource.description, &resource.title) {
                "The description of this table says no more than its title.".to_owned()
            } else if !standard.contains(&length) {
                let (least, most) = (standard.start(), standard.end());
                format!("The description of this table has {length} characters; it needs {least} to {most}.")
            } else {
                continue;
            };
            let finding = document.finding(&CODE, &format!("{}/description", resource.pointer), message);
            report.push(finding.help("Say what one row is: \"One row is one visit of an inspector.\""));
        }
    }
}
