//! Finds the dataset folders.

use std::path::PathBuf;

use super::{Portal, redirects, rows_api};
use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::files::{EntryKind, FileError, Tree};
use crate::model::{Slug, resource_name};

pub(super) static INVALID_SLUG: Code = Code {
    id: "portal/invalid-slug",
    severity: Severity::Error,
    title: "A dataset folder whose name cannot be an identifier",
    explain: "The name of a folder under `datasets/` is the dataset's identifier for ever and part of its address: lower-case \
letters and digits, with single hyphens between words.\n\n```\ndatasets/Street Trees/   wrong\ndatasets/street-trees/   \
right\n```\n",
};

/// A folder of which nothing is known but its files.
pub static NO_METADATA: Code = Code {
    id: "portal/no-dataset-toml",
    severity: Severity::Error,
    title: "A dataset folder without dataset.toml",
    explain: "A folder under `datasets/` holds files but no `dataset.toml`, so nothing is known about them: not what they are, \
whose they are, nor whether they may be published. Nothing of it is published.\n\n`townbook new` looks at the files and writes a draft beside them, with questions \
where only a person knows the answer. `townbook check` shows the same draft, so that it can be pasted where there is no \
command line.\n\n```console\n$ townbook new street-trees\n```\n\nIf the files are no dataset, move them elsewhere: \
whoever can see the repository can read them.\n",
};

/// A folder that describes a dataset.
#[derive(Debug, Clone)]
pub struct DatasetDirectory {
    /// Its identifier.
    pub slug: Slug,
    /// Where it is.
    pub path: PathBuf,
}

impl DatasetDirectory {
    /// The path of a file in it as findings name it.
    pub fn shown(&self, file: &str) -> String {
        format!("datasets/{}/{file}", self.slug)
    }
}

/// What to do about a folder whose name cannot be a dataset's.
fn rename(name: &str) -> String {
    let name = resource_name(name);
    let words: Vec<&str> = name.split(['-', '_']).filter(|word| !word.is_empty()).collect();
    match Slug::new(words.join("-")) {
        Ok(slug) => format!("Rename the folder, for instance to `{slug}`."),
        Err(_) => "Rename the folder.".to_owned(),
    }
}

/// All dataset folders, by name. Folders that cannot be datasets are findings.
///
/// # Errors
/// When `datasets/` cannot be read.
pub fn discover(portal: &Portal, report: &mut Report) -> Result<Vec<DatasetDirectory>, FileError> {
    let mut directories = Vec::new();
    for entry in Tree::new(portal.root.join("datasets")).entries(1)? {
        if entry.kind != EntryKind::Folder || entry.relative.starts_with('.') {
            continue;
        }
        let shown = format!("datasets/{}", entry.relative);
        match Slug::new(entry.relative.as_str()) {
            Err(message) => report.push(
                Finding::new(&INVALID_SLUG, format!("{message}."), Place::file(shown)).help(rename(&entry.relative)),
            ),
            // A link that leads out of the folder is not followed: findings quote the lines of what they are about.
            Ok(slug) if !Tree::new(&entry.path).resolve("dataset.toml").is_ok_and(|path| path.is_file()) => report
                .push(
                Finding::new(
                    &NO_METADATA,
                    "This folder has no `dataset.toml`, so it is not a dataset yet.",
                    Place::file(shown),
                )
                .help(format!(
                    "`townbook new {slug}` looks at the files in it and drafts one, with questions for you to answer."
                ))
                .of_dataset(slug.as_str()),
            ),
            Ok(slug) => directories.push(DatasetDirectory { slug, path: entry.path }),
        }
    }
    redirects::check(portal, &directories, report);
    rows_api::check(portal, &directories, report);
    Ok(directories)
}
