//! `metadata/bad-dates`

use crate::diagnostic::{Code, Report, Severity};
use crate::model::Date;
use crate::validate::{DraftContext, Rule};

pub(crate) struct BadDates;

static CODE: Code = Code {
    id: "metadata/bad-dates",
    severity: Severity::Error,
    title: "Dates that contradict each other",
    explain: "A period ends before it starts, or a dataset was changed before it was first published. Harvesters refuse such \
records.\n\n```toml\nissued = 2025-03-01\nmodified = 2026-11-02\ntemporal = { start = 2020-01-01, end = \"ongoing\" }\n```\n",
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
        if let (Some(modified), Some(issued)) = (file.modified, file.issued)
            && modified < issued
        {
            let message = format!("`modified` is {modified}, before `issued`, {issued}.");
            report.push(document.finding(&CODE, "/modified", message));
        }
    }
}
