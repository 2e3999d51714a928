//! Where the files of a dataset lie until it is cleared.

use std::path::{Path, PathBuf};

use crate::model::Slug;

/// A dataset's place in the folder in which all datasets lay their files: one folder, because for many small tables making
/// folders takes longer than making the files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk<'a> {
    /// The private folder.
    pub(super) folder: &'a Path,
    /// Whose files these are.
    pub(super) slug: &'a Slug,
}

impl Desk<'_> {
    /// The path of one of the dataset's files. No slug has a dot, so that nobody else has this path.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}.{name}", self.slug))
    }
}
