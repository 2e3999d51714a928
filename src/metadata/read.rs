//! From a folder to a [`Draft`].

use super::file::{DatasetFile, Names, ResourceEntry};
use super::{Draft, INVALID_RESOURCE, ResourceDraft, attachments, fields, layout, location, shared};
use crate::diagnostic::Report;
use crate::document::{Document, read_text};
use crate::files::{FileError, Tree};
use crate::model::schema::Schema;
use crate::model::{
    ContactPoint, License, Location, Metadata, Period, PeriodEnd, SourceFormat, Translation, resource_name,
};
use crate::portal::{DatasetDirectory, Portal};

/// Reads a dataset folder's `dataset.toml`. Nothing else in the folder is opened. `None` if `dataset.toml` cannot
/// be read as text, which is a finding.
///
/// # Errors
/// When this machine fails.
pub fn read(portal: &Portal, directory: &DatasetDirectory, report: &mut Report) -> Result<Option<Draft>, FileError> {
    let path = directory.path.join("dataset.toml");
    let Some(document) = Document::try_read(&path, &directory.shown("dataset.toml"), report)? else { return Ok(None) };
    let file: DatasetFile = document.lower(report).unwrap_or_default();
    let mut resources = resources(portal, directory, &document, &file, report);
    if let Some(place) = &file.spatial {
        resources.iter_mut().for_each(|resource| resource.extent = place.bbox);
    }
    // Of a table that could not be read nothing is known, not even its name.
    if resources.len() == file.resources.as_ref().map_or(0, Vec::len) {
        let names: Vec<&str> = resources.iter().map(|resource| resource.name.as_str()).collect();
        portal.check_tables(directory.slug.as_str(), &names, report);
    }
    let attachments = attachments::lower(directory, &document, &file.documents, report);
    // A link that leads out of the folder is not followed: what it leads to would be published.
    Ok(Some(Draft {
        slug: directory.slug.clone(),
        directory: directory.path.clone(),
        metadata: metadata(&file),
        file,
        resources,
        attachments,
        document,
    }))
}

/// Reads the long description in the dataset's `README.md`, if there is one. Apart from [`read`], because nothing but
/// `dataset.toml` is opened before the dataset has been let in.
///
/// # Errors
/// When this machine fails.
pub fn read_readme(draft: &mut Draft, report: &mut Report) -> Result<(), FileError> {
    let path = Tree::new(&draft.directory).resolve("README.md").ok().filter(|path| path.is_file());
    if let (Some(path), Some(metadata)) = (path, &mut draft.metadata) {
        metadata.readme = read_text(&path, &format!("datasets/{}/README.md", draft.slug), report)?;
    }
    Ok(())
}

/// The metadata, if all that must be given is there. What is missing has been reported against the schema.
fn metadata(file: &DatasetFile) -> Option<Metadata> {
    let temporal = file.temporal.as_ref()?;
    let issued = file.issued?;
    let contact = file.contact.as_ref()?;
    let translation = |entry: &super::file::TranslationEntry| Translation {
        title: entry.title.clone(),
        description: entry.description.clone(),
        keywords: entry.keywords.clone(),
    };
    Some(Metadata {
        title: file.title.clone()?,
        description: file.description.clone()?,
        keywords: file.keywords.clone()?,
        theme: file.theme?,
        publisher: file.publisher.clone()?,
        license: License::from_spdx(file.license.as_deref()?)?,
        update_frequency: file.update_frequency?,
        issued,
        modified: file.modified.unwrap_or(issued),
        contact: ContactPoint { name: contact.name.clone(), email: contact.email.clone() },
        temporal: Period {
            start: temporal.start,
            end: match temporal.end.as_str() {
                "ongoing" => PeriodEnd::Ongoing,
                day => PeriodEnd::On(day.parse().ok()?),
            },
        },
        spatial: file.spatial.clone().map(|place| Location {
            name: place.name,
            bbox: place.bbox,
            geonames: place.geonames,
        }),
        language: file.language.clone(),
        identifier: file.identifier.clone(),
        provenance: file.provenance.clone(),
        documentation: file.documentation.clone(),
        related: file.related.clone(),
        citation: file.citation.clone(),
        translations: file
            .translations
            .iter()
            .map(|(language, entry)| (language.clone(), translation(entry)))
            .collect(),
        readme: None,
    })
}

