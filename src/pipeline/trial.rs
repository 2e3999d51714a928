//! A dataset as it would be: a private folder in which some files are others, so that what is meant to be written can be
//! checked before anything is.

use std::path::PathBuf;

use super::{Office, PipelineError, WORK_FOLDER};
use crate::document::Document;
use crate::files::{self, EntryKind, FileError, Tree, Workspace};
use crate::portal::DatasetDirectory;

/// The file that is written before all others. If a run is killed between two of them, the data is still the old one, so the
/// same command finds everything to do again.
const FIRST: &str = "dataset.toml";

/// A copy of a dataset's folder. It vanishes with the run, unless it is written.
pub(super) struct Trial {
    workspace: Workspace,
    /// The copy, under the name of the dataset.
    pub(super) directory: DatasetDirectory,
    /// The dataset's own folder.
    real: PathBuf,
    /// Files of the copy that are not those of the dataset.
    changed: Vec<String>,
}

impl Trial {
    /// A copy of a folder. Files are shared with it until they are replaced; what is no plain file is left out.
    pub(super) fn of(office: &Office, directory: &DatasetDirectory) -> Result<Self, FileError> {
        let workspace = Workspace::new(&office.portal.root.join(WORK_FOLDER))?;
        let copy = workspace.path("dataset");
        files::create_folder(&copy)?;
        let tree = Tree::new(&directory.path);
        for entry in tree.entries(usize::MAX)? {
            let to = copy.join(&entry.relative);
            match entry.kind {
                EntryKind::Folder => files::create_folder(&to)?,
                EntryKind::File => files::link(&entry.path, &to)?,
                EntryKind::Other => match tree.resolve(&entry.relative) {
                    Ok(path) if path.is_file() => files::copy_hashed(&path, &to).map(drop)?,
                    _ => {}
                },
            }
        }
        let trial = DatasetDirectory { slug: directory.slug.clone(), path: copy };
        Ok(Trial { workspace, directory: trial, real: directory.path.clone(), changed: Vec::new() })
    }

    /// Where a new file can be made before it is taken in.
    pub(super) fn desk(&self, name: &str) -> PathBuf {
        self.workspace.path("desk").join(name)
    }

    /// Where a file of the copy lies.
    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.directory.path.join(relative)
    }

    /// Puts a finished file in the place of another, or beside the others.
    pub(super) fn take(&mut self, finished: &std::path::Path, relative: &str) -> Result<(), FileError> {
        files::replace(finished, &self.path(relative))?;
        self.note(relative);
        Ok(())
    }

    /// Writes a text in the place of another.
    pub(super) fn write(&mut self, relative: &str, text: &str) -> Result<(), FileError> {
        files::write_atomic(&self.path(relative), text.as_bytes())?;
        self.note(relative);
        Ok(())
    }

    fn note(&mut self, relative: &str) {
        if !self.changed.iter().any(|known| known == relative) {
            self.changed.push(relative.to_owned());
        }
    }

    /// Puts what has changed in the place of the dataset's own files, each in one step, `dataset.toml` first. Nothing is
    /// written if somebody has changed that since it was read as `seen`.
    pub(super) fn commit(mut self, seen: &Document) -> Result<(), PipelineError> {
        let now = files::read(&self.real.join(FIRST))?;
        if String::from_utf8_lossy(&now).trim_start_matches('\u{feff}') != seen.source() {
            return Err(PipelineError::ChangedMeanwhile(self.directory.shown(FIRST)));
        }
        self.changed.sort_by_key(|relative| (relative != FIRST, relative.clone()));
        for relative in &self.changed {
            files::replace(&self.path(relative), &self.real.join(relative))?;
        }
        Ok(())
    }
}
