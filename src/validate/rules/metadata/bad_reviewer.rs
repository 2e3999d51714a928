//! `metadata/bad-reviewer`

use crate::diagnostic::{Code, Report, Severity};
use crate::portal::is_email;
use crate::validate::{DraftContext, Rule};

pub(crate) struct BadReviewer;

static CODE: Code = Code {
    id: "metadata/bad-reviewer",
    severity: Severity::Error,
    title: "A reviewer whom nobody can ask",
    explain: "`reviewed_by` says who decided that a dataset is public or protected. A name alone says little after a year: whoever \
wants to know why needs an e-mail address, which is never published. Addresses at example.com, example.org and example.net are \
samples and reach nobody.\n\n```toml\nreviewed_by = \"J. Alvarez\"              # wrong\nreviewed_by = \"j.alvarez@city.example\"  \
# right\n```\n",
};

/// Domains that stand in manuals and never receive anything (RFC 2606).
const SAMPLES: [&str; 3] = ["example.com", "example.org", "example.net"];

impl Rule for BadReviewer {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn is_standard(&self) -> bool {
        true
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let classification = context.draft.file.classification.as_ref();
        let reviewer = classification.and_then(|classification| classification.reviewed_by.as_deref());
        // An empty text is another finding.
        let Some(reviewer) = reviewer.map(str::trim).filter(|reviewer| !reviewer.is_empty()) else { return };
        let is_sample = reviewer.rsplit_once('@').is_some_and(|(_, domain)| SAMPLES.contains(&domain));
        let (message, whom) = match is_email(reviewer) {
            false => (format!("`{reviewer}` is not an e-mail address."), reviewer),
            true if is_sample => (format!("`{reviewer}` is a sample, and no address of anybody."), "who decided"),
            true => return,
        };
        let finding = context.draft.document.finding(&CODE, "/classification/reviewed_by", message);
        // A line break in the text would end the comment.
        let whom = whom.replace(char::is_control, " ");
        let line = format!("reviewed_by = \"\"  # the e-mail address of {whom}");
        report.push(finding.help("Write between the marks of this line where whoever decided can be asked.").fix(line));
    }
}
