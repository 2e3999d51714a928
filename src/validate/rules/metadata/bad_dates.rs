//! `metadata/bad-dates`

use crate::diagnostic::{Code, Report, Severity};
use crate::model::Date;
use crate::validate::{DraftContext, Rule};

pub(crate) struct BadDates;

static CODE: Code = Code {
    id: "metadata/bad-dates",
    severity: Severity::Error,
    title: "Dates that contradict each other",
    explain: "A period ends before it starts, a dataset was changed before it was first published, or the next review of its \
classification is due before the last one. Harvesters refuse such records.\n\n```toml\nissued = 2025-03-01\nmodified = 2026-11-02\ntemporal = { start = 2020-01-01, end = \"ongoing\" }\n```\n",
};

impl Rule for BadDates {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let document = &context.draft.document;
        let file = &context.draft.file;
        if let Some(temporal) = &file.temporal {
            let (start, end) = (temporal.start, &temporal.end);
            let message = match end.parse::<Date>() {
                Ok(day) if day < start => format!("The period ends on {day}, before it starts on {start}."),
                Err(_) if end != "ongoing" => format!("`{end}` is neither a date nor \"ongoing\"."),
                _ => String::new(),
            };
            if !message.is_empty() {
                report.push(document.finding(&CODE, "/temporal/end", message));
            }
        }
        if let Some(classification) = &file.classification
            && let (Some(reviewed), Some(again)) = (classification.reviewed_on, classification.review_by)
            && again < reviewed
        {
            let message = format!("The next review is due by {again}, before the last one, on {reviewed}.");
            report.push(document.finding(&CODE, "/classification/review_by", message));
        }
        if let (Some(modified), Some(issued)) = (file.modified, file.issued)
            && modified < issued
        {
            let message = format!("`modified` is {modified}, before `issued`, {issued}.");
            report.push(document.finding(&CODE, "/modified", message));
        }
    }
}
