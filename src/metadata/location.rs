//! Which file or files a resource is read from.

use std::path::PathBuf;

use super::file::ResourceEntry;
use super::{DataFile, External, INVALID_RESOURCE};
use crate::diagnostic::{Code, Report, Severity};
use crate::document::Document;
use crate::files::{Cache, Digest, Entry, Tree};
use crate::portal::{DatasetDirectory, Portal};
use crate::read::SHAPEFILE_PARTS;

pub(super) static UNPINNED: Code = Code {
    id: "metadata/unpinned-resource",
    severity: Severity::Error,
    title: "An external file without its digest",
    explain: "A resource gives the `url` of a file that lies elsewhere, and not its `sha256` and `bytes`. Whoever keeps that \
server could then change what the city publishes, and nobody would notice.\n\n`townbook fetch` brings the file and prints \
both lines. Look at the file before you add them.\n\n```toml\n[[resources]]\nurl = \
\"https://files.example.gov/lidar-2026.csv.gz\"\nsha256 = \
\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"\nbytes = 734003200\n```\n",
};

/// Where a table lies.
pub(super) struct Location {
    /// What the department wrote: name, pattern, or the name at the end of an address.
    pub(super) name: String,
    /// The key under which it was written: `/path`.
    pub(super) key: &'static str,
    /// The first file.
    pub(super) first: DataFile,
    /// The others.
    pub(super) more: Vec<DataFile>,
    /// What must be known of a file that lies elsewhere.
    pub(super) external: Option<External>,
}

/// Looks at the names in the dataset's folder, and opens nothing.
pub(super) fn lower(
    portal: &Portal,
    directory: &DatasetDirectory,
    document: &Document,
    pointer: &str,
    entry: &ResourceEntry,
    report: &mut Report,
) -> Option<Location> {
    let mut wrong = |key: &str, message: String, help: &str| {
        let finding = document.finding(&INVALID_RESOURCE, &format!("{pointer}{key}"), message);
        report.push(if help.is_empty() { finding } else { finding.help(help) });
        None
    };
    let tree = Tree::new(&directory.path);
    match (&entry.path, &entry.files, &entry.url) {
        (Some(path), None, None) => match tree.resolve(path) {
            Ok(resolved) => Some(Location {
                name: path.clone(),
                key: "/path",
                first: DataFile { path: resolved, beside: beside(&tree, path), shown: directory.shown(path) },
                more: Vec::new(),
                external: None,
            }),
            Err(sentence) => wrong("/path", format!("{sentence}."), ""),
        },
        (None, Some(pattern), None) => {
            let found = match tree.matching(pattern) {
                Ok(found) => found,
                Err(sentence) => return wrong("/files", format!("{sentence}."), ""),
            };
            let file = |entry: Entry| DataFile {
                beside: beside(&tree, &entry.relative),
                shown: directory.shown(&entry.relative),
                path: entry.path,
            };
            let mut files = found.into_iter().map(file);
            let Some(first) = files.next() else {
                let help = "Add the files to the dataset's folder, or correct the pattern; capital letters count.";
                return wrong("/files", format!("No file of this dataset fits `{pattern}`."), help);
            };
            Some(Location { name: pattern.clone(), key: "/files", first, more: files.collect(), external: None })
        }
        (None, None, Some(url)) => {
            if !(url.starts_with("https://") || url.starts_with("http://")) || url.contains(char::is_whitespace) {
                return wrong(
                    "/url",
                    format!("`{url}` is not the address of a file: it must begin with https://."),
                    "",
                );
            }
            let sha256 = entry.sha256.as_ref().map(|text| text.parse::<Digest>());
            if let Some(Err(_)) = &sha256 {
                return wrong("/sha256", "A SHA-256 has 64 digits from 0 to 9 and a to f.".to_owned(), "");
            }
            let (Some(Ok(sha256)), Some(bytes)) = (sha256, entry.bytes) else {
                let message = "This external file has no `sha256` and `bytes`, so nobody can tell whether it is still the \
                               file that was meant.";
                let finding = document.finding(&UNPINNED, &format!("{pointer}/url"), message);
                let help = format!(
                    "Run `townbook fetch {}`: it brings the file and prints the two lines to add below `url`.",
                    directory.slug
                );
                report.push(finding.help(help));
                return None;
            };
            let path = Cache::of(&portal.root).path(sha256);
            let declared = document.place(&format!("{pointer}/url"));
            Some(Location {
                name: name_in(url).to_owned(),
                key: "/url",
                first: DataFile { path, beside: Vec::new(), shown: url.clone() },
                more: Vec::new(),
                external: Some(External { sha256, bytes, declared }),
            })
        }
        (None, None, None) => wrong(
            "",
            "This resource names no file.".to_owned(),
            "Add `path` with the name of a file beside `dataset.toml`, or `files` with a pattern, or `url`.",
        ),
        _ => wrong("", "Give one of `path`, `files` and `url`, not several.".to_owned(), ""),
    }
}

/// The files that lie beside a shapefile, as far as they are there; links that lead out of the folder are not followed.
fn beside(tree: &Tree, path: &str) -> Vec<(&'static str, PathBuf)> {
    let Some((stem, ".shp" | ".SHP")) = path.split_at_checked(path.len().saturating_sub(4)) else { return Vec::new() };
    let part = |ending: &'static str| {
        [ending.to_owned(), ending.to_uppercase()].into_iter().find_map(|spelt| {
            let path = tree.resolve(&format!("{stem}.{spelt}")).ok().filter(|path| path.is_file())?;
            Some((ending, path))
        })
    };
    SHAPEFILE_PARTS.into_iter().filter_map(part).collect()
}

/// The name of the file at the end of an address.
fn name_in(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}
