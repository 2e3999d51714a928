//! Bins of a histogram: between round numbers or at the beginning of months and years, and none that tells of few.

use jiff::{Span, ToSpan};

use crate::model::{Bin, Date, Edge};

/// About how many bins numbers fall into.
const BINS: f64 = 20.0;

/// The most bins that days fall into.
const MOST: usize = 40;

/// Bins for numbers from `low` to `high`, given with their counts.
pub(super) fn of_numbers(low: f64, high: f64, is_whole: bool, values: &[(f64, u64)], at_least: u64) -> Vec<Bin> {
    let edges = round_edges(low, high, is_whole);
    if edges.len() < 3 {
        return Vec::new();
    }
    let mut counts = vec![0; edges.len() - 1];
    for (value, count) in values {
        let at = edges.partition_point(|edge| edge <= value).clamp(1, counts.len());
        counts[at - 1] += count;
    }
    let between = edges.windows(2).zip(counts);
    let bins = between.map(|(pair, count)| Bin { from: Edge::Number(pair[0]), to: Edge::Number(pair[1]), count });
    in_company(bins.collect(), at_least)
}

/// Multiples of 1, 2 or 5 times a power of ten around a range; none if numbers are not fine enough for that, or the range too
/// wide.
fn round_edges(low: f64, high: f64, is_whole: bool) -> Vec<f64> {
    let width = (high - low) / BINS;
    if !(low < high && width.is_finite()) {
        return Vec::new();
    }
    let width = if is_whole { width.max(1.0) } else { width };
    // Text is the one way to and from powers of ten that rounds alike on every machine.
    let text = format!("{width:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (Ok(mantissa), Ok(exponent)) = (mantissa.parse::<f64>(), exponent.parse::<i32>()) else { return Vec::new() };
    let factor = [(1, 1.0), (2, 2.0), (5, 5.0)]
        .into_iter()
        .find(|(_, factor)| mantissa <= *factor)
        .map_or(10_i64, |(factor, _)| factor);
    let edge = |number: i64| format!("{}e{exponent}", number.saturating_mul(factor)).parse::<f64>().unwrap_or(f64::NAN);
    let (mut number, most) = ((low / edge(1)).floor() as i64, BINS as usize + 3);
    // Division rounds.
    number -= i64::from(edge(number) > low);
    let mut edges: Vec<f64> = vec![edge(number)];
    while edges.last().is_some_and(|last| *last <= high) && edges.len() < most {
        number = number.saturating_add(1);
        edges.push(edge(number));
    }
    if edges.is_sorted_by(|a, b| a < b) { edges } else { Vec::new() }
}

/// The beginnings that days are counted from.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Day,
    Month,
    /// So many years, counted from the year 0.
    Years(i16),
}

impl Unit {
    fn start(self, date: Date) -> Date {
        match self {
            Unit::Day => date,
            Unit::Month => date.first_of_month(),
            Unit::Years(years) => Date::new(date.year().div_euclid(years) * years, 1, 1).unwrap_or(Date::MIN),
        }
    }

    fn next(self, start: Date) -> Option<Date> {
        let span = match self {
            Unit::Day => 1.day(),
            Unit::Month => 1.month(),
            Unit::Years(years) => i64::from(years).years(),
        };
        start.checked_add(span).ok()
    }

    /// The beginnings from before the first day to after the last; none if there are too many.
    fn edges(self, first: Date, last: Date) -> Option<Vec<Date>> {
        let mut edges = vec![self.start(first)];
        while *edges.last()? <= last {
            if edges.len() > MOST {
                return None;
            }
            edges.push(self.next(*edges.last()?)?);
        }
        Some(edges)
    }
}

/// Bins for days since 1970-01-01, given with their counts, the first first.
pub(super) fn of_days(days: &[(i64, u64)], at_least: u64) -> Vec<Bin> {
    let date = |day: i64| Date::constant(1970, 1, 1).checked_add(Span::new().try_days(day).ok()?).ok();
    let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else { return Vec::new() };
    let (Some(first), Some(last)) = (date(*first), date(*last)) else { return Vec::new() };
    let units = [Unit::Day, Unit::Month, Unit::Years(1), Unit::Years(10), Unit::Years(100), Unit::Years(1_000)];
    let Some(edges) = units.into_iter().find_map(|unit| unit.edges(first, last)) else { return Vec::new() };
    if edges.len() < 3 {
        return Vec::new();
    }
    let mut counts = vec![0; edges.len() - 1];
    for (day, count) in days.iter().filter_map(|(day, count)| Some((date(*day)?, count))) {
        let at = edges.partition_point(|edge| *edge <= day).clamp(1, counts.len());
        counts[at - 1] += count;
    }
    let between = edges.windows(2).zip(counts);
    let bins = between.map(|(pair, count)| Bin { from: Edge::Day(pair[0]), to: Edge::Day(pair[1]), count });
    in_company(bins.collect(), at_least)
}

