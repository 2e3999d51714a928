//! A folder that is read, with bounds.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{Digest, FileError, Result, natural_order};

/// The most files that one pattern may fit.
const MATCHES: usize = 10_000;

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

    /// The digest of the names and contents of all files below the folder, as [`Digest::of_listing`] makes it.
    ///
    /// # Errors
    /// When something cannot be read or is no plain file.
    pub fn digest(&self) -> Result<Digest> {
        let files = digests(&self.root, "", &Known::default())?;
        Ok(Digest::of_listing(files.iter().map(|(path, digest)| (path.as_str(), *digest))))
    }

    /// The files below the folder that fit a pattern such as `visits-*.csv`, in natural order; what programs leave behind
    /// is left out. Whatever fits and is no plain file is among them, so that opening it says so.
    ///
    /// # Errors
    /// A sentence that says why they may not be read: the pattern is none or leads out of the folder, a link leads out of
    /// it, or they are too many.
    pub fn matching(&self, pattern: &str) -> std::result::Result<Vec<Entry>, String> {
        self.resolve(pattern)?;
        let fits =
            glob::Pattern::new(pattern).map_err(|error| format!("`{pattern}` is not a pattern: {}", error.msg))?;
        if pattern.contains("**") {
            return Err(format!("`{pattern}` must name the folders that files lie in, so `**` cannot be used"));
        }
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: true,
        };
        let entries = self.entries(pattern.split('/').count()).map_err(|error| error.to_string())?;
        let is_meant = |entry: &Entry| {
            let name = entry.relative.rsplit('/').next().unwrap_or_default();
            entry.kind != EntryKind::Folder && !is_litter(name) && fits.matches_with(&entry.relative, options)
        };
        let mut found: Vec<Entry> = entries.into_iter().filter(is_meant).collect();
        if found.len() > MATCHES {
            return Err(format!("`{pattern}` fits more than {MATCHES} files"));
        }
        found.sort_by(|a, b| natural_order(&a.relative, &b.relative));
        for entry in &found {
            self.resolve(&entry.relative)?;
        }
        Ok(found)
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
        // Where no part is a link nothing leads anywhere else.
        let is_link = |part: &Path| fs::symlink_metadata(self.root.join(part)).is_ok_and(|found| found.is_symlink());
        let has_link = path.ancestors().filter(|part| *part != Path::new("")).any(is_link);
        let path = self.root.join(path);
        if !has_link {
            return Ok(path);
        }
        if let (Ok(real), Ok(root)) = (path.canonicalize(), self.root.canonicalize())
            && !real.starts_with(&root)
        {
            return Err(format!("`{relative}` is a link that leads out of the dataset's folder"));
        }
        Ok(path)
    }
}

/// The digests of all files below a folder, of which each path begins with `prefix`.
fn digests(folder: &Path, prefix: &str, known: &Known) -> Result<Vec<(String, Digest)>> {
    let fail = |source| FileError::new("read the folder", folder, source);
    let (mut found, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(fail)?;
        if kind.is_dir() {
            folders.push((entry.path(), format!("{path}/")));
        } else {
            let read = |source| FileError::new("read", &entry.path(), source);
            if !kind.is_file() {
                return Err(read(io::Error::other("it is not a plain file")));
            }
            found.push((path, known.digest(&entry.path()).map_err(read)?));
        }
    }
    let below: Vec<Vec<(String, Digest)>> =
        folders.par_iter().map(|(folder, prefix)| digests(folder, prefix, known)).collect::<Result<_>>()?;
    found.extend(below.into_iter().flatten());
    Ok(found)
}

/// The digests of files that have several names: each is read once. By the numbers of the file system and of the file.
#[derive(Default)]
struct Known(Mutex<HashMap<(u64, u64), Digest>>);

impl Known {
    #[cfg(unix)]
    fn digest(&self, path: &Path) -> io::Result<Digest> {
        use std::os::unix::fs::MetadataExt;
        let mut file = fs::File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.nlink() < 2 {
            return Digest::of_file(&mut file);
        }
        let number = (metadata.dev(), metadata.ino());
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(digest) = lock().get(&number) {
            return Ok(*digest);
        }
        let digest = Digest::of_file(&mut file)?;
        lock().insert(number, digest);
        Ok(digest)
    }

    #[cfg(not(unix))]
    fn digest(&self, path: &Path) -> io::Result<Digest> {
        Digest::of_file(&mut fs::File::open(path)?)
    }
}

/// Whether a file of this name was left behind by a program and is nobody's data: the lock of an open document, what
/// file managers keep.
pub fn is_litter(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_lock = name.starts_with("~$") || (name.starts_with(".~lock.") && name.ends_with('#'));
    is_lock || name.starts_with("._") || matches!(name.as_str(), ".ds_store" | "thumbs.db" | "desktop.ini")
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_finds_files_in_the_order_of_their_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree::new(folder.path());
        for name in ["v-10.csv", "v-9.csv", "~$v-1.csv", "._v-2.csv", "w.csv", "sub/v-1.csv", "v-3.csv/x"] {
            super::super::write(&folder.path().join(name), b"").unwrap();
        }
        let names = |pattern| -> Result<Vec<String>, String> {
            Ok(tree.matching(pattern)?.into_iter().map(|entry| entry.relative).collect())
        };
        assert_eq!(names("v-*.csv").unwrap(), ["v-9.csv", "v-10.csv"]);
        assert_eq!(names("sub/*").unwrap(), ["sub/v-1.csv"]);
        assert_eq!(names("*.xlsx").unwrap(), [""; 0]);
        for bad in ["../*.csv", "/*", "[", "", "**/*.csv", "a\\*"] {
            assert!(names(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_digest_of_a_tree_is_that_of_its_names_and_contents() {
        let folder = tempfile::tempdir().unwrap();
        let files = [("b", "1"), ("a/c", "2"), ("a.b", "3")];
        for (path, text) in files {
            super::super::write(&folder.path().join(path), text.as_bytes()).unwrap();
        }
        let tree = Tree::new(folder.path());
        let listing = |files: &[(&'static str, &str)]| {
            Digest::of_listing(files.iter().map(|(path, text)| (*path, Digest::of(text.as_bytes()))))
        };
        assert_eq!(tree.digest().unwrap(), listing(&files));
        fs::remove_file(folder.path().join("b")).unwrap();
        super::super::link(&folder.path().join("a/c"), &folder.path().join("b")).unwrap();
        assert_eq!(tree.digest().unwrap(), listing(&[("b", "2"), ("a/c", "2"), ("a.b", "3")]));
        fs::remove_file(folder.path().join("b")).unwrap();
        super::super::write(&folder.path().join("b"), b"1").unwrap();
        assert_ne!(tree.digest().unwrap(), listing(&files[1..]));
        super::super::write(&folder.path().join("a/c"), b"4").unwrap();
        assert_ne!(tree.digest().unwrap(), listing(&files));
        assert!(Tree::new(folder.path().join("none")).digest().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_spoils_a_pattern() {
        let [folder, outside] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        super::super::write(&outside.path().join("secret.csv"), b"").unwrap();
        super::super::write(&folder.path().join("a-1.csv"), b"").unwrap();
        std::os::unix::fs::symlink("a-1.csv", folder.path().join("a-2.csv")).unwrap();
        let tree = Tree::new(folder.path());
        assert_eq!(tree.matching("a-*.csv").unwrap().len(), 2);
        std::os::unix::fs::symlink(outside.path().join("secret.csv"), folder.path().join("a-3.csv")).unwrap();
        assert!(tree.matching("a-*.csv").unwrap_err().contains("leads out"));
    }
}
