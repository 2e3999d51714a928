//! One publication to a bucket: the order of its requests.

use std::sync::Arc;

use super::bucket::{Bucket, manifest_path};
use super::pointer::Pointer;
use super::upload::{Job, Uploader};
use crate::files::SitePath;
use crate::publish::{Action, Plan, Progress, PublishError};
use crate::site::{Kind, MANIFEST_PATH, Site};

/// The most objects that one request removes.
const REMOVED_AT_ONCE: usize = 1_000;
/// How often a publication that lost a race tries to say so, while others write the pointer.
const TRIES_TO_OWN_UP: usize = 5;

/// Carries out a plan.
pub(super) async fn run(
    bucket: &Arc<Bucket>,
    site: &Site,
    plan: &Plan,
    progress: &dyn Progress,
) -> Result<(), PublishError> {
    let (pointer, mark) = Pointer::read(bucket).await?;
    if mark.as_deref() != plan.mark() {
        return Err(PublishError::Stale);
    }
    let mut publication = Publication { bucket, site, plan, pointer, mark, sent: 0 };
    publication.announce().await?;
    let result = publication.carry_out(progress).await;
    if result.is_err() {
        publication.own_up().await;
    }
    result.map_err(|error| error.after(publication.sent, plan.summary().uploads()))
}

struct Publication<'a> {
    bucket: &'a Arc<Bucket>,
    site: &'a Site,
    plan: &'a Plan,
    /// The pointer as it was read at the start.
    pointer: Pointer,
    /// The mark of the pointer as it is now.
    mark: Option<String>,
    /// How many files were sent.
    sent: usize,
}

