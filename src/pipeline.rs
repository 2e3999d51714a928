//! The only place that orders the stages: check, build, publish.
//!
//! ```text
//! portal::open -> discover -> metadata::read -> policy::admit -> scan -> policy::clear -> describe -> render -> publish
//! ```
//!
//! One bad dataset never stops the others: what is wrong with it is in the report, and it is held back. Only failures of the
//! world (a full disk) and mistakes in `portal.toml` or `policy/` end a run.

mod externals;
mod references;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

pub use self::externals::externals;

use crate::convert::{Conversion, WRITERS};
use crate::diagnostic::{CheckReceipt, Code, DatasetReceipt, Report, Severity, Standing, Summary, TableReceipt};
use crate::document;
use crate::files::{self, FileError, SitePath, Workspace};
use crate::metadata::{self, Draft, ResourceDraft};
use crate::model::{Dataset, Date, Distribution, Resource, Slug};
use crate::policy::{
    self, Admission, Approvals, Breach, Candidate, Held, KnownCodes, Policy, PolicyError, Public, Published,
    Unclassified, Verdict,
};
use crate::portal::{self, DatasetDirectory, Portal, PortalError};
use crate::publish::{Host, HostState, Plan, Progress, PublishError, Receipt};
use crate::scan::{Observer, PreviewObserver, ScanError, Scanned};
use crate::site::{Deployment, Kind, MANIFEST_PATH, ManifestError, Origin, Site, SiteFile};
use crate::validate::{self, ColumnNames, DraftContext, TableRules, keys};
use crate::{describe, render};

/// Where a portal keeps what only this machine needs.
const WORK_FOLDER: &str = ".townbook";

/// Where in the workspace a site is put together. No dataset can have this name.
const SITE_FOLDER: &str = "_site";

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
    let mut codes: Vec<&'static Code> = families.into_iter().flatten().copied().chain(validate::codes()).collect();
    codes.sort_by_key(|code| code.id);
    codes
}

/// A portal and its policy.
struct Office {
    portal: Portal,
    policy: Policy,
    today: Option<Date>,
}

impl Office {
    fn open(root: &Path) -> Result<Self, PipelineError> {
        let (all, standards) = (codes(), validate::standards().collect::<Vec<_>>());
        let known = KnownCodes { all: &all, standards: &standards };
        Ok(Office { portal: portal::open(root)?, policy: Policy::open(root, known)?, today: None })
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
}

/// Checks all datasets of a portal, or those that are named. `today` is for rules about what is overdue; without it they are
/// silent, as they are in a build, whose bytes may not depend on the day.
///
/// # Errors
/// When the portal or its policy cannot be used, or a disk fails.
pub fn check(root: &Path, only: &[String], today: Option<Date>) -> Result<Checked, PipelineError> {
    let office = Office { today, ..Office::open(root)? };
    let mut report = Report::new();
    let mut directories = portal::discover(&office.portal, &mut report)?;
    if !only.is_empty() {
        choose(&mut directories, only)?;
        report = Report::new();
    }
    let processed: Vec<Processed> =
        directories.par_iter().map(|directory| process(&office, directory, None)).collect::<Result<_, _>>()?;
    let mut receipt = CheckReceipt::default();
    for one in processed {
        report.extend(one.report);
        receipt.datasets.extend(one.receipt);
        receipt.protected += u64::from(matches!(one.outcome, Outcome::Protected));
    }
    let summary = report.summary(directories.len() as u64);
    Ok(Checked { report, summary, receipt })
}

/// A site that was built, with the private folder that holds its data until it has been written or published.
#[derive(Debug)]
pub struct Built {
    /// The site.
    pub site: Site,
    /// All findings.
    pub report: Report,
    /// Their counts.
    pub summary: Summary,
    /// Datasets that are classified public and held back, with the reasons.
    pub held: Vec<Held>,
    /// How many datasets are in the site.
    pub published: usize,
    root: PathBuf,
    workspace: Workspace,
}

impl Built {
    /// Writes the site to a folder, in the place of an earlier site there.
    ///
    /// # Errors
    /// [`PipelineError::NotASite`] when the folder holds anything but a built site: it would be lost. When it cannot be written.
    pub fn write_to(&self, out: &Path) -> Result<(), PipelineError> {
        let is_replaceable = !out.exists() || out.join(MANIFEST_PATH).is_file() || files::is_empty_folder(out);
        if !is_replaceable || holds(out, &self.root) {
            return Err(PipelineError::NotASite(out.to_owned()));
        }
        let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Beside the portal's own working files where that will do: what a killed run leaves there, the next one removes.
        let is_inside = holds(&self.root, parent);
        let fresh = if is_inside { None } else { Some(files::temporary_folder(parent)?) };
        let site = match &fresh {
            Some(folder) => folder.path().join("site"),
            None => self.workspace.path(SITE_FOLDER),
        };
        files::remove_folder(&site)?;
        files::create_folder(&site)?;
        self.site.write_to(&site)?;
        Ok(files::replace_folder(&site, out)?)
    }

