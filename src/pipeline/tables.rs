//! The tables of a dataset: which observers look at each on its one pass, and what comes of it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::desk::Desk;
use super::references::{self, Referred};
use super::sources::Sources;
use super::{Office, PipelineError, proof};
use crate::convert::{Conversion, RowsConversion, RowsLinks, Subject, WRITERS, Writer};
use crate::describe;
use crate::diagnostic::Report;
use crate::files::{self, Digest, FileError, Fingerprint, SitePath, Spool};
use crate::metadata::{self, AttachmentDraft, Draft, ResourceDraft};
use crate::model::{Distribution, Format, JsonForm, Limits, Metadata, Resource, RowsPage, Slug};
use crate::policy::personal::PersonalData;
use crate::policy::{self, Admission, Candidate, Unclassified};
use crate::portal::DatasetDirectory;
use crate::scan::{Observer, PreviewObserver, ProfileObserver, ScanError, Scanned};
use crate::validate::{self, ColumnNames, TableRules, keys};
use crate::verify::{Witness, Written};

/// What can be scanned, whatever comes of it.
pub(super) trait Scannable: Sync {
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
    /// What holds for each of the dataset's tables.
    tables: Vec<TableTerms>,
}

/// What a portal says of one table.
#[derive(Debug)]
struct TableTerms {
    /// The form in which its JSON is published already.
    json: Option<JsonForm>,
    /// How many rows it may have to be published in pages.
    rows_api: u64,
}

impl Terms {
    pub(super) fn of(office: &Office, draft: &Draft) -> Self {
        let id = draft.file.publisher.as_deref().unwrap_or_default();
        let description = &office.portal.description;
        let table = |resource: &ResourceDraft| TableTerms {
            json: office.published_json(&draft.slug, &resource.name),
            rows_api: office.portal.rows_api(draft.slug.as_str(), &resource.name),
        };
        Terms {
            publisher: description.publisher(id).map_or(id, |publisher| &publisher.name).to_owned(),
            page: description.url(&format!("datasets/{}/", draft.slug)),
            limits: office.portal.limits.clone(),
            min_cell: office.policy.min_cell,
            tables: draft.resources.iter().map(table).collect(),
        }
    }
}

/// Where what could be published is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stage<'a> {
    pub(super) desk: Desk<'a>,
    /// Whether each file is read back and held against its source.
    pub(super) verify: bool,
}

