//! The only place that orders the stages: check, build, publish.
//!
//! ```text
//! portal::open -> discover -> metadata::read -> policy::admit -> scan -> policy::clear -> describe -> render -> publish
//! ```
//!
//! One bad dataset never stops the others: what is wrong with it is in the report, and it is held back. Only failures of the
//! world (a full disk) and mistakes in `portal.toml` or `policy/` end a run.

mod attachments;
mod built;
mod drafting;
mod earlier;
mod examine;
mod externals;
mod kept;
mod key;
mod process;
mod proof;
mod references;
mod repair;
mod sources;
mod tables;
mod trial;
mod update;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

pub use self::built::{Built, Found};
pub use self::drafting::choices;
pub use self::earlier::Earlier;
pub use self::externals::externals;
pub use self::proof::Unproven;
pub use self::repair::{Mended, MendedFile, Repaired, repair};
pub use self::update::{NewFile, Prepared, Proposal, Update, UpdateError, file_name};

use self::kept::Kept;
use self::process::{Outcome, Processed, process};
use crate::diagnostic::{CheckReceipt, Code, Finding, Report, Summary};
use crate::document;
use crate::files::{Digest, FileError, SitePath, Tree, Workspace};
use crate::metadata;
use crate::model::{Catalog, Dataset, Date, Distribution, JsonForm, Output, RowsPage, Slug};
use crate::policy::{self, Breach, KnownCodes, Policy, PolicyError, Public};
use crate::portal::{self, DatasetDirectory, Portal, PortalError};
use crate::publish::PublishError;
use crate::scan::ScanError;
use crate::site::{Deployment, Kind, ManifestError, Site, SiteFile};
use crate::validate;
use crate::{describe, render};

/// Where a portal keeps what only this machine needs.
const WORK_FOLDER: &str = ".townbook";

/// Why a run could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// `portal.toml` cannot be used.
    #[error(transparent)]
    Portal(#[from] PortalError),
    /// `policy/` cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A file of this machine.
    #[error(transparent)]
    File(#[from] FileError),
    /// Reading a table or writing its files.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A file was written to while it was read.
    #[error(
        "{0} was written to while it was being read, so what was made of it was thrown away; run again when it is complete"
    )]
    Changed(String),
    /// A page template.
    #[error(transparent)]
    Template(#[from] render::TemplateError),
    /// The manifest of what is published.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The folder to write to holds something else.
    #[error("{} holds something that is not a built site, and writing the site there would remove it; name another folder with --out", .0.display())]
    NotASite(PathBuf),
    /// A dataset was named that is not there.
    #[error("there is no dataset `{name}` in this portal{}", meant.as_ref().map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default())]
    UnknownDataset {
        /// What was named.
        name: String,
        /// The dataset that was most likely meant.
        meant: Option<String>,
    },
    /// A table cannot be updated.
    #[error(transparent)]
    Update(#[from] UpdateError),
    /// A file that was to be written is not any more what it was.
    #[error("{0} was changed by somebody else meanwhile, so nothing was written; run the command again")]
    ChangedMeanwhile(String),
    /// A written file does not hold what its source says.
    #[error(transparent)]
    Unproven(Box<Unproven>),
    /// The second lock found something that may not leave.
    #[error(transparent)]
    Breach(#[from] Breach),
    /// The host.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl PipelineError {
    /// The findings that explain it, where there are some.
    pub fn report(&self) -> Option<&Report> {
        match self {
            PipelineError::Portal(PortalError::Invalid(report))
            | PipelineError::Policy(PolicyError::Invalid(report)) => Some(report),
            _ => None,
        }
    }
}

/// All codes of findings, by identifier.
pub fn codes() -> Vec<&'static Code> {
    let families = [document::CODES, portal::CODES, metadata::CODES, policy::CODES, crate::scan::CODES];
    let families = families.into_iter().flatten().copied().chain(policy::personal::codes());
    let mut codes: Vec<&'static Code> = families.chain(validate::codes()).collect();
    codes.sort_by_key(|code| code.id);
    codes
}

/// A portal and its policy.
struct Office {
    portal: Portal,
    policy: Policy,
    today: Option<Date>,
    /// The addresses that people keep of data that is published already: none changes its meaning.
    published: BTreeSet<SitePath>,
    /// Whether files are read back and held against their source.
    verify: bool,
    kept: Kept,
}

impl Office {
    /// Nothing is kept for later runs, and nothing that earlier ones kept is used.
    fn open(root: &Path) -> Result<Self, PipelineError> {
        let (all, standards) = (codes(), validate::standards().collect::<Vec<_>>());
        let known = KnownCodes { all: &all, standards: &standards };
        let (portal, policy) = (portal::open(root)?, Policy::open(root, known)?);
        let kept = Kept::new(root, None);
        Ok(Office { portal, policy, today: None, published: BTreeSet::new(), verify: false, kept })
    }

    /// The form in which the JSON of a table is published already.
    fn published_json(&self, slug: &Slug, resource: &str) -> Option<JsonForm> {
        let path = |form: &JsonForm| Distribution::latest_path(slug.as_str(), resource, form.format());
        JsonForm::ALL.into_iter().find(|form| self.published.contains(&path(form)))
    }
}

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// All findings.
    pub report: Report,
    /// Their counts.
    pub summary: Summary,
    /// What was looked at, and what becomes of it.
    pub receipt: CheckReceipt,
    /// Why something could not be kept for the next run, if so.
    pub not_kept: Option<FileError>,
}

