//! What all values of a column say together: counted in a pass over the whole table.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::sync::{Mutex, PoisonError};

use twox_hash::XxHash3_128;

use super::form::{Dress, Form, form};
use super::moment::Moment;
use super::privacy::is_phone;
use crate::model::geometry::type_name;
use crate::model::table::{Batch, Column};
use crate::portal::is_email;
use crate::read::detect::is_missing;
use crate::scan::{Observer, Partial, own};

/// Different values that are counted exactly.
pub(super) const DISTINCT: usize = 100_000;

/// Rows up to which a column is watched for values that stand twice.
const UNIQUE: usize = 2_000_000;

/// Different values that are shown.
const EXAMPLES: usize = 5;

/// The longest text of a shape that is shown.
const SHAPE: usize = 80;

/// Ways of writing that are told apart in one column.
const WAYS: usize = 12;

/// How often something was met, and the row where it was met first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) count: u64,
    pub(super) first: u64,
}

impl Tally {
    fn add(&mut self, row: impl FnOnce() -> u64) {
        if self.count == 0 {
            self.first = row();
        }
        self.count += 1;
    }

    fn join(&mut self, later: Tally) {
        if self.count == 0 {
            self.first = later.first;
        }
        self.count += later.count;
    }
}

/// The counts of a column.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) empty: Tally,
    pub(super) integers: Tally,
    pub(super) codes: Tally,
    pub(super) long: Tally,
    pub(super) decimals: Tally,
    /// The fewest and most digits after the point.
    pub(super) places: Option<(u8, u8)>,
    pub(super) exponents: Tally,
    pub(super) months: Tally,
    pub(super) dressed: Vec<(Dress, Tally)>,
    pub(super) moments: Vec<(Moment, Tally)>,
    /// The largest first and second number of days whose order is open.
    pub(super) largest_pair: (u8, u8),
    pub(super) late_times: u64,
    pub(super) texts: Tally,
    /// How the first text begins.
    pub(super) odd: Option<String>,
    /// Texts that are e-mail addresses, and telephone numbers.
    pub(super) emails: Tally,
    pub(super) phones: Tally,
    /// Words that often stand for a missing value.
    pub(super) missing: Vec<(String, Tally)>,
    /// Whether every whole number has four digits and may be a year.
    pub(super) not_years: u64,
    /// Hashes of different values, as long as they are counted.
    pub(super) distinct: HashSet<u64>,
    pub(super) is_overfull: bool,
    /// Hashes of all values, as long as none stands twice.
    unique: HashSet<u128>,
    /// Whether a value stood twice, or it is not known.
    pub(super) has_repeats: bool,
    pub(super) examples: Vec<String>,
    /// A text that begins as a shape does.
    pub(super) well_known: u64,
    /// The kinds of shapes in a column that holds them.
    pub(super) shapes: BTreeSet<&'static str>,
    rows: u64,
}

impl Profile {
    /// Values, empty cells and words for missing ones aside.
    pub(super) fn values(&self) -> u64 {
        self.rows - self.empty.count - self.missing.iter().map(|(_, tally)| tally.count).sum::<u64>()
    }

    fn take(&mut self, text: &str, row: impl Fn() -> u64) {
        self.rows += 1;
        if text.is_empty() {
            return self.empty.add(row);
        }
        self.tell_apart(text.as_bytes(), || (!is_missing(text)).then(|| text.to_owned()));
        if is_missing(text) {
            return add(&mut self.missing, |word| word == text, || text.to_owned(), &row);
        }
        match form(text) {
            Form::Integer => {
                self.not_years += u64::from(!is_year(text));
                self.integers.add(row);
            }
            Form::Code => self.codes.add(row),
            Form::Long => self.long.add(row),
            Form::Decimal(places) => {
                let (least, most) = self.places.unwrap_or((places, places));
                self.places = Some((least.min(places), most.max(places)));
                self.decimals.add(row);
            }
            Form::Exponent => self.exponents.add(row),
            Form::Month => self.months.add(row),
            Form::Dressed(dress) => add(&mut self.dressed, |known| *known == dress, || dress, &row),
            Form::Moment(moment) => {
                let (first, second) = moment.pair;
                self.largest_pair = (self.largest_pair.0.max(first), self.largest_pair.1.max(second));
                self.late_times += u64::from(moment.time.is_some_and(|time| time.is_late));
                add(&mut self.moments, |known| known.is_like(&moment), || moment, &row);
            }
            Form::Text => {
                self.well_known += u64::from(is_geometry(text));
                if is_email(text) {
                    self.emails.add(&row);
                } else if is_phone(text) {
                    self.phones.add(&row);
                }
                if self.odd.is_none() {
                    self.odd = Some(text.chars().take(SHAPE).collect());
                }
                self.texts.add(row);
            }
        }
    }

    /// Takes a shape.
    fn take_shape(&mut self, column: &Column, row: usize, bytes: &[u8], number: impl Fn() -> u64) {
        self.rows += 1;
        let Some(geometry) = column.geometry(row) else {
            return self.empty.add(number);
        };
        self.shapes.insert(type_name(&geometry));
        self.tell_apart(bytes, || column.text(row).filter(|text| text.len() <= SHAPE));
    }

