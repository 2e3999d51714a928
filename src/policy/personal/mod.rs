//! Personal data in tables that are to be public. A [`Detector`] knows one kind of it; all of them look at every cell on the
//! one pass over a table, count what speaks for it and what against, and decide about a column from its counts. What they
//! find is an error, and holds the dataset back; it names a column and never a value, nor the shape of one.

mod label;
mod social_security;
mod tally;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_array::{Float64Array, Int64Array, StringArray};

pub use self::label::Label;
pub use self::tally::Tally;
use crate::diagnostic::{Code, Finding, Place, Report};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, Column};
use crate::scan::{Observer, Partial, own};

/// One kind of personal data.
pub trait Detector: Sync {
    /// What it finds.
    fn code(&self) -> &'static Code;

    /// What people call it, in the plural: `Social Security numbers`.
    fn name(&self) -> &'static str;

    /// Counts a run of a column's cells: on any core, in any order. It sees every cell of every table, so it looks at bytes
    /// and keeps nothing of them but counts.
    fn count(&self, cells: Cells<'_>, tally: &mut Tally);

    /// Decides about a column from all its counts: how many of its cells hold this kind of data. 0 where they do not, or
    /// where what they hold has another explanation.
    fn judge(&self, label: &Label, tally: &Tally) -> u64;
}

/// All detectors. Adding one is one file and one line here.
pub static DETECTORS: &[&dyn Detector] = &[&social_security::SocialSecurity];

/// The codes of all detectors.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    DETECTORS.iter().map(|detector| detector.code())
}

/// A run of a column's cells, as detectors see them: values of other types hold nothing that anyone looks for.
#[derive(Debug, Clone, Copy)]
pub enum Cells<'a> {
    /// Text, nested values as JSON.
    Text(&'a StringArray),
    /// Whole numbers, which have lost the zeros before them.
    Whole(&'a Int64Array),
    /// Other numbers.
    Real(&'a Float64Array),
}

/// Looks for personal data in every column of a table.
pub struct PersonalData {
    /// What is declared of each column.
    labels: Vec<Label>,
    names: Vec<String>,
    detectors: &'static [&'static dyn Detector],
    state: Mutex<State>,
}

struct State {
    /// For each column the counts of each detector.
    tallies: Vec<Vec<Tally>>,
    /// For each of them the file in which something was met first, and the part of it.
    places: Vec<Vec<Option<Place>>>,
    /// What is being read.
    part: Place,
}

impl PersonalData {
    /// All detectors for one table.
    pub fn new(resource: &ResourceDraft) -> Self {
        PersonalData::with(DETECTORS, resource)
    }

    fn with(detectors: &'static [&'static dyn Detector], resource: &ResourceDraft) -> Self {
        let schema = &resource.schema;
        let labels: Vec<Label> = schema.fields.iter().map(|field| Label::new(field, schema)).collect();
        let each = || vec![Tally::default(); detectors.len()];
        let state = State {
            tallies: labels.iter().map(|_| each()).collect(),
            places: labels.iter().map(|_| vec![None; detectors.len()]).collect(),
            part: place(resource),
        };
        let names = schema.fields.iter().map(|field| field.name.clone()).collect();
        PersonalData { labels, names, detectors, state: Mutex::new(state) }
    }

    /// What they found: at most one finding a column and detector.
    pub fn finish(self) -> Report {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut report = Report::new();
        for (at, (label, tallies)) in self.labels.iter().zip(&state.tallies).enumerate() {
            for ((detector, tally), first) in self.detectors.iter().zip(tallies).zip(&state.places[at]) {
                let count = detector.judge(label, tally);
                let Some(place) = first.clone().filter(|_| count > 0) else { continue };
                let place = Place { row: tally.first, field: Some(self.names[at].clone()), ..place };
                report.push(finding(*detector, &self.names[at], count, place));
            }
        }
        report
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn finding(detector: &dyn Detector, column: &str, count: u64, place: Place) -> Finding {
    let cells = if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
    let message = format!(
        "The column `{column}` holds what looks like {} in {cells}: these are never published.",
        detector.name()
    );
    Finding::new(detector.code(), message, place)
        .help(
            "Take them out of the file, and tell whoever looks after this repository: what was committed once stays in its \
             history until it is purged.",
        )
        .help("If they are something else, such as numbers of parcels or accounts, let the column's name or `title` say so.")
}

/// Where a table is read from.
fn place(resource: &ResourceDraft) -> Place {
    Place { part: resource.part.clone(), ..Place::file(&*resource.shown) }
}

impl Observer for PersonalData {
    fn begin(&self, part: &ResourceDraft) {
        self.state().part = place(part);
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let look = |column: &Column| {
            let tally = |detector: &&dyn Detector| {
                let mut tally = Tally::default();
                count(*detector, column, &mut tally);
                tally.first = tally.first.map(|row| batch.locator.row_number(row as usize));
                tally
            };
            self.detectors.iter().map(tally).collect()
        };
        Ok(Box::new(batch.columns.iter().map(look).collect::<Vec<Vec<Tally>>>()))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut state = self.state();
        let State { tallies, places, part } = &mut *state;
        for (at, later) in own::<Vec<Vec<Tally>>>(partial).into_iter().enumerate() {
            for (which, later) in later.into_iter().enumerate() {
                if later.first.is_some() {
                    places[at][which].get_or_insert_with(|| part.clone());
                }
                tallies[at][which].join(&later);
            }
        }
        Ok(())
    }
}

/// Shows a column to a detector; `first` of the tally becomes a row of the batch.
fn count(detector: &dyn Detector, column: &Column, tally: &mut Tally) {
    match column {
        Column::Text(texts) | Column::Json(texts) => detector.count(Cells::Text(texts), tally),
        Column::Integer(numbers) => detector.count(Cells::Whole(numbers), tally),
        Column::Number(numbers) => detector.count(Cells::Real(numbers), tally),
        Column::List(lists) => {
            count(detector, lists.items(), tally);
            // The row to which the item belongs.
            let rows = lists.array().value_offsets();
            tally.first =
                tally.first.map(|item| rows.partition_point(|start| *start as u64 <= item).saturating_sub(1) as u64);
        }
        _ => {}
    }
}
