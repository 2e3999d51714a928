//! What a person should look at: what is left out of a table or hidden in it, why a column has its type, and what its values
//! leave open.

use crate::draft::{Around, InspectedField, InspectedTable, Instead, Mostly, Unit, tables};
use crate::model::schema::{DateFormat, FieldType};
use crate::read::pattern_words;

/// The cell under `Please check` of a column: sentences that say where in the row the answer goes.
pub(super) fn of_column(field: &InspectedField) -> String {
    let mut said = Vec::new();
    let mut why = field.why.chars();
    if let Some(first) = why.next() {
        said.push(format!("{}{}.", first.to_uppercase(), why.as_str()));
    }
    said.extend(field.mostly.as_ref().map(others));
    said.extend(field.near_key.map(|near| format!("It would identify a row, but it {}.", near.words())));
    said.extend(field.privacy.as_deref().map(|question| format!("{question} If not, write no under Publish.")));
    said.extend(field.question.clone());
    said.extend(field.instead.iter().filter_map(answer));
    if let Some(Unit::Sign(sign)) = field.unit {
        said.push(format!("Which money is `{sign}`? Write its three letters, such as USD, under Unit."));
    }
    said.join(" ")
}

/// The cell under `Please check` of a table: sentences, each on a line.
pub(super) fn of_table(table: &InspectedTable) -> String {
    let Around { above, below, .. } = &table.around;
    let mut said: Vec<String> = above.iter().chain(below).cloned().collect();
    if below.is_some() {
        said.push("If that is wrong, say so to whoever looks after dataset.toml: it stands there.".to_owned());
    }
    said.extend(table.findings.iter().map(|finding| finding.message.clone()));
    if tables::is_note(table) {
        said.push(format!("{} To leave it out, write no under Publish.", tables::NOTE));
    }
    said.join("\n")
}

/// What to do where the column is text only because of a few cells.
fn others(mostly: &Mostly) -> String {
    let pattern = match &mostly.kind {
        FieldType::Date { format } | FieldType::DateTime { format, .. } | FieldType::Time { format } => Some(format),
        _ => None,
    };
    let more = match (&mostly.kind, pattern) {
        (FieldType::Integer | FieldType::Number { .. }, _) => "; how the numbers are written is filled in".to_owned(),
        (_, Some(DateFormat::Pattern(pattern))) => format!(", and write {} under Format", pattern_words(pattern)),
        _ => String::new(),
    };
    let (other, kind) = (&mostly.other, mostly.kind.name());
    format!(
        "The first of these cells looks like {other}. Mend them or write them under Missing values, then choose {kind} \
         under Type{more}."
    )
}

/// Where an answer goes that is not what was taken for likely.
fn answer(instead: &Instead) -> Option<String> {
    match instead.key {
        "format" => {
            let pattern = instead.value.trim_matches('"');
            let first = if pattern.find("%d") < pattern.find("%m") { "day" } else { "month" };
            Some(format!("Write {} under Format if the {first} comes first.", pattern_words(pattern)))
        }
        "missing_values" => Some("If so, write it under Missing values.".to_owned()),
        _ => None,
    }
}
