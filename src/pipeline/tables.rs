//! The tables of a dataset: which observers look at each on its one pass, and what comes of it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::sources::Sources;
use super::{Office, PipelineError, proof, references};
use crate::convert::{Conversion, RowsConversion, RowsLinks, Subject, WRITERS};
use crate::describe;
use crate::diagnostic::Report;
use crate::files::{self, Digest, FileError, Fingerprint, SitePath, Spool};
use crate::metadata::{self, AttachmentDraft, Draft, ResourceDraft};
use crate::model::{Distribution, Format, Metadata, Resource, RowsPage, Slug};
use crate::policy::personal::PersonalData;
use crate::policy::{self, Admission, Candidate, Unclassified};
use crate::portal::DatasetDirectory;
use crate::scan::{Observer, PreviewObserver, ProfileObserver, ScanError, Scanned};
use crate::validate::{self, ColumnNames, TableRules, keys};
use crate::verify::Witness;

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
pub(super) fn read(office: &Office, directory: &DatasetDirectory) -> Option<Draft> {
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

/// Scans all tables of a dataset, checking every cell and, with a staging folder, writing every format.
pub(super) fn scan(
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
        let staging = staging.zip(draft.metadata.as_ref());
        let staging = staging.map(|(folder, metadata)| Staging { folder, office, metadata });
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

/// For a table that is to be published.
struct Staging<'a> {
    /// Where its files are written.
    folder: &'a Path,
    office: &'a Office,
    /// What is known of its dataset, all of it.
    metadata: &'a Metadata,
}

fn scan_table(
    dataset: &dyn Scannable,
    resource: &ResourceDraft,
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
    let sources = Sources { files: staging.iter().flat_map(|_| dataset.fingerprints(resource)).collect() };
    let mut conversions: Vec<(Format, PathBuf, Box<dyn Conversion>)> = Vec::new();
    if let Some(Staging { folder, office, metadata, .. }) = &staging {
        let page = office.portal.description.url(&format!("datasets/{slug}/"));
        let publisher = office.portal.description.publisher(&metadata.publisher);
        let subject = Subject {
            schema: &resource.schema,
            title: &resource.title,
            description: &resource.description,
            metadata,
            publisher: publisher.map_or(&metadata.publisher, |publisher| &publisher.name),
            page: &page,
            limits: office.portal.limits,
            json: resource.json.or_else(|| office.published_json(slug, &resource.name)),
            notes: notes(slug, metadata, resource, &sources),
        };
        for writer in WRITERS.iter().filter(|writer| writer.suits(&resource.schema)) {
            let path = folder.join(format!("{}.{}", resource.name, writer.format().extension()));
            let file = files::create_new(&path)?;
            conversions.push((writer.format(), path, writer.start(&subject, file).map_err(failed)?));
        }
    }
    let witness = staging.as_ref().filter(|staging| staging.office.verify).map(|_| Witness::default());
    let profile = staging
        .as_ref()
        .map(|staging| ProfileObserver::new(resource.schema.fields.len(), staging.office.policy.min_cell));
    let pages = staging.as_ref().map(|Staging { folder, office, .. }| {
        let limit = office.portal.rows_api(slug.as_str(), &resource.name);
        RowsConversion::new(&resource.schema, limit, Spool::new(folder))
    });
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
    for (format, path, conversion) in conversions {
        let Some(written) = conversion.finish().map_err(failed)? else { continue };
        if let Some(json) = written.json {
            validate::check_json_form(dataset.draft(), resource, json.form, json.by_size, report);
        }
        let format = written.json.map_or(format, |json| json.form.format());
        let distribution = Distribution::new(slug.as_str(), &resource.name, format, written.sha256, written.bytes);
        staged.insert(distribution.path.clone(), path.clone());
        files.push((format, path));
        distributions.push(distribution);
    }
    // Of a table with mistakes nothing is published.
    if let Some(witness) = witness.filter(|_| !report.has_errors()) {
        proof::prove(dataset, resource, &witness.finish(), &files)?;
    }
    distributions.sort_by_key(|distribution| distribution.format);
    let pages = match (pages, &staging) {
        (Some(pages), Some(staging)) => write_pages(pages, slug, resource, staging.folder, staged).map_err(failed)?,
        _ => Vec::new(),
    };
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

/// Writes the pages of a table's rows.
fn write_pages(
    pages: RowsConversion,
    slug: &Slug,
    resource: &ResourceDraft,
    folder: &Path,
    staged: &mut BTreeMap<SitePath, PathBuf>,
) -> io::Result<Vec<RowsPage>> {
    let mut written = Vec::new();
    let [dataset, schema] = describe::rows_links(slug, &resource.name);
    pages.finish(&RowsLinks { dataset, schema }, |number, page| {
        let file = folder.join(format!("{}.rows", resource.name)).join(RowsPage::filename(number));
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
