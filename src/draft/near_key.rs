//! The column that would identify a row, but for a few of them.

use serde::Serialize;

use super::Distinct;
use super::judgement::Judged;
use crate::model::schema::FieldType;

/// One row in so many may stand in the way of a key.
const ROWS_FOR_EACH: u64 = 20;

/// The fewest rows of which something can be said.
const FEWEST: u64 = 5;

/// What keeps a column from being a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NearKey {
    /// Rows in which it is empty.
    pub empty: u64,
    /// The first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_empty: Option<u64>,
    /// Rows with a value that an earlier one has.
    pub repeats: u64,
}

impl NearKey {
    /// In words that go on after the name of the column: `is empty in row 64`.
    pub fn words(&self) -> String {
        let empty = self.first_empty.map(|row| match self.empty {
            1 => format!("is empty in row {row}"),
            count => format!("is empty in {count} rows, the first of them row {row}"),
        });
        let repeats = match self.repeats {
            0 => None,
            1 => Some("repeats an earlier value in 1 row".to_owned()),
            count => Some(format!("repeats earlier values in {count} rows")),
        };
        empty.into_iter().chain(repeats).collect::<Vec<_>>().join(", and ")
    }

    /// What keeps a column of so many rows from being a key; `None` if nothing does, or too much.
    fn of(judged: &Judged, rows: u64) -> Option<Self> {
        let (Distinct::Exactly(distinct), empty) = (judged.field.distinct, judged.field.nulls) else { return None };
        let repeats = rows.checked_sub(empty)?.checked_sub(distinct)?;
        let is_near = (1..=(rows / ROWS_FOR_EACH).max(1)).contains(&(empty + repeats));
        is_near.then_some(NearKey { empty, first_empty: judged.first_null, repeats })
    }
}

/// Marks the column that comes closest to a key, where none is one, and says whether there is such a column: it is named like
/// an identifier, or the first.
pub(super) fn mark(judged: &mut [Judged], rows: u64) -> bool {
    if rows < FEWEST {
        return false;
    }
    let is_like_a_key = |(at, judged): &(usize, &Judged)| {
        let is_code = matches!(judged.field.kind, FieldType::Integer | FieldType::String);
        is_code && judged.field.privacy.is_none() && (*at == 0 || judged.rank() == 0)
    };
    let near = judged.iter().enumerate().filter(is_like_a_key).filter_map(|(at, judged)| {
        let near = NearKey::of(judged, rows)?;
        Some((near.empty + near.repeats, judged.rank(), at, near))
    });
    let nearest = near.min_by_key(|(flaws, rank, at, _)| (*rank, *flaws, *at));
    if let Some((.., at, near)) = nearest {
        judged[at].field.near_key = Some(near);
    }
    nearest.is_some()
}
