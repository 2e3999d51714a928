//! What a person should look at in a column: why it has its type, and what its values leave open.

use crate::draft::{InspectedField, Instead, Unit};

/// The cell under `Please check`: sentences that say where in the row the answer goes.
pub(super) fn asked(field: &InspectedField) -> String {
    let mut said = Vec::new();
    let mut why = field.why.chars();
    if let Some(first) = why.next() {
        said.push(format!("{}{}.", first.to_uppercase(), why.as_str()));
    }
    said.extend(field.near_key.map(|near| format!("It would identify a row, but it {}.", near.words())));
    said.extend(field.privacy.as_deref().map(|question| format!("{question} If not, write no under Publish.")));
    said.extend(field.question.clone());
    said.extend(field.instead.iter().filter_map(answer));
    if let Some(Unit::Sign(sign)) = field.unit {
        said.push(format!("Which money is `{sign}`? Write its three letters, such as USD, under Unit."));
    }
    said.join(" ")
}

/// Where an answer goes that is not what was taken for likely.
fn answer(instead: &Instead) -> Option<String> {
    let pattern = instead.value.trim_matches('"');
    match instead.key {
        "format" => {
            let other = pattern.replace("%d", "\0").replace("%m", "%d").replace('\0', "%m");
            let is_day_first = pattern.find("%d") < pattern.find("%m");
            let (month, day) = if is_day_first { (other.as_str(), pattern) } else { (pattern, other.as_str()) };
            Some(format!("Write under Format {month} if the month comes first, {day} if the day does."))
        }
        "missing_values" => Some("If so, write it under Missing values.".to_owned()),
        _ => None,
    }
}