impl Publication<'_> {
    /// Says in the pointer what is about to be uploaded. A second publication that read the same pointer ends here,
    /// before it has touched a file.
    async fn announce(&mut self) -> Result<(), PublishError> {
        let digest = self.plan.digest();
        let json = self.plan.deployment().to_json();
        self.bucket.put_json(&manifest_path(digest), json, "public, max-age=31536000, immutable").await?;
        let mut announced = self.pointer.clone();
        if announced.deployment != Some(digest) && !announced.uploading.contains(&digest) {
            announced.uploading.push(digest);
        }
        let news = announced != self.pointer && self.plan.summary().uploads() > 0;
        if news {
            self.mark = Some(announced.replace(self.bucket, self.mark.as_deref()).await?);
        }
        if announced.deployment.is_none() && self.mark.is_some() {
            announced.probe(self.bucket).await?;
        }
        Ok(())
    }

    async fn carry_out(&mut self, progress: &dyn Progress) -> Result<(), PublishError> {
        self.upload(progress).await?;
        self.switch().await?;
        self.remove().await
    }

    async fn upload(&mut self, progress: &dyn Progress) -> Result<(), PublishError> {
        let summary = self.plan.summary();
        progress.begin(summary.uploads(), summary.upload_bytes);
        let uploader = Uploader::new(self.bucket, !self.pointer.uploading.is_empty());
        for kind in [Kind::Immutable, Kind::Alias, Kind::Page, Kind::Catalog] {
            if kind == Kind::Alias {
                // The long part is over. What follows overwrites files, so look once more whether we still may.
                self.expect_ours().await?;
            }
            // What is new goes first: what changes may lead to it, as a page of rows does to the next one.
            for is_new in [true, false] {
                let jobs = jobs(self.plan, self.site, kind, is_new);
                uploader
                    .send_all(jobs, |path, bytes| {
                        self.sent += 1;
                        progress.sent(path, bytes);
                    })
                    .await?;
            }
        }
        Ok(())
    }

    /// Refuses when another publication has written the pointer since we did.
    async fn expect_ours(&self) -> Result<(), PublishError> {
        let (_, mark) = Pointer::read(self.bucket).await?;
        if mark == self.mark { Ok(()) } else { Err(PublishError::Stale) }
    }

    /// Makes the new deployment the one that counts.
    async fn switch(&mut self) -> Result<(), PublishError> {
        self.bucket.put_json(MANIFEST_PATH, self.plan.deployment().to_json(), "no-cache").await?;
        let digest = self.plan.digest();
        let mut next = Pointer { deployment: Some(digest), ..Pointer::default() };
        if self.plan.summary().remove > 0 {
            let Pointer { deployment, uploading, removing } = &self.pointer;
            next.removing =
                deployment.iter().chain(uploading).chain(removing).copied().filter(|old| *old != digest).collect();
            next.removing.sort();
            next.removing.dedup();
        }
        self.mark = Some(next.replace(self.bucket, self.mark.as_deref()).await?);
        self.pointer = next;
        Ok(())
    }

    /// Removes what is gone, and then says so in the pointer. Only paths that a manifest of ours named are ever
    /// removed.
    async fn remove(&mut self) -> Result<(), PublishError> {
        let gone = self.plan.entries().iter().filter(|entry| entry.action == Action::Remove).map(|entry| &entry.path);
        let gone: Vec<SitePath> = gone.filter(|path| !is_ours(path)).cloned().collect();
        for (at, paths) in gone.chunks(REMOVED_AT_ONCE).enumerate() {
            // Another publication may have begun and want one of these paths again; then it also removes the others.
            match self.expect_ours().await {
                Err(PublishError::Stale) if at == 0 => return Ok(()),
                Err(PublishError::Stale) => {
                    self.own_up().await;
                    return Ok(());
                }
                other => other?,
            }
            self.bucket.remove(paths).await?;
        }
        if self.pointer.removing.is_empty() {
            return Ok(());
        }
        let settled = Pointer { deployment: self.pointer.deployment, ..Pointer::default() };
        match settled.replace(self.bucket, self.mark.as_deref()).await {
            // The new site is published all the same.
            Err(PublishError::Stale) => self.own_up().await,
            other => self.mark = Some(other?),
        }
        Ok(())
    }

    /// When another publication has begun since this one did, either may have written or removed a file after the
    /// other. Says so in the pointer, so that the next publication settles it, and so that one still under way, which
    /// cannot know, does not take its own files for whole. As well as it can be done: what went wrong before is the
    /// error to tell.
    async fn own_up(&self) {
        let digest = self.plan.digest();
        for _ in 0..TRIES_TO_OWN_UP {
            let Ok((mut pointer, mark)) = Pointer::read(self.bucket).await else { return };
            let same_and_at_rest = pointer.deployment == Some(digest) && pointer.uploading.is_empty();
            if mark == self.mark || same_and_at_rest {
                return;
            }
            // Even if the name is there already: the pointer has to change.
            pointer.uploading.push(digest);
            match pointer.replace(self.bucket, mark.as_deref()).await {
                Err(PublishError::Stale) => {}
                _ => return,
            }
        }
    }
}

/// The files of a kind that are written, those that are new or those that are not, largest first, so that the last one to
/// finish is a small one.
fn jobs<'a>(plan: &'a Plan, site: &'a Site, kind: Kind, is_new: bool) -> Vec<Job<'a>> {
    let written = |action| match is_new {
        true => action == Action::Add,
        false => matches!(action, Action::Change | Action::Header),
    };
    let mut jobs: Vec<_> = plan
        .entries()
        .iter()
        .filter(|entry| written(entry.action))
        .map(|entry| Job {
            path: &entry.path,
            record: &plan.deployment().files[&entry.path],
            content: site.get(&entry.path).map(|file| file.content()),
            from: entry.from.as_ref(),
        })
        .filter(|job| job.record.kind == kind)
        .collect();
    jobs.sort_by_key(|job| std::cmp::Reverse(job.record.bytes));
    jobs
}

/// Whether a path is one that the host itself keeps, which no plan may remove.
fn is_ours(path: &SitePath) -> bool {
    let path = path.as_str();
    path == MANIFEST_PATH || path == super::pointer::POINTER_PATH || path.starts_with(".townbook/manifests/")
}
