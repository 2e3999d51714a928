//! What a publication will do, worked out before it does anything: no I/O here.

mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::PublishError;
use super::host::HostState;
use crate::files::{Digest, SitePath};
use crate::model::Slug;
use crate::site::{Content, Deployment, FileRecord, Kind, Origin, Site};

/// What happens to one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is new.
    Add,
    /// Its content changes, or an interrupted publication left it in doubt.
    Change,
    /// Only what is known about it changes: its headers.
    Header,
    /// It stays as it is.
    Keep,
    /// The new site no longer lists it, and it stays: an earlier version of data that is still public, or a style sheet
    /// that a page in somebody's browser still asks for.
    Carry,
    /// It goes.
    Remove,
}

/// One path of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The path.
    pub path: SitePath,
    /// What happens to it.
    pub action: Action,
    /// The size of the file as it will be, or as it was when it goes.
    pub bytes: u64,
    /// A published file that holds the content, when nothing on this machine does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<SitePath>,
}

/// How many paths of each kind a plan has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// New files.
    pub add: usize,
    /// Files with new content.
    pub change: usize,
    /// Files with new headers.
    pub header: usize,
    /// Files that stay.
    pub keep: usize,
    /// Earlier files that stay although the site no longer lists them.
    pub carry: usize,
    /// Files that go.
    pub remove: usize,
    /// Bytes that are written.
    pub upload_bytes: u64,
}

/// Everything that a publication will do. As JSON it leaves out the files that are kept.
#[derive(Debug, Serialize)]
pub struct Plan {
    /// Digest of the deployment that the plan was made from; none before the first publication.
    previous: Option<Digest>,
    /// Digest of the deployment that it leads to.
    deployment: Digest,
    summary: Summary,
    #[serde(serialize_with = "changes_only")]
    entries: Vec<Entry>,
    #[serde(skip)]
    next: Deployment,
    /// The mark of the state that the plan was made from.
    #[serde(skip)]
    mark: Option<String>,
}

impl Plan {
    /// Compares what is published with a site.
    ///
    /// # Errors
    /// [`PublishError::NotOnHost`] when the site relies on published content that is not there: it was built against
    /// another deployment.
    pub fn new(state: &HostState, site: &Site) -> Result<Self, PublishError> {
        let nothing = BTreeMap::new();
        let old = state.deployment.as_ref().map_or(&nothing, |deployment| &deployment.files);
        let new = site.deployment();
        let mut entries = Vec::with_capacity(new.files.len());
        for (path, record) in &new.files {
            let in_doubt = state.unsettled.contains(path);
            let action = match old.get(path) {
                None => Action::Add,
                Some(_) if in_doubt => Action::Change,
                Some(old) if old == record => Action::Keep,
                Some(old) if old.sha256 == record.sha256 => Action::Header,
                Some(_) => Action::Change,
            };
            let on_host = site.get(path).is_some_and(|file| matches!(file.content(), Content::Published));
            let from = match action {
                Action::Add | Action::Change | Action::Header if on_host => Some(holder(old, state, record, path)?),
                _ => None,
            };
            entries.push(Entry { path: path.clone(), action, bytes: record.bytes, from });
        }
        let public = slugs_with_data(&new);
        let mut carried = Vec::new();
        for (path, record) in old.iter().filter(|(path, _)| !new.files.contains_key(*path)) {
            let action = if outlives(path, record, &public) { Action::Carry } else { Action::Remove };
            if action == Action::Carry {
                carried.push((path.clone(), record.clone()));
            }
            entries.push(Entry { path: path.clone(), action, bytes: record.bytes, from: None });
        }
        // What an interrupted publication may have written and nobody lists.
        for path in state.unsettled.iter().filter(|path| !old.contains_key(*path) && !new.files.contains_key(*path)) {
            entries.push(Entry { path: path.clone(), action: Action::Remove, bytes: 0, from: None });
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let next = new.carrying(carried);
        Ok(Plan {
            previous: state.digest,
            deployment: next.digest(),
            summary: Summary::of(&entries),
            entries,
            next,
            mark: state.mark.clone(),
        })
    }

    /// Every path, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Counts and sizes.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// Whether the host already has this site.
    pub fn is_empty(&self) -> bool {
        let Summary { add, change, header, remove, .. } = self.summary;
        self.previous.is_some() && add + change + header + remove == 0
    }

    /// Digest of the deployment that the plan was made from; none before the first publication.
    pub fn previous(&self) -> Option<Digest> {
        self.previous
    }

    /// The deployment that the plan leads to: the site, and what is carried.
    pub fn deployment(&self) -> &Deployment {
        &self.next
    }

    /// Digest of that deployment.
    pub fn digest(&self) -> Digest {
        self.deployment
    }

    /// The plan as people read it: a line for each change, then the sum.
    pub fn render(&self) -> String {
        text::render(self)
    }

    pub(super) fn mark(&self) -> Option<&str> {
        self.mark.as_deref()
    }
}

impl Summary {
    fn of(entries: &[Entry]) -> Self {
        let mut summary = Summary::default();
        for entry in entries {
            let (count, uploads) = match entry.action {
                Action::Add => (&mut summary.add, true),
                Action::Change => (&mut summary.change, true),
                Action::Header => (&mut summary.header, true),
                Action::Keep => (&mut summary.keep, false),
                Action::Carry => (&mut summary.carry, false),
                Action::Remove => (&mut summary.remove, false),
            };
            *count += 1;
            if uploads {
                summary.upload_bytes += entry.bytes;
            }
        }
        summary
    }

