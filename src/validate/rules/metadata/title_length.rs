//! `metadata/title-length`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct TitleLength;

static CODE: Code = Code {
    id: "metadata/title-length",
    severity: Severity::Warning,
    title: "A title that is too short or too long",
    explain: "Titles stand in lists, in search results and in the catalogues of others, which cut long ones off. A short one does \
not tell what the dataset is. The city sets the lengths.\n\n```toml\ntitle = \"311\"                     # which 311?\ntitle = \
\"Service requests (311)\"  # right\n```\n",
};

impl Rule for TitleLength {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let document = &context.draft.document;
        let standard = &context.policy.standards.title;
        let Some(title) = document.text("/title").map(str::trim).filter(|title| !title.is_empty()) else { return };
        let length = title.chars().count();
        if !standard.contains(&length) {
            let (least, most) = (standard.start(), standard.end());
            let message = format!("The title has {length} characters; it needs {least} to {most}.");
            let help = "Say in a few words what the data is; the rest belongs into `description`.";
            report.push(document.finding(&CODE, "/title", message).help(help));
        }
    }
}
