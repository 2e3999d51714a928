//! The pass over a table that no dataset declares.

use std::io;

use super::{Observer, engine};
use crate::read::Table;

/// Shows every batch of an open table to all observers, and counts its rows.
///
/// Called by `draft` and `change` alone, for files that somebody names. What is in a portal is opened by `policy`.
///
/// # Errors
/// When the file cannot be read or an observer fails.
pub(crate) fn loose(table: Table, observers: &[&dyn Observer]) -> io::Result<u64> {
    for observer in observers {
        observer.flaws(&table.flaws);
        if let Some(header) = &table.header {
            observer.header(header);
        }
    }
    engine::run(table, observers)
}
