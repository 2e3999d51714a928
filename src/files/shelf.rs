//! What was made in an earlier run, so that it need not be made again. Nothing depends on it: a shelf that is
//! empty, damaged or gone only costs time.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Digest, FileError, Result, holds, link, read, remove_folder, rename, temporary_folder, write};

/// Where a portal keeps it: a folder for each shelf, in it one for each owner, and in that one for each entry.
const FOLDER: &str = ".townbook/cache";

/// The file of an entry that holds its record.
const RECORD: &str = "record";

/// Entries by owner. An entry is a record (a text that its maker understands) and files, each under the name of its SHA-256.
/// It comes into being under its name in one step, is never written to afterwards, and is verified before every use, because
/// its files may be one with files that people can change.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

/// What an entry is found by.
#[derive(Debug, Clone, Copy)]
pub struct Label<'a> {
    /// Whose it is; a name that is safe as a folder's.
    pub owner: &'a str,
    /// What is in it. Of each kind an owner has one entry: the newest.
    pub kind: &'a str,
    /// The digest of everything that it was made from.
    pub key: Digest,
}

impl Label<'_> {
    fn name(&self) -> String {
        format!("{}-{}", self.kind, self.key)
    }

    /// The digest that guards a record. The name goes in, so that an entry counts for nothing under another.
    fn seal(&self, record: &[u8]) -> Digest {
        Digest::of(&[format!("{}/{}\n", self.owner, self.name()).as_bytes(), record].concat())
    }
}

impl Shelf {
    /// A shelf of a portal.
    pub fn of(portal: &Path, name: &str) -> Self {
        Shelf { folder: portal.join(FOLDER).join(name) }
    }

    fn entry(&self, label: Label<'_>) -> PathBuf {
        self.folder.join(label.owner).join(label.name())
    }

    /// Whether anything is kept for an owner.
    pub fn knows(&self, owner: &str) -> bool {
        self.folder.join(owner).is_dir()
    }

    /// The record of an entry; `None` if there is none, or not the one that was kept.
    pub fn record(&self, label: Label<'_>) -> Option<Vec<u8>> {
        let mut content = read(&self.entry(label).join(RECORD)).ok()?;
        let record = content.split_off(content.iter().position(|byte| *byte == b'\n')? + 1);
        content.pop();
        (content == label.seal(&record).to_string().into_bytes()).then_some(record)
    }

    /// Gives a file of an entry a second name `to`, in a folder that nobody reads yet. `false` if the file is not there or
    /// does not hold the bytes that it should; there may then be something else under the new name.
    pub fn take(&self, label: Label<'_>, sha256: Digest, bytes: u64, to: &Path) -> bool {
        let from = self.entry(label).join(sha256.to_string());
        // The new name is looked at, not the old one: nobody else can put another file there meanwhile.
        link(&from, to).is_ok() && holds(to, sha256, bytes).unwrap_or(false)
    }

    /// Keeps a record with files, in the place of the owner's earlier entries of this kind.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep<'a>(
        &self,
        label: Label<'_>,
        record: &[u8],
        files: impl Iterator<Item = (Digest, &'a Path)>,
    ) -> Result<()> {
        let owner = self.folder.join(label.owner);
        let fresh = temporary_folder(&owner)?;
        let mut linked = BTreeSet::new();
        for (sha256, path) in files {
            if linked.insert(sha256) {
                link(path, &fresh.path().join(sha256.to_string()))?;
            }
        }
        let content = [label.seal(record).to_string().as_bytes(), b"\n", record].concat();
        write(&fresh.path().join(RECORD), &content)?;
        let entry = self.entry(label);
        // One that is there already was not good enough, or another run was faster.
        remove_folder(&entry)?;
        rename(fresh.path(), &entry)?;
        let _ = fresh.keep();
        // What is left of a run that was killed goes as well.
        let is_older = |name: &str| name.starts_with(&format!("{}-", label.kind)) || name.starts_with(".townbook-");
        for name in names(&owner)?.iter().filter(|name| is_older(name) && **name != label.name()) {
            remove_folder(&owner.join(name))?;
        }
        Ok(())
    }