/// Checks all datasets of a portal, or those that are named. `today` is for rules about what is overdue; without it they are
/// silent, as they are in a build, whose bytes may not depend on the day. `program` is the digest of the program that runs:
/// what it found of a dataset is kept, and found again as long as nothing changes; without it all is read anew.
///
/// # Errors
/// When the portal or its policy cannot be used, or a disk fails.
pub fn check(
    root: &Path,
    only: &[String],
    today: Option<Date>,
    program: Option<Digest>,
) -> Result<Checked, PipelineError> {
    let office = Office { today, kept: Kept::new(root, program), ..Office::open(root)? };
    let mut report = Report::new();
    let mut directories = portal::discover(&office.portal, &mut report)?;
    if !only.is_empty() {
        report = about(&report, only);
        let is_described = |name: &&String| !report.findings().iter().any(|finding| is_about(finding, name));
        match only.iter().filter(is_described).cloned().collect::<Vec<_>>() {
            described if described.is_empty() => directories.clear(),
            described => choose(&mut directories, &described)?,
        }
    }
    let mut report = drafting::with_drafts(&office, &report);
    if only.is_empty() {
        let slugs: Vec<&str> = directories.iter().map(|directory| directory.slug.as_str()).collect();
        office.policy.standards.strays(&slugs).for_each(|finding| report.push(finding));
    }
    let processed: Vec<Processed> =
        directories.par_iter().map(|directory| process(&office, directory, None)).collect::<Result<_, _>>()?;
    let mut receipt = CheckReceipt::default();
    for one in processed {
        report.extend(one.report);
        receipt.datasets.extend(one.receipt);
        receipt.protected += u64::from(matches!(one.outcome, Outcome::Protected));
    }
    if only.is_empty() {
        office.kept.forget_others(directories.iter().map(|directory| directory.slug.as_str()));
    }
    let summary = report.summary(directories.len() as u64);
    Ok(Checked { report, summary, receipt, not_kept: office.kept.trouble() })
}

/// What changes in a text, as people read it; nothing if nothing does.
fn unified_diff(old: &str, new: &str, shown: &str) -> String {
    if old == new {
        return String::new();
    }
    similar::TextDiff::from_lines(old, new).unified_diff().context_radius(1).header(shown, shown).to_string()
}

/// What was found about folders that are named and have yet to become datasets.
fn about(found: &Report, only: &[String]) -> Report {
    let mut report = Report::new();
    let named = found.findings().iter().filter(|finding| only.iter().any(|name| is_about(finding, name)));
    named.for_each(|finding| report.push(finding.clone()));
    report
}

fn is_about(finding: &Finding, name: &str) -> bool {
    // A folder whose name cannot be a dataset's is known by its path alone.
    finding.dataset.as_deref() == Some(name) || finding.place().path.strip_prefix("datasets/") == Some(name)
}

/// Keeps the datasets that are named; all if none is.
fn choose(directories: &mut Vec<DatasetDirectory>, only: &[String]) -> Result<(), PipelineError> {
    for name in only {
        if !directories.iter().any(|directory| directory.slug.as_str() == name) {
            let slugs = directories.iter().map(|directory| directory.slug.as_str());
            let meant = crate::diagnostic::closest(name, slugs).map(str::to_owned);
            return Err(PipelineError::UnknownDataset { name: name.clone(), meant });
        }
    }
    directories.retain(|directory| only.is_empty() || only.iter().any(|name| name == directory.slug.as_str()));
    Ok(())
}

/// How a site is built. It is the same site either way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    /// The digest of the program that runs: what it made of a dataset is kept, and used again as long as nothing changes.
    /// Without it all is made anew.
    pub program: Option<Digest>,
    /// Whether every file of a table is read back and held against its source.
    pub verify: bool,
}

/// Builds the site of a portal.
///
/// # Errors
/// When the portal, its policy or a template cannot be used, or a disk fails; [`PipelineError::Unproven`] when a file does not
/// hold what its source says.
pub fn build(root: &Path, earlier: Option<&Earlier<'_>>, manner: Manner) -> Result<Built, PipelineError> {
    gather(root, earlier, manner)?.render()
}

/// Builds the site of a portal into a folder, in the place of an earlier site there. One that is already what this build would
/// write, byte for byte, is left as it is.
///
/// # Errors
/// As [`build`] and [`Built::write_to`].
pub fn build_into(
    root: &Path,
    out: &Path,
    earlier: Option<&Earlier<'_>>,
    manner: Manner,
) -> Result<Found, PipelineError> {
    let gathered = gather(root, earlier, manner)?;
    let identity = gathered.identity;
    let known = identity.and_then(|identity| gathered.kept.tree(identity));
    if known.is_some_and(|tree| Tree::new(out).digest().is_ok_and(|found| found == tree)) {
        return Ok(gathered.found);
    }
    let kept = Kept::new(root, manner.program);
    let mut built = gathered.render()?;
    let tree = built.write_to(out)?;
    if let Some(identity) = identity {
        kept.keep_tree(identity, tree);
    }
    built.found.not_kept = built.found.not_kept.or(kept.trouble());
    Ok(built.found)
}

