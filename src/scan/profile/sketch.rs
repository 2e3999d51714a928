//! The spread of many numbers, in bounded memory: buckets whose bounds grow by two percent (DDSketch, Masson et al., 2019), so
//! that every quantile is within one percent. The outcome does not depend on the order of the numbers.

use std::collections::BTreeMap;

use crate::model::{Bin, Quantiles};

/// How a bound grows to the next.
const GROWTH: f64 = 1.02;

/// Numbers nearer to zero than this count as zero.
const SMALLEST: f64 = 1e-12;

/// Bins of a histogram.
const BINS: usize = 20;

/// Numbers by their size.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketch {
    /// Buckets by sign and exponent: negative ones mirrored, zero at zero.
    buckets: BTreeMap<i32, u64>,
    count: u64,
    range: Option<(f64, f64)>,
}

impl Sketch {
    /// Takes finite numbers.
    pub(super) fn extend(&mut self, numbers: impl Iterator<Item = f64>) {
        // Neighbours are often alike, and a map of a few hundred buckets is slow to ask for each number.
        let mut last = (0, 0);
        for number in numbers {
            let (low, high) = self.range.unwrap_or((number, number));
            self.range = Some((low.min(number), high.max(number)));
            self.count += 1;
            let bucket = bucket(number);
            if bucket == last.0 {
                last.1 += 1;
            } else {
                self.put(last);
                last = (bucket, 1);
            }
        }
        self.put(last);
    }

    fn put(&mut self, (bucket, count): (i32, u64)) {
        if count > 0 {
            *self.buckets.entry(bucket).or_default() += count;
        }
    }

    /// Takes what another sketch holds.
    pub(super) fn merge(&mut self, other: &Sketch) {
        other.buckets.iter().for_each(|(bucket, count)| self.put((*bucket, *count)));
        self.count += other.count;
        if let Some((low, high)) = other.range {
            let (mine_low, mine_high) = self.range.unwrap_or((low, high));
            self.range = Some((mine_low.min(low), mine_high.max(high)));
        }
    }

    /// The mean of numbers with this sum.
    pub(super) fn mean(&self, sum: f64) -> Option<f64> {
        (self.count > 0).then(|| sum / self.count as f64).filter(|mean| mean.is_finite())
    }

    /// Some quantiles.
    pub(super) fn quantiles(&self) -> Option<Quantiles> {
        let range = self.range?;
        let at = |part: f64| {
            let rank = (part * (self.count - 1) as f64).floor() as u64;
            let mut seen = 0;
            let found = self.buckets.iter().find(|(_, count)| {
                seen += **count;
                seen > rank
            });
            found.map_or(range.1, |(bucket, _)| middle(*bucket)).clamp(range.0, range.1)
        };
        Some(Quantiles { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) })
    }

    /// Bins of the same width from the smallest to the largest number.
    pub(super) fn histogram(&self) -> Vec<Bin> {
        let Some((low, high)) = self.range.filter(|(low, high)| low < high && (high - low).is_finite()) else {
            return Vec::new();
        };
        let width = (high - low) / BINS as f64;
        let mut bins: Vec<Bin> = (0..BINS).map(|at| Bin { from: low + width * at as f64, count: 0 }).collect();
        for (bucket, count) in &self.buckets {
            let at = ((middle(*bucket).clamp(low, high) - low) / width) as usize;
            bins[at.min(BINS - 1)].count += count;
        }
        bins
    }
}

fn bucket(number: f64) -> i32 {
    let size = number.abs();
    if size < SMALLEST {
        return 0;
    }
    // From 1 for the smallest, so that both signs are apart from zero.
    let step = ((size.ln() - SMALLEST.ln()) / GROWTH.ln()).floor() as i32 + 1;
    if number < 0.0 { -step } else { step }
}

/// The number that is as near as can be, in proportion, to all of a bucket.
fn middle(bucket: i32) -> f64 {
    if bucket == 0 {
        return 0.0;
    }
    let low = (SMALLEST.ln() + f64::from(bucket.abs() - 1) * GROWTH.ln()).exp();
    let middle = (low * 2.0 * GROWTH / (1.0 + GROWTH)).min(f64::MAX);
    if bucket < 0 { -middle } else { middle }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(numbers: impl Iterator<Item = f64>) -> Sketch {
        let mut sketch = Sketch::default();
        sketch.extend(numbers);
        sketch
    }

    #[test]
    fn quantiles_are_within_one_percent() {
        let numbers: Vec<f64> = (0..10_001).map(|at| f64::from(at - 2_000) * 3.7).collect();
        let found = sketch(numbers.iter().copied()).quantiles().unwrap();
        for (part, found) in
            [(0.05, found.p5), (0.25, found.p25), (0.5, found.p50), (0.75, found.p75), (0.95, found.p95)]
        {
            let exact = numbers[(part * 10_000.0) as usize];
            assert!((found - exact).abs() <= exact.abs() * 0.0101, "{part}: {found} for {exact}");
        }
    }

    #[test]
    fn parts_make_the_whole() {
        let numbers = |from: i32, to: i32| (from..to).map(|at| f64::from(at * at % 977) - 300.0);
        let mut parts = sketch(numbers(500, 1_000));
        parts.merge(&sketch(numbers(0, 500)));
        let whole = sketch(numbers(0, 1_000));
        assert_eq!(parts.quantiles(), whole.quantiles());
        assert_eq!(parts.histogram(), whole.histogram());
        assert_eq!(whole.histogram().iter().map(|bin| bin.count).sum::<u64>(), 1_000);
    }

    #[test]
    fn extremes_do_not_break_it() {
        let found = sketch([0.0, -0.0, f64::MAX, f64::MIN, 1e-300].into_iter());
        assert!(found.quantiles().is_some());
        assert_eq!(found.histogram(), [], "the width of its bins would be infinite");
        assert_eq!(sketch(std::iter::empty()).quantiles(), None);
        assert_eq!(sketch([5.0; 3].into_iter()).quantiles().unwrap().p50, 5.0);
    }
}
