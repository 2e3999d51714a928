//! The draft for files that nobody has described.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::links::{Looked, links};
use super::{Answers, Choices, Inspection, compose, inspect};
use crate::diagnostic::Finding;
use crate::files::{EntryKind, FileError, Tree, is_litter};
use crate::model::AttachmentKind;
use crate::read::SHAPEFILE_PARTS;
use crate::scan::ScanError;
use crate::validate::plainer_name;

/// The most files of a folder that are looked at.
const FILES: usize = 100;

/// Endings of a shapefile's parts that are kept with it, those that nobody reads included.
const WITH_SHAPEFILE: [&str; 1] = ["shx"];

/// A file that may hold data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in the dataset's folder.
    pub name: String,
    /// The files beside it that belong to it, each with its name in the folder: the parts of a shapefile.
    pub beside: Vec<(PathBuf, String)>,
}

impl DataFile {
    /// Files from elsewhere, each under a name that lasts. What belongs to one of them comes with it, named or not.
    ///
    /// # Errors
    /// A sentence, when a name cannot be kept or two would be the same.
    pub fn brought(paths: &[PathBuf]) -> Result<Vec<Self>, String> {
        let mut taken = BTreeSet::from(["dataset.toml".to_owned(), "dictionary.xlsx".to_owned()]);
        let mut files = Vec::new();
        for path in paths.iter().filter(|path| !belongs_to_another(path, paths)) {
            let given = path.file_name().and_then(|name| name.to_str());
            let given = given.ok_or_else(|| format!("{} has no name that can be kept", path.display()))?;
            let name = plainer_name(given).unwrap_or_else(|| given.to_owned());
            if !taken.insert(name.clone()) {
                return Err(format!("{}: there can be only one file `{name}` in the folder", path.display()));
            }
            files.push(DataFile { path: path.clone(), beside: beside(path, &name), name });
        }
        Ok(files)
    }

    /// The files of a folder that may be data, in the order of their names, which they keep. Links out of the folder are not
    /// followed.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn lying_in(folder: &Path) -> Result<Vec<Self>, FileError> {
        let tree = Tree::new(folder);
        let is_data = |name: &str| {
            let lower = name.to_lowercase();
            let is_known = ["dataset.toml", "dictionary.xlsx"].contains(&name) || lower.starts_with("readme");
            !is_known && !name.starts_with('.') && !is_litter(name)
        };
        let entries = tree.entries(1)?.into_iter();
        let entries = entries.filter(|entry| entry.kind != EntryKind::Folder && is_data(&entry.relative));
        let paths: Vec<PathBuf> =
            entries.filter_map(|entry| tree.resolve(&entry.relative).ok()).filter(|path| path.is_file()).collect();
        let file = |path: &PathBuf| {
            let name = path.file_name()?.to_str()?.to_owned();
            Some(DataFile { path: path.clone(), name, beside: Vec::new() })
        };
        Ok(paths.iter().filter(|path| !belongs_to_another(path, &paths)).filter_map(file).take(FILES).collect())
    }
}

/// Whether a file is a part of a shapefile among the others.
fn belongs_to_another(path: &Path, others: &[PathBuf]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let is_part = SHAPEFILE_PARTS.iter().chain(&WITH_SHAPEFILE).any(|part| *part == ending);
    is_part && others.iter().any(|other| is_shapefile(other) && other.with_extension("") == path.with_extension(""))
}

fn is_shapefile(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp"))
}

/// The parts of a shapefile that lie beside it, each with a name like the new one of the whole.
fn beside(path: &Path, name: &str) -> Vec<(PathBuf, String)> {
    if !is_shapefile(path) {
        return Vec::new();
    }
    let part = |ending: &&str| {
        let part = path.with_extension(ending);
        let name = Path::new(name).with_extension(ending).to_str()?.to_owned();
        part.is_file().then_some((part, name))
    };
    SHAPEFILE_PARTS.iter().chain(&WITH_SHAPEFILE).filter_map(part).collect()
}

/// The draft for some files.
#[derive(Debug)]
pub struct Drafted {
    /// The text of `dataset.toml`.
    pub toml: String,
    /// What was found in each file with tables.
    pub inspections: Vec<Inspection>,
    /// Files of which nothing can be declared, each with the reasons.
    pub refused: Vec<(String, Vec<String>)>,
}

impl Drafted {
    /// Whether there is a table that can be declared.
    pub fn has_table(&self) -> bool {
        self.inspections.iter().any(Inspection::is_usable)
    }
}

/// Looks at files and drafts the `dataset.toml` that declares their tables and, beside tables, documents.
///
/// # Errors
/// When a file cannot be read.
pub fn draft(files: &[DataFile], answers: &Answers, choices: &Choices) -> Result<Drafted, ScanError> {
    let (mut looked_at, mut inspections, mut documents) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        let kind = AttachmentKind::of_name(&file.name);
        if kind.is_some_and(|kind| kind != AttachmentKind::Text) {
            documents.push((file.name.clone(), vec!["This is a document and no table.".to_owned()]));
            continue;
        }
        let inspection = Inspection { file: file.name.clone(), ..inspect(&file.path, None)? };
        match refusal(&inspection) {
            // A text may be a table; one that is none is a document.
            Some(refusal) if kind.is_some() => documents.push(refusal),
            _ => {
                looked_at.push(file);
                inspections.push(inspection);
            }
        }
    }
    let looked: Vec<Looked<'_>> =
        looked_at.iter().zip(&inspections).map(|(file, inspection)| Looked { path: &file.path, inspection }).collect();
    let links = links(&looked).map_err(|source: io::Error| ScanError::Io { path: "the tables".to_owned(), source })?;
    let mut refused: Vec<_> = inspections.iter().filter_map(refusal).collect();
    // Documents alone are no dataset.
    if !inspections.iter().any(Inspection::is_usable) {
        refused.append(&mut documents);
    }
    let documents: Vec<String> = documents.into_iter().map(|(name, _)| name).collect();
    Ok(Drafted { toml: compose(answers, choices, &inspections, &links, &documents), refused, inspections })
}

/// Why nothing of a file can be declared, if that is so.
fn refusal(inspection: &Inspection) -> Option<(String, Vec<String>)> {
    if inspection.is_usable() {
        return None;
    }
    let findings = inspection.findings.iter().chain(inspection.tables.iter().flat_map(|table| &table.findings));
    let mut reasons: Vec<String> = findings.map(reason).collect();
    if reasons.is_empty() {
        reasons.push("It holds no table.".to_owned());
    }
    Some((inspection.file.clone(), reasons))
}

/// What a finding says, with its first row.
fn reason(finding: &Finding) -> String {
    match finding.place().row {
        Some(row) => format!("Row {row}: {}", finding.message),
        None => finding.message.clone(),
    }
}
