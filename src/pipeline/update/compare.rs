//! The version of a table that is there and the one that would be, read side by side.

use super::super::PipelineError;
use super::super::tables::Scannable;
use crate::change::{ColumnChange, ColumnsObserver, RowChange, Version};
use crate::diagnostic::Report;
use crate::metadata::ResourceDraft;
use crate::scan::{Observer, ScanError};
use crate::validate::keys::RowObserver;

/// What both versions hold, and what differs.
#[derive(Default)]
pub(super) struct Versions {
    pub(super) before: Option<Version>,
    pub(super) after: Option<Version>,
    pub(super) rows: Option<RowChange>,
    pub(super) columns: Option<ColumnChange>,
}

type Side<'a> = (&'a dyn Scannable, Option<&'a ResourceDraft>);

/// Reads both versions, each once. What is wrong with them is said where they are checked.
pub(super) fn compare((old, before): Side<'_>, (new, after): Side<'_>) -> Result<Versions, PipelineError> {
    let Some(after) = after else { return Ok(Versions::default()) };
    let is_common = |name: &&String| after.schema.fields.iter().any(|field| field.name == **name);
    let declared = before.map_or(&[][..], |before| &before.schema.fields[..]);
    let fields: Vec<String> = declared.iter().map(|field| &field.name).filter(is_common).cloned().collect();
    let key = before.map(|before| before.schema.primary_key.clone()).unwrap_or_default();
    let key = if key.iter().all(|name| fields.contains(name)) { key } else { Vec::new() };
    let look = |dataset: &dyn Scannable, resource: &ResourceDraft| -> Result<_, PipelineError> {
        let (rows, columns) =
            (RowObserver::new(&resource.schema, &key, &fields), ColumnsObserver::new(&resource.schema));
        let scanned = scan(dataset, resource, &[&rows, &columns])?;
        Ok(scanned.map(|count| (Version { rows: count, bytes: None, sha256: None }, rows, columns.finish())))
    };
    let before = match before {
        Some(before) => look(old, before)?,
        None => None,
    };
    let after_path = after.shown.clone();
    Ok(match (before, look(new, after)?) {
        (Some((before, old_rows, old_columns)), Some((after, new_rows, new_columns))) => {
            let failed = |source| ScanError::Io { path: after_path, source };
            let found = old_rows.difference(new_rows).map_err(failed)?;
            let changed = (!key.is_empty()).then_some(found.changed);
            Versions {
                before: Some(before),
                after: Some(after),
                rows: Some(RowChange { added: found.added, removed: found.removed, changed, key }),
                columns: Some(ColumnChange::between(&old_columns, &new_columns)),
            }
        }
        (before, after) => Versions {
            before: before.map(|(version, ..)| version),
            after: after.map(|(version, ..)| version),
            ..Versions::default()
        },
    })
}

/// The rows of a table, and the columns that its file has; `None` if it cannot be read.
pub(super) fn columns(
    dataset: &dyn Scannable,
    resource: &ResourceDraft,
) -> Result<Option<(u64, Vec<String>)>, PipelineError> {
    let columns = ColumnsObserver::new(&resource.schema);
    let rows = scan(dataset, resource, &[&columns])?;
    Ok(rows.map(|rows| (rows, columns.finish())))
}

fn scan(
    dataset: &dyn Scannable,
    resource: &ResourceDraft,
    observers: &[&dyn Observer],
) -> Result<Option<u64>, PipelineError> {
    Ok(dataset.scan(resource, observers, &mut Report::new())?.map(|scanned| scanned.rows))
}
