//! The columns of a file, and what became of them in the next version.

use std::io;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::diagnostic::closest;
use crate::model::schema::Schema;
use crate::model::table::Batch;
use crate::read::Header;
use crate::scan::{Observer, Partial, own};

/// As many columns as are compared by name.
const MOST: usize = 2_000;

/// What became of the columns of a file, by the names they have in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ColumnChange {
    /// How many the new version has.
    pub count: u64,
    /// Columns that came.
    pub added: Vec<String>,
    /// Columns that went.
    pub removed: Vec<String>,
    /// Columns that went while one with a like name came: most likely only the name changed.
    pub renamed: Vec<Renamed>,
    /// Whether the columns that stayed stand in another order.
    pub reordered: bool,
}

/// A column that has most likely got another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Renamed {
    /// Before.
    pub from: String,
    /// Now.
    pub to: String,
}

impl ColumnChange {
    /// What became of the columns `before` in `after`.
    pub fn between(before: &[String], after: &[String]) -> Self {
        let without = |all: &[String], others: &[String]| -> Vec<String> {
            all.iter().filter(|name| !others.contains(name)).cloned().collect()
        };
        let (mut removed, mut added) = (without(before, after), without(after, before));
        let mut renamed = Vec::new();
        removed.retain(|from| {
            let to = closest(from, added.iter().map(String::as_str)).map(str::to_owned);
            if let Some(to) = &to {
                added.retain(|name| name != to);
                renamed.push(Renamed { from: from.clone(), to: to.clone() });
            }
            to.is_none()
        });
        let stayed = |all: &[String], others: &[String]| -> Vec<String> {
            all.iter().filter(|name| others.contains(name)).cloned().collect()
        };
        let reordered = stayed(before, after) != stayed(after, before);
        ColumnChange { count: after.len() as u64, added, removed, renamed, reordered }
    }

    /// Whether the columns are as before.
    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.renamed.is_empty() && !self.reordered
    }
}

/// Gathers the names of a file's columns: the labels of its header, or the members of its records.
pub struct ColumnsObserver {
    declared: Vec<String>,
    found: Mutex<Vec<String>>,
}

impl ColumnsObserver {
    /// An observer of a table with this schema.
    pub fn new(schema: &Schema) -> Self {
        let declared = schema.fields.iter().map(|field| field.source.clone()).collect();
        ColumnsObserver { declared, found: Mutex::default() }
    }

    /// The names, in the order of the file or, where it has none, of the declaration.
    pub fn finish(self) -> Vec<String> {
        self.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn add<'a>(&self, names: impl IntoIterator<Item = &'a str>) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        for name in names {
            if found.len() < MOST && !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        }
    }
}

impl Observer for ColumnsObserver {
    fn header(&self, header: &Header) {
        self.add(header.labels.iter().map(|label| label.text.as_str()));
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let mut found: Vec<String> = Vec::new();
        if let Some(seen) = &batch.seen {
            let declared = self.declared.iter().zip(seen).filter(|(_, seen)| **seen);
            found.extend(declared.map(|(name, _)| name.clone()));
        }
        found.extend(batch.undeclared(MOST.saturating_sub(found.len())));
        Ok(Box::new(found))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let found: Vec<String> = own(partial);
        self.add(found.iter().map(String::as_str));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(before: &[&str], after: &[&str]) -> ColumnChange {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        ColumnChange::between(&owned(before), &owned(after))
    }

    #[test]
    fn columns_come_go_and_are_renamed() {
        let change = between(&["id", "Date Opened", "ward"], &["id", "notes", "Date opened"]);
        assert_eq!((change.added, change.removed), (vec!["notes".to_owned()], vec!["ward".to_owned()]));
        assert_eq!(change.renamed, [Renamed { from: "Date Opened".to_owned(), to: "Date opened".to_owned() }]);
        assert!(!change.reordered);
    }

    #[test]
    fn an_order_is_compared_among_what_stayed() {
        assert!(between(&["a", "b"], &["b", "a"]).reordered);
        assert!(!between(&["a", "b", "c"], &["a", "c"]).reordered);
        assert!(between(&["a"], &["a"]).is_none());
    }
}
