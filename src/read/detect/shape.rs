//! What the text of a single cell looks like.

/// Words that people write where a value is missing.
const MISSING: [&str; 35] = [
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
    "n.d.",
    "n.d",
    "n/d",
    "s/d",
    "k.a.",
    "k. a.",
    "keine angabe",
    "unbekannt",
    "inconnu",
    "desconocido",
    "sin datos",
];

/// Whether a text is a word that often stands for a missing value, or nothing but spaces.
pub fn is_missing(text: &str) -> bool {
    let word = text.trim();
    // Nobody sees the spaces of a cell that holds nothing else.
    word.is_empty() || (word.len() <= 14 && MISSING.iter().any(|known| word.eq_ignore_ascii_case(known)))
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
