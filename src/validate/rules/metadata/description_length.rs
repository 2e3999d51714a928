//! `metadata/description-length`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct DescriptionLength;

static CODE: Code = Code {
    id: "metadata/description-length",
    severity: Severity::Error,
    title: "A description that is too short or too long",
    explain: "Search engines list a dataset only when its description has 50 to 5000 characters, and residents need to read what \
it is, what one row is, where it comes from and what its limits are. Longer texts go into `README.md`.\n\n```toml\ndescription = \"Every \
street tree the city looks after, one a row, from the yearly walk of the arborists.\"\n```\n",
};

impl Rule for DescriptionLength {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn is_standard(&self) -> bool {
        true
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let document = &context.draft.document;
        let Some(description) = document.text("/description") else { return };
        let length = description.trim().chars().count();
        let standard = &context.policy.standards.description;
        if !standard.contains(&length) {
            let (least, most) = (standard.start(), standard.end());
            let message = format!("The description has {length} characters; it needs {least} to {most}.");
            report.push(
                document
                    .finding(&CODE, "/description", message)
                    .help("Say what it is, what one row is, where it comes from and what its limits are."),
            );
        }
    }
}
