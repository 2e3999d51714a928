//! What the values of a column are like, in words.

use super::{context::Summary, words};
use crate::model::schema::Field;
use crate::model::{ColumnProfile, Distinct, Frequent, Lengths};

/// How many frequent values are shown: for a look, not for statistics.
const FREQUENT: usize = 3;

/// Characters of a value that are shown.
const LONGEST: usize = 40;

/// The lines about a column's values; none about what is not known of it.
pub(super) fn summary(field: &Field, profile: &ColumnProfile) -> Vec<Summary> {
    let line = |label: &str, value: String| Summary { label: label.to_owned(), value };
    let mut lines =
        vec![line("Missing", if profile.nulls == 0 { "none".to_owned() } else { words::number(profile.nulls) })];
    lines.push(line(
        "Different values",
        match profile.distinct {
            Distinct::Exactly(count) => words::number(count),
            Distinct::About(count) => format!("about {}", words::number(count)),
        },
    ));
    if let (true, Some(low), Some(high)) = (field.kind.has_range(), &profile.minimum, &profile.maximum) {
        lines.push(line("Smallest to largest", format!("{low} to {high}")));
    }
    if let Some(mean) = profile.mean {
        lines.push(line("Mean", words::about(mean)));
    }
    if let Some(quantiles) = &profile.quantiles {
        lines.extend(quantiles.p50.map(|median| line("Median", words::about(median))));
        if let (Some(low), Some(high)) = (quantiles.p25, quantiles.p75) {
            lines.push(line("Middle half", format!("{} to {}", words::about(low), words::about(high))));
        }
    }
    if let Some(Lengths { shortest, longest }) = profile.lengths {
        let range = if shortest == longest {
            words::number(longest)
        } else {
            format!("{shortest} to {}", words::number(longest))
        };
        lines.push(line("Characters", range));
    }
    if !profile.frequent.is_empty() {
        let told: Vec<String> = profile.frequent.iter().take(FREQUENT).map(frequent).collect();
        lines.push(line("Most frequent", told.join(", ")));
    }
    lines
}

/// `Open (1,204)`.
fn frequent(one: &Frequent) -> String {
    let mut value: String = one.value.chars().take(LONGEST).collect();
    if value.len() < one.value.len() {
        value.push('…');
    }
    let bound = if one.is_exact { "" } else { "at least " };
    format!("{value} ({bound}{})", words::number(one.count))
}
