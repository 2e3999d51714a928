//! Whole numbers, each with how often it was met.

use std::collections::BTreeMap;

/// The widest range that is counted in a row of counters, one for each number.
const DENSE: i64 = 1 << 16;

/// Counts by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally(BTreeMap<i32, u64>);

impl Tally {
    /// Counts the numbers of a batch. They mostly lie near each other, and then no map is asked for each of them.
    pub(super) fn extend(&mut self, keys: impl Iterator<Item = i32> + Clone) {
        let range = keys.clone().fold(None, |range: Option<(i32, i32)>, key| {
            Some(range.map_or((key, key), |(low, high)| (low.min(key), high.max(key))))
        });
        let Some((low, high)) = range else { return };
        let span = i64::from(high) - i64::from(low) + 1;
        if span > DENSE {
            keys.for_each(|key| self.put(key, 1));
            return;
        }
        let mut counts = vec![0_u32; span as usize];
        keys.for_each(|key| counts[(key - low) as usize] += 1);
        let met = (low..).zip(counts).filter(|(_, count)| *count > 0);
        met.for_each(|(key, count)| self.put(key, count.into()));
    }

    pub(super) fn put(&mut self, key: i32, count: u64) {
        *self.0.entry(key).or_default() += count;
    }

    /// Takes what another counted.
    pub(super) fn merge(&mut self, other: &Tally) {
        other.iter().for_each(|(key, count)| self.put(key, count));
    }

    /// How many different numbers were met.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The numbers with their counts, the smallest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (i32, u64)> {
        self.0.iter().map(|(key, count)| (*key, *count))
    }
}
