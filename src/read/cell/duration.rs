//! Lengths of time: how they are written, and which of two is the longer.

use std::cmp::Ordering;

use crate::model::table::days_of;

const NANOS_A_SECOND: i128 = 1_000_000_000;
const NANOS_A_DAY: i128 = 86_400 * NANOS_A_SECOND;

/// Years and months, and weeks and all that is shorter: how many days a month has depends on when it is.
///
/// Numbers larger than any length of time that means something are as large as can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    months: i128,
    nanos: i128,
}

impl Duration {
    /// A duration of ISO 8601: `P1Y2M3DT4H5M6S` or weeks, `P3W`; the last number may have decimals, of which nine count.
    pub fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let rest = unsigned.strip_prefix('P')?;
        let (days, time) = match rest.split_once('T') {
            Some((_, "")) => return None,
            Some((days, time)) => (days, Some(time)),
            None => (rest, None),
        };
        if rest.is_empty() {
            return None;
        }
        let mut found = Duration { months: 0, nanos: 0 };
        let is_weeks = days.ends_with('W') && time.is_none();
        found.add(days, if is_weeks { "W" } else { "YMD" }, time.is_none(), false)?;
        found.add(time.unwrap_or_default(), "HMS", true, true)?;
        if text.starts_with('-') {
            found = Duration { months: -found.months, nanos: -found.nanos };
        }
        Some(found)
    }

    /// Adds numbers with units, in the order of `units`; decimals are for the last number only.
    fn add(&mut self, mut text: &str, mut units: &str, is_last: bool, is_time: bool) -> Option<()> {
        while !text.is_empty() {
            let at = text.find(|c: char| c.is_ascii_uppercase())?;
            let (number, rest) = (&text[..at], &text[at + 1..]);
            let unit = units.find(&text[at..=at])?;
            let (whole, fraction) = match number.split_once(['.', ',']) {
                Some((whole, fraction)) if is_last && rest.is_empty() && !fraction.is_empty() => (whole, fraction),
                Some(_) => return None,
                None => (number, ""),
            };
            let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
            if whole.is_empty() || !digits(whole) || !digits(fraction) {
                return None;
            }
            // In billionths, so that decimals of any unit are counted alike.
            let billionths: i128 = format!("{:0<9.9}", fraction).parse().ok()?;
            let count = whole.parse::<i128>().unwrap_or(i128::MAX).saturating_mul(NANOS_A_SECOND);
            let count = count.saturating_add(billionths).min(i128::MAX >> 32);
            match (text.as_bytes()[at], is_time) {
                (b'Y', _) => self.months += count * 12 / NANOS_A_SECOND,
                (b'M', false) => self.months += count / NANOS_A_SECOND,
                (b'W', _) => self.nanos += count * 7 * 86_400,
                (b'D', _) => self.nanos += count * 86_400,
                (b'H', _) => self.nanos += count * 3_600,
                (b'M', true) => self.nanos += count * 60,
                _ => self.nanos += count,
            }
            (text, units) = (rest, &units[unit + 1..]);
        }
        Some(())
    }

    /// How long it lasts when it begins on the first of a month.
    fn from(self, year: i64, month: i64) -> i128 {
        // 400 years have the same number of days whenever they begin, so that no calendar need reach that far.
        let (cycles, months) = (self.months.div_euclid(4_800), self.months.rem_euclid(4_800) as i64);
        let end = month - 1 + months;
        let first = |year: i64, month: i64| {
            jiff::civil::Date::new(year as i16, month as i8, 1).map_or(0, |date| i128::from(days_of(date)))
        };
        let days = first(year + end / 12, end % 12 + 1) - first(year, month);
        let days = cycles.saturating_mul(146_097).saturating_add(days);
        days.saturating_mul(NANOS_A_DAY).saturating_add(self.nanos)
    }
}

impl PartialOrd for Duration {
    /// The order of XML Schema: one is longer if it is so at each of four times of the calendar. `None` where it depends on
    /// the time, as for `P1M` and `P30D`.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let starts = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)];
        let mut orders = starts.map(|(year, month)| self.from(year, month).cmp(&other.from(year, month))).into_iter();
        let first = orders.next()?;
        orders.all(|order| order == first).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_checked() {
        for text in ["P1D", "PT1H30M", "P1Y2M3DT4H5M6.5S", "P3W", "-P1D", "PT0.5H"] {
            assert!(Duration::parse(text).is_some(), "{text:?}");
        }
        for text in
            ["", "P", "PT", "1D", "P1H", "PT1D", "P1M1Y", "P1.5DT1H", "P1DT", "P1W2D", "P-1D", "P1", "Pé", "P1.D"]
        {
            assert!(Duration::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn the_longer_of_two_is_known_where_it_can_be() {
        let compare = |a: &str, b: &str| Duration::parse(a).unwrap().partial_cmp(&Duration::parse(b).unwrap());
        for (a, b, order) in [
            ("PT90M", "PT1H30M", Some(Ordering::Equal)),
            ("P1D", "PT24H", Some(Ordering::Equal)),
            ("P1W", "P7D", Some(Ordering::Equal)),
            ("P1Y", "P12M", Some(Ordering::Equal)),
            ("PT0.5S", "PT0.25S", Some(Ordering::Greater)),
            ("-P1D", "PT0S", Some(Ordering::Less)),
            ("P1M", "P27D", Some(Ordering::Greater)),
            ("P1M", "P32D", Some(Ordering::Less)),
            ("P1M", "P30D", None),
            ("P1Y", "P365D", None),
            ("P5M", "P154D", Some(Ordering::Less)),
            ("P400Y", "P146097D", Some(Ordering::Equal)),
        ] {
            assert_eq!(compare(a, b), order, "{a} and {b}");
        }
        let huge = format!("P{0}Y{0}M{0}DT{0}H{0}M{0}S", "9".repeat(60));
        assert_eq!(compare(&huge, "P1Y"), Some(Ordering::Greater));
        assert_eq!(compare(&format!("-{huge}"), &huge), Some(Ordering::Less));
    }
}
