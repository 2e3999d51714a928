//! What one batch adds to the profile of a column. This is in the way of every cell of every large table, so it is decided once
//! for a column what to do with its values, and nothing is reserved for one.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use arrow_array::{Array, PrimitiveArray, StringArray, types::ArrowPrimitiveType};
use twox_hash::XxHash3_64;

use super::distinct::{ByHash, Counter};
use super::{Column, Extremes, Hints, Lengths, Order, Sketch, Spread, State};
use crate::model::table::DateTimes;

const MICROS_OF_DAY: i64 = 86_400_000_000;
const MICROS_OF_MINUTE: i64 = 60_000_000;

/// Looks at a column of a batch. Where no value can stand out any more they are not counted: nothing would come of it.
pub(super) fn part_of(column: &Column, hints: &Hints) -> State {
    let nulls = column.null_count();
    let mut part = State { nulls: nulls as u64, count: (column.len() - nulls) as u64, ..State::default() };
    let halved = hints.halved.load(Ordering::Relaxed);
    if hints.is_many.load(Ordering::Relaxed) {
        part.counter = Counter::of_many();
    }
    if hints.is_hopeless.load(Ordering::Relaxed) {
        each_hash(column, |_, hash| part.counter.add(hash));
    } else {
        // How often each value is met, and where first.
        let room = hints.different.load(Ordering::Relaxed).min(column.len());
        let mut met: HashMap<u64, (u32, u32), ByHash> = HashMap::with_capacity_and_hasher(room, ByHash::default());
        each_hash(column, |row, hash| met.entry(hash).or_insert((0, row as u32)).0 += 1);
        hints.different.fetch_max(met.len(), Ordering::Relaxed);
        met.keys().for_each(|hash| part.counter.add(*hash));
        let counted = met.iter().map(|(hash, (count, _))| (*hash, u64::from(*count)));
        part.counts.add(counted, |hash| column.text(met[&hash].1 as usize).unwrap_or_default());
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
            values(array).for_each(|(row, value)| take(row, mixed(value.cast_unsigned())));
        }
        Column::Number(array) => values(array).for_each(|(row, value)| take(row, mixed(value.to_bits()))),
        Column::Decimal(array, _) => values(array).for_each(|(row, value)| {
            let bits = value.cast_unsigned();
            take(row, mixed(bits as u64 ^ mixed((bits >> 64) as u64)));
        }),
        Column::Date(array) => {
            values(array).for_each(|(row, value)| take(row, mixed(u64::from(value.cast_unsigned()))))
        }
        Column::Time(array) => values(array).for_each(|(row, value)| take(row, mixed(value.cast_unsigned()))),
        Column::DateTime(times) => values(&times.micros).for_each(|(row, micros)| {
            // The same moment under another offset is another text.
            let offset = times.offsets.as_ref().map_or(0, |offsets| offsets.value(row));
            take(row, mixed(micros.cast_unsigned() ^ mixed(offset.cast_unsigned().into())));
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

/// A hash of a number: another one for each (the finalizer of MurmurHash3 by Appleby).
fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ (bits >> 33)
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
    let (mut shortest, mut longest) = (u64::MAX, 0);
    for (row, ends) in array.value_offsets().windows(2).enumerate() {
        let length = match is_ascii {
            true => (ends[1] - ends[0]) as u64,
            false => array.value(row).chars().count() as u64,
        };
        // What a missing value leaves behind is empty.
        if length > 0 || array.is_valid(row) {
            shortest = shortest.min(length);
            longest = longest.max(length);
        }
    }
    (array.null_count() < array.len()).then_some(Lengths { shortest, longest })
}

/// The smallest and the largest of values that are more or less than others. What is not a number is neither.
fn extremes_of(column: &Column) -> Option<Extremes> {
    /// The first of the smallest, and the last of the largest.
    fn ends<T: Copy>(
        values: impl Iterator<Item = (usize, T)>,
        is_less: impl Fn(&T, &T) -> bool,
    ) -> Option<[(usize, T); 2]> {
        let mut values = values;
        let first = values.next()?;
        Some(values.fold([first, first], |[low, high], (row, value)| {
            let low = if is_less(&value, &low.1) { (row, value) } else { low };
            let high = if is_less(&value, &high.1) { high } else { (row, value) };
            [low, high]
        }))
    }
    fn whole<T: Copy + Ord + Into<i128>>(values: impl Iterator<Item = (usize, T)>) -> Option<Ends> {
        Some(ends(values, T::lt)?.map(|(row, value)| (row, Order::Whole(value.into()))))
    }
    let ends = match column {
        Column::Number(array) => {
            let values = values(array).filter(|(_, value)| !value.is_nan());
            let is_less = |a: &f64, b: &f64| a.total_cmp(b).is_lt();
            Some(ends(values, is_less)?.map(|(row, value)| (row, Order::Real(value))))
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
