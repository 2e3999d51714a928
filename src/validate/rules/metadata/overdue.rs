//! `metadata/overdue`

use jiff::ToSpan;

use crate::diagnostic::{Code, Report, Severity};
use crate::model::Frequency;
use crate::validate::{DraftContext, Rule};

pub(crate) struct Overdue;

static CODE: Code = Code {
    id: "metadata/overdue",
    severity: Severity::Warning,
    title: "Data that has not been updated when it was promised",
    explain: "`update_frequency` promises residents an update, and the day on which the data last changed (`modified`, else \
`issued`) is longer ago than that, with some days of grace that the city sets. Update the data, or promise what can be \
kept.\n\n```toml\nupdate_frequency = \"monthly\"\nmodified = 2026-11-02      # the day of the last change\n```\n\nWhat is updated continuously is late after a day, but only where `modified` is written: such data \
changes without anybody writing down the day.\n\nOnly `townbook \
check` looks at the calendar; `--now 2026-12-31` says what it would say on another day. What is built and published never \
depends on it.\n",
};

impl Rule for Overdue {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let file = &context.draft.file;
        let (Some(today), Some(frequency)) = (context.today, file.update_frequency) else { return };
        let (key, changed) = match (file.modified, file.issued) {
            (Some(modified), _) => ("modified", modified),
            // Data that flows by itself changes without anybody writing down the day: who does is held to it.
            (None, _) if frequency == Frequency::Continuous => return,
            (None, Some(issued)) => ("issued", issued),
            (None, None) => return,
        };
        let Some(days) = frequency.longest_days() else { return };
        let grace = context.policy.standards.freshness.grace_days;
        let due = changed.checked_add((i64::from(days) + i64::from(grace)).days());
        if due.is_ok_and(|due| due < today) {
            let message = format!("The data is to be updated {}, and last changed on {changed}.", frequency.words());
            let finding = context.draft.document.finding(&CODE, &format!("/{key}"), message);
            report.push(finding.help(
                "Update the data and set `modified` to that day, or set an `update_frequency` that can be kept.",
            ));
        }
    }
}
