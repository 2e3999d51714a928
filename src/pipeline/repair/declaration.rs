//! Repairs of `dataset.toml`.

use super::super::PipelineError;
use super::super::tables::Scannable;
use super::{Bench, Offer};
use crate::diagnostic::{Repair, Report};
use crate::document::Document;
use crate::draft::{self, Edit};
use crate::metadata::{Draft, ResourceDraft};

impl Bench<'_> {
    /// Gives keys the values that follow from the file.
    pub(super) fn set(&mut self, dataset: &dyn Scannable, offered: &[Offer<'_>]) -> Result<bool, PipelineError> {
        let draft = dataset.draft();
        let mut edits: Vec<Edit> = Vec::new();
        for (_, repair) in offered {
            let Repair::Set { table, settings } = repair else { continue };
            self.done.push((*repair).clone());
            // What fits one file of several may not fit the others.
            let is_single = resource(draft, table).is_some_and(|resource| {
                resource.more.is_empty() && resource.layout.several.is_none() && resource.part.is_none()
            });
            for (key, value) in settings.iter().filter(|_| is_single) {
                if edits.iter().all(|edit| (&edit.table, edit.key) != (table, *key)) {
                    edits.push(Edit { table: table.clone(), key, value: Some(value.clone()) });
                }
            }
        }
        self.rewrite(draft, draft::apply_edits(&draft.document, &edits))
    }

    /// Drafts the columns that nobody has declared.
    pub(super) fn declare(&mut self, dataset: &dyn Scannable, offered: &[Offer<'_>]) -> Result<bool, PipelineError> {
        let draft = dataset.draft();
        for resource in &draft.resources {
            let mut all: Vec<String> = Vec::new();
            for (_, repair) in offered {
                if let Repair::Declare { resource: pointer, labels } = repair
                    && *pointer == resource.pointer
                    && !self.done.contains(repair)
                {
                    self.done.push((*repair).clone());
                    all.extend(labels.iter().cloned());
                }
            }
            if all.is_empty() || resource.external.is_some() || resource.layout.several.is_some() {
                continue;
            }
            let inspection = draft::inspect(&resource.path, None)?;
            let declared = draft::declare(&draft.document, resource, &inspection, &all);
            // Another resource is looked at in the next pass, when all stands where it then stands.
            if let Some(declared) = declared
                && self.rewrite(draft, declared.toml)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Puts a new `dataset.toml` into the copy, if it is another one and can be read.
    pub(super) fn rewrite(&mut self, draft: &Draft, text: String) -> Result<bool, PipelineError> {
        if text == draft.document.source() {
            return Ok(false);
        }
        let mut report = Report::new();
        Document::parse(text.clone(), draft.document.path(), &mut report);
        if !report.findings().is_empty() {
            return Ok(false);
        }
        self.trial.write("dataset.toml", &text)?;
        Ok(true)
    }
}

/// The resource that a table of `dataset.toml` belongs to.
fn resource<'a>(draft: &'a Draft, table: &str) -> Option<&'a ResourceDraft> {
    let is_inside = |pointer: &str| table == pointer || table.starts_with(&format!("{pointer}/"));
    draft.resources.iter().find(|resource| is_inside(&resource.pointer))
}