fn resources(
    portal: &Portal,
    directory: &DatasetDirectory,
    document: &Document,
    file: &DatasetFile,
    report: &mut Report,
) -> Vec<ResourceDraft> {
    let mut drafts: Vec<ResourceDraft> = Vec::new();
    let entries = file.resources.as_deref().unwrap_or_default();
    if entries.is_empty() && document.has("/resources") {
        report.push(document.finding(&INVALID_RESOURCE, "/resources", "A dataset needs at least one resource."));
    }
    if !entries.is_empty() && !entries.iter().any(ResourceEntry::is_published) {
        let message = "No table of this dataset is to be published.";
        let help = "Take `publish = false` away from one of them.";
        report.push(document.finding(&INVALID_RESOURCE, "/resources", message).help(help));
    }
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.is_published()) {
        let pointer = format!("/resources/{at}");
        if let Some(draft) = resource(portal, directory, document, &pointer, entry, report) {
            if drafts.iter().any(|other| other.name == draft.name) {
                let message = format!("Two resources are named `{}`.", draft.name);
                report.push(
                    document
                        .finding(&INVALID_RESOURCE, &pointer, message)
                        .help("Give one of them a `name` of its own."),
                );
                continue;
            }
            drafts.push(draft);
        }
    }
    for draft in &drafts {
        for (at, key) in draft.schema.foreign_keys.iter().enumerate() {
            // Other datasets are looked up when all have been read.
            if !key.reference.dataset.is_empty() {
                continue;
            }
            let other = if key.reference.resource.is_empty() {
                Some(draft)
            } else {
                drafts.iter().find(|other| other.name == key.reference.resource)
            };
            let pointer = format!("{}/foreign_keys/{at}", draft.pointer);
            match other {
                None => {
                    let message = format!("There is no resource `{}` in this dataset.", key.reference.resource);
                    report.push(document.finding(&INVALID_RESOURCE, &pointer, message));
                }
                Some(other) if other.schema.positions(&key.reference.fields).is_none() => {
                    let message = format!("The resource `{}` has not all of these columns.", other.name);
                    report.push(document.finding(&INVALID_RESOURCE, &pointer, message));
                }
                Some(_) => {}
            }
        }
    }
    drafts
}

fn resource(
    portal: &Portal,
    directory: &DatasetDirectory,
    document: &Document,
    pointer: &str,
    entry: &ResourceEntry,
    report: &mut Report,
) -> Option<ResourceDraft> {
    let wrong = |key: &str, message: String, report: &mut Report| {
        report.push(document.finding(&INVALID_RESOURCE, &format!("{pointer}{key}"), message));
    };
    let location = location::lower(portal, directory, document, pointer, entry, report)?;
    let path = location.name;
    let inside = match &entry.entries {
        Some(Names::One(pattern)) => pattern,
        Some(Names::Several(names)) => names.first().unwrap_or(&path),
        None => entry.entry.as_ref().unwrap_or(&path),
    };
    let format = entry.format.or_else(|| SourceFormat::of_name(inside));
    if format.is_none() {
        let message = match path.to_lowercase().ends_with(".zip") {
            true => format!("Say which file in `{path}` is the table with `entry`, or its `format`."),
            false => format!("The format of `{path}` cannot be told from its name: declare its `format`."),
        };
        wrong(location.key, message, report);
    }
    let layout = layout::lower(document, pointer, entry, &path, format, report);
    let name =
        entry.name.clone().unwrap_or_else(|| resource_name(if entry.entries.is_some() { &path } else { inside }));
    if name.is_empty()
        || name.len() > 100
        || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
    {
        wrong("/name", format!("`{name}` must be lower-case letters, digits, underscores and hyphens."), report);
        return None;
    }
    let schema = match &entry.schema {
        Some(_) if !entry.fields.is_empty() => {
            wrong("/schema", "Give either `fields` or `schema`, not both.".to_owned(), report);
            return None;
        }
        Some(name) => shared::read(portal, document, pointer, name, entry, report)?,
        // Columns under a heading that is misspelt are there: the heading is the finding.
        None if entry.fields.is_empty() && has_stray_columns(document, pointer) => return None,
        // What its columns are called is known when its file is read, and so is the finding made then.
        None if entry.fields.is_empty() => Schema::default(),
        None => fields::lower(document, pointer, entry, report)?,
    };
    Some(ResourceDraft {
        pointer: pointer.to_owned(),
        name,
        title: entry.title.clone().unwrap_or_default(),
        description: entry.description.clone().unwrap_or_default(),
        path: location.first.path,
        beside: location.first.beside,
        shown: location.first.shown,
        more: location.more,
        external: location.external,
        part: None,
        format: format?,
        layout,
        extent: portal.description.spatial.bbox,
        json: entry.json,
        declared_at: positions(entry),
        schema,
    })
}

/// Which of the columns that an entry declares are published; none where they stand in a shared schema.
fn positions(entry: &ResourceEntry) -> Vec<usize> {
    let published = entry.fields.iter().enumerate().filter(|(_, field)| field.is_published());
    published.map(|(at, _)| at).collect()
}

/// Whether columns stand under a heading that is not theirs, such as `[[field]]`: a key that is not known, and so an error.
fn has_stray_columns(document: &Document, resource: &str) -> bool {
    let stray = |key: &str| matches!(key, "field" | "column" | "columns");
    document.keys("").any(|key| key == "fields" || stray(key)) || document.keys(resource).any(stray)
}