    /// How many files are written.
    pub fn uploads(&self) -> usize {
        self.add + self.change + self.header
    }
}

/// A published file with this content. An immutable one is the better source: nothing overwrites it while we work.
fn holder(
    old: &BTreeMap<SitePath, FileRecord>,
    state: &HostState,
    record: &FileRecord,
    path: &SitePath,
) -> Result<SitePath, PublishError> {
    let sound = |(candidate, held): &(&SitePath, &FileRecord)| {
        held.sha256 == record.sha256 && (held.kind == Kind::Immutable || !state.unsettled.contains(*candidate))
    };
    let holders = || old.iter().filter(sound);
    holders()
        .find(|(_, held)| held.kind == Kind::Immutable)
        .or_else(|| holders().next())
        .map(|(holder, _)| holder.clone())
        .ok_or_else(|| PublishError::NotOnHost(path.clone()))
}

/// The datasets that have data in a deployment. One that has only a page left (withdrawn) is not among them, so that
/// its earlier data goes as well.
fn slugs_with_data(deployment: &Deployment) -> BTreeSet<&Slug> {
    let slugs = deployment.files.iter().filter_map(|(path, record)| match &record.origin {
        Origin::Dataset(slug) if is_version(path, slug) => Some(slug),
        _ => None,
    });
    slugs.collect()
}

/// Whether a published file stays although the new site does not list it.
fn outlives(path: &SitePath, record: &FileRecord, public: &BTreeSet<&Slug>) -> bool {
    record.kind == Kind::Immutable
        && match &record.origin {
            Origin::Dataset(slug) => public.contains(slug) && is_version(path, slug),
            // A page that a browser keeps for some minutes asks for the style sheet it was made with.
            Origin::Asset => true,
            Origin::Catalog => false,
        }
}

/// Whether a path is a version of a dataset's file: the address that people cite.
fn is_version(path: &SitePath, slug: &Slug) -> bool {
    let rest = path.as_str().strip_prefix("data/").and_then(|rest| rest.strip_prefix(slug.as_str()));
    rest.is_some_and(|rest| rest.starts_with("/v/"))
}

fn changes_only<S: serde::Serializer>(entries: &[Entry], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(entries.iter().filter(|entry| entry.action != Action::Keep))
}

#[cfg(test)]
mod tests;