    /// What publishing would change on a host.
    ///
    /// # Errors
    /// When the site refers to content that the host does not have.
    pub fn plan(&self, state: &HostState) -> Result<Plan, PipelineError> {
        Ok(Plan::new(state, &self.site)?)
    }

    /// Publishes the site, after reading every classification once more.
    ///
    /// # Errors
    /// [`PipelineError::Breach`] when a dataset may not leave after all, and what can go wrong with the host.
    pub fn publish(
        &self,
        host: &dyn Host,
        state: &HostState,
        progress: &dyn Progress,
    ) -> Result<Receipt, PipelineError> {
        let slugs: std::collections::BTreeSet<&Slug> = self
            .site
            .files()
            .filter_map(|file| match file.origin() {
                Origin::Dataset(slug) => Some(slug),
                Origin::Catalog | Origin::Asset => None,
            })
            .collect();
        policy::guard(&self.root, slugs)?;
        Ok(crate::publish::publish(host, state, &self.site, progress)?)
    }
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

/// Whether a folder holds a path, or is it.
fn holds(folder: &Path, path: &Path) -> bool {
    match (folder.canonicalize(), path.canonicalize()) {
        (Ok(folder), Ok(path)) => path.starts_with(folder),
        _ => false,
    }
}

/// Reads a published file.
type ReadPublished<'a> = Box<dyn Fn(&SitePath) -> Result<Vec<u8>, PipelineError> + 'a>;

/// What is already published, where a held dataset's last version can be taken from.
pub struct Earlier<'a> {
    deployment: &'a Deployment,
    read: ReadPublished<'a>,
}

impl<'a> Earlier<'a> {
    /// What a host has.
    pub fn on_host(host: &'a dyn Host, deployment: &'a Deployment) -> Self {
        Earlier { deployment, read: Box::new(|path| Ok(host.read(path)?)) }
    }

    /// What a built tree has.
    pub fn in_tree(tree: PathBuf, deployment: &'a Deployment) -> Self {
        Earlier { deployment, read: Box::new(move |path| Ok(files::read(&tree.join(path.as_str()))?)) }
    }

