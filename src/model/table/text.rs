//! Canonical text of values: the same in CSV, JSON and pages. Written without the help of `format!`, because it is done for
//! every cell of every table.

use jiff::civil;

/// Whether times of a column carry an offset. Declared by a time zone, else the habit of the column's first value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ZoneHabit {
    /// Times on the local clock.
    #[default]
    Local,
    /// Instants.
    Offset,
}

/// Appends a whole number.
pub fn push_integer(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends a year of at least four digits.
pub fn push_year(out: &mut Vec<u8>, year: i64) {
    if year < 0 {
        out.push(b'-');
    }
    match u32::try_from(year.unsigned_abs()) {
        Ok(year) if year < 1_000 => push_padded(out, year, 4),
        _ => push_integer(out, year.saturating_abs()),
    }
}

/// Appends a number as the shortest plain decimal that reads back as the same 64-bit float. What is not finite has the words
/// that Table Schema gives it: `NaN`, `INF` and `-INF`.
pub fn push_number(out: &mut Vec<u8>, value: f64) {
    if !value.is_finite() {
        let word: &[u8] = match value {
            f64::INFINITY => b"INF",
            f64::NEG_INFINITY => b"-INF",
            _ => b"NaN",
        };
        out.extend_from_slice(word);
        return;
    }
    if value == 0.0 {
        out.extend_from_slice(if value.is_sign_negative() { b"-0" } else { b"0" });
        return;
    }
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value);
    if text.contains('e') {
        use std::io::Write;
        let _ = write!(out, "{value}");
    } else {
        out.extend_from_slice(text.strip_suffix(".0").unwrap_or(text).as_bytes());
    }
}

/// Appends an exact number given in units of its last decimal.
pub fn push_decimal(out: &mut Vec<u8>, value: i128, decimals: u8) {
    let decimals = usize::from(decimals);
    // Thirty-nine digits at most; what fits in 64 bits is divided much faster.
    let mut digits = [b'0'; 40];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    while rest > u128::from(u64::MAX) {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let mut rest = rest as u64;
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let at = at.min(digits.len() - decimals - 1);
    if value < 0 {
        out.push(b'-');
    }
    let (whole, fraction) = digits[at..].split_at(digits.len() - at - decimals);
    out.extend_from_slice(whole);
    if decimals > 0 {
        out.push(b'.');
        out.extend_from_slice(fraction);
    }
}

fn push_padded(out: &mut Vec<u8>, value: u32, width: usize) {
    let mut digits = [b'0'; 10];
    let mut rest = value;
    for digit in digits[..width].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend_from_slice(&digits[..width]);
}

/// Appends a day given in days since 1970-01-01.
pub fn push_date(out: &mut Vec<u8>, days: i32) {
    let (year, month, day) = civil_from_days(i64::from(days));
    if year < 0 {
        out.push(b'-');
    }
    push_padded(out, year.unsigned_abs() as u32, 4);
    out.push(b'-');
    push_padded(out, month, 2);
    out.push(b'-');
    push_padded(out, day, 2);
}

/// Appends a time of day given in microseconds since midnight; fractions only where there are some.
pub fn push_time(out: &mut Vec<u8>, micros: i64) {
    let seconds = micros.div_euclid(1_000_000);
    push_padded(out, (seconds / 3_600) as u32, 2);
    out.push(b':');
    push_padded(out, (seconds / 60 % 60) as u32, 2);
    out.push(b':');
    push_padded(out, (seconds % 60) as u32, 2);
    let fraction = micros.rem_euclid(1_000_000) as u32;
    if fraction != 0 {
        out.push(b'.');
        if fraction.is_multiple_of(1_000) {
            push_padded(out, fraction / 1_000, 3);
        } else {
            push_padded(out, fraction, 6);
        }
    }
}

/// Appends a day with time. With an offset, `micros` are UTC and the text shows the local time with that offset.
pub fn push_datetime(out: &mut Vec<u8>, micros: i64, offset: Option<i16>) {
    let local = micros + i64::from(offset.unwrap_or(0)) * 60_000_000;
    push_date(out, local.div_euclid(86_400_000_000) as i32);
    out.push(b'T');
    push_time(out, local.rem_euclid(86_400_000_000));
    match offset {
        None => {}
        Some(0) => out.push(b'Z'),
        Some(offset) => {
            out.push(if offset < 0 { b'-' } else { b'+' });
            let offset = offset.unsigned_abs();
            push_padded(out, u32::from(offset / 60), 2);
            out.push(b':');
            push_padded(out, u32::from(offset % 60), 2);
        }
    }
}

/// Year, month and day of a count of days since 1970-01-01 (the proleptic Gregorian calendar).
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_index + 2) / 5 + 1) as u32;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Days since 1970-01-01.
pub fn days_of(date: civil::Date) -> i32 {
    let (year, month, day) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era - 719_468) as i32
}

