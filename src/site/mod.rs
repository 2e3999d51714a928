//! The tree that a host serves, as a list of files that each know where they come from.

mod file;
mod headers;
mod manifest;

use std::collections::BTreeMap;
use std::path::Path;

pub use file::{Content, Kind, Origin, SiteFile};
pub use headers::{ACTION_PREFIXES, cache_control, content_type};
pub use manifest::{Deployment, FileRecord, MANIFEST_PATH, ManifestError};

use rayon::prelude::*;

use crate::files::{self, Digest, FileError, SitePath};

/// All files of a site, by path.
#[derive(Debug, Default)]
pub struct Site {
    files: BTreeMap<SitePath, SiteFile>,
}

impl Site {
    /// An empty site.
    pub fn new() -> Self {
        Site::default()
    }

    /// Adds a file.
    ///
    /// # Panics
    /// When the path is taken by another content: two parts of the program claim one name, a bug.
    pub fn add(&mut self, file: SiteFile) {
        let path = file.path().clone();
        if let Some(earlier) = self.files.insert(path.clone(), file) {
            assert_eq!(earlier.sha256(), self.files[&path].sha256(), "two different files for {path}");
        }
    }

    /// The files, by path.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &SiteFile> {
        self.files.values()
    }

    /// A file by path.
    pub fn get(&self, path: &SitePath) -> Option<&SiteFile> {
        self.files.get(path)
    }

    /// The files in a folder and below it, whose path ends in a slash, by path.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a SiteFile> {
        // Of the characters that paths have, the hyphen comes first.
        let start = SitePath::known(format!("{folder}-"));
        self.files.range(start..).map(|(_, file)| file).take_while(move |file| file.path().as_str().starts_with(folder))
    }

    /// The manifest of everything in the site.
    pub fn deployment(&self) -> Deployment {
        Deployment::of(self)
    }

    /// Moves the site into a new folder, the manifest included, and gives the digest of the tree. Files that are already on the
    /// host are left out: they are in the manifest, and only a host can serve them.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write_to(self, folder: &Path) -> Result<Digest, FileError> {
        files::create_folders(folder, self.files.keys().map(SitePath::as_str))?;
        // What is in staging moves to the first of its names, and the others are links to that.
        let mut staged: BTreeMap<&Path, Vec<&SitePath>> = BTreeMap::new();
        for (path, file) in &self.files {
            if let Content::Staged(content) = file.content() {
                staged.entry(content).or_default().push(path);
            }
        }
        staged.into_par_iter().try_for_each(|(content, paths)| {
            let mut names = paths.into_iter().map(|path| folder.join(path.as_str()));
            let first = names.next().expect("a name for each content");
            files::move_file(content, &first)?;
            names.try_for_each(|name| files::link(&first, &name))
        })?;
        self.files.par_iter().try_for_each(|(path, file)| match file.content() {
            Content::Bytes(bytes) => files::write(&folder.join(path.as_str()), bytes),
            Content::Staged(_) | Content::Published => Ok(()),
        })?;
        let manifest = self.deployment().to_json();
        files::write(&folder.join(MANIFEST_PATH), &manifest)?;
        let written = self.files.values().filter(|file| !matches!(file.content(), Content::Published));
        let written = written.map(|file| (file.path().as_str(), file.sha256()));
        Ok(Digest::of_listing(written.chain([(MANIFEST_PATH, Digest::of(&manifest))])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_not_taken_for_another_that_begins_alike() {
        let mut site = Site::new();
        let paths = ["data/a-b/x", "data/a.b", "data/a/-x", "data/a/v/x", "data/a0/x", "data/ab"];
        for path in paths {
            site.add(SiteFile::for_test(path, Kind::Alias, Origin::Catalog, b""));
        }
        let below: Vec<&str> = site.below("data/a/").map(|file| file.path().as_str()).collect();
        assert_eq!(below, ["data/a/-x", "data/a/v/x"]);
    }
}
