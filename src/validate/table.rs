//! All rules over tables as one observer of a scan.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use super::RULES;
use crate::diagnostic::Report;
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::read::{Flaw, Header};
use crate::scan::{Observer, Partial, own};

/// Shows every batch of a table to every rule and gathers what they find, in the order of the rows.
pub struct TableRules {
    /// The file, or part of one, that is being read.
    part: RwLock<ResourceDraft>,
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

impl TableRules {
    /// The rules for one table.
    pub fn new(resource: &ResourceDraft) -> Self {
        TableRules { part: RwLock::new(resource.clone()), state: Mutex::default() }
    }

    /// What they found.
    pub fn finish(self) -> Report {
        self.close();
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).report
    }

    /// Lets rules look at what is known only when a part has been read to its end.
    fn close(&self) {
        let mut state = self.state();
        let (rows, seen) = (std::mem::take(&mut state.rows), state.seen.take());
        if rows > 0
            && let Some(seen) = seen
        {
            let found = self.report(|part, report| super::rules::never_seen(part, &seen, report));
            state.report.extend(found);
        }
        if std::mem::take(&mut state.was_begun) {
            let found = self.report(|part, report| RULES.iter().for_each(|rule| rule.check_end(part, rows, report)));
            state.report.extend(found);
        }
    }

    /// What a look at the part that is being read finds.
    fn report(&self, look: impl Fn(&ResourceDraft, &mut Report)) -> Report {
        let mut report = Report::new();
        let part = self.part.read().unwrap_or_else(PoisonError::into_inner);
        look(&part, &mut report);
        if let Some(name) = &part.part {
            report.stand_in(name);
        }
        report
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for TableRules {
    fn begin(&self, part: &ResourceDraft) {
        self.close();
        *self.part.write().unwrap_or_else(PoisonError::into_inner) = part.clone();
    }

    fn flaws(&self, flaws: &[Flaw]) {
        let report = self.report(|part, report| RULES.iter().for_each(|rule| rule.check_file(part, flaws, report)));
        let mut state = self.state();
        state.report.extend(report);
        state.was_begun = true;
    }

    fn header(&self, header: &Header) {
        let report = self.report(|part, report| RULES.iter().for_each(|rule| rule.check_header(part, header, report)));
        self.state().report.extend(report);
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let report = self.report(|part, report| RULES.iter().for_each(|rule| rule.check_batch(part, batch, report)));
        Ok(Box::new(State { report, seen: batch.seen.clone(), rows: batch.rows as u64, was_begun: true }))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let partial: State = own(partial);
        let mut state = self.state();
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