    /// Counts a value among those that are different, with an example of it.
    fn tell_apart(&mut self, value: &[u8], example: impl FnOnce() -> Option<String>) {
        let hash = XxHash3_128::oneshot(value);
        if !self.is_overfull && self.distinct.insert(hash as u64) {
            if self.examples.len() < EXAMPLES {
                self.examples.extend(example());
            }
            self.is_overfull = self.distinct.len() > DISTINCT;
        }
        if !self.has_repeats && (!self.unique.insert(hash) || self.unique.len() > UNIQUE) {
            self.repeats();
        }
    }

    fn repeats(&mut self) {
        self.has_repeats = true;
        self.unique = HashSet::new();
    }

    /// Takes what the next rows say.
    fn join(&mut self, later: Profile) {
        self.rows += later.rows;
        for (mine, theirs) in [
            (&mut self.empty, later.empty),
            (&mut self.integers, later.integers),
            (&mut self.codes, later.codes),
            (&mut self.long, later.long),
            (&mut self.decimals, later.decimals),
            (&mut self.exponents, later.exponents),
            (&mut self.months, later.months),
            (&mut self.texts, later.texts),
            (&mut self.emails, later.emails),
            (&mut self.phones, later.phones),
        ] {
            mine.join(theirs);
        }
        self.places = match (self.places, later.places) {
            (Some(mine), Some(theirs)) => Some((mine.0.min(theirs.0), mine.1.max(theirs.1))),
            (mine, theirs) => mine.or(theirs),
        };
        for (dress, tally) in later.dressed {
            join(&mut self.dressed, |known| *known == dress, dress, tally);
        }
        for (moment, tally) in later.moments {
            join(&mut self.moments, |known| known.is_like(&moment), moment, tally);
        }
        for (word, tally) in later.missing {
            join(&mut self.missing, |known| *known == word, word.clone(), tally);
        }
        self.odd = self.odd.take().or(later.odd);
        let (first, second) = later.largest_pair;
        self.largest_pair = (self.largest_pair.0.max(first), self.largest_pair.1.max(second));
        self.late_times += later.late_times;
        self.not_years += later.not_years;
        self.well_known += later.well_known;
        self.shapes.extend(later.shapes);
        self.is_overfull |= later.is_overfull;
        if !self.is_overfull {
            self.distinct.extend(later.distinct);
            self.is_overfull = self.distinct.len() > DISTINCT;
        }
        if !self.has_repeats {
            let is_new = !later.has_repeats && later.unique.into_iter().all(|hash| self.unique.insert(hash));
            if !is_new || self.unique.len() > UNIQUE {
                self.repeats();
            }
        }
        for example in later.examples {
            if self.examples.len() < EXAMPLES && !self.examples.contains(&example) {
                self.examples.push(example);
            }
        }
    }
}

fn add<T>(ways: &mut Vec<(T, Tally)>, is: impl Fn(&T) -> bool, new: impl FnOnce() -> T, row: impl Fn() -> u64) {
    if let Some((_, tally)) = ways.iter_mut().find(|(way, _)| is(way)) {
        return tally.add(row);
    }
    join(ways, is, new(), Tally { count: 1, first: row() });
}

fn join<T>(ways: &mut Vec<(T, Tally)>, is: impl Fn(&T) -> bool, way: T, tally: Tally) {
    let is_full = ways.len() == WAYS;
    match ways.iter().position(|(way, _)| is(way)) {
        Some(at) => ways[at].1.join(tally),
        // So many ways are no way at all; the last one takes the rest, so that the counts stay true.
        None if is_full => ways[WAYS - 1].1.join(tally),
        None => ways.push((way, tally)),
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1800..=2100).contains(&year))
}

fn is_geometry(text: &str) -> bool {
    const WORDS: [&str; 7] =
        ["POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"];
    let word = text.split([' ', '(']).next().unwrap_or_default();
    (text.ends_with(')') && WORDS.contains(&word)) || (text.starts_with('{') && text.contains("\"coordinates\""))
}

/// Makes the profiles of a table whose columns are all text.
pub(super) struct ProfileObserver {
    profiles: Mutex<Vec<Profile>>,
}

impl ProfileObserver {
    pub(super) fn new(columns: usize) -> Self {
        ProfileObserver { profiles: Mutex::new((0..columns).map(|_| Profile::default()).collect()) }
    }

    pub(super) fn finish(self) -> Vec<Profile> {
        self.profiles.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for ProfileObserver {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let profiles = batch.columns.iter().map(|column| {
            let mut profile = Profile::default();
            for row in 0..batch.rows {
                if let Column::Geometry(shapes) = column {
                    profile.take_shape(column, row, shapes.value(row), || batch.locator.row_number(row));
                    continue;
                }
                let text = match column {
                    Column::Text(texts) if !column.is_null(row) => texts.value(row),
                    _ => "",
                };
                profile.take(text, || batch.locator.row_number(row));
            }
            profile
        });
        Ok(Box::new(profiles.collect::<Vec<_>>()))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut profiles = self.profiles.lock().unwrap_or_else(PoisonError::into_inner);
        for (profile, later) in profiles.iter_mut().zip(own::<Vec<Profile>>(partial)) {
            profile.join(later);
        }
        Ok(())
    }
}
