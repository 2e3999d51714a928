//! The unit of a column's numbers, as far as its label or the signs around the numbers tell it.

/// What is known of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// It is this.
    Known(String),
    /// A sign that stands for the money of several countries.
    Sign(char),
}

/// Words that are units where they stand in brackets at the end of a label.
const UNITS: [&str; 56] = [
    "m", "km", "cm", "mm", "ft", "feet", "in", "inches", "mi", "miles", "yd", "m2", "m²", "sq m", "sq ft", "sqft",
    "sq mi", "km²", "ha", "hectares", "acres", "ac", "m3", "m³", "l", "gal", "gallons", "kg", "g", "t", "lb", "lbs",
    "tons", "tonnes", "°c", "°f", "%", "percent", "w", "kw", "mw", "kwh", "mwh", "ppm", "ppb", "mg/l", "µg/m³", "db",
    "km/h", "mph", "min", "minutes", "hours", "days", "years", "months",
];

/// Codes of ISO 4217.
const MONEY: [&str; 9] = ["USD", "EUR", "GBP", "CAD", "AUD", "NZD", "CHF", "MXN", "BRL"];

/// The unit of a column of numbers with this label and this sign at the numbers.
pub(super) fn unit(label: &str, sign: Option<char>) -> Option<Unit> {
    match sign {
        Some('€') => return Some(Unit::Known("EUR".to_owned())),
        Some('£') => return Some(Unit::Known("GBP".to_owned())),
        Some('%') => return Some(Unit::Known("%".to_owned())),
        Some(sign) => return Some(Unit::Sign(sign)),
        None => {}
    }
    let word = bracketed(label)?;
    match word {
        "$" => Some(Unit::Sign('$')),
        "€" => Some(Unit::Known("EUR".to_owned())),
        "£" => Some(Unit::Known("GBP".to_owned())),
        _ if MONEY.contains(&word) || UNITS.contains(&word.to_lowercase().as_str()) => {
            Some(Unit::Known(word.to_owned()))
        }
        _ => None,
    }
}

/// Whether the unit in a label is money.
pub(super) fn is_money(label: &str) -> bool {
    bracketed(label).is_some_and(|word| ["$", "€", "£", "¥"].contains(&word) || MONEY.contains(&word))
}

/// What stands in brackets at the end of a label.
fn bracketed(label: &str) -> Option<&str> {
    let (_, bracketed) = label.trim().strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
    Some(bracketed.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_stand_in_brackets_or_at_the_numbers() {
        let known = |unit: &str| Some(Unit::Known(unit.to_owned()));
        assert_eq!(unit("Height (m)", None), known("m"));
        assert_eq!(unit("Area [sq ft] ", None), known("sq ft"));
        assert_eq!(unit("Share", Some('%')), known("%"));
        assert_eq!(unit("Amount (USD)", None), known("USD"));
        assert_eq!(unit("Amount", Some('£')), known("GBP"));
        assert_eq!(unit("Amount", Some('$')), Some(Unit::Sign('$')));
        for label in ["Trees (all)", "Height", "(m", "m)", "Count (2024)"] {
            assert_eq!(unit(label, None), None, "{label}");
        }
    }
}