fn text_of(push: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    push(&mut out);
    String::from_utf8(out).expect("canonical text is ASCII")
}

/// A day as text.
pub fn format_date(days: i32) -> String {
    text_of(|out| push_date(out, days))
}

/// A time of day as text.
pub fn format_time(micros: i64) -> String {
    text_of(|out| push_time(out, micros))
}

/// A day with time as text.
pub fn format_datetime(micros: i64, offset: Option<i16>) -> String {
    text_of(|out| push_datetime(out, micros, offset))
}

/// A number as text.
pub fn format_number(value: f64) -> String {
    text_of(|out| push_number(out, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shortest_and_plain() {
        let cases: [(f64, &str); 9] = [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-12.5, "-12.5"),
            (0.1, "0.1"),
            (1e21, "1000000000000000000000"),
            (1e-7, "0.0000001"),
            (123_456_789.123, "123456789.123"),
            (f64::MIN_POSITIVE, &format!("{}", f64::MIN_POSITIVE)),
        ];
        for (value, text) in cases {
            assert_eq!(format_number(value), text);
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }

    #[test]
    fn integers_reach_both_ends() {
        for value in [0, 7, -7, i64::MAX, i64::MIN] {
            assert_eq!(text_of(|out| push_integer(out, value)), value.to_string());
        }
    }

    #[test]
    fn years_have_four_digits() {
        for (year, text) in [(1, "0001"), (-44, "-0044"), (0, "0000"), (999, "0999"), (2026, "2026")] {
            assert_eq!(text_of(|out| push_year(out, year)), text);
        }
    }

    #[test]
    fn decimals_keep_their_digits() {
        let decimal = |value, decimals| text_of(|out| push_decimal(out, value, decimals));
        assert_eq!(decimal(123_450, 2), "1234.50");
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(0, 2), "0.00");
        assert_eq!(decimal(42, 0), "42");
        assert_eq!(decimal(i128::MAX, 38), "1.70141183460469231731687303715884105727");
        assert_eq!(decimal(i128::MIN, 0), i128::MIN.to_string());
        assert_eq!(decimal(1, 38), format!("0.{}1", "0".repeat(37)));
    }

    #[test]
    fn days_agree_with_the_calendar() {
        let start = civil::date(-9999, 1, 1);
        for step in 0..7_300 {
            let date = start.saturating_add(jiff::Span::new().days(step * 1_000 % 7_304_000));
            let days = days_of(date);
            let expected = date.since((jiff::Unit::Day, civil::date(1970, 1, 1))).unwrap().get_days();
            assert_eq!(days, expected);
            if date.year() >= 0 {
                assert_eq!(format_date(days), date.to_string());
            }
        }
    }

    #[test]
    fn datetimes_keep_their_offset() {
        assert_eq!(format_datetime(0, None), "1970-01-01T00:00:00");
        assert_eq!(format_datetime(0, Some(0)), "1970-01-01T00:00:00Z");
        assert_eq!(format_datetime(1_500_000, Some(-300)), "1969-12-31T19:00:01.500-05:00");
        assert_eq!(format_datetime(1, Some(330)), "1970-01-01T05:30:00.000001+05:30");
    }
}
