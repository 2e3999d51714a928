//! What is said about a new version: the change in numbers and names, and whether anything stands against it.

use std::ops::Range;

use super::compare::Versions;
use super::place::Placed;
use super::{Update, name};
use crate::change::{Change, Misfit};
use crate::diagnostic::{Finding, Report, Severity};
use crate::model::Date;

impl Update {
    /// Puts together what differs.
    pub(super) fn change(&self, placed: Placed, versions: Versions, misfits: Vec<Misfit>, text: &str) -> Change {
        let Versions { mut before, mut after, rows, columns } = versions;
        if let Some(version) = &mut before {
            (version.sha256, version.bytes) =
                (placed.before.map(|(sha256, _)| sha256), placed.before.map(|(_, bytes)| bytes));
        }
        if let Some(version) = &mut after {
            (version.sha256, version.bytes) = (Some(placed.sha256), Some(placed.bytes));
        }
        let draft = self.admitted.draft();
        let shown = format!("datasets/{}/dataset.toml", draft.slug);
        let covered = draft.file.temporal.as_ref().and_then(|period| period.end.parse::<Date>().ok());
        Change {
            dataset: draft.slug.to_string(),
            resource: name(self.entry()),
            action: placed.action,
            file: match placed.relative {
                Some(relative) => self.directory.shown(&relative),
                None => self.url().unwrap_or_default().to_owned(),
            },
            before,
            after,
            rows,
            columns,
            misfits,
            modified: self.today,
            covered_until: covered.filter(|day| *day < self.today),
            declaration: super::super::unified_diff(draft.document.source(), text, &shown),
        }
    }
}

/// Whether a finding is no reason to keep the new version out: a warning, or the question in a column drafted just now.
pub(super) fn is_harmless(found: &Finding, drafted: &[Range<u64>]) -> bool {
    let is_question = found.code.id == "document/missing-key"
        && found.place().line.is_some_and(|line| drafted.iter().any(|lines| lines.contains(&line)));
    found.severity != Severity::Error || is_question
}

/// Columns whose cells do not fit, and keys that are broken.
pub(super) fn misfits(report: &Report) -> Vec<Misfit> {
    let mut misfits: Vec<Misfit> = Vec::new();
    for finding in report.findings().iter().filter(|finding| finding.severity == Severity::Error) {
        let (code, field) = (finding.code.id, finding.place().field.clone());
        let is_key = matches!(code, "table/primary-key" | "table/unique-error" | "table/foreign-key");
        if finding.place().row.is_none() || (field.is_none() && !is_key) {
            continue;
        }
        match misfits.iter_mut().find(|known| known.code == code && known.field == field) {
            Some(known) => known.count += finding.count,
            None => misfits.push(Misfit { field, code, count: finding.count, before: 0 }),
        }
    }
    misfits
}
