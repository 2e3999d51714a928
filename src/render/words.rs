//! Numbers, days and rules as people read them.

use super::context;
use crate::model::schema::{Field, FieldType};
use crate::model::table::format_number;
use crate::model::{ContactPoint, Date, Format, Period, PeriodEnd};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `312,480`.
pub(super) fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number as it is if it is short, else to four digits: `1,234,568`, `12.35`, `0.001235`.
pub(super) fn about(value: f64) -> String {
    let text = format_number(value);
    if text.len() <= 6 || value == 0.0 {
        return text;
    }
    let sign = if value < 0.0 { "-" } else { "" };
    if (1e3..1e15).contains(&value.abs()) {
        return format!("{sign}{}", number(value.abs().round() as u64));
    }
    // Rounded through the text, which every machine does alike.
    let rounded = format!("{value:.3e}").parse().unwrap_or(value);
    format_number(rounded)
}

/// `2.4 MB`, in powers of ten as file managers count.
pub(super) fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut unit = "bytes";
    for next in ["kB", "MB", "GB", "TB"] {
        if value < 1000.0 {
            break;
        }
        value /= 1000.0;
        unit = next;
    }
    match unit {
        "bytes" => format!("{bytes} bytes"),
        _ if value < 9.95 => format!("{value:.1} {unit}"),
        _ => format!("{value:.0} {unit}"),
    }
}

/// `2 November 2026`.
pub(super) fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), MONTHS[date.month() as usize - 1], date.year())
}

pub(super) fn day(date_: Date) -> context::Day {
    context::Day { text: date(date_), iso: date_.to_string() }
}

/// The time that data covers.
pub(super) fn period(period: &Period) -> String {
    match period.end {
        PeriodEnd::Ongoing => format!("{} onwards", date(period.start)),
        PeriodEnd::On(end) => format!("{} to {}", date(period.start), date(end)),
    }
}

pub(super) fn contact(contact: &ContactPoint) -> context::Contact {
    context::Contact { name: contact.name.clone(), email: contact.email.clone() }
}

/// The first sentences of a text, up to about 200 characters, on one line.
pub(super) fn summary(text: &str) -> String {
    const ENOUGH: usize = 200;
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.chars().count() <= ENOUGH {
        return plain;
    }
    let cut = plain.char_indices().nth(ENOUGH).map_or(plain.len(), |(at, _)| at);
    match plain[..cut].rfind(". ") {
        Some(end) if end > 60 => plain[..=end].to_owned(),
        _ => format!("{}…", plain[..cut].rsplit_once(' ').map_or(&plain[..cut], |(words, _)| words)),
    }
}

/// For whom a format is.
pub(super) fn format_hint(format: Format) -> &'static str {
    match format {
        Format::Csv => "plain text that every program reads",
        Format::Xlsx => "opens in Excel, with what the columns mean",
        Format::Json => "for web developers",
        Format::JsonLines => {
            "one JSON record on each line, in gzip, because all in one list would be too large to open at once"
        }
        Format::Parquet => "small and fast, for data analysis",
        Format::GeoJson => "for maps",
    }
}

/// The rules of a column.
pub(super) fn rules(field: &Field, is_key: bool) -> Vec<String> {
    const SHOWN: usize = 20;
    let constraints = &field.constraints;
    let mut rules = Vec::new();
    if is_key {
        rules.push("part of the key".to_owned());
    }
    if constraints.required {
        rules.push("never empty".to_owned());
    }
    if constraints.unique {
        rules.push("no value twice".to_owned());
    }
    if let Some(bound) = &constraints.minimum {
        rules.push(format!("at least {bound}"));
    }
    if let Some(bound) = &constraints.maximum {
        rules.push(format!("at most {bound}"));
    }
    rules.extend(constraints.exclusive_minimum.as_ref().map(|bound| format!("more than {bound}")));
    rules.extend(constraints.exclusive_maximum.as_ref().map(|bound| format!("less than {bound}")));
    let noun = match field.kind {
        FieldType::List { .. } | FieldType::Array => "items",
        FieldType::Object => "members",
        _ => "characters",
    };
    match (constraints.min_length, constraints.max_length) {
        (Some(least), Some(most)) if least == most => rules.push(format!("{least} {noun}")),
        (least, most) => {
            rules.extend(least.map(|least| format!("at least {least} {noun}")));
            rules.extend(most.map(|most| format!("at most {most} {noun}")));
        }
    }
    if let Some(pattern) = &constraints.pattern {
        rules.push(format!("matches {pattern}"));
    }
    if !constraints.enumeration.is_empty() {
        let more = if constraints.enumeration.len() > SHOWN { ", …" } else { "" };
        let words: Vec<String> = constraints.enumeration.iter().take(SHOWN).map(ToString::to_string).collect();
        rules.push(format!("one of: {}{more}", words.join(", ")));
    }
    if let Some(categories) = &field.categories {
        let more = if categories.values.len() > SHOWN { "; …" } else { "" };
        let words = categories.values.iter().take(SHOWN).map(|category| match category.label() {
            Some(label) => format!("{} = {label}", category.value()),
            None => category.value().to_string(),
        });
        rules.push(format!("one of: {}{more}", words.collect::<Vec<_>>().join("; ")));
    }
    let reasons = field.missing_values.iter().filter_map(|missing| Some((missing.value(), missing.label()?)));
    let reasons: Vec<String> = reasons.map(|(value, label)| format!("{label} ({value})")).collect();
    if !reasons.is_empty() {
        rules.push(format!("empty where the source says: {}", reasons.join(", ")));
    }
    rules
}

/// A language's own name, where we know it.
pub(super) fn language_name(tag: &str) -> String {
    let name = match tag.split('-').next().unwrap_or_default() {
        "en" => "English",
        "es" => "Español",
        "pt" => "Português",
        "fr" => "Français",
        "ht" => "Kreyòl ayisyen",
        "vi" => "Tiếng Việt",
        "zh" => "中文",
        "ar" => "العربية",
        "ru" => "Русский",
        "so" => "Soomaali",
        "de" => "Deutsch",
        "it" => "Italiano",
        _ => tag,
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sizes() {
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(12), "12");
        for (value, text) in
            [(0.25, "0.25"), (12.345678, "12.35"), (-1234567.8, "-1,234,568"), (0.00123456, "0.001235")]
        {
            assert_eq!(about(value), text);
        }
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(2_400_000), "2.4 MB");
        assert_eq!(size(26_442_625), "26 MB");
    }

    #[test]
    fn summaries_end_with_a_sentence() {
        let text =
            format!("{} {}", "A first sentence that is long enough to stand for the whole of it.", "word ".repeat(80));
        assert!(summary(&text).ends_with("of it."));
        assert_eq!(summary("Two\n lines."), "Two lines.");
    }
}
