//! The draft for files that nobody has described.

use std::io;
use std::path::{Path, PathBuf};

use super::links::{Looked, links};
use super::tables::is_usable;
use super::{Answers, Choices, Inspection, compose, inspect};
use crate::files::{Bundle, EntryKind, FileError, Tree, is_litter};
use crate::read::{SHAPEFILE_PARTS, belongs_to_shapefile};
use crate::scan::ScanError;

/// The most files of a folder that are looked at.
const FILES: usize = 100;

/// The draft for some files.
#[derive(Debug)]
pub struct Drafted {
    /// The text of `dataset.toml`.
    pub toml: String,
    /// What was found in each file.
    pub inspections: Vec<Inspection>,
    /// Files without any table that can be declared, each with the reasons.
    pub refused: Vec<(String, Vec<String>)>,
}

/// Looks at files and drafts the `dataset.toml` that declares their tables.
///
/// # Errors
/// When a file cannot be read.
pub fn draft(files: &[PathBuf], answers: &Answers, choices: &Choices) -> Result<Drafted, ScanError> {
    let inspections = files.iter().map(|path| inspect(path, None)).collect::<Result<Vec<_>, _>>()?;
    let looked: Vec<Looked<'_>> =
        files.iter().zip(&inspections).map(|(path, inspection)| Looked { path, inspection }).collect();
    let links = links(&looked).map_err(|source: io::Error| ScanError::Io { path: "the tables".to_owned(), source })?;
    Ok(Drafted {
        toml: compose(answers, choices, &inspections, &links),
        refused: inspections.iter().filter_map(refusal).collect(),
        inspections,
    })
}

/// Why nothing of a file can be declared, if that is so.
fn refusal(inspection: &Inspection) -> Option<(String, Vec<String>)> {
    if inspection.tables.iter().any(is_usable) {
        return None;
    }
    let findings = inspection.findings.iter().chain(inspection.tables.iter().flat_map(|table| &table.findings));
    let mut reasons: Vec<String> = findings.map(|finding| finding.message.clone()).collect();
    if reasons.is_empty() {
        reasons.push("It holds no table.".to_owned());
    }
    Some((inspection.file.clone(), reasons))
}

/// The files of a folder that may be data, in the order of their names. Links out of the folder are not followed.
///
/// # Errors
/// When the folder cannot be listed.
pub fn data_files(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let tree = Tree::new(folder);
    let is_data = |name: &str| {
        let lower = name.to_lowercase();
        let is_known = ["dataset.toml", "dictionary.xlsx"].contains(&name) || lower.starts_with("readme");
        !is_known && !name.starts_with('.') && !is_litter(name)
    };
    let entries = tree.entries(1)?.into_iter();
    let files = entries.filter(|entry| entry.kind != EntryKind::Folder && is_data(&entry.relative));
    let files = files.filter_map(|entry| tree.resolve(&entry.relative).ok()).filter(|path| path.is_file());
    Ok(without_parts(&files.collect::<Vec<_>>()).into_iter().take(FILES).collect())
}

/// Files without those that are a part of a shapefile among them.
pub fn without_parts(files: &[PathBuf]) -> Vec<PathBuf> {
    let belongs = |file: &Path, other: &Path| belongs_to_shapefile(&file.to_string_lossy(), &other.to_string_lossy());
    files.iter().filter(|file| !files.iter().any(|other| belongs(file, other))).cloned().collect()
}

/// The files beside one that belong to it: the parts of a shapefile that are read.
pub fn parts_beside(file: &Path) -> Vec<PathBuf> {
    let is_shapefile = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp"));
    let endings: &[&str] = if is_shapefile { &SHAPEFILE_PARTS } else { &[] };
    Bundle::found(file, endings).others().map(Path::to_owned).collect()
}
