//! What people meant and what they call it: days that are written as at home, and places in a file in words.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;

use super::node::{Kind, Node};
use crate::diagnostic::Finding;

/// Stands in the place of a day that nobody has written yet, in lines that wait for an answer. It is no TOML, so that it cannot
/// be taken for one.
pub const BLANK_DAY: &str = "YYYY-MM-DD";

/// Keys that tell an entry of a list from its like, the best first.
const NAMING_KEYS: [&str; 6] = ["name", "path", "files", "url", "id", "title"];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// An entry of a list of tables in words: "the column `ward`", or "column 7" if it has no name.
pub(super) fn entry_words(schema: &Value, key: &str, at: usize, entry: &Node) -> String {
    let noun = schema["title"].as_str().map_or_else(|| format!("entry of {key}"), str::to_owned);
    let name = NAMING_KEYS.iter().find_map(|name| match &entry.at(&format!("/{name}"))?.kind {
        Kind::Plain(Value::String(text)) if !text.is_empty() => Some(text),
        _ => None,
    });
    match name {
        Some(name) => format!("the {noun} `{name}`"),
        None => format!("{noun} {}", at + 1),
    }
}

/// Adds to a finding the line with the day that was meant; where day and month cannot be told apart, both.
pub(super) fn with_day(finding: Finding, key: &str, written: &str) -> Finding {
    let days: Vec<Date> = days(written).into_iter().collect();
    match days.as_slice() {
        [day] => finding.help("Write the year first, then month and day.").fix(format!("{key} = {day}")),
        [one, other] => {
            finding.help(format!("Write the year first: `{key} = {one}` or `{key} = {other}`, whichever day is meant."))
        }
        _ => finding,
    }
}

/// Whether a text is a day in some notation.
pub(super) fn is_day(written: &str) -> bool {
    !days(written).is_empty()
}

/// The days that a text may mean: none, one, or two where day and month can be confused.
fn days(written: &str) -> BTreeSet<Date> {
    let written = written.split('#').next().unwrap_or_default().to_lowercase();
    let parts: Vec<&str> = written.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return BTreeSet::new() };
    // Year, month, day in each of the orders in which they are written.
    let orders = if a.len() == 4 { vec![(a, b, c)] } else { vec![(c, a, b), (c, b, a)] };
    orders.into_iter().filter_map(|(year, month, day)| date(year, month, day)).collect()
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let by_name = MONTHS.iter().position(|name| month.len() >= 3 && name.starts_with(month));
    let month = by_name.map_or_else(|| month.parse().ok(), |at| i8::try_from(at + 1).ok())?;
    let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|ending| day.strip_suffix(ending));
    let day = ordinal.unwrap_or(day).parse().ok()?;
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::days;

    fn meant(written: &str) -> Vec<String> {
        days(written).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn days_are_read_in_the_notations_of_people() {
        for written in ["11/21/2026", "21.11.2026  # a day", "2026/11/21", "November 21st, 2026", "21 Nov 2026"] {
            assert_eq!(meant(written), ["2026-11-21"], "{written}");
        }
        assert_eq!(meant("\"2/11/2026\""), ["2026-02-11", "2026-11-02"]);
        for written in ["11/21", "31/31/2026", "a-b-c", "1.2.26", "trees", ""] {
            assert_eq!(meant(written), [""; 0], "{written}");
        }
    }
}
