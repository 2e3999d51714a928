//! `metadata/review-overdue`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct ReviewOverdue;

static CODE: Code = Code {
    id: "metadata/review-overdue",
    severity: Severity::Warning,
    title: "A classification whose review is due",
    explain: "Somebody decided that this dataset is public, or protected, and until when that is to be looked at again \
(`review_by`). That day has passed. Data and laws change: ask the questions of the policy again, and write down who did and \
when.\n\n```toml\n[classification]\nlevel = \"public\"\nreviewed_by = \"steward@city.example\"\nreviewed_on = 2026-11-02\n\
review_by = 2027-11-02\n```\n\nOnly `townbook check` looks at the calendar.\n",
};

impl Rule for ReviewOverdue {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let classification = context.draft.file.classification.as_ref();
        let review_by = classification.and_then(|classification| classification.review_by);
        if let (Some(today), Some(review_by)) = (context.today, review_by)
            && review_by < today
        {
            let message = format!("The classification was to be reviewed by {review_by}.");
            let finding = context.draft.document.finding(&CODE, "/classification/review_by", message);
            report.push(finding.help("Review it, and set `reviewed_by`, `reviewed_on` and a new `review_by`."));
        }
    }
}
