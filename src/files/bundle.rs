//! A file together with those that lie beside it and belong to it, such as the parts of a shapefile.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A file that can be opened as often as it is needed, and the files beside it that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    path: PathBuf,
    /// By their endings, in lower case.
    beside: Vec<(&'static str, PathBuf)>,
}

impl Bundle {
    /// A file alone.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Bundle { path: path.into(), beside: Vec::new() }
    }

    /// A file with others, each with its ending.
    pub fn with(path: impl Into<PathBuf>, beside: Vec<(&'static str, PathBuf)>) -> Self {
        Bundle { path: path.into(), beside }
    }

    /// A file with those of the same name that end in one of `endings`, as far as they are there. Which of them may be
    /// followed is for the caller to know.
    pub fn found(path: &Path, endings: &[&'static str]) -> Self {
        let of_ending = |ending: &&'static str| {
            let spelt = [ending.to_string(), ending.to_uppercase()].map(|ending| path.with_extension(ending));
            spelt.into_iter().find(|path| path.is_file()).map(|path| (*ending, path))
        };
        Bundle { path: path.to_owned(), beside: endings.iter().filter_map(of_ending).collect() }
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The paths of the files beside it.
    pub fn others(&self) -> impl Iterator<Item = &Path> {
        self.beside.iter().map(|(_, path)| path.as_path())
    }

    /// Opens the file.
    ///
    /// # Errors
    /// When it is not there or is not a regular file.
    pub fn open(&self) -> io::Result<File> {
        super::open(&self.path).map_err(io::Error::other)
    }

    /// Opens the file beside it with an ending. One that is not there, or may not be opened, is as good as missing.
    ///
    /// # Errors
    /// When this machine fails.
    pub fn beside(&self, ending: &str) -> io::Result<Option<File>> {
        let Some((_, path)) = self.beside.iter().find(|(known, _)| *known == ending) else { return Ok(None) };
        match super::open(path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.is_about_file() => Ok(None),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}
