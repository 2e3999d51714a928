//! What differs between a committed table and the new version of it, and how rows come to the end of a table.
//!
//! A [`Change`] is data; `render` has the views of it. Nothing here holds a value of the data: columns by name, rows by number.

mod append;
mod columns;
mod lines;
pub mod render;

use serde::Serialize;

pub use self::append::{Appended, append};
pub use self::columns::{ColumnChange, ColumnsObserver};
pub use self::lines::LinesObserver;
use crate::files::Digest;
use crate::model::Date;

/// What becomes of a table when a new version of it is taken in.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// The dataset.
    pub dataset: String,
    /// The table.
    pub resource: String,
    /// What is done.
    pub action: Action,
    /// The file, or the address of it.
    pub file: String,
    /// The version that is there; `None` where it cannot be read here.
    pub before: Option<Version>,
    /// The new version; `None` where it cannot be read.
    pub after: Option<Version>,
    /// What became of the rows, where both can be read.
    pub rows: Option<RowChange>,
    /// What became of the columns, where both can be read.
    pub columns: Option<ColumnChange>,
    /// Columns with cells that the declared types or rules do not allow, or keys that are broken.
    pub misfits: Vec<Misfit>,
    /// The day that `dataset.toml` then gives as the last change of the data.
    pub modified: Date,
    /// The last day that the data is said to cover, where that lies before `modified`.
    pub covered_until: Option<Date>,
    /// What changes in `dataset.toml`, as a unified diff.
    pub declaration: String,
}

/// What is done with a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// A file takes the place of another.
    Replace,
    /// Rows come to the end of the file.
    Append,
    /// A file comes to the files of the table.
    Add,
    /// A file that lies elsewhere is declared anew.
    Pin,
}

/// A version of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its rows.
    pub rows: u64,
    /// The size of the file that changes; `None` where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// The digest of that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
}

/// What became of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowChange {
    /// Rows that came.
    pub added: u64,
    /// Rows that went.
    pub removed: u64,
    /// Rows that say something else under the same key; `None` without a primary key, when they count as gone and come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<u64>,
    /// The primary key by which rows are told apart.
    pub key: Vec<String>,
}

/// A column or key that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Misfit {
    /// The column, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The kind of finding.
    pub code: &'static str,
    /// How often.
    pub count: u64,
    /// How often in the version that is there.
    #[serde(skip_serializing_if = "is_zero")]
    pub before: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