/// Joins bins with their neighbours until none holds few values; an empty one tells of nobody. Nothing if one bin would be left.
fn in_company(bins: Vec<Bin>, at_least: u64) -> Vec<Bin> {
    let is_few = |bin: &Bin| bin.count > 0 && bin.count < at_least;
    let mut joined: Vec<Bin> = Vec::with_capacity(bins.len());
    for bin in bins {
        match joined.last_mut().filter(|last| is_few(last)) {
            Some(last) => (last.to, last.count) = (bin.to, last.count + bin.count),
            None => joined.push(bin),
        }
    }
    while joined.len() > 1
        && let Some(last) = joined.pop_if(|last| is_few(last))
        && let Some(before) = joined.last_mut()
    {
        (before.to, before.count) = (last.to, before.count + last.count);
    }
    if joined.iter().filter(|bin| bin.count > 0).count() < 2 { Vec::new() } else { joined }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(bins: &[Bin]) -> Vec<(f64, f64, u64)> {
        let number = |edge: &Edge| if let Edge::Number(number) = edge { *number } else { f64::NAN };
        bins.iter().map(|bin| (number(&bin.from), number(&bin.to), bin.count)).collect()
    }

    proptest! {
        #[test]
        fn bins_hold_what_lies_between_their_edges(
            mut values in prop::collection::vec(-1e6..1e6_f64, 2..300), scale in -9_i32..9, at_least in 1_u64..12,
        ) {
            values.iter_mut().for_each(|value| *value *= 10_f64.powi(scale));
            values.sort_by(f64::total_cmp);
            let counted: Vec<(f64, u64)> = values.iter().map(|value| (*value, 1)).collect();
            let bins = numbers(&of_numbers(values[0], values[values.len() - 1], false, &counted, at_least));
            for pair in bins.windows(2) {
                prop_assert_eq!(pair[0].1, pair[1].0);
            }
            for (from, to, count) in &bins {
                prop_assert_eq!(values.iter().filter(|value| from <= value && *value < to).count() as u64, *count);
                prop_assert!(*count == 0 || *count >= at_least);
            }
            prop_assert!(bins.is_empty() || bins.iter().map(|bin| bin.2).sum::<u64>() == values.len() as u64);
        }

        #[test]
        fn days_fall_into_whole_units(mut days in prop::collection::vec(-200_000..200_000_i64, 2..200), at_least in 1_u64..12) {
            days.sort_unstable();
            let counted: Vec<(i64, u64)> = days.iter().map(|day| (*day, 1)).collect();
            let bins = of_days(&counted, at_least);
            prop_assert!(bins.len() <= MOST);
            prop_assert!(bins.iter().all(|bin| bin.count == 0 || bin.count >= at_least));
            prop_assert!(bins.is_empty() || bins.iter().map(|bin| bin.count).sum::<u64>() == days.len() as u64);
        }
    }

    #[test]
    fn edges_are_round() {
        let edges = |low, high, is_whole| round_edges(low, high, is_whole);
        assert_eq!(edges(0.13, 0.98, false)[..4], [0.1, 0.15, 0.2, 0.25]);
        assert_eq!(edges(1.0, 3.0, true), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(edges(-7.0, 93.0, true)[..3], [-10.0, -5.0, 0.0]);
        assert_eq!(edges(5.0, 5.0, false), [0.0; 0]);
        assert_eq!(edges(f64::MIN, f64::MAX, false), [0.0; 0]);
        assert_eq!(edges(1e16, 1e16 + 2.0, false), [0.0; 0], "there are no numbers between");
    }

    #[test]
    fn days_are_counted_by_day_month_year_or_decade() {
        let starts = |days: &[i64]| {
            let counted: Vec<(i64, u64)> = days.iter().map(|day| (*day, 1)).collect();
            let day = |bin: &Bin| if let Edge::Day(day) = bin.from { day.to_string() } else { String::new() };
            of_days(&counted, 1).iter().map(day).collect::<Vec<_>>()
        };
        assert_eq!(starts(&[0, 2]), ["1970-01-01", "1970-01-02", "1970-01-03"]);
        assert_eq!(starts(&[5, 70])[..2], ["1970-01-01", "1970-02-01"]);
        assert_eq!(starts(&[5, 5_000])[..2], ["1970-01-01", "1971-01-01"]);
        assert_eq!(starts(&[5, 50_000])[..2], ["1970-01-01", "1980-01-01"]);
        assert_eq!(starts(&[7]), [""; 0]);
        assert_eq!(starts(&[i64::MIN, i64::MAX]), [""; 0]);
    }

    #[test]
    fn few_are_joined_with_their_neighbours() {
        let joined = |counts: &[u64]| {
            let edge = |at: usize| Edge::Number(at as f64);
            let bin = |(at, count): (usize, &u64)| Bin { from: edge(at), to: edge(at + 1), count: *count };
            numbers(&in_company(counts.iter().enumerate().map(bin).collect(), 11))
        };
        assert_eq!(joined(&[50, 0, 3, 0, 60]), [(0.0, 1.0, 50), (1.0, 2.0, 0), (2.0, 5.0, 63)]);
        assert_eq!(joined(&[50, 20, 0, 3]), [(0.0, 1.0, 50), (1.0, 4.0, 23)]);
        assert_eq!(joined(&[5, 5, 5]), [], "one bin tells nothing but its ends");
    }
}
