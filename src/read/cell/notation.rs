//! Numbers with marks around and in their digits, brought into plain form.

use crate::model::schema::Notation;

/// The longest number that is looked at, in bytes.
const LONGEST: usize = 128;

/// The most characters before or after a number: `US$`, `CHF`, `percent`.
const LONGEST_AFFIX: usize = 12;

/// Room for a number in plain form.
pub(super) struct Plain {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Plain {
    /// A number as [`Notation`] has it, in plain form; `None` if it is not so written.
    pub(super) fn read(text: &str, notation: Notation) -> Option<Self> {
        if text.len() >= LONGEST {
            return None;
        }
        let (negative, core) = if notation.bare { bare_sign(text) } else { undress(text, notation)? };
        let mut plain = Plain { bytes: [0; LONGEST], len: 0 };
        if negative {
            plain.push(b'-');
        }
        let (whole, rest) = match core.find([notation.decimal, 'e', 'E']) {
            Some(at) => core.split_at(at),
            None => (core, ""),
        };
        plain.push_whole(whole, notation.group)?;
        if let Some(decimals) = rest.strip_prefix(notation.decimal) {
            plain.push(b'.');
            plain.push_rest(decimals)?;
        } else {
            plain.push_rest(rest)?;
        }
        Some(plain)
    }

    /// The plain form.
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).expect("only ASCII is pushed")
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.len] = byte;
        self.len += 1;
    }

    /// Digits before the decimals. If there are groups, all are where groups belong: of three digits, or as in India of
    /// two before the last three.
    fn push_whole(&mut self, whole: &str, group: Option<char>) -> Option<()> {
        let is_group = |c: char| group.is_some_and(|group| is_same_mark(group, c));
        let count = whole.split(is_group).count();
        let mut inner = 3;
        for (at, digits) in whole.split(is_group).enumerate() {
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let fits = match at {
                _ if count == 1 => true,
                0 => (1..=3).contains(&digits.len()),
                _ if at + 1 == count => digits.len() == 3 && (inner == 3 || whole_starts_short(whole, is_group)),
                1 => {
                    inner = digits.len();
                    inner == 3 || inner == 2
                }
                _ => digits.len() == inner,
            };
            if !fits {
                return None;
            }
            digits.bytes().for_each(|digit| self.push(digit));
        }
        Some(())
    }

    /// Decimals and an exponent; whether they are well formed is for the plain number to say.
    fn push_rest(&mut self, rest: &str) -> Option<()> {
        let is_plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'e' | b'E' | b'+' | b'-');
        rest.bytes().all(is_plain).then(|| rest.bytes().for_each(|byte| self.push(byte)))
    }
}

/// In India the first group has at most two digits, as all but the last.
fn whole_starts_short(whole: &str, is_group: impl Fn(char) -> bool) -> bool {
    whole.split(is_group).next().is_some_and(|first| first.len() <= 2)
}

/// Whether a mark in a file is the one that is declared: typists and typesetters do not write the same space or apostrophe.
fn is_same_mark(declared: char, found: char) -> bool {
    let alike = |marks: &[char]| marks.contains(&declared) && marks.contains(&found);
    declared == found || alike(&[' ', '\u{a0}', '\u{202f}']) || alike(&['\'', '’'])
}

fn bare_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Takes off what stands around a number: spaces, a sign before or after, brackets for less than nothing, and a currency,
/// percent sign or unit.
fn undress(text: &str, notation: Notation) -> Option<(bool, &str)> {
    let text = text.trim();
    let (bracketed, text) = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let digit = text.find(|c: char| c.is_ascii_digit())?;
    // `.5` begins with its decimal mark.
    let first = text[..digit].strip_suffix(notation.decimal).map_or(digit, str::len);
    let last = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (before, core, after) = (&text[..first], text.get(first..last)?, &text[last..]);
    let (signs_before, after_minus) = (affix(before)?, affix(after.strip_prefix(notation.decimal).unwrap_or(after))?);
    match (bracketed, signs_before, after_minus) {
        (false, None, None) => Some((false, core)),
        (true, None, None) => Some((true, core)),
        (false, Some(negative), None) | (false, None, Some(negative)) => Some((negative, core)),
        _ => None,
    }
}

/// The sign among what stands before or after a number, `Some(true)` for minus; `None` if there is more than one sign or
/// something that is no part of a number's clothes.
fn affix(text: &str) -> Option<Option<bool>> {
    let mut sign = None;
    if text.chars().count() > LONGEST_AFFIX {
        return None;
    }
    for c in text.chars() {
        match c {
            '-' | '−' | '+' if sign.is_none() => sign = Some(c != '+'),
            '-' | '−' | '+' | '(' | ')' | ',' | ';' => return None,
            _ => {}
        }
    }
    Some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, group: Option<char>, decimal: char, bare: bool) -> Option<String> {
        Plain::read(text, Notation { group, decimal, bare }).map(|plain| plain.text().to_owned())
    }

    #[test]
    fn money_and_percent_become_plain() {
        let money = |text| read(text, Some(','), '.', false);
        for (text, plain) in [
            ("$1,234.50", "1234.50"),
            ("£ 10,150,499.00", "10150499.00"),
            ("(1,234.50)", "-1234.50"),
            ("($1,234.50)", "-1234.50"),
            ("1,234.50-", "-1234.50"),
            ("-$5", "-5"),
            ("$-5", "-5"),
            ("−5 %", "-5"),
            (" 12.5 % ", "12.5"),
            ("$.5", ".5"),
            ("12,34,567.00", "1234567.00"),
            ("US$ 7", "7"),
        ] {
            assert_eq!(money(text).as_deref(), Some(plain), "{text:?}");
        }
        for text in
            ["1,23", "1,2345", "1234,567", "12,345,67", "123,45,678", ",123", "1,,234", "$", "", "--5", "(-5)", "5 6"]
        {
            assert_eq!(money(text), None, "{text:?}");
        }
    }

    #[test]
    fn groups_and_decimals_are_those_declared() {
        assert_eq!(read("1.234,50", Some('.'), ',', true).as_deref(), Some("1234.50"));
        assert_eq!(read("1.234", None, ',', true), None);
        for space in [' ', '\u{a0}', '\u{202f}'] {
            assert_eq!(read(&format!("-1{space}234"), Some(' '), '.', true).as_deref(), Some("-1234"));
        }
        assert_eq!(read("$5", Some(','), '.', true), None);
        assert_eq!(read("1,5e3", None, ',', true).as_deref(), Some("1.5e3"));
        assert_eq!(read(&"9".repeat(500), Some(','), '.', false), None);
    }
}
