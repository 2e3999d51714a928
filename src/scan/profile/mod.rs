//! The profile of each column, made on the one pass over the table.
//!
//! What a batch adds is worked out on any core: its hashes, its numbers, its extremes. Merged in order, so that the profile is
//! the same on any number of cores.

mod distinct;
mod frequent;
mod sketch;

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use twox_hash::XxHash3_64;

use self::distinct::{ByHash, Counter};
use self::frequent::Counts;
use self::sketch::Sketch;
use super::{Observer, Partial, own};
use crate::model::ColumnProfile;
use crate::model::table::{Batch, Column, Texts};

/// Summarises every column of a table.
pub struct ProfileObserver {
    /// Values met less often are not told: a count below it may stand for single people.
    min_cell: u64,
    columns: Mutex<Vec<State>>,
    /// Columns in which no value can stand out any more, so that batches need not look for one.
    hopeless: Vec<AtomicBool>,
}

/// What is known of a column: of a batch first, and of the table once those are merged.
#[derive(Default)]
struct State {
    nulls: u64,
    counter: Counter,
    counts: Counts,
    sketch: Sketch,
    sum: f64,
    extremes: Option<Extremes>,
}

/// The smallest and the largest value, each as something to compare and as text.
#[derive(Debug, Clone, PartialEq)]
struct Extremes {
    low: (Order, String),
    high: (Order, String),
}

/// Something to compare values of one column by.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum Order {
    Whole(i128),
    Real(f64),
    Text(String),
}

impl ProfileObserver {
    /// A profile of `columns` columns. Values met less than `min_cell` times are never told.
    pub fn new(columns: usize, min_cell: u64) -> Self {
        ProfileObserver {
            min_cell,
            columns: Mutex::new((0..columns).map(|_| State::default()).collect()),
            hopeless: (0..columns).map(|_| AtomicBool::new(false)).collect(),
        }
    }

    /// The profiles, one a column.
    pub fn finish(self) -> Vec<ColumnProfile> {
        let columns = self.columns.into_inner().unwrap_or_else(PoisonError::into_inner);
        columns.into_iter().map(|state| state.profile(self.min_cell)).collect()
    }
}

impl State {
    fn profile(self, min_cell: u64) -> ColumnProfile {
        let quantiles = self.sketch.quantiles();
        let (minimum, maximum) = self.extremes.map(|all| (all.low.1, all.high.1)).unzip();
        ColumnProfile {
            nulls: self.nulls,
            distinct: self.counter.count(),
            minimum,
            maximum,
            mean: self.sketch.mean(self.sum),
            quantiles,
            histogram: self.sketch.histogram(),
            frequent: self.counts.told(min_cell),
        }
    }

