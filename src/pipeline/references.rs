//! Tables of other datasets that foreign keys refer to.
//!
//! They are read once more for each dataset that refers to them, so that no dataset waits for another and the order in which
//! they are checked does not matter.

use super::tables::Scannable;
use super::{Office, PipelineError, tables};
use crate::diagnostic::Report;
use crate::metadata::{Draft, ResourceDraft};
use crate::model::schema::Reference;
use crate::portal::{self, DatasetDirectory};
use crate::scan::Observer;
use crate::validate::keys::{self, KeyObserver};

/// Opens the datasets that a dataset's foreign keys refer to. A reference that leads nowhere is a finding.
pub(super) fn open(
    office: &Office,
    draft: &Draft,
    report: &mut Report,
) -> Result<Vec<Box<dyn Scannable>>, PipelineError> {
    let mut others: Vec<Box<dyn Scannable>> = Vec::new();
    let mut directories: Option<Vec<DatasetDirectory>> = None;
    for resource in &draft.resources {
        for (at, key) in resource.schema.foreign_keys.iter().enumerate() {
            let name = key.reference.dataset.as_str();
            if name.is_empty() {
                continue;
            }
            if !others.iter().any(|other| other.draft().slug.as_str() == name) {
                let directories = match &mut directories {
                    Some(directories) => directories,
                    none => none.insert(portal::discover(&office.portal, &mut Report::new())?),
                };
                others.extend(admit(office, directories, name)?);
            }
            let other = others.iter().find(|other| other.draft().slug.as_str() == name);
            let directories = directories.as_deref().unwrap_or_default();
            if let Err(message) = look(other.map(|other| other.draft()), &key.reference, directories) {
                let pointer = format!("{}/foreign_keys/{at}", resource.pointer);
                let finding = keys::unknown_reference(&draft.document, &pointer, message);
                report.push(finding.help("Correct the reference, or leave the foreign key out."));
            }
        }
    }
    Ok(others)
}

/// A dataset that may be looked into. What is wrong with it is said where it is checked itself.
fn admit(
    office: &Office,
    directories: &[DatasetDirectory],
    name: &str,
) -> Result<Option<Box<dyn Scannable>>, PipelineError> {
    let Some(directory) = directories.iter().find(|directory| directory.slug.as_str() == name) else { return Ok(None) };
    let Some(draft) = tables::read(office, directory)? else { return Ok(None) };
    Ok(tables::let_in(office, draft)?)
}

/// Whether a reference leads to columns that can be read; else why not. No name is suggested here: it could be that of a
/// protected dataset.
fn look(other: Option<&Draft>, reference: &Reference, directories: &[DatasetDirectory]) -> Result<(), String> {
    let name = &reference.dataset;
    let Some(other) = other else {
        return Err(match directories.iter().any(|directory| directory.slug.as_str() == name) {
            true => format!("The dataset `{name}` cannot be looked into, because it is protected or cannot be read."),
            false => format!("There is no dataset `{name}` in this portal."),
        });
    };
    let Some(table) = other.resources.iter().find(|table| table.name == reference.resource) else {
        return Err(format!("The dataset `{name}` has no table `{}`.", reference.resource));
    };
    match table.schema.positions(&reference.fields) {
        Some(_) => Ok(()),
        None => Err(format!("The table `{}` of `{name}` has not all of these columns.", table.name)),
    }
}

/// A table of another dataset that foreign keys refer to.
pub(super) struct Referred<'a> {
    pub(super) dataset: &'a dyn Scannable,
    pub(super) resource: &'a ResourceDraft,
}

impl<'a> Referred<'a> {
    /// What gathers the keys that tables refer to.
    fn targets(&self, from: &[ResourceDraft]) -> Vec<KeyObserver<'a>> {
        keys::targets(self.resource, self.dataset.draft().slug.as_str(), from)
    }
}

/// The tables of other datasets that a dataset's foreign keys refer to.
pub(super) fn tables<'a>(others: &'a [Box<dyn Scannable>], draft: &Draft) -> Vec<Referred<'a>> {
    let mut referred = Vec::new();
    for dataset in others.iter().map(|other| &**other) {
        for resource in &dataset.draft().resources {
            let table = Referred { dataset, resource };
            if !table.targets(&draft.resources).is_empty() {
                referred.push(table);
            }
        }
    }
    referred
}

/// Reads the columns of them that foreign keys refer to.
pub(super) fn keys<'a>(
    referred: &[Referred<'a>],
    from: &[ResourceDraft],
) -> Result<Vec<KeyObserver<'a>>, PipelineError> {
    let mut gathered = Vec::new();
    for table @ Referred { dataset, resource } in referred {
        let keys = table.targets(from);
        let observers: Vec<&dyn Observer> = keys.iter().map(|key| key as &dyn Observer).collect();
        // A table that cannot be read holds nothing: then its own finding stands alone, and not one for every row.
        if dataset.scan(resource, &observers, &mut Report::new())?.is_some() {
            gathered.extend(keys);
        }
    }
    Ok(gathered)
}
