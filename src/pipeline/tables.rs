//! The tables of a dataset: which observers look at each on its one pass, and what comes of it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::references::{self, Referred};
use super::sources::Sources;
use super::{Office, PipelineError};
use crate::convert::{Conversion, Subject, WRITERS};
use crate::describe;
use crate::diagnostic::Report;
use crate::files::{self, FileError, Fingerprint, SitePath};
use crate::metadata::{self, AttachmentDraft, Draft, ResourceDraft};
use crate::model::{Distribution, Format, Limits, Metadata, Resource, Slug};
use crate::policy::{self, Admission, Candidate, Unclassified};
use crate::portal::DatasetDirectory;
use crate::scan::{Observer, PreviewObserver, ProfileObserver, ScanError, Scanned};
use crate::validate::{ColumnNames, TableRules, keys};

/// What can be scanned, whatever comes of it.
pub(super) trait Scannable {
    fn draft(&self) -> &Draft;
    fn scan(
        &self,
        resource: &ResourceDraft,
        observers: &[&dyn Observer],
        report: &mut Report,
    ) -> Result<Option<Scanned>, ScanError>;
    fn fingerprints(&self, resource: &ResourceDraft) -> Vec<(String, PathBuf, Fingerprint)>;
    fn read_attachment(&self, attachment: &AttachmentDraft) -> Result<Vec<u8>, FileError>;
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

            fn fingerprints(&self, resource: &ResourceDraft) -> Vec<(String, PathBuf, Fingerprint)> {
                <$type>::fingerprints(self, resource)
            }

            fn read_attachment(&self, attachment: &AttachmentDraft) -> Result<Vec<u8>, FileError> {
                <$type>::read_attachment(self, attachment)
            }
        }
    };
}

scannable!(Candidate);
scannable!(Unclassified);

/// Reads what a folder says about its dataset. What is wrong with it is said where it is checked.
pub(super) fn read(office: &Office, directory: &DatasetDirectory) -> Result<Option<Draft>, FileError> {
    metadata::read(&office.portal, directory, &mut Report::new())
}

/// Lets a dataset in; `None` if it is protected.
pub(super) fn let_in(office: &Office, draft: Draft) -> Result<Option<Box<dyn Scannable>>, FileError> {
    Ok(match policy::admit(draft, &office.policy, &mut Report::new())? {
        Admission::Candidate(candidate) => Some(Box::new(candidate)),
        Admission::Unclassified(unclassified) => Some(Box::new(unclassified)),
        Admission::Protected => None,
    })
}

/// All that tables are scanned by besides what their own dataset declares. Scanning sees nothing else of a portal and its
/// policy, and what is kept of it for later runs is found again by the whole of this.
#[derive(Debug)]
pub(super) struct Terms {
    /// The name of the department that keeps the dataset.
    publisher: String,
    /// The full address of the dataset's page.
    page: String,
    limits: Limits,
    min_cell: u64,
}

impl Terms {
    pub(super) fn of(office: &Office, draft: &Draft) -> Self {
        let id = draft.file.publisher.as_deref().unwrap_or_default();
        let description = &office.portal.description;
        Terms {
            publisher: description.publisher(id).map_or(id, |publisher| &publisher.name).to_owned(),
            page: description.url(&format!("datasets/{}/", draft.slug)),
            limits: office.portal.limits,
            min_cell: office.policy.min_cell,
        }
    }
}

/// Scans all tables of a dataset, checking every cell and, with a staging folder, writing every format. `sources` are the
/// files of each table.
pub(super) fn scan(
    terms: &Terms,
    dataset: &dyn Scannable,
    sources: &[Sources],
    referred: Vec<Referred<'_>>,
    staging: Option<&Path>,
    staged: &mut BTreeMap<SitePath, PathBuf>,
    report: &mut Report,
) -> Result<Vec<Resource>, PipelineError> {
    let draft = dataset.draft();
    let mut resources = Vec::new();
    let mut gathered = references::keys(referred)?;
    for (resource, sources) in draft.resources.iter().zip(sources) {
        let keys = keys::observers(resource, &draft.resources);
        let staging = staging.zip(draft.metadata.as_ref());
        let staging = staging.map(|(folder, metadata)| Staging { folder, terms, metadata });
        if let Some(done) = scan_table(dataset, resource, sources, &keys, staging, staged, report)? {
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

/// For a table that is to be published.
struct Staging<'a> {
    /// Where its files are written.
    folder: &'a Path,
    terms: &'a Terms,
    /// What is known of its dataset, all of it.
    metadata: &'a Metadata,
}

fn scan_table(
    dataset: &dyn Scannable,
    resource: &ResourceDraft,
    sources: &Sources,
    keys: &[keys::KeyObserver<'_>],
    staging: Option<Staging<'_>>,
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
    let mut conversions: Vec<(Format, PathBuf, Box<dyn Conversion>)> = Vec::new();
    if let Some(Staging { folder, terms, metadata }) = &staging {
        let subject = Subject {
            schema: &resource.schema,
            title: &resource.title,
            description: &resource.description,
            metadata,
            publisher: &terms.publisher,
            page: &terms.page,
            limits: terms.limits,
            notes: notes(slug, metadata, resource, sources),
        };
        for writer in WRITERS.iter().filter(|writer| writer.suits(&resource.schema)) {
            let path = folder.join(format!("{}.{}", resource.name, writer.format().extension()));
            let file = files::create_new(&path)?;
            conversions.push((writer.format(), path, writer.start(&subject, file).map_err(failed)?));
        }
    }
    let profile = staging.map(|staging| ProfileObserver::new(resource.schema.fields.len(), staging.terms.min_cell));
    let mut observers: Vec<&dyn Observer> = vec![&rules, &preview];
    observers.extend(profile.iter().map(|profile| profile as &dyn Observer));
    observers.extend(keys.iter().map(|key| key as &dyn Observer));
    observers.extend(conversions.iter().map(|(_, _, conversion)| &**conversion as &dyn Observer));
    let scanned = dataset.scan(resource, &observers, report)?;
    drop(observers);
    report.extend(rules.finish());
    let Some(Scanned { rows }) = scanned else { return Ok(None) };
    sources.settled()?;
    let mut distributions = Vec::new();
    for (format, path, conversion) in conversions {
        let Some(written) = conversion.finish().map_err(failed)? else { continue };
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
        profile: profile.map(ProfileObserver::finish).unwrap_or_default(),
        distributions,
    }))
}

/// What a published file says about itself.
fn notes(slug: &Slug, metadata: &Metadata, resource: &ResourceDraft, sources: &Sources) -> Vec<(&'static str, String)> {
    vec![
        ("title", resource.title.clone()),
        ("identifier", slug.to_string()),
        ("license", metadata.license.url.clone()),
        ("table_schema", describe::table_schema(&resource.schema).to_string()),
        ("sources", sources.note()),
    ]
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
