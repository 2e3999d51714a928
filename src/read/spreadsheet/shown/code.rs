//! What a number format says of the numbers under it: `00000`, `$#,##0.00`, `0%` (ECMA-376 part 1, 18.8.31). Only what
//! changes how a column must be read is told apart; every other format shows the number as a number.

/// How a cell shows its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read::spreadsheet) enum Look {
    /// With a fixed number of digits, as codes have them: `00000`.
    Code(Pattern),
    /// With marks between thousands or a sign of money, and two decimals: `$#,##0.00`.
    Cents,
    /// Times a hundred: `0%`.
    Percent,
}

/// The digits and marks of a code. One of the ways to write it holds for all numbers, others up to a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read::spreadsheet) struct Pattern {
    ways: Vec<Way>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Way {
    /// The largest number that is written so.
    up_to: Option<u64>,
    marks: Vec<Mark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// `0`: a digit, which is a zero where the number has none.
    Digit,
    /// A character that stands for itself.
    Literal(char),
    /// Any other mark: `#`, `,`, `.`, `%`, …
    Other(char),
}

/// The longest format that is looked at; spreadsheet programs take 255 characters.
const LONGEST: usize = 255;

/// Digits that a number in a spreadsheet keeps.
const DIGITS: usize = 15;

/// Signs before or behind amounts, and parts of a hundred: what has one is no code.
const SIGNS: [char; 5] = ['$', '€', '£', '¥', '%'];

impl Look {
    /// What a format code says.
    pub(super) fn of(code: &str) -> Option<Look> {
        if code.len() > LONGEST {
            return None;
        }
        let ways = sections(code)?.into_iter().map(way).collect::<Option<Vec<Way>>>()?;
        let marks = &ways.first()?.marks;
        let others: String =
            marks.iter().filter_map(|mark| if let Mark::Other(other) = mark { Some(*other) } else { None }).collect();
        let is_numeric = |allowed: &str| others.chars().all(|other| allowed.contains(other));
        if others.is_empty() {
            return pattern(ways).map(Look::Code);
        }
        if others.contains('%') {
            return is_numeric("#?,.%*").then_some(Look::Percent);
        }
        let is_money =
            others.contains(',') || marks.iter().any(|mark| matches!(mark, Mark::Literal(c) if SIGNS.contains(c)));
        let numeric: Vec<&Mark> =
            marks.iter().filter(|mark| !matches!(mark, Mark::Literal(_) | Mark::Other('*'))).collect();
        let has_cents = matches!(numeric[..], [.., Mark::Other('.'), Mark::Digit, Mark::Digit]);
        (is_numeric("#?,.*") && is_money && has_cents && others.matches('.').count() == 1).then_some(Look::Cents)
    }

    /// What one of the formats says that every program knows by its number.
    pub(super) fn of_number(number: u32) -> Option<Look> {
        match number {
            4 | 7 | 8 | 39 | 40 | 43 | 44 => Some(Look::Cents),
            9 | 10 => Some(Look::Percent),
            _ => None,
        }
    }
}

impl Pattern {
    /// Whether a number is one that a code can be: whole, not negative, and with all its digits.
    pub(in crate::read::spreadsheet) fn suits(number: f64) -> bool {
        (0.0..1e15).contains(&number) && number.fract() == 0.0
    }

    /// A number as people see it, digits that have no place of their own before all others.
    pub(in crate::read::spreadsheet) fn show(&self, number: f64) -> String {
        let whole = number as u64;
        let way = self.ways.iter().find(|way| way.up_to.is_none_or(|most| whole <= most));
        let digits = whole.to_string();
        let Some(way) = way else { return digits };
        let mut rest = digits.bytes().rev().map(char::from);
        let first = way.marks.iter().position(|mark| *mark == Mark::Digit).unwrap_or(0);
        let mut shown = Vec::with_capacity(way.marks.len());
        for (at, mark) in way.marks.iter().enumerate().rev() {
            match mark {
                Mark::Digit => shown.push(rest.next().unwrap_or('0')),
                Mark::Literal(c) | Mark::Other(c) => shown.push(*c),
            }
            if at == first {
                shown.extend(rest.by_ref());
            }
        }
        shown.into_iter().rev().collect()
    }
}

/// The ways of a code: one for all numbers, or one up to a bound and one for the others. What is said of negative numbers
/// does not matter: they are no codes.
fn pattern(mut ways: Vec<Way>) -> Option<Pattern> {
    let is_bounded = ways[0].up_to.is_some();
    match (ways.len(), is_bounded) {
        (1, false) => {}
        (2, false) => ways.truncate(1),
        (2, true) if ways[1].up_to.is_none() => {}
        _ => return None,
    }
    let is_code = |way: &Way| {
        let digits = way.marks.iter().filter(|mark| **mark == Mark::Digit).count();
        let has_sign = way.marks.iter().any(|mark| matches!(mark, Mark::Literal(c) if SIGNS.contains(c)));
        let has_other = way.marks.iter().any(|mark| matches!(mark, Mark::Other(_)));
        (2..=DIGITS).contains(&digits) && !has_sign && !has_other
    };
    ways.iter().all(is_code).then_some(Pattern { ways })
}

