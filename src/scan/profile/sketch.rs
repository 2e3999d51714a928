//! The spread of numbers: all of them while they are few, then in bounded memory.
//!
//! Many numbers go into buckets that divide the room between two powers of two into 64 (a DDSketch with linear interpolation,
//! Masson et al., 2019), so that every quantile is within one percent. The outcome does not depend on the order of the
//! numbers, and no logarithm is taken, which machines do not all round alike.

use super::bins;
use super::tally::Tally;
use crate::model::{Bin, Quantiles};

/// How many numbers are kept as they are.
const FEW: usize = 4096;

/// Numbers nearer to zero than this count as zero.
const SMALLEST: f64 = 1e-12;

/// Bits of a number that tell values in one bucket apart: all but the exponent and six.
const INSIDE: u32 = 46;

/// Numbers by their size.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketch {
    /// All numbers, as long as there are as many as [`Sketch::count`] says.
    few: Vec<f64>,
    /// Buckets by sign and size: negative ones mirrored, zero at zero.
    buckets: Tally,
    count: u64,
    sum: f64,
    range: Option<(f64, f64)>,
}

impl Sketch {
    /// Takes finite numbers.
    pub(super) fn extend(&mut self, numbers: impl Iterator<Item = f64> + Clone) {
        let mut new = Sketch::default();
        for number in numbers.clone() {
            let (low, high) = new.range.unwrap_or((number, number));
            new.range = Some((low.min(number), high.max(number)));
            new.sum += number;
            new.count += 1;
        }
        if new.count <= FEW as u64 {
            new.few.extend(numbers.clone());
        }
        new.buckets.extend(numbers.map(bucket));
        self.merge(new);
    }

    /// Takes what another sketch holds.
    pub(super) fn merge(&mut self, other: Sketch) {
        let is_whole = |sketch: &Sketch| sketch.few.len() as u64 == sketch.count;
        if is_whole(self) && is_whole(&other) && self.few.len() + other.few.len() <= FEW {
            self.few.extend(other.few);
        } else {
            self.few = Vec::new();
        }
        self.buckets.merge(&other.buckets);
        self.count += other.count;
        self.sum += other.sum;
        self.range = match (self.range, other.range) {
            (Some(mine), Some(new)) => Some((mine.0.min(new.0), mine.1.max(new.1))),
            (mine, new) => mine.or(new),
        };
    }

    /// Their mean.
    pub(super) fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64).filter(|mean| mean.is_finite())
    }

    /// Some quantiles: those that have so many values at either side, themselves included.
    pub(super) fn quantiles(&self, at_least: u64) -> Option<Quantiles> {
        let values = self.values()?;
        let at = |part: f64| {
            let rank = (part * (self.count - 1) as f64).floor() as u64;
            let mut seen = 0;
            let found = values.iter().find(|(_, count)| {
                seen += *count;
                seen > rank
            });
            found.map(|(value, _)| *value).filter(|_| (rank + 1).min(self.count - rank) >= at_least)
        };
        let is_exact = !self.few.is_empty();
        let all = Quantiles { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), is_exact };
        all.p50.map(|_| all)
    }

    /// Bins of about the same width between round numbers; none with fewer values, but empty ones.
    pub(super) fn histogram(&self, is_whole: bool, at_least: u64) -> Vec<Bin> {
        let (Some((low, high)), Some(values)) = (self.range, self.values()) else { return Vec::new() };
        bins::of_numbers(low, high, is_whole, &values, at_least)
    }

    /// The numbers with their counts, the smallest first: as they are, or the middles of their buckets.
    fn values(&self) -> Option<Vec<(f64, u64)>> {
        let (low, high) = self.range?;
        if self.few.is_empty() {
            return Some(self.buckets.iter().map(|(key, count)| (middle(key).clamp(low, high), count)).collect());
        }
        let mut few = self.few.clone();
        few.sort_unstable_by(f64::total_cmp);
        Some(few.into_iter().map(|number| (number, 1)).collect())
    }
}

/// The bucket of the smallest numbers that do not count as zero, which is the first.
fn base() -> u64 {
    (SMALLEST.to_bits() >> INSIDE) - 1
}

fn bucket(number: f64) -> i32 {
    let size = number.abs();
    if size < SMALLEST {
        return 0;
    }
    let step = ((size.to_bits() >> INSIDE) - base()) as i32;
    if number < 0.0 { -step } else { step }
}

