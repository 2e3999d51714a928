//! In which form a value is written, told from its text alone.

use super::moment::{self, Moment};

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A whole number of at most 18 digits.
    Integer,
    /// Digits that begin with a zero, which a number would lose.
    Code,
    /// More digits than a number keeps.
    Long,
    /// A number with this many digits after the point.
    Decimal(u8),
    /// A whole number in scientific notation: what a spreadsheet makes of a long code.
    Exponent,
    /// A number with a mark between its thousands or before its decimals, or with a sign of money or percent around it.
    Dressed(Dress),
    /// A month of a year.
    Month,
    /// A day, a time, or both.
    Moment(Moment),
    /// Anything else.
    Text,
}

/// What stands in and around a number besides its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Dress {
    /// Between thousands.
    pub(super) group: Option<char>,
    /// Before the decimals.
    pub(super) decimal: Option<char>,
    /// Digits after the decimal mark.
    pub(super) decimals: u8,
    /// Whether something stands around the number.
    pub(super) is_around: bool,
    /// The sign of money or percent among that.
    pub(super) sign: Option<char>,
}

/// Signs of money and percent.
const SIGNS: [char; 5] = ['$', '€', '£', '¥', '%'];

/// The form of a text that is not empty.
pub(super) fn form(text: &str) -> Form {
    let bytes = text.as_bytes();
    if !bytes.iter().any(u8::is_ascii_digit) {
        return Form::Text;
    }
    let digits = match bytes {
        [b'-' | b'+', rest @ ..] => rest,
        all => all,
    };
    match digits.iter().position(|byte| !byte.is_ascii_digit()) {
        None => whole(digits),
        Some(at) if digits[at] == b'.' && at > 0 && digits.len() > at + 1 => decimal(text, digits, at),
        _ => dressed_or_moment(text),
    }
}

fn whole(digits: &[u8]) -> Form {
    match digits {
        [b'0', _, ..] => Form::Code,
        _ if digits.len() > 18 => Form::Long,
        _ => Form::Integer,
    }
}

fn decimal(text: &str, digits: &[u8], point: usize) -> Form {
    let after = &digits[point + 1..];
    let is_zero_led = point > 1 && digits[0] == b'0';
    match after.iter().position(|byte| !byte.is_ascii_digit()) {
        None if is_zero_led => Form::Text,
        // A number of this length would be rounded.
        None if significant(digits) > 17 => Form::Long,
        None => Form::Decimal(after.len().min(255) as u8),
        Some(at) if matches!(after[at], b'E' | b'e') && exponent(&after[at + 1..]) => Form::Exponent,
        Some(_) => dressed_or_moment(text),
    }
}

/// Digits that count, zeros before and after them aside.
fn significant(digits: &[u8]) -> usize {
    let digits: Vec<u8> = digits.iter().copied().filter(u8::is_ascii_digit).collect();
    let start = digits.iter().position(|digit| *digit != b'0').unwrap_or(digits.len());
    let end = digits.iter().rposition(|digit| *digit != b'0').map_or(start, |at| at + 1);
    end.saturating_sub(start)
}

/// `+11`: what follows a large number in a spreadsheet. Small numbers (`1.2E-05`) are written so by programs that mean it.
fn exponent(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"+").unwrap_or(text);
    !digits.is_empty() && digits.len() <= 3 && digits.iter().all(u8::is_ascii_digit)
}

fn dressed_or_moment(text: &str) -> Form {
    if let [_, _, _, _, b'-', month @ ..] = text.as_bytes()
        && matches!(month, [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2'])
        && text.starts_with(|c: char| c.is_ascii_digit())
    {
        return if text[..4].bytes().all(|byte| byte.is_ascii_digit()) { Form::Month } else { Form::Text };
    }
    if let Some(dress) = dress(text) {
        return Form::Dressed(dress);
    }
    moment::moment(text).map_or(Form::Text, Form::Moment)
}

/// A number with marks: `1,234`, `$962,498.36 `, `(5)`, `12%`, `6328008,44`, `1 234,5`.
fn dress(text: &str) -> Option<Dress> {
    let is_beside = |c: char| SIGNS.contains(&c) || matches!(c, '(' | ')' | ' ' | '\u{a0}');
    let bare = text.trim_matches(is_beside);
    let bare = bare.strip_prefix(['-', '+']).unwrap_or(bare).trim_start_matches(is_beside);
    let is_around = text.contains(SIGNS) || text.contains('(') || text.trim() != text;
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let marks: Vec<char> = bare.chars().filter(|c| !c.is_ascii_digit()).collect();
    if marks.iter().any(|mark| !matches!(mark, '.' | ',' | ' ' | '\'' | '\u{a0}' | '\u{202f}')) || bare.is_empty() {
        return None;
    }
    let groups = |whole: &str, mark: char| {
        let mut parts = whole.split(mark);
        let first = parts.next().unwrap_or_default();
        is_digits(first) && first.len() <= 3 && parts.all(|part| part.len() == 3 && is_digits(part))
    };
    let (whole, decimal, after) = match marks[..] {
        [] => (bare, None, ""),
        // A single comma before three digits stands between thousands; before others it stands before decimals.
        [mark] if mark == ',' && !groups(bare, ',') => split(bare, mark)?,
        [mark] if mark == '.' => split(bare, mark)?,
        [first, .., last] if last != first => split(bare, last)?,
        _ => (bare, None, ""),
    };
    let group = whole.chars().find(|c| !c.is_ascii_digit());
    let is_number = group.map_or_else(|| is_digits(whole), |mark| groups(whole, mark));
    let is_whole = decimal.is_none() || is_digits(after);
    (is_number && is_whole && (is_around || group.is_some() || decimal == Some(','))).then_some(Dress {
        group,
        decimal,
        decimals: after.len().min(255) as u8,
        is_around,
        sign: text.chars().find(|c| SIGNS.contains(c)),
    })
}

fn split(text: &str, mark: char) -> Option<(&str, Option<char>, &str)> {
    let (whole, after) = text.rsplit_once(mark)?;
    matches!(mark, '.' | ',').then_some((whole, Some(mark), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_forms() {
        for (text, expected) in [
            ("0", Form::Integer),
            ("-17", Form::Integer),
            ("02139", Form::Code),
            ("1234567890123456789", Form::Long),
            ("0.50", Form::Decimal(2)),
            ("2.01001E+11", Form::Exponent),
            ("2024-11", Form::Month),
            ("2024-13", Form::Text),
            ("1.2.3", Form::Text),
            ("8E467", Form::Text),
            ("12 Main St", Form::Text),
            ("north", Form::Text),
        ] {
            assert_eq!(form(text), expected, "{text}");
        }
    }

    #[test]
    fn dressed_numbers_say_how() {
        let dress = |text| match form(text) {
            Form::Dressed(dress) => Some((dress.group, dress.decimal, dress.decimals, dress.is_around)),
            _ => None,
        };
        assert_eq!(dress("1,234"), Some((Some(','), None, 0, false)));
        assert_eq!(dress("$962,498.36 "), Some((Some(','), Some('.'), 2, true)));
        assert_eq!(dress("6328008,44"), Some((None, Some(','), 2, false)));
        assert_eq!(dress("1.234.567,5"), Some((Some('.'), Some(','), 1, false)));
        assert_eq!(dress("12%"), Some((None, None, 0, true)));
        assert_eq!(dress("(5)"), Some((None, None, 0, true)));
        for none in ["1,23,4", "42.1, -71.2", "(42.1, -71.2)", "1 2", "a,1"] {
            assert_eq!(dress(none), None, "{none}");
        }
    }
}
