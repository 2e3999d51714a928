//! What the text of a single cell looks like.

/// Words that people write where a value is missing.
const MISSING: [&str; 24] = [
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "#n/a",
    "null",
    "none",
    "nil",
    "nan",
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "..",
    "*",
    "**",
    "***",
    "?",
    "not available",
    "not applicable",
    "unknown",
    "missing",
];

/// Whether a text is a word that often stands for a missing value.
pub fn is_missing(text: &str) -> bool {
    text.len() <= 14 && MISSING.iter().any(|word| text.trim().eq_ignore_ascii_case(word))
}

/// Whether a text is a number, a day or a time in any of the usual ways, and so no label.
pub(super) fn is_data(text: &str) -> bool {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 {
        return false;
    }
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    let is_usual = |c: char| c.is_alphanumeric() || c.is_whitespace() || "+-.,:/%$€£()'".contains(c);
    let has_usual_letters =
        letters.is_empty() || ["am", "pm", "t", "tz", "z", "e"].iter().any(|known| letters.eq_ignore_ascii_case(known));
    has_usual_letters && text.chars().all(is_usual)
}

/// Whether a text is a year, which may be a label too.
pub(super) fn is_year(text: &str) -> bool {
    let year = text.trim();
    year.len() == 4 && year.parse::<u16>().is_ok_and(|year| (1800..=2100).contains(&year))
}
