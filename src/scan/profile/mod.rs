//! The profile of each column, made on the one pass over the table.
//!
//! What a batch adds is worked out on any core: its hashes, its numbers, its extremes. Merged in order, so that the profile is
//! the same on any number of cores.

mod bins;
mod distinct;
mod frequent;
mod part;
mod sketch;
mod spread;

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use self::distinct::Counter;
use self::frequent::Counts;
use self::part::part_of;
use self::sketch::Sketch;
use self::spread::Spread;
use super::{Observer, Partial, own};
use crate::model::schema::{Field, FieldType};
use crate::model::table::{Batch, Column};
use crate::model::{ColumnProfile, Lengths};

/// Summarises every column of a table.
pub struct ProfileObserver {
    /// Values met less often are not told: a count below it may stand for single people.
    min_cell: u64,
    columns: Mutex<Vec<State>>,
    hints: Vec<Hints>,
}

/// What is known of a column while it is read that spares work, and changes nothing of the outcome.
#[derive(Default)]
struct Hints {
    /// No value can stand out any more, so that batches need not look for one.
    is_hopeless: AtomicBool,
    /// Its different values are too many to be counted exactly.
    is_many: AtomicBool,
    /// How many different values a batch had at most.
    different: AtomicUsize,
    /// How wide the classes of its numbers are by now.
    halved: AtomicU32,
}

/// How many different days are told apart.
const DAYS: usize = 1 << 14;

/// What is known of a column: of a batch first, and of the table once those are merged.
#[derive(Default)]
struct State {
    nulls: u64,
    /// Values that are not missing.
    count: u64,
    counter: Counter,
    counts: Counts,
    sketch: Sketch,
    days: Spread<DAYS>,
    lengths: Option<Lengths>,
    extremes: Option<Extremes>,
}

/// The smallest and the largest value, each as something to compare and as text.
#[derive(Debug, Clone, PartialEq)]
struct Extremes {
    low: (Order, String),
    high: (Order, String),
}

/// Something to compare values of one column by.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Order {
    Whole(i128),
    Real(f64),
}

impl ProfileObserver {
    /// A profile of so many columns. Values met less than `min_cell` times are never told.
    pub fn new(columns: usize, min_cell: u64) -> Self {
        ProfileObserver {
            min_cell,
            columns: Mutex::new((0..columns).map(|_| State::default()).collect()),
            hints: (0..columns).map(|_| Hints::default()).collect(),
        }
    }

    /// The profiles of the columns.
    pub fn finish(self, fields: &[Field]) -> Vec<ColumnProfile> {
        let columns = self.columns.into_inner().unwrap_or_else(PoisonError::into_inner);
        columns.into_iter().zip(fields).map(|(state, field)| state.profile(field, self.min_cell)).collect()
    }
}

impl State {
    /// What may be told. The smallest, the largest and the average of a few values come near to telling the values, and in a
    /// column about people the smallest is somebody's. So do quantiles with few values beyond them, and bins with few in them.
    fn profile(self, field: &Field, min_cell: u64) -> ColumnProfile {
        let open = ColumnProfile {
            nulls: self.nulls,
            distinct: self.counter.count(),
            frequent: self.counts.told(min_cell),
            ..ColumnProfile::default()
        };
        if field.personal || self.count < min_cell {
            return open;
        }
        let (minimum, maximum) = self.extremes.map(|all| (all.low.1, all.high.1)).unzip();
        let is_whole = field.kind == FieldType::Integer;
        let mut histogram = self.sketch.histogram(is_whole, min_cell);
        let days: Vec<(i64, u64)> = self.days.classes().map(|(first, _, count)| (first, count)).collect();
        histogram.extend(bins::of_days(&days, min_cell));
        ColumnProfile {
            minimum,
            maximum,
            mean: self.sketch.mean(),
            quantiles: self.sketch.quantiles(min_cell),
            histogram,
            lengths: self.lengths,
            ..open
        }
    }

    fn merge(&mut self, part: State) {
        self.nulls += part.nulls;
        self.count += part.count;
        self.counter.merge(part.counter);
        self.sketch.merge(part.sketch);
        self.days.merge(part.days);
        if !self.counts.is_hopeless() {
            self.counts.merge(part.counts);
        }
        self.lengths = match (self.lengths, part.lengths) {
            (Some(mine), Some(new)) => {
                Some(Lengths { shortest: mine.shortest.min(new.shortest), longest: mine.longest.max(new.longest) })
            }
            (mine, new) => mine.or(new),
        };
        self.extremes = match (self.extremes.take(), part.extremes) {
            (Some(mine), Some(new)) => Some(mine.with(new)),
            (mine, new) => mine.or(new),
        };
    }
}

impl Extremes {
    fn with(self, other: Extremes) -> Extremes {
        Extremes {
            low: if other.low.0 < self.low.0 { other.low } else { self.low },
            high: if other.high.0 > self.high.0 { other.high } else { self.high },
        }
    }
}

impl Observer for ProfileObserver {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let parts = batch.columns.iter().zip(&self.hints).map(|(column, hints)| part_of(column, hints));
        Ok(Box::new(parts.collect::<Vec<_>>()))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut columns = self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        for ((state, part), hints) in columns.iter_mut().zip(own::<Vec<State>>(partial)).zip(&self.hints) {
            state.merge(part);
            hints.is_hopeless.store(state.counts.is_hopeless(), Ordering::Relaxed);
            hints.is_many.store(state.counter.is_many(), Ordering::Relaxed);
            hints.halved.store(state.sketch.halved(), Ordering::Relaxed);
        }
        Ok(())
    }
}