    fn merge(&mut self, part: State) {
        self.nulls += part.nulls;
        self.counter.merge(part.counter);
        self.sketch.merge(&part.sketch);
        self.sum += part.sum;
        if !self.counts.is_hopeless() {
            self.counts.merge(part.counts);
        }
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
        let part = |(field, hopeless): (usize, &AtomicBool)| part_of(batch, field, hopeless.load(Ordering::Relaxed));
        Ok(Box::new(self.hopeless.iter().enumerate().map(part).collect::<Vec<_>>()))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut columns = self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        for ((state, part), hopeless) in columns.iter_mut().zip(own::<Vec<State>>(partial)).zip(&self.hopeless) {
            state.merge(part);
            hopeless.store(state.counts.is_hopeless(), Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Looks at a column of a batch. Where no value can stand out any more they are not counted: nothing would come of it.
fn part_of(batch: &Batch, field: usize, is_hopeless: bool) -> State {
    let (column, texts) = (&batch.columns[field], batch.texts(field));
    let mut part = State { nulls: column.null_count() as u64, ..State::default() };
    let rows = (0..column.len()).filter(|row| !column.is_null(*row));
    // How often each value is met, and where first.
    let mut met: HashMap<u64, (u64, usize), ByHash> = HashMap::default();
    let mut text = Vec::new();
    for row in rows.clone() {
        let hash = hash_of(texts, row, &mut text);
        if is_hopeless {
            part.counter.add(hash);
        } else {
            met.entry(hash).or_insert((0, row)).0 += 1;
        }
    }
    met.keys().for_each(|hash| part.counter.add(*hash));
    // What is not a number is neither smaller nor larger than any.
    let is_nan = |row: &usize| matches!(column, Column::Number(array) if array.value(*row).is_nan());
    part.extremes = extremes_of(column, rows.clone().filter(|row| !is_nan(row)));
    if let Some(number) = numbers_of(column) {
        let finite = rows.clone().map(&number).filter(|number| number.is_finite());
        part.sketch.extend(finite.clone());
        part.sum = finite.sum();
    }
    let counted = met.iter().map(|(hash, (count, _))| (*hash, *count));
    part.counts.add(counted, |hash| column.text(met[&hash].1).unwrap_or_default());
    part
}

/// A hash of a value: the same for the same canonical text.
fn hash_of(texts: Texts<'_>, row: usize, text: &mut Vec<u8>) -> u64 {
    match texts {
        Texts::Array(array) => XxHash3_64::oneshot(array.value(row).as_bytes()),
        Texts::Cells(column) => {
            text.clear();
            column.push_text(row, text);
            XxHash3_64::oneshot(text)
        }
    }
}

/// The values of a column as numbers, where they are quantities.
fn numbers_of(column: &Column) -> Option<Box<dyn Fn(usize) -> f64 + '_>> {
    match column {
        Column::Integer(array) => Some(Box::new(|row| array.value(row) as f64)),
        Column::Number(array) => Some(Box::new(|row| array.value(row))),
        Column::Decimal(array, decimals) => {
            let unit = 10_f64.powi(i32::from(*decimals));
            Some(Box::new(move |row| array.value(row) as f64 / unit))
        }
        _ => None,
    }
}

fn extremes_of(column: &Column, rows: impl Iterator<Item = usize> + Clone) -> Option<Extremes> {
    let order: Box<dyn Fn(usize, usize) -> std::cmp::Ordering> = match column {
        Column::Text(array) => Box::new(|a, b| array.value(a).cmp(array.value(b))),
        Column::Number(array) => Box::new(|a, b| array.value(a).total_cmp(&array.value(b))),
        Column::Integer(array) | Column::Year(array) => Box::new(|a, b| array.value(a).cmp(&array.value(b))),
        Column::Decimal(array, _) => Box::new(|a, b| array.value(a).cmp(&array.value(b))),
        Column::Date(array) => Box::new(|a, b| array.value(a).cmp(&array.value(b))),
        Column::DateTime(times) => Box::new(|a, b| times.micros.value(a).cmp(&times.micros.value(b))),
        Column::Time(array) => Box::new(|a, b| array.value(a).cmp(&array.value(b))),
        _ => return None,
    };
    let low = rows.clone().min_by(|a, b| order(*a, *b))?;
    let high = rows.max_by(|a, b| order(*a, *b))?;
    Some(Extremes { low: placed(column, low), high: placed(column, high) })
}

/// A value with what it is compared by.
fn placed(column: &Column, row: usize) -> (Order, String) {
    let text = column.text(row).unwrap_or_default();
    let order = match column {
        Column::Number(array) => Order::Real(array.value(row)),
        Column::Integer(array) | Column::Year(array) => Order::Whole(array.value(row).into()),
        Column::Decimal(array, _) => Order::Whole(array.value(row)),
        Column::Date(array) => Order::Whole(array.value(row).into()),
        Column::DateTime(times) => Order::Whole(times.micros.value(row).into()),
        Column::Time(array) => Order::Whole(array.value(row).into()),
        _ => Order::Text(text.clone()),
    };
    (order, text)
}
