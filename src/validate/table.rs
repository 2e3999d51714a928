//! All rules over tables as one observer of a scan.

use std::io;
use std::sync::{Mutex, PoisonError};

use super::RULES;
use crate::diagnostic::Report;
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::read::{Flaw, Header};
use crate::scan::{Observer, Partial, own};

/// Shows every batch of a table to every rule and gathers what they find, in the order of the rows.
pub struct TableRules<'a> {
    resource: &'a ResourceDraft,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    report: Report,
    seen: Option<Vec<bool>>,
    rows: u64,
    /// Whether there was a file to look at.
    was_begun: bool,
}

impl<'a> TableRules<'a> {
    /// The rules for one table.
    pub fn new(resource: &'a ResourceDraft) -> Self {
        TableRules { resource, state: Mutex::default() }
    }

    /// What they found.
    pub fn finish(self) -> Report {
        let mut state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if state.rows > 0
            && let Some(seen) = state.seen
        {
            super::rules::never_seen(self.resource, &seen, &mut state.report);
        }
        if state.was_begun {
            for rule in RULES {
                rule.check_end(self.resource, state.rows, &mut state.report);
            }
        }
        state.report
    }
}

impl Observer for TableRules<'_> {
    fn flaws(&self, flaws: &[Flaw]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for rule in RULES {
            rule.check_file(self.resource, flaws, &mut state.report);
        }
        state.was_begun = true;
    }

    fn header(&self, header: &Header) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for rule in RULES {
            rule.check_header(self.resource, header, &mut state.report);
        }
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let mut report = Report::new();
        for rule in RULES {
            rule.check_batch(self.resource, batch, &mut report);
        }
        Ok(Box::new(State { report, seen: batch.seen.clone(), rows: batch.rows as u64, was_begun: true }))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let partial: State = own(partial);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.report.extend(partial.report);
        state.rows += partial.rows;
        if let Some(seen) = partial.seen {
            match &mut state.seen {
                None => state.seen = Some(seen),
                Some(known) => known.iter_mut().zip(seen).for_each(|(known, new)| *known |= new),
            }
        }
        Ok(())
    }
}