    /// The last published version of a dataset; `None` if it was never published.
    ///
    /// # Errors
    /// When it was published and cannot be read: to go on without it would remove it from the site.
    fn dataset(&self, slug: &Slug) -> Result<Option<Published>, PipelineError> {
        let Some(record) = self.deployment.datasets.get(slug) else { return Ok(None) };
        let published = self.deployment.read_record(slug, &(self.read)(record)?);
        let all_there = |published: &Published| {
            published.0.resources.iter().flat_map(|resource| &resource.distributions).all(|distribution| {
                let file = self.deployment.files.get(&distribution.path);
                file.is_some_and(|file| file.sha256 == distribution.sha256)
            })
        };
        match published.filter(all_there) {
            Some(published) => Ok(Some(published)),
            None => Err(PublishError::Damaged(format!("the record of `{slug}` is not what its manifest says")).into()),
        }
    }
}

/// Builds the site of a portal.
///
/// # Errors
/// When the portal, its policy or a template cannot be used, or a disk fails.
pub fn build(root: &Path, earlier: Option<&Earlier<'_>>) -> Result<Built, PipelineError> {
    let office = Office::open(root)?;
    let workspace = Workspace::new(&root.join(WORK_FOLDER))?;
    let mut report = Report::new();
    let directories = portal::discover(&office.portal, &mut report)?;
    let processed: Vec<Processed> = directories
        .par_iter()
        .map(|directory| process(&office, directory, Some(&workspace.path(directory.slug.as_str()))))
        .collect::<Result<_, _>>()?;

    let (mut datasets, mut held, mut staged) = (Vec::new(), Vec::new(), BTreeMap::new());
    for one in processed {
        report.extend(one.report);
        match one.outcome {
            Outcome::Public(dataset) => {
                datasets.push(*dataset);
                staged.extend(one.staged);
            }
            Outcome::Held(refusal) => {
                let published = earlier.map(|earlier| earlier.dataset(refusal.slug())).transpose()?.flatten();
                if let Some(published) = published {
                    datasets.push(refusal.keep_published(published));
                }
                held.push(refusal);
            }
            Outcome::Protected | Outcome::Absent => {}
        }
    }
    let summary = report.summary(directories.len() as u64);
    let published = datasets.len();
    let catalog = policy::catalog(office.portal.description, datasets);
    let mut site = Site::new();
    for dataset in catalog.datasets() {
        add_data(&mut site, &dataset, &staged);
    }
    describe::describe(&catalog).into_iter().for_each(|file| site.add(file));
    render::render(&catalog, &mut site)?;
    Ok(Built { site, report, summary, held, published, root: root.to_owned(), workspace })
}

/// Adds a dataset's data and its record.
fn add_data(site: &mut Site, dataset: &Public<&Dataset>, staged: &BTreeMap<SitePath, PathBuf>) {
    for distribution in dataset.resources.iter().flat_map(|resource| &resource.distributions) {
        let content = staged.get(&distribution.path).cloned();
        SiteFile::of_distribution(dataset, distribution, content).into_iter().for_each(|file| site.add(file));
    }
    // The record is what the dataset was when it was cleared, whatever is said about a newer version now.
    let record = Dataset { notice: None, ..Dataset::clone(dataset) };
    let json = serde_json::to_vec(&record).expect("a dataset is plain data");
    let path = Deployment::record_path(&dataset.slug, &json);
    site.add(SiteFile::of_dataset(dataset, path, Kind::Immutable, json));
}

/// What became of a dataset folder.
struct Processed {
    report: Report,
    outcome: Outcome,
    /// None of a protected dataset, and of one whose `dataset.toml` cannot be read.
    receipt: Option<DatasetReceipt>,
    staged: BTreeMap<SitePath, PathBuf>,
}

enum Outcome {
    Public(Box<Public<Dataset>>),
    Held(Held),
    /// Nowhere in the output, and not named.
    Protected,
    /// Unclassified, or not readable: nowhere in the output.
    Absent,
}

/// Takes a dataset folder through all stages up to clearance. Files are written only with a staging folder.
fn process(office: &Office, directory: &DatasetDirectory, staging: Option<&Path>) -> Result<Processed, PipelineError> {
    let mut report = Report::new();
    let mut staged = BTreeMap::new();
    let (outcome, receipt) = stages(office, directory, staging, &mut staged, &mut report)?;
    report.belong_to(directory.slug.as_str());
    Ok(Processed { report, outcome, receipt, staged })
}

fn stages(
    office: &Office,
    directory: &DatasetDirectory,
    staging: Option<&Path>,
    staged: &mut BTreeMap<SitePath, PathBuf>,
    report: &mut Report,
) -> Result<(Outcome, Option<DatasetReceipt>), PipelineError> {
    let Some(draft) = metadata::read(&office.portal, directory, report) else { return Ok((Outcome::Absent, None)) };
    let Office { portal, policy, today } = office;
    validate::check_draft(&DraftContext { draft: &draft, portal, policy, today: *today }, report);
    let standards = &office.policy.standards;
    standards.apply(report);
    match policy::admit(draft, &office.policy, report)? {
        Admission::Protected => Ok((Outcome::Protected, None)),
        Admission::Unclassified(unclassified) => {
            let resources = scan_tables(office, &unclassified, None, staged, report)?;
            standards.apply(report);
            let receipt = dataset_receipt(unclassified.draft(), Standing::Unclassified, &resources);
            Ok((Outcome::Absent, Some(receipt)))
        }
        Admission::Candidate(candidate) => {
            // A dataset that will be held back for its metadata is still checked to the last row, but not written.
            let staging = staging.filter(|_| !report.has_errors());
            let resources = scan_tables(office, &candidate, staging, staged, report)?;
            standards.apply(report);
            let mut receipt = dataset_receipt(candidate.draft(), Standing::Public, &resources);
            let objections = objections(report);
            let verdict = Verdict { objections, resources };
            let outcome = match policy::clear(candidate, verdict, &Approvals::default(), &office.policy, report) {
                Ok(dataset) => Outcome::Public(Box::new(dataset)),
                Err(held) => {
                    receipt.standing = Standing::Held;
                    Outcome::Held(held)
                }
            };
            Ok((outcome, Some(receipt)))
        }
    }
}

/// What was looked at in a dataset that is not protected.
fn dataset_receipt(draft: &Draft, standing: Standing, resources: &[Resource]) -> DatasetReceipt {
    let table = |resource: &Resource| TableReceipt {
        name: resource.name.clone(),
        rows: resource.rows,
        columns: resource.schema.fields.len() as u64,
        formats: WRITERS
            .iter()
            .filter(|writer| writer.suits(&resource.schema))
            .map(|writer| writer.format().label())
            .collect(),
    };
    DatasetReceipt {
        slug: draft.slug.to_string(),
        title: draft.file.title.clone(),
        standing,
        tables: resources.iter().map(table).collect(),
    }
}

/// Findings at error level, as reasons: a line for each kind.
fn objections(report: &Report) -> Vec<String> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in report.findings().iter().filter(|finding| finding.severity == Severity::Error) {
        *counts.entry(finding.code.id).or_default() += finding.count;
    }
    counts.into_iter().map(|(code, count)| format!("{code} ({count})")).collect()
}