/// The sections of a format that are about numbers; the one for text, which comes last, is not.
fn sections(code: &str) -> Option<Vec<&str>> {
    let (mut sections, mut start) = (Vec::new(), 0);
    let mut chars = code.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => _ = chars.by_ref().find(|(_, c)| *c == '"')?,
            '\\' | '_' | '*' => _ = chars.next()?,
            ';' => {
                sections.push(&code[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&code[start..]);
    let is_text = |section: &&str| section.contains('@') || *section == "General";
    if sections.len() > 1 && sections.last().is_some_and(is_text) {
        sections.pop();
    }
    Some(sections)
}

/// The marks of a section; nothing if it has letters, which stand for days, times or exponents.
fn way(section: &str) -> Option<Way> {
    let mut way = Way { up_to: None, marks: Vec::new() };
    let mut rest = section.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => loop {
                match rest.next()? {
                    '"' => break,
                    literal => way.marks.push(Mark::Literal(literal)),
                }
            },
            '\\' => way.marks.push(Mark::Literal(rest.next()?)),
            // A gap as wide as the character behind it.
            '_' => _ = rest.next()?,
            '*' => {
                rest.next()?;
                way.marks.push(Mark::Other('*'));
            }
            '[' => {
                let (inside, after) = rest.as_str().split_once(']')?;
                bracket(inside, &mut way)?;
                rest = after.chars();
            }
            '0' => way.marks.push(Mark::Digit),
            '-' | '+' | ' ' | '(' | ')' | ':' | '$' | '€' | '£' | '¥' => way.marks.push(Mark::Literal(c)),
            '#' | '?' | ',' | '.' | '%' | '/' => way.marks.push(Mark::Other(c)),
            _ => return None,
        }
    }
    Some(way)
}

/// What stands in brackets: a colour, a language, a sign of money, or up to which number a section holds.
fn bracket(inside: &str, way: &mut Way) -> Option<()> {
    const COLOURS: [&str; 8] = ["black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"];
    if let Some(money) = inside.strip_prefix('$') {
        let sign = money.split('-').next().unwrap_or_default();
        way.marks.extend(sign.chars().map(Mark::Literal));
    } else if let Some(bound) = inside.strip_prefix("<=") {
        way.up_to = Some(bound.trim().parse().ok()?);
    } else if let Some(bound) = inside.strip_prefix('<') {
        way.up_to = Some(bound.trim().parse::<u64>().ok()?.checked_sub(1)?);
    } else if !COLOURS.contains(&inside.to_ascii_lowercase().as_str()) {
        return None;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_shown_with_their_zeros_and_marks() {
        let shown = |code: &str, number: f64| match Look::of(code) {
            Some(Look::Code(pattern)) => pattern.show(number),
            other => panic!("{code}: {other:?}"),
        };
        for (code, number, expected) in [
            ("00000", 2101.0, "02101"),
            ("00000", 123_456.0, "123456"),
            ("00000", 0.0, "00000"),
            ("00000-0000", 21_011_234.0, "02101-1234"),
            ("000-00-0000", 12_345_678.0, "012-34-5678"),
            ("000\\-00\\-0000", 9_112_345_678.0, "9112-34-5678"),
            ("\"A\"000", 7.0, "A007"),
            ("\"A\"000\" x\"", 1234.0, "A1234 x"),
            ("[<=99999]00000;00000-0000", 2101.0, "02101"),
            ("[<100000]00000;00000\\-0000", 21_011_234.0, "02101-1234"),
            ("00000;-00000", 5.0, "00005"),
            ("[Red]00000_);@", 5.0, "00005"),
            ("[$-409]00\\:00", 930.0, "09:30"),
        ] {
            assert_eq!(shown(code, number), expected, "{code} {number}");
        }
        assert!(Pattern::suits(0.0) && Pattern::suits(999_999_999_999_999.0));
        for number in [-1.0, 0.5, 1e15, f64::NAN, f64::INFINITY] {
            assert!(!Pattern::suits(number), "{number}");
        }
    }

    #[test]
    fn other_formats_show_numbers() {
        for code in [
            "",
            "0",
            "General",
            "@",
            "#",
            "#,##0",
            "0.00",
            "0 \"km\"",
            "yyyy",
            "h:mm",
            "00E+00",
            "0000000000000000",
            "00/00",
            "$00",
            "00\"%\"",
            "000;;;",
            "00;00;00",
            "[>5]00;000",
            "[h]:00",
            "\"open",
            "0\\",
            "00,",
            "#00",
            "[<=9]00;0",
            "[<x]00;000",
            "[<0]00;000",
        ] {
            assert_eq!(Look::of(code), None, "{code}");
        }
        assert_eq!(Look::of(&"0".repeat(LONGEST + 1)), None);
    }

    #[test]
    fn cents_and_percent_are_told() {
        for code in [
            "#,##0.00",
            "$#,##0.00",
            "\"$\"#,##0.00_);[Red](\"$\"#,##0.00)",
            "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)",
            "[$€-407]0.00",
            "#,##0.00\\ [$€-407]",
        ] {
            assert_eq!(Look::of(code), Some(Look::Cents), "{code}");
        }
        for code in ["0.00", "#,##0", "#,##0.0", "#,##0.00,", "#,##0.000"] {
            assert_eq!(Look::of(code), None, "{code}");
        }
        assert_eq!(Look::of("0%"), Some(Look::Percent));
        assert_eq!(Look::of("0.0%;[Red]-0.0%"), Some(Look::Percent));
        assert_eq!((Look::of_number(44), Look::of_number(10)), (Some(Look::Cents), Some(Look::Percent)));
        assert_eq!((Look::of_number(0), Look::of_number(2), Look::of_number(49)), (None, None, None));
    }
}
