//! How often values are met, by whole numbers that stand for them in their order: as many as are told apart in bounded memory.
//!
//! When there are more, each two neighbours count as one, and again until there are few enough. How often that is needed
//! depends on the values alone, not on their order: what is too many stays too many when more come. So the outcome is the
//! same however the values were cut into batches.

/// The widest range that is counted in a row of counters, one for each number.
const DENSE: i64 = 1 << 16;

/// Counts of at most `MOST` classes of neighbours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spread<const MOST: usize> {
    /// Classes with their counts, the smallest first.
    counts: Vec<(i64, u64)>,
    /// How often two neighbours were made one: a class is a number without so many bits at its end.
    halved: u32,
}

impl<const MOST: usize> Spread<MOST> {
    /// Counts the numbers of a batch, in classes at least as wide as is known to be needed for all.
    pub(super) fn of(keys: impl Iterator<Item = i64>, halved: u32) -> Self {
        let mut keys: Vec<i64> = keys.map(|key| key >> halved).collect();
        let mut spread = Spread { counts: Vec::new(), halved };
        let (Some(low), Some(high)) = (keys.iter().copied().min(), keys.iter().copied().max()) else { return spread };
        match high.checked_sub(low).filter(|span| *span < DENSE) {
            Some(span) => {
                let mut counts = vec![0_u64; span as usize + 1];
                keys.iter().for_each(|key| counts[(key - low) as usize] += 1);
                spread.counts = (low..).zip(counts).filter(|(_, count)| *count > 0).collect();
            }
            None => {
                keys.sort_unstable();
                spread.counts = joined(keys.into_iter().map(|key| (key, 1)));
            }
        }
        spread.settle();
        spread
    }

    /// Takes what another counted.
    pub(super) fn merge(&mut self, mut other: Self) {
        let halved = self.halved.max(other.halved);
        self.halve(halved - self.halved);
        other.halve(halved - other.halved);
        let (mut mine, mut theirs) =
            (std::mem::take(&mut self.counts).into_iter().peekable(), other.counts.into_iter().peekable());
        let in_order = std::iter::from_fn(|| match (mine.peek(), theirs.peek()) {
            (Some((left, _)), Some((right, _))) if right < left => theirs.next(),
            (None, _) => theirs.next(),
            _ => mine.next(),
        });
        self.counts = joined(in_order);
        self.settle();
    }

    /// How often two neighbours were made one; all values are told apart if never.
    pub(super) fn halved(&self) -> u32 {
        self.halved
    }

    /// The first and the last number of each class, with its count.
    pub(super) fn classes(&self) -> impl Iterator<Item = (i64, i64, u64)> {
        let rest = !(i64::MAX << self.halved) & i64::MAX;
        self.counts.iter().map(move |(class, count)| (class << self.halved, (class << self.halved) | rest, *count))
    }

    fn settle(&mut self) {
        while self.counts.len() > MOST {
            self.halve(1);
        }
    }

    fn halve(&mut self, times: u32) {
        if times > 0 {
            self.halved += times;
            self.counts =
                joined(std::mem::take(&mut self.counts).into_iter().map(|(key, count)| (key >> times, count)));
        }
    }
}

/// Counts in order, those of the same number together.
fn joined(counts: impl Iterator<Item = (i64, u64)>) -> Vec<(i64, u64)> {
    let mut joined: Vec<(i64, u64)> = Vec::new();
    for (key, count) in counts {
        match joined.last_mut().filter(|last| last.0 == key) {
            Some(last) => last.1 += count,
            None => joined.push((key, count)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_does_not_matter_how_values_come(
            keys in prop::collection::vec(any::<i64>(), 0..300),
            near in prop::collection::vec(-50..50_i64, 0..300),
            cut in 0..600_usize,
            known in any::<bool>(),
        ) {
            let keys: Vec<i64> = keys.into_iter().chain(near).collect();
            let whole = Spread::<64>::of(keys.iter().copied(), 0);
            let (left, right) = keys.split_at(cut.min(keys.len()));
            let hint = if known { whole.halved } else { 0 };
            let mut merged = Spread::<64>::of(right.iter().copied(), 0);
            merged.merge(Spread::of(left.iter().copied(), hint));
            merged.merge(Spread::default());
            prop_assert_eq!(&merged, &whole);
            prop_assert!(whole.counts.len() <= 64);
            for (first, last, count) in whole.classes() {
                prop_assert_eq!(keys.iter().filter(|key| (first..=last).contains(*key)).count() as u64, count);
            }
        }
    }

    #[test]
    fn few_values_are_told_apart() {
        let spread = Spread::<4>::of([7, -3, 7, i64::MAX].into_iter(), 0);
        assert_eq!(spread.classes().collect::<Vec<_>>(), [(-3, -3, 1), (7, 7, 2), (i64::MAX, i64::MAX, 1)]);
        assert_eq!(spread.halved(), 0);
    }
}
