//! The one pass over a table.
//!
//! Blocks are cut in sequence, decoded and observed on all cores, and what the observers made of each is merged in the order
//! of the blocks. Only a few blocks are in flight at a time, so memory does not grow with the file, and the outcome does not
//! depend on how many cores there are. Rules, writers and profiles are all [`Observer`]s; none knows another.

mod engine;
mod loose;
mod preview;
mod profile;
mod source;

pub(crate) use loose::loose;
pub use preview::PreviewObserver;
pub use profile::ProfileObserver;
pub use source::CODES;

use std::any::Any;
use std::io;

use crate::diagnostic::Report;
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::read::{self, Flaw, Habits, Header};

/// What an observer made of one batch. Observers get back only what they gave.
pub type Partial = Box<dyn Any + Send>;

/// Looks at every batch of a table.
pub trait Observer: Sync {
    /// Hears which file, or part of one, comes next. A table may have several, which are read one after the other: all that
    /// was observed of one is merged before the next begins.
    fn begin(&self, _part: &ResourceDraft) {}

    /// Looks at what is wrong with the file as a whole, before anything else.
    fn flaws(&self, _flaws: &[Flaw]) {}

    /// Looks at the labels over the columns, before any batch; only where the format has them.
    fn header(&self, _header: &Header) {}

    /// Looks at a batch: on any core, in any order.
    ///
    /// # Errors
    /// When the world fails (a disk is full); what is wrong with the data is no error.
    fn observe(&self, batch: &Batch) -> io::Result<Partial>;

    /// Takes what [`Observer::observe`] made, in the order of the blocks, one at a time. State for it lies in a mutex that
    /// nobody else ever holds.
    ///
    /// # Errors
    /// When the world fails.
    fn merge(&self, partial: Partial) -> io::Result<()>;

    /// Work that several merged batches together gave rise to and that would hold up the merging of the next: a worker asks
    /// before it takes another block, and does it beside the others. Whoever makes tasks puts their results in order himself,
    /// and does those that nobody fetched when he finishes.
    fn task(&self) -> Option<Task<'_>> {
        None
    }
}

/// Work for any core.
pub type Task<'a> = Box<dyn FnOnce() -> io::Result<()> + Send + 'a>;

/// Takes a partial result back as what it is.
///
/// # Panics
/// When an observer is given what another made: a bug of the engine.
pub fn own<T: 'static>(partial: Partial) -> T {
    *partial.downcast::<T>().expect("an observer gets back what it gave")
}

/// What a scan counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scanned {
    /// Rows of the table.
    pub rows: u64,
}

/// Why a scan could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// Reading it, or writing what is made of it, failed.
    #[error("while reading {path} or writing what is made of it: {source}")]
    Io {
        /// The file being read.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Reads a declared table once, showing every batch to all observers: of all its files and their parts, one after the other.
/// `None` if a file is not there or cannot be opened, which is a finding.
///
/// Called by `policy` alone, which knows what may be opened.
///
/// # Errors
/// When the file cannot be read or an observer fails.
pub(crate) fn run(
    resource: &ResourceDraft,
    observers: &[&dyn Observer],
    report: &mut Report,
) -> Result<Option<Scanned>, ScanError> {
    let Some(parts) = source::parts(resource, observers, report)? else { return Ok(None) };
    let open = |at: usize, habits: Habits| source::open(&parts[at], habits);
    let failed = |source| ScanError::Io { path: resource.shown.clone(), source };
    let habits = read::learn_habits(parts.len(), &open, &resource.schema).map_err(failed)?;
    let mut rows = 0;
    for (at, part) in parts.iter().enumerate() {
        let failed = |source| ScanError::Io { path: part.shown.clone(), source };
        let table = open(at, habits.clone()).map_err(failed)?;
        for observer in observers {
            observer.begin(part);
            observer.flaws(&table.flaws);
        }
        if let Some(header) = &table.header {
            for observer in observers {
                observer.header(header);
            }
        }
        rows += engine::run(table, observers).map_err(failed)?;
    }
    Ok(Some(Scanned { rows }))
}