/// All that a site is made of.
struct Gathered {
    found: Found,
    catalog: Public<Catalog>,
    staged: BTreeMap<SitePath, PathBuf>,
    /// The digest of all that the site will be made of, where that is known.
    identity: Option<Digest>,
    kept: Kept,
    root: PathBuf,
    workspace: Workspace,
}

/// Examines and clears all datasets.
fn gather(root: &Path, earlier: Option<&Earlier<'_>>, manner: Manner) -> Result<Gathered, PipelineError> {
    let Manner { program, verify } = manner;
    let published = earlier.map(Earlier::addresses).unwrap_or_default();
    let office = Office { published, verify, kept: Kept::new(root, program), ..Office::open(root)? };
    let workspace = Workspace::new(&root.join(WORK_FOLDER))?;
    let mut report = Report::new();
    let directories = portal::discover(&office.portal, &mut report)?;
    let processed: Vec<Processed> = directories
        .par_iter()
        .map(|directory| process(&office, directory, Some(&workspace.path(directory.slug.as_str()))))
        .collect::<Result<_, _>>()?;
    let Office { portal, kept, .. } = office;
    kept.forget_others(directories.iter().map(|directory| directory.slug.as_str()));

    let (mut datasets, mut held, mut staged, mut keys) = (Vec::new(), Vec::new(), BTreeMap::new(), Vec::new());
    for one in processed {
        report.extend(one.report);
        match one.outcome {
            Outcome::Public(cleared) => {
                keys.push(cleared.key.map(|key| (cleared.dataset.slug.clone(), key)));
                datasets.push(cleared.dataset);
                staged.extend(cleared.staged);
            }
            Outcome::Held(refusal) => {
                let published = earlier.map(|earlier| earlier.dataset(refusal.slug())).transpose()?.flatten();
                if let Some(published) = published {
                    datasets.push(refusal.keep_published(published));
                    keys.push(None);
                }
                held.push(refusal);
            }
            Outcome::Protected | Outcome::Absent | Outcome::Unread => {}
        }
    }
    let keys: Option<Vec<_>> = keys.into_iter().collect();
    let identity = program.zip(keys).map(|(program, keys)| key::of_site(program, &portal.description, &keys));
    let summary = report.summary(directories.len() as u64);
    let found = Found { report, summary, held, published: datasets.len(), not_kept: kept.trouble() };
    let catalog = policy::catalog(portal.description, datasets);
    Ok(Gathered { found, catalog, staged, identity, kept, root: root.to_owned(), workspace })
}

impl Gathered {
    /// Describes and renders what was gathered.
    fn render(self) -> Result<Built, PipelineError> {
        let Gathered { found, catalog, staged, root, workspace, identity: _, kept: _ } = self;
        let mut site = Site::new();
        let datasets: Vec<Public<&Dataset>> = catalog.datasets().collect();
        let data: Vec<Vec<SiteFile>> = datasets.par_iter().map(|dataset| data_of(&catalog, dataset, &staged)).collect();
        data.into_iter().flatten().for_each(|file| site.add(file));
        describe::describe(&catalog).into_iter().for_each(|file| site.add(file));
        render::render(&catalog, &mut site)?;
        describe::take_inventory(&catalog, &mut site);
        Ok(Built { site, found, root, workspace })
    }
}

/// A dataset's data and its record.
fn data_of(catalog: &Catalog, dataset: &Public<&Dataset>, staged: &BTreeMap<SitePath, PathBuf>) -> Vec<SiteFile> {
    let mut files = Vec::new();
    for distribution in dataset.resources.iter().flat_map(|resource| &resource.distributions) {
        let content = staged.get(&distribution.path).cloned();
        files.extend(SiteFile::of_distribution(dataset, distribution, content));
    }
    // Rows that are published are not taken along where the API has been switched off.
    let has_api = catalog.portal.outputs.has(Output::Api);
    for resource in dataset.resources.iter().filter(|_| has_api) {
        for (number, page) in (1..).zip(&resource.pages) {
            let content = staged.get(&RowsPage::path(dataset.slug.as_str(), &resource.name, number)).cloned();
            files.push(SiteFile::of_rows(dataset, &resource.name, number, *page, content));
        }
    }
    for attachment in &dataset.attachments {
        let content = staged.get(&attachment.path).cloned();
        files.extend(SiteFile::of_attachment(dataset, attachment, content));
    }
    // The record is what the dataset was when it was cleared, whatever is said about a newer version now.
    let record = Dataset { notice: None, ..Dataset::clone(dataset) };
    let json = serde_json::to_vec(&record).expect("a dataset is plain data");
    let path = Deployment::record_path(&dataset.slug, &json);
    files.push(SiteFile::of_dataset(dataset, path, Kind::Immutable, json));
    files
}
