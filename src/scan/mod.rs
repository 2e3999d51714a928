//! The one pass over a table.
//!
//! Blocks are cut in sequence, decoded and observed on all cores, and what the observers made of each is merged in the order
//! of the blocks. Only a few blocks are in flight at a time, so memory does not grow with the file, and the outcome does not
//! depend on how many cores there are. Rules, writers and profiles are all [`Observer`]s; none knows another.

mod engine;
mod preview;

pub use preview::PreviewObserver;

use std::any::Any;
use std::io;

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::files::{self, FileError};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::read::{self, Flaw, Habits, Header};

/// Findings about files as wholes.
pub static CODES: &[&Code] = &[&FILE_MISSING, &FILE_UNREADABLE];

static FILE_MISSING: Code = Code {
    id: "table/file-missing",
    severity: Severity::Error,
    title: "A declared file is not there",
    explain: "`dataset.toml` names a file that is not in the dataset's folder: it was not added to the change, was renamed, or \
its name is spelt differently (capital letters count).\n\n```toml\n[[resources]]\npath = \"Inspections.csv\"   # the file is called \
inspections.csv\n```\n",
};

static FILE_UNREADABLE: Code = Code {
    id: "table/file-unreadable",
    severity: Severity::Error,
    title: "A declared file cannot be opened",
    explain: "The file is there, but the system does not let Townbook open it: its permissions forbid it, or it is not a plain file \
(a folder, a device). Commit it as a plain file that everyone may read.\n",
};

/// The finding for a file that cannot be opened.
pub fn unreadable(resource: &ResourceDraft, error: &FileError) -> Finding {
    let message = format!("This file cannot be opened: {}.", error.reason());
    Finding::new(&FILE_UNREADABLE, message, Place::file(&*resource.shown))
        .help("Commit it as a plain file that everyone may read.")
}

/// What an observer made of one batch. Observers get back only what they gave.
pub type Partial = Box<dyn Any + Send>;

/// Looks at every batch of a table.
pub trait Observer: Sync {
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
}

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
    /// The file cannot be opened.
    #[error(transparent)]
    File(#[from] FileError),
    /// Reading it, or writing what is made of it, failed.
    #[error("while reading {path}: {source}")]
    Io {
        /// The file being read.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Reads a declared table once, showing every batch to all observers. `None` if the file is not there, which is a finding.
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
    if !resource.path.exists() {
        report.push(
            Finding::new(
                &FILE_MISSING,
                "This file is declared in `dataset.toml` but is not there.",
                Place::file(&*resource.shown),
            )
            .help("Add the file to the dataset's folder, or correct `path`."),
        );
        return Ok(None);
    }
    let failed = |source| ScanError::Io { path: resource.shown.clone(), source };
    let open = |habits: Habits| {
        let file = files::open(&resource.path).map_err(io::Error::other)?;
        // One that cannot be opened is as good as missing, and said to be.
        let part = |ending: &str| resource.beside.iter().find(|(known, _)| *known == ending);
        let beside = |ending: &str| part(ending).and_then(|(_, path)| files::open(path).ok());
        read::open(file, &beside, resource.format, &resource.layout, &resource.schema, habits)
    };
    // A file that cannot be opened is a finding; one that cannot be read to its end is a failure of the world.
    drop(files::open(&resource.path)?);
    let habits = read::learn_habits(&open, &resource.schema).map_err(failed)?;
    let table = open(habits).map_err(failed)?;
    for observer in observers {
        observer.flaws(&table.flaws);
    }
    if let Some(header) = &table.header {
        for observer in observers {
            observer.header(header);
        }
    }
    let rows = engine::run(table, observers).map_err(failed)?;
    Ok(Some(Scanned { rows }))
}
