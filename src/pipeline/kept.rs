//! What is kept of a dataset between runs, so that one whose inputs are unchanged is not scanned and converted again.
//!
//! Only of candidates, which are classified public; as soon as a dataset is anything else, what was kept of it is removed.
//! What is kept stands before clearance: it holds findings, not a decision.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::codes;
use super::desk::Desk;
use super::examine::Examined;
use crate::diagnostic::{Code, KeptReport, Report};
use crate::files::{Digest, FileError, Label, Shelf, SitePath};
use crate::metadata::Draft;
use crate::model::schema::Schema;
use crate::model::{Attachment, Resource, RowsPage, Slug};

/// What is kept for a portal.
#[derive(Debug)]
pub(super) struct Kept {
    shelf: Shelf,
    /// What is known of the site that was made last.
    site: Shelf,
    codes: Vec<&'static Code>,
    /// The digest of this program; without it nothing is looked up or kept.
    program: Option<Digest>,
    /// The first thing that could not be kept.
    trouble: Mutex<Option<FileError>>,
}

/// An examination as it is stored. What `dataset.toml` says of a table is left out: it is known.
#[derive(Serialize, Deserialize)]
struct Record {
    report: KeptReport,
    resources: Vec<Resource>,
    attachments: Vec<Attachment>,
}

impl Kept {
    /// What is kept for a portal; with a program's digest, also for its later runs.
    pub(super) fn new(root: &Path, program: Option<Digest>) -> Self {
        Kept {
            shelf: Shelf::of(root, "datasets"),
            site: Shelf::of(root, "site"),
            codes: codes(),
            program,
            trouble: Mutex::default(),
        }
    }

    /// The digest of the program, if anything is looked up and kept.
    pub(super) fn program(&self) -> Option<Digest> {
        self.program
    }

    /// Whether anything is kept of a dataset, whatever it was then.
    pub(super) fn knows(&self, slug: &Slug) -> bool {
        self.shelf.knows(slug.as_str())
    }

    /// An examination that was kept. With a desk, all its files are there and verified.
    pub(super) fn find(&self, label: Label<'_>, draft: &Draft, desk: Option<Desk<'_>>) -> Option<(Examined, Report)> {
        let Record { report, mut resources, attachments } = serde_json::from_slice(&self.shelf.record(label)?).ok()?;
        for resource in &mut resources {
            resource.schema = draft.resources.iter().find(|draft| draft.name == resource.name)?.schema.clone();
        }
        let mut staged = BTreeMap::new();
        if let Some(desk) = desk {
            for (at, (path, sha256, bytes)) in published(&draft.slug, &resources, &attachments).into_iter().enumerate()
            {
                // No table has a name with such a sign.
                let to = desk.path(&format!("@{at}"));
                if !self.shelf.take(label, sha256, bytes, &to) {
                    return None;
                }
                staged.insert(path, to);
            }
        }
        Some((Examined { resources, attachments, staged, key: Some(label.key) }, report.restore(&self.codes)?))
    }

    /// Keeps an examination for later runs. That it cannot be kept is no reason to fail.
    pub(super) fn keep(&self, label: Label<'_>, slug: &Slug, examined: &Examined, report: &Report) {
        let Examined { resources, attachments, staged, key: _ } = examined;
        let without_schema = |resource: &Resource| Resource { schema: Schema::default(), ..resource.clone() };
        let Some(report) = KeptReport::of(report) else { return };
        let record = Record {
            report,
            resources: resources.iter().map(without_schema).collect(),
            attachments: attachments.clone(),
        };
        let Ok(text) = serde_json::to_vec(&record) else { return };
        // What would not come back as it is now (a number that JSON has not) is made anew each time.
        let comes_back = serde_json::from_slice::<Record>(&text).is_ok_and(|again| {
            again.resources == record.resources
                && again.attachments == record.attachments
                && serde_json::to_vec(&again).is_ok_and(|again| again == text)
        });
        if !comes_back {
            return;
        }
        let files = published(slug, resources, attachments);
        let files = files.iter().filter_map(|(path, sha256, _)| Some((*sha256, staged.get(path)?.as_path())));
        self.note(self.shelf.keep(label, &text, files));
    }

    /// Removes what was kept of a dataset that may not be published, or not any more.
    pub(super) fn forget(&self, slug: &str) -> Result<(), FileError> {
        self.shelf.forget(slug)
    }

    /// Removes what was kept of datasets that are not there any more.
    pub(super) fn forget_others<'a>(&self, slugs: impl Iterator<Item = &'a str>) {
        self.note(self.shelf.forget_others(&slugs.collect()));
    }

    /// The digest of the tree that a site of this identity is.
    pub(super) fn tree(&self, identity: Digest) -> Option<Digest> {
        String::from_utf8(self.site.record(tree_of(identity))?).ok()?.parse().ok()
    }

    /// Keeps the digest of the tree that a site of this identity is.
    pub(super) fn keep_tree(&self, identity: Digest, tree: Digest) {
        self.note(self.site.keep(tree_of(identity), tree.to_string().as_bytes(), std::iter::empty()));
    }

    /// Why something could not be kept, if so.
    pub(super) fn trouble(&self) -> Option<FileError> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn note(&self, outcome: Result<(), FileError>) {
        if let Err(error) = outcome {
            self.trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }
}

fn tree_of(identity: Digest) -> Label<'static> {
    Label { owner: "trees", kind: "tree", key: identity }
}

/// The files of tables and documents as they are published, each with its digest and size.
fn published(slug: &Slug, resources: &[Resource], attachments: &[Attachment]) -> Vec<(SitePath, Digest, u64)> {
    let mut files = Vec::new();
    for resource in resources {
        files.extend(resource.distributions.iter().map(|table| (table.path.clone(), table.sha256, table.bytes)));
        let path = |number| RowsPage::path(slug.as_str(), &resource.name, number);
        files.extend((1..).zip(&resource.pages).map(|(number, page)| (path(number), page.sha256, page.bytes)));
    }
    files.extend(attachments.iter().map(|document| (document.path.clone(), document.sha256, document.bytes)));
    files
}
