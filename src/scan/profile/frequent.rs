//! The values met most often, in bounded memory (Misra and Gries, 1982; merged as by Agarwal et al., 2012).

use std::collections::HashMap;

use super::distinct::ByHash;
use crate::model::Frequent;

/// How many values are kept.
const KEPT: usize = 1024;

/// How many values say whether any stands out.
const ENOUGH: u64 = 50_000;

/// How many are told.
const TOLD: usize = 10;

/// Counts of values by their hashes. What does not fit is counted as an error that is the same for all.
#[derive(Debug, Default)]
pub(super) struct Counts {
    values: HashMap<u64, (String, u64), ByHash>,
    /// What each count may lack.
    lacking: u64,
    /// Values altogether.
    total: u64,
}

impl Counts {
    /// Whether nothing stands out: in a column of identifiers, for instance. Looked at from time to time, it is so for good,
    /// because nothing is counted any more. What is met less often than once in [`KEPT`] cannot be told from what is not kept.
    pub(super) fn is_hopeless(&self) -> bool {
        self.total >= ENOUGH
            && self.values.values().all(|(_, count)| (count + self.lacking).saturating_mul(KEPT as u64) <= self.total)
    }

    /// Takes values that were counted: of each its hash and how often it was met. Its text is only made if it stays.
    pub(super) fn add(&mut self, counted: impl Iterator<Item = (u64, u64)>, text: impl Fn(u64) -> String) {
        let mut fresh: Vec<(u64, u64)> = Vec::new();
        for (hash, count) in counted {
            self.total += count;
            match self.values.get_mut(&hash) {
                Some((_, known)) => *known += count,
                None => fresh.push((hash, count)),
            }
        }
        // All counts are lowered by what the largest one has that must go.
        let all = self.values.len() + fresh.len();
        let mut cut = 0;
        if all > KEPT {
            let mut counts: Vec<u64> =
                self.values.values().map(|(_, count)| *count).chain(fresh.iter().map(|(_, count)| *count)).collect();
            let (_, kth, _) = counts.select_nth_unstable_by(KEPT, |a, b| b.cmp(a));
            cut = *kth;
        }
        self.lacking += cut;
        self.values.retain(|_, (_, count)| {
            *count = count.saturating_sub(cut);
            *count > 0
        });
        for (hash, count) in fresh.into_iter().filter(|(_, count)| *count > cut) {
            self.values.insert(hash, (text(hash), count - cut));
        }
    }

    /// Takes what others counted, who may lack some too.
    pub(super) fn merge(&mut self, mut other: Counts) {
        let kept: u64 = other.values.values().map(|(_, count)| *count).sum();
        let counted: Vec<(u64, u64)> = other.values.iter().map(|(hash, (_, count))| (*hash, *count)).collect();
        let values = std::cell::RefCell::new(std::mem::take(&mut other.values));
        self.add(counted.into_iter(), |hash| {
            values.borrow_mut().remove(&hash).map(|(text, _)| text).unwrap_or_default()
        });
        self.lacking += other.lacking;
        self.total += other.total - kept;
    }

    /// The values that were met at least so often, and surely more often than any that is not told.
    pub(super) fn told(&self, at_least: u64) -> Vec<Frequent> {
        if self.is_hopeless() {
            return Vec::new();
        }
        let mut told: Vec<Frequent> = self
            .values
            .values()
            .filter(|(_, count)| *count >= at_least && *count > self.lacking)
            .map(|(value, count)| Frequent { value: value.clone(), count: *count, is_exact: self.lacking == 0 })
            .collect();
        told.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        told.truncate(TOLD);
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_counted_exactly() {
        let mut counts = Counts::default();
        counts.add([(1, 30), (2, 5), (3, 12)].into_iter(), |hash| hash.to_string());
        counts.add([(2, 10), (3, 3)].into_iter(), |hash| hash.to_string());
        let told = counts.told(11);
        assert_eq!(
            told.iter().map(|one| (&*one.value, one.count)).collect::<Vec<_>>(),
            [("1", 30), ("2", 15), ("3", 15)]
        );
        assert!(told.iter().all(|one| one.is_exact));
        assert_eq!(counts.told(16).len(), 1, "rarer values are not told");
    }

    #[test]
    fn frequent_values_stay_among_very_many() {
        let mut counts = Counts::default();
        for batch in 0..50_u64 {
            let rare = (0..2_000).map(move |at| (1_000 + batch * 2_000 + at, 1));
            counts.add([(1, 900), (2, 400)].into_iter().chain(rare), |hash| hash.to_string());
        }
        let told = counts.told(11);
        assert_eq!(told.iter().map(|one| &*one.value).collect::<Vec<_>>(), ["1", "2"]);
        assert!(told.iter().all(|one| !one.is_exact && one.count <= 45_000 && one.count > 19_000));
    }

    #[test]
    fn identifiers_have_no_frequent_values() {
        let mut counts = Counts::default();
        for batch in 0..400_u64 {
            counts.add((0..2_000).map(|at| (batch * 2_000 + at, 1)), |hash| hash.to_string());
        }
        assert!(counts.told(1).is_empty());
    }
}
