//! The spread of numbers: exactly, as long as not too many are different, then in classes of neighbours.
//!
//! Neighbours are numbers that differ in their last bits, so a class is narrow near zero and wide far from it, and the classes are
//! as fine as the values need: 4,096 keep numbers within one percent if they span up to 19 powers of ten, and much nearer if
//! they span less. No logarithm is taken, which machines do not all round alike.

use super::bins;
use super::spread::Spread;
use crate::model::{Bin, Quantiles};

/// How many numbers are told apart.
const MOST: usize = 4096;

/// Numbers with how often they are met.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketch {
    spread: Spread<MOST>,
    count: u64,
    sum: f64,
    range: Option<(f64, f64)>,
}

impl Sketch {
    /// Of finite numbers, in classes at least as wide as is known to be needed for all of the table.
    pub(super) fn of(numbers: impl Iterator<Item = f64> + Clone, halved: u32) -> Self {
        let mut sketch = Sketch::default();
        for number in numbers.clone() {
            let (low, high) = sketch.range.unwrap_or((number, number));
            sketch.range = Some((low.min(number), high.max(number)));
            sketch.sum += number;
            sketch.count += 1;
        }
        sketch.spread = Spread::of(numbers.map(key), halved);
        sketch
    }

    /// Takes what another sketch holds.
    pub(super) fn merge(&mut self, other: Sketch) {
        self.spread.merge(other.spread);
        self.count += other.count;
        self.sum += other.sum;
        self.range = match (self.range, other.range) {
            (Some(mine), Some(new)) => Some((mine.0.min(new.0), mine.1.max(new.1))),
            (mine, new) => mine.or(new),
        };
    }

    /// How wide its classes had to become.
    pub(super) fn halved(&self) -> u32 {
        self.spread.halved()
    }

    /// Their mean.
    pub(super) fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64).filter(|mean| mean.is_finite())
    }

    /// Some quantiles: those that have so many values at either side, themselves included.
    pub(super) fn quantiles(&self, at_least: u64) -> Option<Quantiles> {
        let values = self.values();
        let at = |part: f64| {
            let rank = (part * self.count.checked_sub(1)? as f64).floor() as u64;
            let mut seen = 0;
            let found = values.iter().find(|(_, count)| {
                seen += *count;
                seen > rank
            });
            found.map(|(value, _)| *value).filter(|_| (rank + 1).min(self.count - rank) >= at_least)
        };
        let is_exact = self.halved() == 0;
        let all = Quantiles { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), is_exact };
        all.p50.map(|_| all)
    }

    /// Bins of about the same width between round numbers; none with fewer values, but empty ones.
    pub(super) fn histogram(&self, is_whole: bool, at_least: u64) -> Vec<Bin> {
        let Some((low, high)) = self.range else { return Vec::new() };
        bins::of_numbers(low, high, is_whole, &self.values(), at_least)
    }

    /// The numbers with their counts, the smallest first: as they are, or the middles of their classes.
    fn values(&self) -> Vec<(f64, u64)> {
        let Some((low, high)) = self.range else { return Vec::new() };
        let middle = |(first, last, count): (i64, i64, u64)| {
            let (first, last) = (number(first).max(low), number(last).min(high));
            (if first < last { first / 2.0 + last / 2.0 } else { first }, count)
        };
        self.spread.classes().map(middle).collect()
    }
}

/// A whole number that is more than another where the number is.
fn key(number: f64) -> i64 {
    // There is one zero.
    flip((number + 0.0).to_bits().cast_signed())
}

fn number(key: i64) -> f64 {
    f64::from_bits(flip(key).cast_unsigned())
}

/// Bits of negative numbers count downwards.
fn flip(bits: i64) -> i64 {
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PARTS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

    fn sketch(numbers: &[f64]) -> Sketch {
        Sketch::of(numbers.iter().copied(), 0)
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
        fn few_different_numbers_are_exact(
            numbers in prop::collection::vec(-1e9..1e9_f64, 1..200), cut in 0..200_usize, times in 1..30_usize,
        ) {
            let (left, right) = numbers.split_at(cut.min(numbers.len()));
            let mut merged = sketch(left);
            merged.merge(sketch(right));
            let mut all = numbers.clone();
            for _ in 1..times {
                merged.merge(sketch(&numbers));
                all.extend(&numbers);
            }
            let quantiles = merged.quantiles(1).unwrap();
            prop_assert!(quantiles.is_exact);
            prop_assert_eq!(told(quantiles), naive(&all));
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            prop_assert!((merged.mean().unwrap() - mean).abs() <= 1e-5);
        }

        #[test]
        fn many_numbers_are_within_one_percent(
            seeds in prop::collection::vec((-12_i32..12, -1e3..1e3_f64), 10..20), order in any::<bool>(),
        ) {
            let spread = |(size, seed): &(i32, f64)| {
                let (size, seed) = (10_f64.powi(*size), *seed);
                (0..1_000).map(move |at| seed * size * (1.0 + f64::from(at) / 200.0))
            };
            let numbers: Vec<f64> = seeds.iter().flat_map(spread).collect();
            let parts: Vec<Sketch> = numbers.chunks(700).map(sketch).collect();
            let mut merged = Sketch::default();
            match order {
                true => parts.into_iter().for_each(|part| merged.merge(part)),
                false => parts.into_iter().rev().for_each(|part| merged.merge(part)),
            }
            let quantiles = merged.quantiles(1).unwrap();
            prop_assert!(!quantiles.is_exact);
            for (found, exact) in told(quantiles).into_iter().zip(naive(&numbers)) {
                prop_assert!((found - exact).abs() <= exact.abs() * 0.01, "{} for {}", found, exact);
            }
            let histogram = merged.histogram(false, 1);
            let counted: u64 = histogram.iter().map(|bin| bin.count).sum();
            prop_assert!(histogram.is_empty() || counted == numbers.len() as u64);
        }
    }

    /// Degrees of a city differ little, and a percent of them would be another state.
    #[test]
    fn numbers_that_lie_near_each_other_are_told_apart() {
        let degrees: Vec<f64> = (0..50_000).map(|at| -71.1 + f64::from(at) * 1e-6).collect();
        for (found, exact) in told(sketch(&degrees).quantiles(1).unwrap()).into_iter().zip(naive(&degrees)) {
            assert!((found - exact).abs() < 2e-5, "{found} for {exact}");
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
        assert_eq!(found.quantiles(1).unwrap().p50, Some(0.0));
        assert_eq!(found.histogram(false, 1), [], "the width of its bins would be infinite");
        assert_eq!(sketch(&[]).quantiles(1), None);
        let wide: Vec<f64> = (0..20_000).flat_map(|at| [f64::MAX / f64::from(at + 1), -1e-9 * f64::from(at)]).collect();
        assert!(sketch(&wide).quantiles(1).is_some());
        for value in [f64::MAX, f64::MIN, 1e-300, -1.5, 0.0] {
            assert_eq!(number(key(value)), value);
        }
        assert!(key(-2.0) < key(-1.0) && key(-1.0) < key(0.0) && key(0.0) < key(1e-300));
    }
}
