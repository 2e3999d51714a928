//! Columns as they are judged, and which of them may be a key.

use std::collections::HashMap;

use super::form::Dress;
use super::kind::{self, Cells, Judgement};
use super::moment::Zone;
use super::privacy;
use super::profile::{DISTINCT, Profile};
use super::proof::Proof;
use super::unit::unit;
use super::{Distinct, InspectedField};
use crate::model::schema::{Field, FieldType, Notation, Schema};
use crate::model::table::ZoneHabit;
use crate::model::{SourceFormat, plain_letters};
use crate::read::Shown;

/// Pairs of columns that are tried as a key.
const PAIRS: usize = 12;

/// Characters of a label that go into a name.
const LABEL: usize = 60;

/// Characters that the format of shapefiles leaves of a name.
const SHAPEFILE_NAME: usize = 10;

/// Labels of columns with positions on a plane.
const PLANE: [&str; 14] = [
    "x",
    "y",
    "x_coord",
    "y_coord",
    "xcoord",
    "ycoord",
    "coord_x",
    "coord_y",
    "point_x",
    "point_y",
    "easting",
    "northing",
    "eastings",
    "northings",
];

/// A column with what was judged of it.
pub(super) struct Judged {
    pub(super) field: InspectedField,
    pub(super) habit: ZoneHabit,
    /// Whether all its values differ and none is missing.
    is_unique: bool,
    distinct: u64,
    /// The first row without a value.
    pub(super) first_null: Option<u64>,
    /// How its numbers are written.
    pub(super) notation: Notation,
    /// Whether nobody knows yet if the day or the month comes first: its type was only tried with one of them.
    is_open_order: bool,
}

/// Judges all columns of a table. `shown` says of some labels how the workbook shows the numbers below them.
pub(super) fn judge(
    schema: &Schema,
    profiles: Vec<Profile>,
    shown: &HashMap<String, Shown>,
    format: SourceFormat,
) -> Vec<Judged> {
    // A number in a cell has a value and a look, and only the value is data.
    let drops_zeros = format == SourceFormat::Spreadsheet;
    let judge = |(field, profile): (&Field, Profile)| {
        one(field, profile, Cells { drops_zeros, shown: shown.get(&field.source).copied() })
    };
    schema.fields.iter().zip(profiles).map(judge).collect()
}

fn one(Field { name, source, kind: known, .. }: &Field, profile: Profile, cells: Cells) -> Judged {
    let judgement = match known {
        FieldType::GeoJson => kind::judge_shapes(&profile),
        _ => kind::judge(source, &profile, cells),
    };
    let Judgement { kind, why, mut question, instead, is_open_order, missing_values, dress, mostly } = judgement;
    let kind = kind.unwrap_or(FieldType::String);
    if source.trim().is_empty() {
        question = Some("This column has no label. What does it hold?".to_owned());
    }
    let is_numeric = matches!(kind, FieldType::Integer | FieldType::Number { .. });
    // What is shown as 25 % is 0.25, whatever its label says.
    let has_unit = is_numeric && cells.shown != Some(Shown::Percent);
    let missing = profile.missing.iter().map(|(_, tally)| tally).filter(|_| !missing_values.is_empty());
    let absent = std::iter::once(&profile.empty).chain(missing).filter(|tally| tally.count > 0);
    let nulls = absent.clone().map(|tally| tally.count).sum();
    let first_null = absent.map(|tally| tally.first).min();
    let known = profile.distinct.len() as u64 - missing_values.len() as u64 * u64::from(!profile.is_overfull);
    let zone = profile.moments.first().and_then(|(moment, _)| moment.time).map(|time| time.zone);
    let is_offset = matches!(kind, FieldType::DateTime { .. }) && zone == Some(Zone::Offset);
    let privacy = privacy::question(source, &kind, &profile);
    Judged {
        habit: if is_offset { ZoneHabit::Offset } else { ZoneHabit::Local },
        is_unique: !profile.has_repeats && nulls == 0 && profile.values() > 0,
        distinct: known,
        first_null,
        is_open_order,
        notation: dress.map_or_else(Notation::default, |dress| Notation {
            group: dress.group,
            decimal: dress.decimal.unwrap_or('.'),
            bare: !dress.is_around,
        }),
        field: InspectedField {
            source: source.clone(),
            name: name.clone(),
            kind,
            why,
            question,
            instead,
            privacy,
            near_key: None,
            unit: has_unit.then(|| unit(source, dress.and_then(|dress| dress.sign))).flatten(),
            missing_values,
            group_char: dress.and_then(|dress| dress.group),
            decimal_char: dress.and_then(Dress::decimal_char),
            bare_number: dress.and_then(Dress::bare_number),
            mostly,
            empty: profile.empty.count,
            nulls,
            distinct: if profile.is_overfull { Distinct::MoreThan(DISTINCT as u64) } else { Distinct::Exactly(known) },
            is_unique: !profile.has_repeats && profile.values() > 0,
            min: None,
            max: None,
            examples: profile.examples,
        },
    }
}

/// Asks for the whole names of columns that a shapefile has cut.
pub(super) fn ask_for_names(fields: &mut [InspectedField]) {
    for field in fields.iter_mut().filter(|field| field.source.chars().count() == SHAPEFILE_NAME) {
        let question = "Shapefiles cut names after ten characters. What is the whole name?";
        field.question.get_or_insert_with(|| question.to_owned());
    }
}