/// What can be scanned, whatever comes of it.
trait Scannable {
    fn draft(&self) -> &Draft;
    fn scan(
        &self,
        resource: &ResourceDraft,
        observers: &[&dyn Observer],
        report: &mut Report,
    ) -> Result<Option<Scanned>, ScanError>;
}

macro_rules! scannable {
    ($type:ty) => {
        impl Scannable for $type {
            fn draft(&self) -> &Draft {
                <$type>::draft(self)
            }

            fn scan(
                &self,
                resource: &ResourceDraft,
                observers: &[&dyn Observer],
                report: &mut Report,
            ) -> Result<Option<Scanned>, ScanError> {
                <$type>::scan(self, resource, observers, report)
            }
        }
    };
}

scannable!(Candidate);
scannable!(Unclassified);

/// Scans all tables of a dataset, checking every cell and, with a staging folder, writing every format.
fn scan_tables(
    office: &Office,
    dataset: &dyn Scannable,
    staging: Option<&Path>,
    staged: &mut BTreeMap<SitePath, PathBuf>,
    report: &mut Report,
) -> Result<Vec<Resource>, PipelineError> {
    let draft = dataset.draft();
    validate::check_folder(draft, report)?;
    let mut resources = Vec::new();
    let others = references::open(office, draft, report)?;
    let mut gathered = references::keys(&others, draft)?;
    for resource in &draft.resources {
        let keys = keys::observers(resource, &draft.resources);
        if let Some(done) = scan_table(dataset, resource, &keys, staging, staged, report)? {
            resources.push(done);
        }
        gathered.extend(keys);
    }
    // What is wrong with a table besides its keys is known by now, so what is found again is left alone.
    let rescan = |resource: &ResourceDraft, observers: &[&dyn Observer]| {
        dataset.scan(resource, observers, &mut Report::new()).map(drop).map_err(io::Error::other)
    };
    keys::check(gathered, &rescan, report)
        .map_err(|source| ScanError::Io { path: format!("datasets/{}", draft.slug), source })?;
    Ok(resources)
}

fn scan_table(
    dataset: &dyn Scannable,
    resource: &ResourceDraft,
    keys: &[keys::KeyObserver<'_>],
    staging: Option<&Path>,
    staged: &mut BTreeMap<SitePath, PathBuf>,
    report: &mut Report,
) -> Result<Option<Resource>, PipelineError> {
    let slug = &dataset.draft().slug;
    if resource.schema.fields.is_empty() {
        return scan_undeclared(dataset, resource, report).map(|()| None);
    }
    let failed = |source| ScanError::Io { path: resource.shown.clone(), source };
    let rules = TableRules::new(resource);
    let preview = PreviewObserver::default();
    let mut conversions: Vec<(crate::model::Format, PathBuf, Box<dyn Conversion>)> = Vec::new();
    for writer in WRITERS.iter().filter(|writer| writer.suits(&resource.schema)) {
        if let Some(folder) = staging {
            let path = folder.join(format!("{}.{}", resource.name, writer.format().extension()));
            let file = files::create_new(&path)?;
            conversions.push((writer.format(), path, writer.start(&resource.schema, file).map_err(failed)?));
        }
    }
    let mut observers: Vec<&dyn Observer> = vec![&rules, &preview];
    observers.extend(keys.iter().map(|key| key as &dyn Observer));
    observers.extend(conversions.iter().map(|(_, _, conversion)| &**conversion as &dyn Observer));
    let scanned = dataset.scan(resource, &observers, report)?;
    drop(observers);
    report.extend(rules.finish());
    let Some(Scanned { rows }) = scanned else { return Ok(None) };
    let mut distributions = Vec::new();
    for (format, path, conversion) in conversions {
        let written = conversion.finish().map_err(failed)?;
        let distribution = Distribution::new(slug.as_str(), &resource.name, format, written.sha256, written.bytes);
        staged.insert(distribution.path.clone(), path);
        distributions.push(distribution);
    }
    distributions.sort_by_key(|distribution| distribution.format);
    Ok(Some(Resource {
        name: resource.name.clone(),
        title: resource.title.clone(),
        description: resource.description.clone(),
        schema: resource.schema.clone(),
        rows,
        preview: preview.finish(),
        distributions,
    }))
}

/// Reads a table of which no column is declared, so that the finding can name them. Nothing of it is written.
fn scan_undeclared(
    dataset: &dyn Scannable,
    resource: &ResourceDraft,
    report: &mut Report,
) -> Result<(), PipelineError> {
    let (rules, names) = (TableRules::new(resource), ColumnNames::default());
    dataset.scan(resource, &[&rules, &names], report)?;
    report.extend(rules.finish());
    report.push(names.finish(dataset.draft(), resource));
    Ok(())
}
