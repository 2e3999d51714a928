//! Repairs of data files: the same labels and the same rows, written in another way.

use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::super::PipelineError;
use super::super::tables::Scannable;
use super::{Bench, MendedFile, Offer};
use crate::change::LinesObserver;
use crate::diagnostic::{Repair, Report};
use crate::draft::{self, Edit};
use crate::files::{self, Digest, FileError};
use crate::metadata::ResourceDraft;
use crate::model::{Layout, Packing, SourceFormat};
use crate::read::{self, Charset};

/// A file of a table that is to be written in another way.
struct Rewritten {
    file: ResourceDraft,
    desk: PathBuf,
    rows: u64,
    change: String,
}

impl Bench<'_> {
    /// Makes delimited text UTF-8 where its encoding is declared, or proved by its first bytes. All files of a table or none:
    /// they share their declaration.
    pub(super) fn transcode(&mut self, dataset: &dyn Scannable) -> Result<bool, PipelineError> {
        let draft = dataset.draft();
        for resource in &draft.resources {
            let Some(charsets) = charsets(resource)? else { continue };
            if shares_file(resource, &draft.resources) {
                continue;
            }
            let mut rewritten = Vec::new();
            for (file, charset) in resource.files().zip(charsets) {
                let Some(charset) = charset else { continue };
                let desk = self.desk();
                let failed = |source| FileError::new("read", &file.path, source);
                let copy = BufWriter::new(files::create_new(&desk)?);
                let is_whole = read::copy_as_utf8(files::open(&file.path)?, charset, copy).map_err(failed)?;
                let later = Layout { encoding: None, ..file.layout.clone() };
                match if is_whole { proof(dataset, &file, &desk, later)? } else { None } {
                    Some(rows) => {
                        let change = format!("{} → UTF-8", name(&file, charset));
                        rewritten.push(Rewritten { file, desk, rows, change });
                    }
                    None => {
                        rewritten.clear();
                        break;
                    }
                }
            }
            if rewritten.is_empty() {
                continue;
            }
            for one in rewritten {
                self.take(one)?;
            }
            if resource.layout.encoding.is_some() {
                let text = draft::without(&draft.document, &resource.pointer, "encoding").unwrap_or_else(|| {
                    let utf8 =
                        Edit { table: resource.pointer.clone(), key: "encoding", value: Some("\"utf-8\"".to_owned()) };
                    draft::apply_edits(&draft.document, &[utf8])
                });
                self.rewrite(draft, text)?;
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// Makes all lines of a file end alike.
    pub(super) fn unify_line_breaks(
        &mut self,
        dataset: &dyn Scannable,
        offered: &[Offer<'_>],
    ) -> Result<bool, PipelineError> {
        let mut is_done = false;
        for (finding, repair) in offered {
            let Repair::UnifyLineBreaks { resource: pointer, line_break } = repair else { continue };
            let path = &finding.place().path;
            let resources = &dataset.draft().resources;
            let mut files = resources.iter().filter(|one| one.pointer == *pointer).flat_map(ResourceDraft::files);
            let Some(file) = files.find(|file| file.shown == *path).filter(is_plain) else { continue };
            let desk = self.desk();
            let failed = |source| FileError::new("read", &file.path, source);
            let copy = BufWriter::new(files::create_new(&desk)?);
            let dialect = &file.layout.dialect;
            let source = files::open(&file.path)?;
            let is_whole = read::unify_line_breaks(source, dialect, line_break, copy).map_err(failed)?;
            let layout = file.layout.clone();
            if is_whole && let Some(rows) = proof(dataset, &file, &desk, layout)? {
                let name = match *line_break {
                    "\r\n" => "CRLF",
                    "\n" => "LF",
                    _ => "CR",
                };
                self.take(Rewritten { file, desk, rows, change: format!("all lines end with {name}") })?;
                is_done = true;
            }
        }
        // Several files of one table have one repair between them, so it counts as tried only now.
        let tried = offered.iter().filter(|(_, repair)| matches!(repair, Repair::UnifyLineBreaks { .. }));
        self.done.extend(tried.map(|(_, repair)| (*repair).clone()));
        Ok(is_done)
    }

    /// A place for a file that is being written.
    fn desk(&mut self) -> PathBuf {
        self.begun += 1;
        self.trial.desk(&self.begun.to_string())
    }

    fn take(&mut self, one: Rewritten) -> Result<(), PipelineError> {
        let folder = format!("datasets/{}/", self.trial.directory.slug);
        let relative = one.file.shown.strip_prefix(&folder).unwrap_or(&one.file.shown);
        self.trial.take(&one.desk, relative)?;
        self.files.push(MendedFile { file: one.file.shown.clone(), rows: one.rows, change: one.change });
        Ok(())
    }
}

/// What people call the encoding of a file: as they declared it, unless its first bytes say something else.
fn name(file: &ResourceDraft, charset: Charset) -> &str {
    let declared = file.layout.encoding.as_deref().filter(|label| Charset::of_label(label) == Some(charset));
    declared.or(charset.name()).unwrap_or("an old encoding")
}

/// Whether a file is delimited text that lies open in the dataset's folder.
fn is_plain(file: &ResourceDraft) -> bool {
    let is_loose = file.layout.packing == Packing::None && file.layout.several.is_none();
    file.format == SourceFormat::Csv && is_loose && file.external.is_none()
}

/// Whether another table is read from the same file.
fn shares_file(resource: &ResourceDraft, all: &[ResourceDraft]) -> bool {
    let others = all.iter().filter(|other| other.pointer != resource.pointer);
    others.flat_map(ResourceDraft::files).any(|other| resource.files().any(|file| file.path == other.path))
}

/// For each file of a table the encoding in which it is written, where that is not UTF-8; `None` if all are UTF-8, or none of it
/// can be rewritten.
pub(super) fn charsets(resource: &ResourceDraft) -> Result<Option<Vec<Option<Charset>>>, PipelineError> {
    if !is_plain(resource) {
        return Ok(None);
    }
    let mut charsets = Vec::new();
    for file in resource.files() {
        // One that cannot be opened is a finding, and no failure.
        let Ok(content) = files::open(&file.path) else { return Ok(None) };
        let failed = |source| FileError::new("read", &file.path, source);
        charsets.push(read::foreign_charset(content, file.layout.encoding.as_deref()).map_err(failed)?);
    }
    Ok(charsets.iter().any(Option::is_some).then_some(charsets))
}

/// How many rows a file and its rewritten copy have in common, if they have the same labels and the same rows throughout.
fn proof(
    dataset: &dyn Scannable,
    file: &ResourceDraft,
    desk: &Path,
    layout: Layout,
) -> Result<Option<u64>, PipelineError> {
    let copy = ResourceDraft { path: desk.to_owned(), layout, ..file.clone() };
    let lines = |resource: &ResourceDraft| -> Result<Option<(Digest, u64)>, PipelineError> {
        let lines = LinesObserver::default();
        let read = dataset.scan(resource, &[&lines], &mut Report::new())?;
        Ok(read.and_then(|_| lines.finish()))
    };
    let (before, after) = (lines(file)?, lines(&copy)?);
    Ok(before.filter(|_| before == after).map(|(_, rows)| rows))
}
