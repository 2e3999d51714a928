//! A folder that is read, with bounds.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{FileError, Result};

/// A file or folder found in a [`Tree`].
#[derive(Debug, Clone)]
pub struct Entry {
    /// Relative to the tree's root, with `/` between parts.
    pub relative: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
}

/// What an [`Entry`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, a device, a socket: never read.
    Other,
}

/// A folder and everything below it, never outside it.
#[derive(Debug, Clone)]
pub struct Tree {
    root: PathBuf,
}

impl Tree {
    /// The tree below a folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Tree { root: root.into() }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Everything below the folder to a depth, sorted by name; nothing if the folder is not there.
    /// Links are named but not followed. Ignore files of version control are not read: data may be made before a build.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn entries(&self, depth: usize) -> Result<Vec<Entry>> {
        if !self.root.is_dir() {
            return Ok(Vec::new());
        }
        let mut entries = Vec::new();
        for entry in WalkDir::new(&self.root).min_depth(1).max_depth(depth).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&self.root).to_owned();
                FileError::new("read the folder", &path, error.into())
            })?;
            let relative = entry.path().strip_prefix(&self.root).expect("walkdir stays below its root");
            let kind = match entry.file_type() {
                kind if kind.is_file() => EntryKind::File,
                kind if kind.is_dir() => EntryKind::Folder,
                _ => EntryKind::Other,
            };
            entries.push(Entry { relative: slashed(relative), path: entry.path().to_owned(), kind });
        }
        Ok(entries)
    }

    /// The path of a file below the root named by a person, or the reason why it may not be read:
    /// absolute, through `..`, or through a link that leads out of the tree.
    ///
    /// # Errors
    /// A sentence that says why.
    pub fn resolve(&self, relative: &str) -> std::result::Result<PathBuf, String> {
        let path = Path::new(relative);
        let plain = path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if relative.is_empty() || !plain || relative.contains('\\') {
            return Err(format!("`{relative}` must name a file inside the dataset's own folder"));
        }
        let path = self.root.join(path);
        if let (Ok(real), Ok(root)) = (path.canonicalize(), self.root.canonicalize())
            && !real.starts_with(&root)
        {
            return Err(format!("`{relative}` is a link that leads out of the dataset's folder"));
        }
        Ok(path)
    }
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
