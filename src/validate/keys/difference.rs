//! What became of the rows between two versions of a table.
//!
//! Of every row two hashes are kept, of its key and of all that it says: 24 bytes, sorted on disk beyond a million rows as
//! all keys are. The sorted keys of both versions are walked side by side.

use std::io;
use std::sync::{Mutex, PoisonError};

use super::log::{Entry, Log};
use super::push_texts;
use crate::model::schema::Schema;
use crate::model::table::Batch;
use crate::scan::{Observer, Partial, own};

/// How many rows came, went and say something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowDifference {
    /// Rows whose key is in the new version alone.
    pub added: u64,
    /// Rows whose key is in the old version alone.
    pub removed: u64,
    /// Rows that say something else under the same key. Without a key, such a row is one that went and one that came.
    pub changed: u64,
}

/// Gathers what the rows of one version say.
pub struct RowObserver {
    key: Vec<usize>,
    fields: Vec<usize>,
    log: Mutex<Log<u64>>,
}

impl RowObserver {
    /// An observer of a table with this schema, by the columns of both versions: those of the key, and all. Without a key,
    /// rows are told apart by all that they say.
    pub fn new(schema: &Schema, key: &[String], fields: &[String]) -> Self {
        let positions = |names: &[String]| schema.positions(names).unwrap_or_default();
        let fields = positions(fields);
        let key = positions(key);
        RowObserver { key: if key.is_empty() { fields.clone() } else { key }, fields, log: Mutex::default() }
    }

    /// What became of the rows of this version in the later one.
    ///
    /// # Errors
    /// When a temporary file cannot be read back.
    pub fn difference(self, later: RowObserver) -> io::Result<RowDifference> {
        let log = |observer: RowObserver| observer.log.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (mut old, mut new) = (log(self), log(later));
        let (mut old, mut new) = (old.sorted()?, new.sorted()?);
        let (mut before, mut after) = (old.next()?, new.next()?);
        let mut found = RowDifference::default();
        loop {
            match (before, after) {
                (None, None) => return Ok(found),
                (Some((old_key, said)), Some((new_key, says))) if old_key == new_key => {
                    found.changed += u64::from(said != says);
                    (before, after) = (old.next()?, new.next()?);
                }
                (Some((old_key, _)), Some((new_key, _))) if old_key < new_key => {
                    found.removed += 1;
                    before = old.next()?;
                }
                (Some(_), None) => {
                    found.removed += 1;
                    before = old.next()?;
                }
                (_, Some(_)) => {
                    found.added += 1;
                    after = new.next()?;
                }
            }
        }
    }
}

impl Observer for RowObserver {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let mut text = Vec::new();
        let mut hash = |fields: &[usize], row: usize| {
            text.clear();
            push_texts(batch, row, fields, &mut text);
            twox_hash::XxHash3_128::oneshot(&text)
        };
        let entry = |row: usize| (hash(&self.key, row), hash(&self.fields, row) as u64);
        Ok(Box::new((0..batch.rows).map(entry).collect::<Vec<Entry<u64>>>()))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).append(own::<Vec<Entry<u64>>>(partial))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(old: &[(u128, u64)], new: &[(u128, u64)]) -> (u64, u64, u64) {
        let observer = |entries: &[(u128, u64)]| {
            let observer = RowObserver { key: Vec::new(), fields: Vec::new(), log: Mutex::default() };
            observer.merge(Box::new(entries.to_vec())).unwrap();
            observer
        };
        let RowDifference { added, removed, changed } = observer(old).difference(observer(new)).unwrap();
        (added, removed, changed)
    }

    #[test]
    fn rows_come_go_and_change() {
        assert_eq!(difference(&[(1, 1), (2, 2), (3, 3)], &[(4, 4), (3, 3), (2, 9)]), (1, 1, 1));
        assert_eq!(difference(&[], &[(1, 1), (1, 1)]), (2, 0, 0));
        assert_eq!(difference(&[(1, 1), (1, 1)], &[(1, 1)]), (0, 1, 0), "a row that stood twice and stands once");
        assert_eq!(difference(&[(7, 7)], &[(7, 7)]), (0, 0, 0));
    }
}