/// A column of shapes that cannot be read before somebody says where on Earth they lie.
pub(super) fn unplaced(field: &Field) -> InspectedField {
    let why = "shapes, of which the file does not say where on Earth they lie".to_owned();
    InspectedField { why, ..one(field, Profile::default(), Cells::default()).field }
}

impl Judged {
    /// Takes what the second pass found out.
    pub(super) fn settle(&mut self, proof: Proof) {
        // What is wrong with a shape is a finding, and makes no text of it.
        if let Some(row) = proof.misfit.filter(|_| !self.field.kind.is_place()) {
            self.field.why = format!("the value in row {row} is no {}", self.field.kind.words());
            self.field.kind = FieldType::String;
            (self.field.group_char, self.field.decimal_char, self.field.bare_number) = (None, None, None);
            (self.field.unit, self.field.instead) = (None, Vec::new());
            return;
        }
        if self.is_open_order {
            // Whatever order it was tried with, it is nobody's answer: without a `format`, `check` asks for one.
            self.field.kind = self.field.kind.published();
            return;
        }
        if PLANE.contains(&self.field.source.to_lowercase().as_str())
            && [&proof.least, &proof.most].into_iter().flatten().any(|bound| bound.is_beyond(180.0))
        {
            let question = "These look like metres or feet on a map. Can longitude and latitude be exported as well?";
            self.field.question.get_or_insert_with(|| question.to_owned());
        }
        self.field.min = proof.least.map(|bound| bound.text);
        self.field.max = proof.most.map(|bound| bound.text);
    }

    /// How much the column looks like an identifier; the most likely first.
    pub(super) fn rank(&self) -> u8 {
        let label = self.field.source.to_lowercase();
        let mut words = label.split(|c: char| !c.is_alphanumeric());
        let is_named = words.any(|word| ["id", "key", "code", "number", "no", "nr"].contains(&word))
            || label.ends_with("id")
            || label.ends_with("key");
        match (&self.field.kind, is_named) {
            (_, true) => 0,
            (FieldType::Integer | FieldType::String, false) => 1,
            _ => 2,
        }
    }
}

/// The column that identifies a row, if one does.
pub(super) fn single_key(judged: &[Judged], rows: u64) -> Option<usize> {
    // What may not be public cannot be what people quote a row by.
    let is_key = |judged: &Judged| judged.is_unique && judged.rank() < 2 && judged.field.privacy.is_none();
    let candidates = (0..judged.len()).filter(|at| rows > 1 && is_key(&judged[*at]));
    candidates.min_by_key(|at| (judged[*at].rank(), *at))
}

/// Pairs of columns that may identify a row together: with few different values each, but enough together.
pub(super) fn pairs(judged: &[Judged], rows: u64) -> Vec<(usize, usize)> {
    let is_part = |at: &usize| {
        let field = &judged[*at].field;
        let is_measure = matches!(field.kind, FieldType::Number { .. } | FieldType::Boolean { .. });
        // With a column whose values hardly repeat, any other is unique by chance.
        let is_chance = judged[*at].distinct.saturating_mul(10) > rows.saturating_mul(9) && judged[*at].rank() > 0;
        field.nulls == 0
            && judged[*at].distinct > 1
            && !(is_measure || is_chance || field.privacy.is_some())
            && judged[*at].notation.is_plain()
    };
    let parts: Vec<usize> = (0..judged.len()).filter(is_part).collect();
    let mut pairs: Vec<(usize, usize)> = parts
        .iter()
        .enumerate()
        .flat_map(|(at, first)| parts[at + 1..].iter().map(|second| (*first, *second)))
        .collect();
    pairs.retain(|(first, second)| judged[*first].distinct.saturating_mul(judged[*second].distinct) >= rows);
    pairs.sort_by_key(|(first, second)| (judged[*first].rank() + judged[*second].rank(), first + second));
    pairs.truncate(PAIRS);
    pairs
}

/// A name for a column: plain lower-case letters, digits and underscores, unlike those that are taken.
pub(super) fn name(label: &str, at: usize, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = String::new();
    let label: String = label.chars().take(LABEL).collect();
    // `# of seats`: people read the sign as a word.
    let words = plain_letters(&label).to_lowercase().replace('#', " number ").replace('\u{2019}', "'");
    let is_genitive = |rest: &str| rest.strip_prefix("'s").is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    for (at, c) in words.char_indices().take(LABEL) {
        match c {
            '\'' if is_genitive(&words[at..]) => {}
            'a'..='z' | '0'..='9' => name.push(c),
            _ if !name.is_empty() && !name.ends_with('_') => name.push('_'),
            _ => {}
        }
    }
    let name = name.trim_matches('_');
    let name = match name.chars().next() {
        None => format!("column_{}", at + 1),
        Some('0'..='9') => format!("c_{name}"),
        Some(_) => name.to_owned(),
    };
    (1..)
        .map(|number| if number == 1 { name.clone() } else { format!("{name}_{number}") })
        .find(|name| !is_taken(name))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_keep_the_letters_of_their_labels() {
        for (label, expected) in [
            ("Código", "codigo"),
            ("Équipement", "equipement"),
            ("Coût (€)", "cout"),
            ("État", "etat"),
            ("# of Seats", "number_of_seats"),
            ("Case #", "case_number"),
            ("Dog's Name", "dogs_name"),
            ("Nom de l’école", "nom_de_l_ecole"),
            ("Owner’s", "owners"),
            ("2024 Total", "c_2024_total"),
            ("€", "column_1"),
        ] {
            assert_eq!(name(label, 0, |_| false), expected, "{label}");
        }
        assert_eq!(name("État", 1, |taken| taken == "etat"), "etat_2");
    }
}