/// The number in the middle of a bucket.
fn middle(bucket: i32) -> f64 {
    if bucket == 0 {
        return 0.0;
    }
    let edge = |step: u64| f64::from_bits((u64::from(bucket.unsigned_abs()) + base() + step) << INSIDE);
    let (low, high) = (edge(0), edge(1));
    let middle = if high.is_finite() { low + (high - low) / 2.0 } else { low };
    if bucket < 0 { -middle } else { middle }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PARTS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

    fn sketch(numbers: &[f64]) -> Sketch {
        let mut sketch = Sketch::default();
        sketch.extend(numbers.iter().copied());
        sketch
    }

    fn told(quantiles: Quantiles) -> [f64; 5] {
        let Quantiles { p5, p25, p50, p75, p95, .. } = quantiles;
        [p5, p25, p50, p75, p95].map(|quantile| quantile.unwrap())
    }

    /// What each quantile is, by sorting.
    fn naive(numbers: &[f64]) -> [f64; 5] {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        PARTS.map(|part| sorted[(part * (sorted.len() - 1) as f64) as usize])
    }

    proptest! {
        #[test]
        fn few_numbers_are_exact(numbers in prop::collection::vec(-1e9..1e9_f64, 1..200), cut in 0..200_usize) {
            let (left, right) = numbers.split_at(cut.min(numbers.len()));
            let mut merged = sketch(left);
            merged.merge(sketch(right));
            let quantiles = merged.quantiles(1).unwrap();
            prop_assert!(quantiles.is_exact);
            prop_assert_eq!(told(quantiles), naive(&numbers));
            let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
            prop_assert!((merged.mean().unwrap() - mean).abs() <= 1e-6);
        }

        #[test]
        fn many_numbers_are_within_one_percent(
            seeds in prop::collection::vec((-12_i32..12, -1e3..1e3_f64), 1..40), order in any::<bool>(),
        ) {
            let spread = |(size, seed): &(i32, f64)| {
                let (size, seed) = (10_f64.powi(*size), *seed);
                (0..500).map(move |at| seed * size * (1.0 + f64::from(at) / 100.0))
            };
            let mut numbers: Vec<f64> = seeds.iter().flat_map(spread).collect();
            while numbers.len() <= FEW {
                numbers.extend(numbers.clone());
            }
            let parts: Vec<Sketch> = numbers.chunks(1_000).map(sketch).collect();
            let mut merged = Sketch::default();
            match order {
                true => parts.into_iter().for_each(|part| merged.merge(part)),
                false => parts.into_iter().rev().for_each(|part| merged.merge(part)),
            }
            let quantiles = merged.quantiles(1).unwrap();
            prop_assert!(!quantiles.is_exact);
            for (found, exact) in told(quantiles).into_iter().zip(naive(&numbers)) {
                prop_assert!((found - exact).abs() <= exact.abs() * 0.01 + SMALLEST, "{} for {}", found, exact);
            }
            let histogram = merged.histogram(false, 1);
            let counted: u64 = histogram.iter().map(|bin| bin.count).sum();
            prop_assert!(histogram.is_empty() || counted == numbers.len() as u64);
        }
    }

    #[test]
    fn a_quantile_needs_company_on_both_sides() {
        let numbers: Vec<f64> = (0..100).map(f64::from).collect();
        let found = sketch(&numbers).quantiles(11).unwrap();
        assert_eq!((found.p5, found.p25, found.p95), (None, Some(24.0), None));
        assert_eq!(sketch(&numbers[..20]).quantiles(11), None, "not even the median has");
    }

    #[test]
    fn extremes_do_not_break_it() {
        let found = sketch(&[0.0, -0.0, f64::MAX, f64::MIN, 1e-300]);
        assert!(found.quantiles(1).is_some());
        assert_eq!(found.histogram(false, 1), [], "the width of its bins would be infinite");
        assert_eq!(sketch(&[]).quantiles(1), None);
        assert_eq!(sketch(&[5.0; 3]).quantiles(1).unwrap().p50, Some(5.0));
        for number in [f64::MAX, f64::MIN, SMALLEST, -SMALLEST, 1.0, -3.7e19] {
            let near = middle(bucket(number));
            assert!((near - number).abs() <= number.abs() * 0.01, "{near} for {number}");
        }
    }
}
