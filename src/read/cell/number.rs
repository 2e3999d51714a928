//! Numbers in plain form.

use crate::model::table::{DECIMAL_PRECISION, FaultKind};

/// A whole number of 64 bits.
pub(super) fn integer(text: &str) -> Result<i64, FaultKind> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FaultKind::NotOfType);
    }
    text.parse().map_err(|_| FaultKind::OutOfRange)
}

/// A year of four digits.
pub(super) fn year(text: &str) -> Result<i64, FaultKind> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() != 4 { Err(FaultKind::NotOfType) } else { integer(text) }
}

/// A decimal number, possibly with an exponent, or one of the words for what is not finite; no group characters.
pub(super) fn number(text: &str) -> Result<f64, FaultKind> {
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E')) {
        return not_finite(text).ok_or(FaultKind::NotOfType);
    }
    let value: f64 = text.parse().map_err(|_| FaultKind::NotOfType)?;
    if !value.is_finite() {
        return Err(FaultKind::OutOfRange);
    }
    // A number so small that nothing is left of it is data lost too.
    if value == 0.0 && text.bytes().take_while(|b| !matches!(b, b'e' | b'E')).any(|b| (b'1'..=b'9').contains(&b)) {
        return Err(FaultKind::OutOfRange);
    }
    // A long whole number that a 64-bit float would round is data lost, not a number.
    if text.len() > 15
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && text.parse::<i128>().is_ok_and(|exact| exact != value as i128)
    {
        return Err(FaultKind::OutOfRange);
    }
    Ok(value)
}

/// The three numbers that Table Schema writes in words, in capital letters or small ones.
fn not_finite(text: &str) -> Option<f64> {
    [("NaN", f64::NAN), ("INF", f64::INFINITY), ("-INF", f64::NEG_INFINITY)]
        .into_iter()
        .find_map(|(word, number)| text.eq_ignore_ascii_case(word).then_some(number))
}

/// An exact number in units of its last decimal.
pub(super) fn decimal(text: &str, decimals: u8) -> Result<i128, FaultKind> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return Err(FaultKind::NotOfType);
    }
    let significant = fraction.trim_end_matches('0');
    if significant.len() > usize::from(decimals) {
        return Err(FaultKind::TooManyDecimals);
    }
    let mut value: i128 = 0;
    let padding = std::iter::repeat_n(b'0', usize::from(decimals) - significant.len());
    for digit in whole.bytes().chain(significant.bytes()).chain(padding) {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(i128::from(digit - b'0')))
            .filter(|value| *value < 10_i128.pow(u32::from(DECIMAL_PRECISION)))
            .ok_or(FaultKind::OutOfRange)?;
    }
    Ok(if text.starts_with('-') { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_strictly() {
        assert_eq!(number("1e3"), Ok(1000.0));
        assert_eq!(number(".5"), Ok(0.5));
        assert_eq!(number("-0.10"), Ok(-0.1));
        for text in ["", "infinity", "+INF", "N/A", "1,000", "$5", " 5", "1e", "--1", "0x10", "1_000"] {
            assert_eq!(number(text), Err(FaultKind::NotOfType), "{text:?}");
        }
        assert_eq!(number("1e308"), Ok(1e308));
        assert_eq!((number("INF"), number("-inf")), (Ok(f64::INFINITY), Ok(f64::NEG_INFINITY)));
        assert!(number("NaN").is_ok_and(f64::is_nan));
        assert_eq!(number("0e9"), Ok(0.0));
        assert_eq!(number("1e-999"), Err(FaultKind::OutOfRange));
        assert_eq!(number("1e999"), Err(FaultKind::OutOfRange));
        assert_eq!(number("12345678901234567"), Err(FaultKind::OutOfRange));
        assert_eq!(number("9007199254740992"), Ok(9_007_199_254_740_992.0));
    }

    #[test]
    fn integers_do_not_overflow() {
        assert_eq!(integer("007"), Ok(7));
        assert_eq!(integer("-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(integer("9223372036854775808"), Err(FaultKind::OutOfRange));
        assert_eq!(integer("1.0"), Err(FaultKind::NotOfType));
        assert_eq!(integer("8E467"), Err(FaultKind::NotOfType));
    }

    #[test]
    fn decimals_keep_cents() {
        assert_eq!(decimal("1234.5", 2), Ok(123_450));
        assert_eq!(decimal("-0.05", 2), Ok(-5));
        assert_eq!(decimal("7", 2), Ok(700));
        assert_eq!(decimal("1.500", 2), Ok(150));
        assert_eq!(decimal("1.005", 2), Err(FaultKind::TooManyDecimals));
        assert_eq!(decimal(".", 2), Err(FaultKind::NotOfType));
        assert_eq!(decimal(&"9".repeat(40), 2), Err(FaultKind::OutOfRange));
    }
}
