//! What a column of text would be, but for a few of its cells.

use super::column::shape;
use super::form::Dress;
use super::kind::{Cells, moment, numbers};
use super::profile::Profile;
use crate::model::schema::FieldType;

/// One value in so many may be another.
const VALUES_FOR_EACH: u64 = 10;

/// The type of all values of a column but a few.
#[derive(Debug, Clone, PartialEq)]
pub struct Mostly {
    /// Their type: numbers, days or times.
    pub kind: FieldType,
    /// What stands between thousands, where something does.
    pub group_char: Option<char>,
    /// What stands before decimals, where it is not a point.
    pub decimal_char: Option<char>,
    /// `false` where signs or spaces stand around the numbers.
    pub bare_number: Option<bool>,
    /// What the first of the few others looks like: its shape, for its value may be about a person.
    pub other: String,
}

/// What so many values of a column would be, were it not for a few of them.
pub(super) fn mostly(label: &str, profile: &Profile, values: u64, cells: Cells) -> Option<Mostly> {
    let few = profile.texts.count;
    let rest = values.checked_sub(few)?;
    let is_few = few == 1 || few.saturating_mul(VALUES_FOR_EACH) <= values;
    if few == 0 || !is_few || rest <= few {
        return None;
    }
    let moments: u64 = profile.moments.iter().map(|(_, tally)| tally.count).sum();
    let judgement = if moments == rest { Some(moment(profile)) } else { numbers(label, profile, rest, cells) }?;
    // Which of day and month comes first is a question of its own.
    let kind = judgement.kind.filter(|kind| *kind != FieldType::String && judgement.question.is_none())?;
    let dress = judgement.dress.unwrap_or_default();
    Some(Mostly {
        kind,
        group_char: dress.group,
        decimal_char: dress.decimal_char(),
        bare_number: dress.bare_number(),
        other: shape(profile.odd.as_deref().unwrap_or_default()),
    })
}

impl Dress {
    /// What stands before decimals, where it is not a point.
    pub(super) fn decimal_char(self) -> Option<char> {
        self.decimal.filter(|mark| *mark != '.')
    }

    /// `false` where something stands around the number.
    pub(super) fn bare_number(self) -> Option<bool> {
        self.is_around.then_some(false)
    }
}
