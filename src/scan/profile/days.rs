//! The spread of days: exactly, as long as they lie within some decades.

use super::bins;
use super::tally::Tally;
use crate::model::Bin;

/// How many different days are told apart, before each two neighbours count as one.
const MOST: usize = 1 << 14;

/// Days since 1970-01-01 with their counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Days {
    tally: Tally,
    /// How often the width of what counts as one day was doubled. It depends on the days alone, not on their order: what is too
    /// many for a width stays too many when there are more.
    doubled: u32,
}

impl Days {
    pub(super) fn extend(&mut self, days: impl Iterator<Item = i32> + Clone) {
        let doubled = self.doubled;
        self.tally.extend(days.map(move |day| day >> doubled));
        self.settle();
    }

    pub(super) fn merge(&mut self, mut other: Days) {
        while self.doubled < other.doubled {
            self.double();
        }
        while other.doubled < self.doubled {
            other.double();
        }
        self.tally.merge(&other.tally);
        self.settle();
    }

    pub(super) fn histogram(&self, at_least: u64) -> Vec<Bin> {
        let days: Vec<(i32, u64)> = self.tally.iter().map(|(key, count)| (key << self.doubled, count)).collect();
        bins::of_days(&days, at_least)
    }

    fn settle(&mut self) {
        while self.tally.len() > MOST {
            self.double();
        }
    }

    fn double(&mut self) {
        let mut wider = Tally::default();
        self.tally.iter().for_each(|(key, count)| wider.put(key >> 1, count));
        (self.tally, self.doubled) = (wider, self.doubled + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_parts_does_not_matter_however_many_days_there_are() {
        for many in [100, 20_000, 100_000] {
            let part = |from: i32| {
                let mut days = Days::default();
                days.extend((from..many).step_by(3).map(|day| day * 7 - 30_000));
                days
            };
            let merged = |order: [i32; 3]| {
                let mut all = Days::default();
                order.into_iter().for_each(|from| all.merge(part(from)));
                (all.tally, all.doubled)
            };
            let expected = merged([0, 1, 2]);
            assert_eq!(expected.1 > 0, many > MOST as i32);
            assert_eq!(merged([2, 1, 0]), expected);
            assert_eq!(merged([1, 0, 2]), expected);
            assert_eq!(expected.0.iter().map(|(_, count)| count).sum::<u64>(), many as u64);
        }
    }
}
