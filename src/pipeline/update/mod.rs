//! A new version of a table: taken into a private copy of the dataset, compared, checked, and only then written.

mod append;
mod compare;
mod place;
mod summary;

use std::ops::Range;
use std::path::Path;

use self::compare::Versions;
use self::place::Placed;
use self::summary::{is_harmless, misfits};
use super::process::check_one;
use super::tables::Scannable;
use super::trial::Trial;
use super::{Checked, Office, PipelineError, choose, tables};
use crate::change::{Action, Change, Misfit};
use crate::diagnostic::{CheckReceipt, Report};
use crate::document::Document;
use crate::draft::{self, Declared, Edit};
use crate::files::{Digest, FileError};
use crate::metadata::{Draft, ResourceDraft, ResourceEntry};
use crate::model::{Date, resource_name};
use crate::portal::{self, DatasetDirectory};

/// Why a table cannot be updated.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Nothing of a protected dataset lies in the repository.
    #[error("`{0}` is protected, so its data does not belong into this repository; nothing was read or written")]
    Protected(String),
    /// Its `dataset.toml` cannot be read.
    #[error("datasets/{0}/dataset.toml cannot be read; `townbook check {0}` says why")]
    Unreadable(String),
    /// There is no such table, or none was named among several.
    #[error("{problem}; name one of them with --resource: {}", .tables.join(", "))]
    Table {
        /// What is wrong.
        problem: String,
        /// The tables of the dataset.
        tables: Vec<String>,
    },
    /// It cannot be done this way; a sentence with what can.
    #[error("{0}")]
    Cannot(String),
}

/// A table that is to get a new version.
pub struct Update {
    office: Office,
    directory: DatasetDirectory,
    admitted: Box<dyn Scannable>,
    /// Its position in `dataset.toml`.
    at: usize,
    today: Date,
}

/// A file that somebody named, or that was brought.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// Where it lies on this machine.
    pub path: &'a Path,
    /// Its name, which tells the format and may become the name of a part.
    pub name: &'a str,
    /// The address that it was brought from.
    pub url: Option<&'a str>,
}

/// What comes of a new version.
pub enum Prepared {
    /// The very bytes are there already.
    Unchanged,
    /// Something changes.
    Changed(Box<Proposal>),
}

/// A new version that was checked and is not written yet.
pub struct Proposal {
    /// What differs.
    pub change: Change,
    /// What `check` says about the dataset with it.
    pub checked: Checked,
    /// Whether it may be written: nothing that `check` found holds the dataset back.
    pub is_fit: bool,
    trial: Trial,
    seen: Document,
}

impl Proposal {
    /// Writes it.
    ///
    /// # Errors
    /// When somebody has changed `dataset.toml` meanwhile, or a disk fails.
    pub fn write(self) -> Result<(), PipelineError> {
        self.trial.commit(&self.seen)
    }
}

impl Update {
    /// Opens the dataset and finds the table in it: the one that is named, or the only one that is published.
    ///
    /// # Errors
    /// When the portal cannot be used, or the dataset is protected or has no such table.
    pub fn of(root: &Path, slug: &str, table: Option<&str>, today: Date) -> Result<Self, PipelineError> {
        let office = Office { today: Some(today), ..Office::open(root)? };
        let mut directories = portal::discover(&office.portal, &mut Report::new())?;
        choose(&mut directories, &[slug.to_owned()])?;
        let directory = directories.remove(0);
        let draft = tables::read(&office, &directory)?.ok_or_else(|| UpdateError::Unreadable(slug.to_owned()))?;
        let admitted = tables::let_in(&office, draft)?.ok_or_else(|| UpdateError::Protected(slug.to_owned()))?;
        let entries = admitted.draft().file.resources.as_deref().unwrap_or_default();
        let names: Vec<String> = entries.iter().map(name).collect();
        let problem = match table {
            Some(table) => match names.iter().position(|name| name == table) {
                Some(at) => return Ok(Update { office, directory, admitted, at, today }),
                None => format!("`{slug}` has no table `{table}`"),
            },
            None => {
                let published = || entries.iter().enumerate().filter(|(_, entry)| entry.is_published());
                match (published().count(), published().next()) {
                    (1, Some((at, _))) => return Ok(Update { office, directory, admitted, at, today }),
                    _ => format!("`{slug}` has {} tables", names.len()),
                }
            }
        };
        Err(UpdateError::Table { problem, tables: names }.into())
    }

