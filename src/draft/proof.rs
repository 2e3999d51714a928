//! The second pass: every type is tried on every value, and the order of values and pairs of keys need types.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use twox_hash::XxHash3_128;

use crate::model::table::{Batch, Column};
use crate::scan::{Observer, Partial, own};

/// Rows up to which pairs of columns are watched.
const ROWS: usize = 2_000_000;

/// What the second pass found out about a column.
#[derive(Debug, Default, Clone)]
pub(super) struct Proof {
    /// The first row with a value that is not of the type.
    pub(super) misfit: Option<u64>,
    pub(super) least: Option<Bound>,
    pub(super) most: Option<Bound>,
}

/// A value in the order of its type.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bound {
    pub(super) text: String,
    number: Option<f64>,
}

impl Bound {
    /// Whether it is a number that is farther from zero than another.
    pub(super) fn is_beyond(&self, limit: f64) -> bool {
        self.number.is_some_and(|number| number.abs() > limit)
    }

    fn order(&self, other: &Bound) -> Ordering {
        match (self.number, other.number) {
            (Some(mine), Some(theirs)) => mine.total_cmp(&theirs),
            _ => self.text.cmp(&other.text),
        }
    }
}

impl Proof {
    fn take(&mut self, bound: Bound) {
        if self.least.as_ref().is_none_or(|least| bound.order(least).is_lt()) {
            self.least = Some(bound.clone());
        }
        if self.most.as_ref().is_none_or(|most| bound.order(most).is_gt()) {
            self.most = Some(bound);
        }
    }
}

/// Tries types and pairs of columns on all rows.
pub(super) struct ProofObserver {
    pairs: Vec<(usize, usize)>,
    state: Mutex<State>,
}

struct State {
    proofs: Vec<Proof>,
    /// For each pair the hashes of all rows, as long as none stands twice.
    keys: Vec<Option<HashSet<u128>>>,
}

struct Part {
    proofs: Vec<Proof>,
    keys: Vec<Option<Vec<u128>>>,
}

impl ProofObserver {
    pub(super) fn new(columns: usize, pairs: Vec<(usize, usize)>) -> Self {
        let keys = vec![Some(HashSet::new()); pairs.len()];
        ProofObserver { pairs, state: Mutex::new(State { proofs: vec![Proof::default(); columns], keys }) }
    }

    /// What was found out, and the first pair in which no two rows are alike.
    pub(super) fn finish(self) -> (Vec<Proof>, Option<(usize, usize)>) {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let key = state.keys.iter().position(Option::is_some).map(|at| self.pairs[at]);
        (state.proofs, key)
    }
}

impl Observer for ProofObserver {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let mut proofs: Vec<Proof> = batch.columns.iter().map(|column| extremes(column, batch.rows)).collect();
        for fault in batch.faults.iter().filter(|fault| !fault.kind.is_remark()) {
            proofs[fault.field].misfit.get_or_insert_with(|| batch.locator.row_number(fault.row));
        }
        let key = |(first, second): &(usize, usize)| {
            let mut hashes = Vec::with_capacity(batch.rows);
            let mut text = Vec::new();
            for row in 0..batch.rows {
                let (first, second) = (&batch.columns[*first], &batch.columns[*second]);
                if first.is_null(row) || second.is_null(row) {
                    return None;
                }
                text.clear();
                first.push_text(row, &mut text);
                text.push(0);
                second.push_text(row, &mut text);
                hashes.push(XxHash3_128::oneshot(&text));
            }
            Some(hashes)
        };
        Ok(Box::new(Part { proofs, keys: self.pairs.iter().map(key).collect() }))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let part: Part = own(partial);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for (proof, later) in state.proofs.iter_mut().zip(part.proofs) {
            proof.misfit = proof.misfit.or(later.misfit);
            later.least.into_iter().chain(later.most).for_each(|bound| proof.take(bound));
        }
        for (known, new) in state.keys.iter_mut().zip(part.keys) {
            let is_unique = match (known.as_mut(), new) {
                (Some(known), Some(new)) => new.into_iter().all(|hash| known.insert(hash)) && known.len() <= ROWS,
                _ => false,
            };
            if !is_unique {
                *known = None;
            }
        }
        Ok(())
    }
}

/// The least and the greatest value of a column.
fn extremes(column: &Column, rows: usize) -> Proof {
    let mut proof = Proof::default();
    if matches!(column, Column::Geometry(_)) {
        return proof;
    }
    let mut order: Option<(usize, usize)> = None;
    let filled = (0..rows).filter(|row| !column.is_null(*row));
    let bound = |row: usize| Bound { text: column.text(row).unwrap_or_default(), number: number(column, row) };
    for row in filled {
        let (least, most) = order.get_or_insert((row, row));
        if compare(column, row, *least).is_lt() {
            *least = row;
        }
        if compare(column, row, *most).is_gt() {
            *most = row;
        }
    }
    if let Some((least, most)) = order {
        proof.take(bound(least));
        proof.take(bound(most));
    }
    proof
}

fn number(column: &Column, row: usize) -> Option<f64> {
    match column {
        Column::Integer(values) => Some(values.value(row) as f64),
        Column::Number(values) => Some(values.value(row)),
        Column::Decimal(values, decimals) => Some(values.value(row) as f64 / 10_f64.powi(i32::from(*decimals))),
        _ => None,
    }
}

fn compare(column: &Column, row: usize, other: usize) -> Ordering {
    match column {
        Column::Text(values) => values.value(row).cmp(values.value(other)),
        Column::Integer(values) | Column::Year(values) => values.value(row).cmp(&values.value(other)),
        Column::Number(values) => values.value(row).total_cmp(&values.value(other)),
        Column::Decimal(values, _) => values.value(row).cmp(&values.value(other)),
        Column::Date(values) => values.value(row).cmp(&values.value(other)),
        Column::DateTime(values) => values.micros.value(row).cmp(&values.micros.value(other)),
        Column::Time(values) => values.value(row).cmp(&values.value(other)),
        Column::Boolean(values) => values.value(row).cmp(&values.value(other)),
        Column::Point { longitude, .. } => longitude.value(row).total_cmp(&longitude.value(other)),
        // What has no order of its own is compared as it is written.
        column => column.text(row).cmp(&column.text(other)),
    }
}