/// Scans all tables of a dataset, checking every cell and, with a stage, writing every format. `sources` are the files of
/// each table.
pub(super) fn scan(
    terms: &Terms,
    dataset: &dyn Scannable,
    sources: &[Sources],
    referred: &[Referred<'_>],
    stage: Option<Stage<'_>>,
    staged: &mut BTreeMap<SitePath, PathBuf>,
    report: &mut Report,
) -> Result<Vec<Resource>, PipelineError> {
    let draft = dataset.draft();
    let mut resources = Vec::new();
    let mut gathered = references::keys(referred, &draft.resources)?;
    for ((resource, sources), own) in draft.resources.iter().zip(sources).zip(&terms.tables) {
        let keys = keys::observers(resource, &draft.resources);
        let staging = stage.zip(draft.metadata.as_ref());
        let staging = staging.map(|(Stage { desk, verify }, metadata)| Staging { desk, verify, terms, own, metadata });
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
    desk: Desk<'a>,
    verify: bool,
    terms: &'a Terms,
    own: &'a TableTerms,
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
    let personal = PersonalData::new(resource);
    let preview = PreviewObserver::default();
    let mut conversions: Vec<(Format, PathBuf, Box<dyn Conversion>)> = Vec::new();
    if let Some(Staging { desk, terms, own, metadata, .. }) = &staging {
        let subject = Subject {
            schema: &resource.schema,
            title: &resource.title,
            description: &resource.description,
            metadata,
            publisher: &terms.publisher,
            page: &terms.page,
            limits: &terms.limits,
            json: resource.json.or(own.json),
        };
        let is_wanted = |writer: &&&dyn Writer| {
            writer.suits(&resource.schema) && !terms.limits.leave_out.contains(&writer.format())
        };
        for writer in WRITERS.iter().filter(is_wanted) {
            let path = desk.path(&format!("{}.{}", resource.name, writer.format().extension()));
            let file = files::create_new(&path)?;
            conversions.push((writer.format(), path, writer.start(&subject, file).map_err(failed)?));
        }
    }
    let witness = staging.as_ref().filter(|staging| staging.verify).map(|_| Witness::default());
    let profile =
        staging.as_ref().map(|staging| ProfileObserver::new(resource.schema.fields.len(), staging.terms.min_cell));
    let pages = staging
        .as_ref()
        .map(|Staging { desk, own, .. }| RowsConversion::new(&resource.schema, own.rows_api, Spool::new(desk.folder)));
    let mut observers: Vec<&dyn Observer> = vec![&rules, &personal, &preview];
    observers.extend(profile.iter().map(|profile| profile as &dyn Observer));
    observers.extend(pages.iter().map(|pages| pages as &dyn Observer));
    observers.extend(witness.iter().map(|witness| witness as &dyn Observer));
    observers.extend(keys.iter().map(|key| key as &dyn Observer));
    observers.extend(conversions.iter().map(|(_, _, conversion)| &**conversion as &dyn Observer));
    let scanned = dataset.scan(resource, &observers, report)?;
    drop(observers);
    report.extend(rules.finish());
    report.extend(personal.finish());
    let Some(Scanned { rows }) = scanned else { return Ok(None) };
    sources.settled()?;
    let (mut distributions, mut files) = (Vec::new(), Vec::new());
    let notes = staging.as_ref().map(|staging| notes(slug, staging.metadata, resource, sources)).unwrap_or_default();
    let finished =
        conversions.into_par_iter().map(|(format, path, conversion)| (format, path, conversion.finish(&notes)));
    for (format, path, written) in finished.collect::<Vec<_>>() {
        let Some(written) = written.map_err(failed)? else { continue };
        if let Some(json) = written.json {
            validate::check_json_form(dataset.draft(), resource, json.form, json.by_size, report);
        }
        let format = written.json.map_or(format, |json| json.form.format());
        let distribution = Distribution::new(slug.as_str(), &resource.name, format, written.sha256, written.bytes);
        staged.insert(distribution.path.clone(), path.clone());
        files.push((Written::File(format), path));
        distributions.push(distribution);
    }
    distributions.sort_by_key(|distribution| distribution.format);
    let pages = match (pages, &staging) {
        (Some(pages), Some(staging)) => {
            let stem = staging.desk.path(&format!("{}.rows.", resource.name));
            let written = write_pages(pages, slug, resource, &stem, staged).map_err(failed)?;
            files.extend((!written.is_empty()).then_some((Written::Pages, stem)));
            written
        }
        _ => Vec::new(),
    };
    // Of a table with mistakes nothing is published.
    if let Some(witness) = witness.filter(|_| !report.has_errors()) {
        proof::prove(dataset, resource, &witness.finish(), &files)?;
    }
    Ok(Some(Resource {
        name: resource.name.clone(),
        title: resource.title.clone(),
        description: resource.description.clone(),
        schema: resource.schema.clone(),
        rows,
        preview: preview.finish(),
        profile: profile.map(|profile| profile.finish(&resource.schema.fields)).unwrap_or_default(),
        distributions,
        pages,
    }))
}

/// Writes the pages of a table's rows into files of which the paths begin as `stem`.
fn write_pages(
    pages: RowsConversion,
    slug: &Slug,
    resource: &ResourceDraft,
    stem: &Path,
    staged: &mut BTreeMap<SitePath, PathBuf>,
) -> io::Result<Vec<RowsPage>> {
    let mut written = Vec::new();
    let [dataset, schema] = describe::rows_links(slug, &resource.name);
    pages.finish(&RowsLinks { dataset, schema }, |number, page| {
        let file = RowsPage::beside(stem, number);
        files::write(&file, &page).map_err(io::Error::other)?;
        staged.insert(RowsPage::path(slug.as_str(), &resource.name, number), file);
        written.push(RowsPage { bytes: page.len() as u64, sha256: Digest::of(&page) });
        Ok(())
    })?;
    Ok(written)
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
