//! Columns of which somebody should ask whether they may be public: addresses and numbers of people, notes of colleagues.

use super::profile::Profile;
use crate::model::plain_letters;
use crate::model::schema::FieldType;

/// Words of labels over what colleagues write for each other.
const NOTES: [&str; 18] = [
    "internal",
    "interne",
    "intern",
    "interno",
    "note",
    "notes",
    "comment",
    "comments",
    "remark",
    "remarks",
    "commentaire",
    "commentaires",
    "remarque",
    "remarques",
    "bemerkung",
    "bemerkungen",
    "observaciones",
    "confidential",
];

/// Words of labels over telephone numbers.
const PHONES: [&str; 8] = ["phone", "phones", "telephone", "telefon", "telefono", "tel", "mobile", "fax"];

/// The question whether a column may be public, if there is reason to ask.
pub(super) fn question(label: &str, kind: &FieldType, profile: &Profile) -> Option<String> {
    let values = profile.values();
    if values == 0 {
        return None;
    }
    let label = plain_letters(label).to_lowercase();
    let has = |known: &[&str]| label.split(|c: char| !c.is_alphanumeric()).any(|word| known.contains(&word));
    let is_text = *kind == FieldType::String;
    let (emails, phones) = (profile.emails, profile.phones.count);
    let is_phone = phones * 2 > values || (has(&PHONES) && (*kind == FieldType::Integer || phones > 0));
    Some(if emails.count * 2 > values {
        "These look like e-mail addresses. May they be public?".to_owned()
    } else if emails.count > 0 {
        format!("An e-mail address stands in row {}. May it be public?", emails.first)
    } else if is_phone {
        "These look like telephone numbers. May they be public?".to_owned()
    } else if is_text && has(&NOTES) {
        "Notes are often written for colleagues only. May these be public?".to_owned()
    } else {
        return None;
    })
}

/// Whether a text is written as a telephone number: with its country's code, in three parts as in North America, or in
/// pairs as in France.
pub(super) fn is_phone(text: &str) -> bool {
    let is_usual = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '-' | '.' | '+' | '/');
    if text.len() > 24 || !text.starts_with(['+', '(', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
        return false;
    }
    // `x12`, `ext. 12`: the line in a house.
    let number = text.find(['x', 'X', 'e', 'E']).map_or(text, |at| text[..at].trim_end());
    if !number.chars().all(is_usual) {
        return false;
    }
    let parts: Vec<usize> = number.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|len| *len > 0).collect();
    let digits: usize = parts.iter().sum();
    match parts[..] {
        _ if number.starts_with('+') => parts.len() > 1 && (8..=15).contains(&digits),
        [3, 3, 4] | [1, 3, 3, 4] => true,
        [2, 2, 2, 2, 2] => number.starts_with('0'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_phone;

    #[test]
    fn telephone_numbers_are_told_from_codes() {
        for text in ["(617) 555-0100", "617-555-0100", "1 617.555.0100 x12", "+33 1 23 45 67 89", "01 23 45 67 89"] {
            assert!(is_phone(text), "{text}");
        }
        for text in ["2024-0001-23", "123-45-6789", "42.1, -71.2", "+5", "10 Main St", "2024-11-02", "1 200 300"] {
            assert!(!is_phone(text), "{text}");
        }
    }
}
