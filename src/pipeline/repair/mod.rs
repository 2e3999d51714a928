//! Mends what can be mended without asking anybody: in a private copy of each dataset, pass after pass, until nothing is left
//! to mend. No value of the data is touched, and for every data file that is rewritten this is proved before it counts.

mod declaration;
mod files;

use std::path::Path;

use rayon::prelude::*;

use super::process::{Outcome, Processed, check_one};
use super::tables::Scannable;
use super::trial::Trial;
use super::{Checked, Office, PipelineError, choose, drafting, tables, unified_diff};
use crate::diagnostic::{CheckReceipt, Finding, Repair, Report};
use crate::document::Document;
use crate::portal::{self, DatasetDirectory};

/// How often a dataset is looked at anew: one repair may show what else there is. Nobody needs so many.
const PASSES: usize = 8;

/// What comes of mending.
pub struct Repaired {
    /// The datasets of which something is mended.
    pub mended: Vec<Mended>,
    /// What `check` says as things are.
    pub before: Checked,
    /// What it says once everything is written.
    pub after: Checked,
}

impl Repaired {
    /// Writes all that was mended.
    ///
    /// # Errors
    /// When somebody has changed a dataset meanwhile, or a disk fails. What was written before stays.
    pub fn write(self) -> Result<Checked, PipelineError> {
        for one in self.mended {
            one.trial.commit(&one.seen)?;
        }
        Ok(self.after)
    }
}

/// What is mended in a dataset.
pub struct Mended {
    /// What changes in `dataset.toml`, as a unified diff; empty if nothing does.
    pub declaration: String,
    /// The data files that are written in another way.
    pub files: Vec<MendedFile>,
    trial: Trial,
    seen: Document,
}

/// A data file that is written in another way and says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendedFile {
    /// The file, as findings name it.
    pub file: String,
    /// How many rows were compared.
    pub rows: u64,
    /// What is done: `windows-1252 → UTF-8`.
    pub change: String,
}

/// Checks all datasets of a portal, or those that are named, and mends in private copies what can be mended.
///
/// # Errors
/// When the portal or its policy cannot be used, or a disk fails.
pub fn repair(root: &Path, only: &[String], today: Option<crate::model::Date>) -> Result<Repaired, PipelineError> {
    let office = Office { today, ..Office::open(root)? };
    let mut found = Report::new();
    let mut directories = portal::discover(&office.portal, &mut found)?;
    if !only.is_empty() {
        choose(&mut directories, only)?;
        found = Report::new();
    }
    let found = drafting::with_drafts(&office, &found);
    let count = directories.len() as u64;
    let looked: Vec<(Processed, Option<(Mended, Processed)>)> =
        directories.par_iter().map(|directory| dataset(&office, directory)).collect::<Result<_, _>>()?;
    let (mut before, mut after, mut mended) = (Gathered::new(&found), Gathered::new(&found), Vec::new());
    for (as_is, then) in looked {
        match then {
            Some((one, then)) => {
                mended.push(one);
                after.add(&then);
            }
            None => after.add(&as_is),
        }
        before.add(&as_is);
    }
    Ok(Repaired { mended, before: before.finish(count), after: after.finish(count) })
}

/// Findings and receipts of several datasets.
#[derive(Default)]
struct Gathered {
    report: Report,
    receipt: CheckReceipt,
}

impl Gathered {
    fn new(report: &Report) -> Self {
        let mut gathered = Gathered::default();
        report.findings().iter().for_each(|finding| gathered.report.push(finding.clone()));
        gathered
    }

    fn add(&mut self, one: &Processed) {
        one.report.findings().iter().for_each(|finding| self.report.push(finding.clone()));
        self.receipt.datasets.extend(one.receipt.clone());
        self.receipt.protected += u64::from(matches!(one.outcome, Outcome::Protected));
    }

    fn finish(self, datasets: u64) -> Checked {
        let summary = self.report.summary(datasets);
        Checked { report: self.report, summary, receipt: self.receipt, not_kept: None }
    }
}

/// Looks at a dataset as it is and, where something can be mended, at a copy in which it is.
fn dataset(
    office: &Office,
    directory: &DatasetDirectory,
) -> Result<(Processed, Option<(Mended, Processed)>), PipelineError> {
    let as_is = check_one(office, directory)?;
    let Some(draft) = tables::read(office, directory)? else { return Ok((as_is, None)) };
    let Some(admitted) = tables::let_in(office, draft)? else { return Ok((as_is, None)) };
    if !has_work(&*admitted, &as_is.report)? {
        return Ok((as_is, None));
    }
    let mut bench =
        Bench { office, trial: Trial::of(office, directory)?, files: Vec::new(), begun: 0, done: Vec::new() };
    let mut then = None;
    for _ in 0..PASSES {
        if !bench.mend(then.as_ref().map_or(&as_is.report, |then: &Processed| &then.report))? {
            break;
        }
        then = Some(check_one(office, &bench.trial.directory)?);
    }
    let Some(then) = then else { return Ok((as_is, None)) };
    let text = tables::read(office, &bench.trial.directory)?.map(|draft| draft.document.source().to_owned());
    let old = &admitted.draft().document;
    let mended = Mended {
        declaration: unified_diff(old.source(), &text.unwrap_or_default(), old.path()),
        files: bench.files,
        trial: bench.trial,
        seen: Document::parse(old.source().to_owned(), old.path(), &mut Report::new()),
    };
    Ok((as_is, Some((mended, then))))
}

/// Whether a copy is worth making: a rule offers a repair, or a file may be one that is not UTF-8.
fn has_work(dataset: &dyn Scannable, report: &Report) -> Result<bool, PipelineError> {
    if report.findings().iter().any(|finding| finding.repair.is_some()) {
        return Ok(true);
    }
    for resource in &dataset.draft().resources {
        if files::charsets(resource)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A finding with the repair that its rule offers.
type Offer<'a> = (&'a Finding, &'a Repair);

/// Where a dataset is mended.
struct Bench<'a> {
    office: &'a Office,
    trial: Trial,
    files: Vec<MendedFile>,
    /// How many files were begun, whatever came of them.
    begun: usize,
    /// Repairs that were made or tried. None is tried twice, so that no two can undo each other for ever.
    done: Vec<Repair>,
}

impl Bench<'_> {
    /// The dataset as it is mended so far.
    fn dataset(&self) -> Result<Option<Box<dyn Scannable>>, PipelineError> {
        let Some(draft) = tables::read(self.office, &self.trial.directory)? else { return Ok(None) };
        Ok(tables::let_in(self.office, draft)?)
    }

    /// Makes the repairs of a pass; `false` if there was nothing to do. Columns are drafted last: what they are depends on how
    /// the file is read.
    fn mend(&mut self, report: &Report) -> Result<bool, PipelineError> {
        let mut is_changed = false;
        while let Some(dataset) = self.dataset()? {
            if !self.transcode(&*dataset)? {
                break;
            }
            is_changed = true;
        }
        let offered = report.findings().iter().filter_map(|finding| Some((finding, finding.repair.as_ref()?)));
        let offered: Vec<Offer<'_>> = offered.filter(|(_, repair)| !self.done.contains(repair)).collect();
        let Some(dataset) = self.dataset()? else { return Ok(is_changed) };
        is_changed |= self.set(&*dataset, &offered)?;
        if is_changed {
            return Ok(true);
        }
        is_changed |= self.unify_line_breaks(&*dataset, &offered)?;
        while let Some(dataset) = self.dataset()? {
            if !self.declare(&*dataset, &offered)? {
                break;
            }
            is_changed = true;
        }
        Ok(is_changed)
    }
}