    /// The address of the table's file, where it lies elsewhere.
    pub fn url(&self) -> Option<&str> {
        self.entry().url.as_deref()
    }

    fn entry(&self) -> &ResourceEntry {
        &self.admitted.draft().file.resources.as_deref().unwrap_or_default()[self.at]
    }

    fn pointer(&self) -> String {
        format!("/resources/{}", self.at)
    }

    /// The table as it is declared, if it can be read.
    fn resource<'a>(&self, admitted: &'a dyn Scannable) -> Option<&'a ResourceDraft> {
        let pointer = self.pointer();
        admitted.draft().resources.iter().find(|resource| resource.pointer == pointer)
    }

    /// Takes a file into a private copy of the dataset, compares and checks. With `accept_columns`, columns that are not
    /// declared are drafted as `townbook new` would; what they mean is asked in `dataset.toml`.
    ///
    /// # Errors
    /// When the file cannot be taken in, or a disk fails.
    pub fn prepare(&self, new: NewFile<'_>, append: bool, accept_columns: bool) -> Result<Prepared, PipelineError> {
        let draft = self.admitted.draft();
        let mut trial = Trial::of(&self.office, &self.directory)?;
        let Some(placed) = self.place(&mut trial, new, append)? else { return Ok(Prepared::Unchanged) };
        let mut edits = self.pins(&placed, new);
        if draft.file.modified != Some(self.today) {
            edits.push(Edit { table: String::new(), key: "modified", value: Some(self.today.to_string()) });
        }
        trial.write("dataset.toml", &draft::apply_edits(&draft.document, &edits))?;
        let mut later = self.later(&trial)?;
        let mut drafted = Vec::new();
        if accept_columns && let Some(declared) = self.accepted(&*later, &placed, &trial)? {
            trial.write("dataset.toml", &declared.toml)?;
            later = self.later(&trial)?;
            drafted = self.lines(later.draft(), &declared.names);
        }
        let versions = self.compare(&*later)?;
        let processed = check_one(&self.office, &trial.directory)?;
        let mut receipt = CheckReceipt::default();
        receipt.datasets.extend(processed.receipt);
        let summary = processed.report.summary(1);
        let checked = Checked { report: processed.report, summary, receipt, not_kept: None };
        let text = later.draft().document.source();
        let is_fit = checked.report.findings().iter().all(|found| is_harmless(found, &drafted));
        let change = self.change(placed, versions, self.misfits(&checked.report)?, text);
        let seen = Document::parse(draft.document.source().to_owned(), draft.document.path(), &mut Report::new());
        Ok(Prepared::Changed(Box::new(Proposal { change, checked, is_fit, trial, seen })))
    }

    /// What does not fit in the new version, and how much of that did not fit before.
    fn misfits(&self, report: &Report) -> Result<Vec<Misfit>, PipelineError> {
        let mut found = misfits(report);
        if found.is_empty() {
            return Ok(found);
        }
        let known = misfits(&check_one(&self.office, &self.directory)?.report);
        for misfit in &mut found {
            let same = known.iter().find(|known| known.code == misfit.code && known.field == misfit.field);
            misfit.before = same.map_or(0, |known| known.count);
        }
        Ok(found)
    }

    /// The dataset as it would be.
    fn later(&self, trial: &Trial) -> Result<Box<dyn Scannable>, PipelineError> {
        let unreadable = || UpdateError::Unreadable(self.directory.slug.to_string());
        let draft = tables::read(&self.office, &trial.directory)?.ok_or_else(unreadable)?;
        Ok(tables::let_in(&self.office, draft)?.ok_or_else(unreadable)?)
    }

    /// What is declared about a file that lies elsewhere.
    fn pins(&self, placed: &Placed, new: NewFile<'_>) -> Vec<Edit> {
        let mut edits = Vec::new();
        if placed.action == Action::Pin {
            let mut set = |key, value| edits.push(Edit { table: self.pointer(), key, value: Some(value) });
            let url = new.url.filter(|url| self.url() != Some(url));
            set("sha256", format!("\"{}\"", placed.sha256));
            set("bytes", placed.bytes.to_string());
            if let Some(url) = url {
                set("url", toml_text(url));
            }
        }
        edits
    }

    /// The text of `dataset.toml` with the columns that are not declared yet, if there are some.
    fn accepted(
        &self,
        later: &dyn Scannable,
        placed: &Placed,
        trial: &Trial,
    ) -> Result<Option<Declared>, PipelineError> {
        let Some(resource) = self.resource(later) else { return Ok(None) };
        let Some((_, found)) = compare::columns(later, resource)? else { return Ok(None) };
        let schema = &resource.schema;
        let is_new =
            |label: &String| !schema.withholds(label) && schema.fields.iter().all(|field| field.source != *label);
        let labels: Vec<String> = found.into_iter().filter(is_new).filter(|label| !label.is_empty()).collect();
        if labels.is_empty() {
            return Ok(None);
        }
        let path = placed.relative.as_ref().map_or_else(|| resource.path.clone(), |relative| trial.path(relative));
        let inspection = draft::inspect(&path, None)?;
        Ok(draft::declare(&later.draft().document, resource, &inspection, &labels))
    }

    /// The lines of some columns of the table, each from its header to the next.
    fn lines(&self, draft: &Draft, names: &[String]) -> Vec<Range<u64>> {
        let fields = draft.file.resources.iter().flatten().nth(self.at).map_or(&[][..], |entry| &entry.fields[..]);
        let is_meant = |name: &Option<String>| name.as_ref().is_some_and(|name| names.contains(name));
        let meant = fields.iter().enumerate().filter(|(_, field)| is_meant(&field.name));
        let (source, headers) = (draft.document.source(), draft.document.headers());
        let line = |at: usize| source[..at].matches('\n').count() as u64 + 1;
        let lines = |at: usize| {
            let start = draft.document.span(&format!("{}/fields/{at}", self.pointer()))?.start;
            let next = headers.iter().find(|header| **header > start);
            Some(line(start)..next.map_or(u64::MAX, |next| line(*next)))
        };
        meant.filter_map(|(at, _)| lines(at)).collect()
    }

    fn compare(&self, later: &dyn Scannable) -> Result<Versions, PipelineError> {
        compare::compare((&*self.admitted, self.resource(&*self.admitted)), (later, self.resource(later)))
    }
}

/// The name of a table, declared or made from the name of its file.
fn name(entry: &ResourceEntry) -> String {
    let inside = entry.entry.as_deref().or(entry.path.as_deref()).or(entry.files.as_deref());
    let inside = inside.or(entry.url.as_deref().map(file_name)).unwrap_or_default();
    entry.name.clone().unwrap_or_else(|| resource_name(inside))
}

/// The name of the file at the end of an address.
pub fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

/// An address as a TOML string.
fn toml_text(url: &str) -> String {
    serde_json::to_string(url).expect("a text is plain data")
}

/// The digest and size of a file.
fn digest(path: &Path) -> Result<(Digest, u64), FileError> {
    Digest::of_reader(&mut crate::files::open(path)?).map_err(|source| FileError::new("read", path, source))
}
