//! What one batch adds to the profile of a column. This is in the way of every cell of every large table, so it is decided once
//! for a column what to do with its values, and nothing is reserved for one.

use std::collections::HashMap;

use arrow_array::{Array, PrimitiveArray, StringArray, types::ArrowPrimitiveType};
use twox_hash::XxHash3_64;

use super::distinct::ByHash;
use super::{Column, Extremes, Lengths, Order, Sketch, Spread, State};
use crate::model::table::DateTimes;

const MICROS_OF_DAY: i64 = 86_400_000_000;
const MICROS_OF_MINUTE: i64 = 60_000_000;

/// Values of a batch for which room is made before they are met.
const FEW: usize = 2048;

/// Looks at a column of a batch. Where no value can stand out any more they are not counted: nothing would come of it. `halved`
/// is how wide the classes of numbers are at least.
pub(super) fn part_of(column: &Column, is_hopeless: bool, halved: u32) -> State {
    let nulls = column.null_count();
    let mut part = State { nulls: nulls as u64, count: (column.len() - nulls) as u64, ..State::default() };
    if is_hopeless {
        each_hash(column, |_, hash| part.counter.add(hash));
    } else {
        // How often each value is met, and where first.
        let mut met: HashMap<u64, (u64, usize), ByHash> =
            HashMap::with_capacity_and_hasher(column.len().min(FEW), ByHash::default());
        each_hash(column, |row, hash| met.entry(hash).or_insert((0, row)).0 += 1);
        met.keys().for_each(|hash| part.counter.add(*hash));
        let counted = met.iter().map(|(hash, (count, _))| (*hash, *count));
        part.counts.add(counted, |hash| column.text(met[&hash].1).unwrap_or_default());
    }
    part.extremes = extremes_of(column);
    match column {
        Column::Text(array) => part.lengths = lengths_of(array),
        Column::Integer(array) => part.sketch = Sketch::of(values(array).map(|(_, value)| value as f64), halved),
        Column::Number(array) => {
            let finite = values(array).map(|(_, value)| value).filter(|value| value.is_finite());
            part.sketch = Sketch::of(finite, halved);
        }
        Column::Decimal(array, decimals) => {
            let unit = 10_f64.powi(i32::from(*decimals));
            part.sketch = Sketch::of(values(array).map(|(_, value)| value as f64 / unit), halved);
        }
        Column::Date(array) => part.days = Spread::of(values(array).map(|(_, value)| value.into()), 0),
        Column::DateTime(times) => part.days = Spread::of(days_of(times), 0),
        _ => {}
    }
    part
}

/// The values of a column with their rows, without those that are missing.
fn values<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>) -> impl Iterator<Item = (usize, T::Native)> + Clone {
    let is_full = array.null_count() == 0;
    array.values().iter().copied().enumerate().filter(move |(row, _)| is_full || array.is_valid(*row))
}

/// Gives each value's row and a hash of it, which is the same for the same canonical text.
fn each_hash(column: &Column, mut take: impl FnMut(usize, u64)) {
    match column {
        Column::Text(array) => {
            let rows = (0..array.len()).filter(|row| array.is_valid(*row));
            rows.for_each(|row| take(row, XxHash3_64::oneshot(array.value(row).as_bytes())));
        }
        Column::Integer(array) | Column::Year(array) => {
            values(array).for_each(|(row, value)| take(row, XxHash3_64::oneshot(&value.to_le_bytes())));
        }
        Column::Number(array) => {
            values(array).for_each(|(row, value)| take(row, XxHash3_64::oneshot(&value.to_le_bytes())));
        }
        Column::Decimal(array, _) => {
            values(array).for_each(|(row, value)| take(row, XxHash3_64::oneshot(&value.to_le_bytes())));
        }
        Column::Date(array) => {
            values(array).for_each(|(row, value)| take(row, XxHash3_64::oneshot(&value.to_le_bytes())));
        }
        Column::Time(array) => {
            values(array).for_each(|(row, value)| take(row, XxHash3_64::oneshot(&value.to_le_bytes())));
        }
        Column::DateTime(times) => values(&times.micros).for_each(|(row, micros)| {
            // The same moment under another offset is another text.
            let offset = times.offsets.as_ref().map_or(0, |offsets| offsets.value(row));
            let mut bytes = [0; 10];
            bytes[..8].copy_from_slice(&micros.to_le_bytes());
            bytes[8..].copy_from_slice(&offset.to_le_bytes());
            take(row, XxHash3_64::oneshot(&bytes));
        }),
        column => {
            let mut text = Vec::new();
            for row in (0..column.len()).filter(|row| !column.is_null(*row)) {
                text.clear();
                column.push_text(row, &mut text);
                take(row, XxHash3_64::oneshot(&text));
            }
        }
    }
}

/// The days of times, as they were written.
fn days_of(times: &DateTimes) -> impl Iterator<Item = i64> + Clone {
    values(&times.micros).map(|(row, micros)| {
        let minutes = times.offsets.as_ref().map_or(0, |offsets| i64::from(offsets.value(row)));
        micros.saturating_add(minutes * MICROS_OF_MINUTE).div_euclid(MICROS_OF_DAY)
    })
}

fn lengths_of(array: &StringArray) -> Option<Lengths> {
    // In text that is all ASCII characters are bytes, and nobody need look at it again.
    let is_ascii = array.value_data().is_ascii();
    let lengths = (0..array.len()).filter(|row| array.is_valid(*row)).map(|row| match is_ascii {
        true => array.value_length(row) as u64,
        false => array.value(row).chars().count() as u64,
    });
    lengths.fold(None, |known: Option<Lengths>, length| {
        let known = known.unwrap_or(Lengths { shortest: length, longest: length });
        Some(Lengths { shortest: known.shortest.min(length), longest: known.longest.max(length) })
    })
}

/// The smallest and the largest of values that are more or less than others. What is not a number is neither.
fn extremes_of(column: &Column) -> Option<Extremes> {
    fn whole<T: Copy + Ord + Into<i128>>(values: impl Iterator<Item = (usize, T)> + Clone) -> Option<Ends> {
        let (low, high) = (values.clone().min_by_key(|(_, value)| *value)?, values.max_by_key(|(_, value)| *value)?);
        Some([low, high].map(|(row, value)| (row, Order::Whole(value.into()))))
    }
    let ends = match column {
        Column::Number(array) => {
            let values = values(array).filter(|(_, value)| !value.is_nan());
            let low = values.clone().min_by(|(_, a), (_, b)| a.total_cmp(b))?;
            let high = values.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
            Some([low, high].map(|(row, value)| (row, Order::Real(value))))
        }
        Column::Integer(array) | Column::Year(array) => whole(values(array)),
        Column::Decimal(array, _) => whole(values(array)),
        Column::Date(array) => whole(values(array)),
        Column::DateTime(times) => whole(values(&times.micros)),
        Column::Time(array) => whole(values(array)),
        _ => None,
    };
    let [low, high] = ends?.map(|(row, order)| (order, column.text(row).unwrap_or_default()));
    Some(Extremes { low, high })
}

/// The rows of the smallest and of the largest value, with what they are compared by.
type Ends = [(usize, Order); 2];