    /// Removes all entries of an owner.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn forget(&self, owner: &str) -> Result<()> {
        remove_folder(&self.folder.join(owner))
    }

    /// Removes the entries of all owners but these.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn forget_others(&self, owners: &BTreeSet<&str>) -> Result<()> {
        names(&self.folder)?
            .iter()
            .filter(|name| !owners.contains(name.as_str()))
            .try_for_each(|name| self.forget(name))
    }
}

/// The names in a folder; none if it is not there.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(FileError::new("read the folder", folder, source)),
    };
    Ok(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::create_folder;
    use super::*;

    fn label(owner: &'static str, kind: &'static str, key: &str) -> Label<'static> {
        Label { owner, kind, key: Digest::of(key.as_bytes()) }
    }

    fn kept(folder: &Path, label: Label<'_>) -> Shelf {
        let shelf = Shelf::of(folder, "datasets");
        write(&folder.join("made"), b"town\n").unwrap();
        let file = (Digest::of(b"town\n"), folder.join("made"));
        shelf.keep(label, b"a record\nof two lines", std::iter::once((file.0, file.1.as_path()))).unwrap();
        shelf
    }

    #[test]
    fn what_is_kept_is_found_under_its_own_name_alone() {
        let folder = tempfile::tempdir().unwrap();
        let one = label("trees", "built", "1");
        let shelf = kept(folder.path(), one);
        assert_eq!(shelf.record(one).unwrap(), b"a record\nof two lines");
        assert!(shelf.take(one, Digest::of(b"town\n"), 5, &folder.path().join("staged/0")));
        assert!(!shelf.take(one, Digest::of(b"Town\n"), 5, &folder.path().join("staged/1")));
        for other in [label("trees", "built", "2"), label("trees", "checked", "1"), label("benches", "built", "1")] {
            assert!(shelf.record(other).is_none());
            create_folder(shelf.entry(other).parent().unwrap()).unwrap();
            rename(&shelf.entry(one), &shelf.entry(other)).unwrap();
            assert!(shelf.record(other).is_none(), "it was kept under another name");
            rename(&shelf.entry(other), &shelf.entry(one)).unwrap();
        }
    }

    #[test]
    fn the_newest_of_a_kind_stays_and_owners_can_be_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two, checked] = [("built", "1"), ("built", "2"), ("checked", "1")].map(|(a, b)| label("trees", a, b));
        let shelf = kept(folder.path(), one);
        create_folder(&shelf.folder.join("trees/.townbook-left")).unwrap();
        [checked, two, two].into_iter().for_each(|label| _ = kept(folder.path(), label));
        assert_eq!(names(&shelf.folder.join("trees")).unwrap().len(), 2);
        assert!(shelf.record(one).is_none() && shelf.record(two).is_some() && shelf.record(checked).is_some());
        let other = label("benches", "built", "1");
        kept(folder.path(), other);
        shelf.forget_others(&["benches"].into()).unwrap();
        assert!(shelf.record(two).is_none() && shelf.record(other).is_some());
        shelf.forget("benches").unwrap();
        shelf.forget("benches").unwrap();
        assert!(shelf.record(other).is_none());
    }

    #[test]
    fn what_was_changed_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let one = label("trees", "built", "1");
        let digest = Digest::of(b"town\n");
        for (file, content) in [
            (RECORD.to_owned(), b"".as_slice()),
            (RECORD.to_owned(), b"a record\nof two lines"),
            (digest.to_string(), b"town"),
            (digest.to_string(), b"Town\n"),
        ] {
            let shelf = kept(folder.path(), one);
            write(&shelf.entry(one).join(&file), content).unwrap();
            let is_found = shelf.record(one).is_some();
            let to = folder.path().join(format!("staged-{}", content.len()));
            assert!(!(is_found && shelf.take(one, digest, 5, &to)), "{file}");
            // The file outside has changed with it; the next run makes it anew.
            fs::remove_file(folder.path().join("made")).unwrap();
        }
    }
}
