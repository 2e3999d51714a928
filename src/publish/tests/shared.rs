//! What every host promises.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::sites::{self, file, site};
use crate::files::{Digest, SitePath};
use crate::publish::host::Hook;
use crate::publish::{Host, Plan, PublishError, Receipt, publish};
use crate::site::{Content, Deployment, Kind, Site};

/// A place to publish to, which can be looked at from behind.
pub(super) trait Bench {
    /// A publisher; what it does is announced to the hook.
    fn host(&self, hook: Hook) -> Box<dyn Host>;
    /// A publisher that nobody watches; always the same, because opening one takes time.
    fn plain(&self) -> &dyn Host;
    /// What tells whether anything was written.
    fn writes(&self) -> String;
    /// The paths that are really there, but for what the host keeps for itself.
    fn paths(&self) -> Vec<String>;
    /// Whether a file is there with the headers of its record; hosts that keep no headers say yes.
    fn has_headers(&self, deployment: &Deployment, path: &SitePath) -> bool;
    /// Whether a publication that was stopped may leave some pages of the new site among those of the old one.
    fn may_mix(&self) -> bool;
}

/// Publishes as the program does: what is there is read first.
pub(super) fn publish_on(host: &dyn Host, site: &Site) -> Result<Receipt, PublishError> {
    let state = host.published()?;
    publish(host, &state, site, &())
}

pub(super) fn publish_to(bench: &dyn Bench, site: &Site) -> Result<Receipt, PublishError> {
    publish_on(bench.plain(), site)
}

/// Checks that exactly what the manifest lists is served, each file with its digest and headers, and nothing else.
pub(super) fn audit(bench: &dyn Bench) -> Deployment {
    let host = bench.plain();
    let state = host.published().unwrap();
    assert_eq!(state.unsettled.len(), 0, "{:?}", state.unsettled);
    let deployment = state.deployment.unwrap();
    for (path, record) in &deployment.files {
        let bytes = host.read(path).unwrap();
        assert_eq!(Digest::of(&bytes), record.sha256, "{path}");
        assert!(bench.has_headers(&deployment, path), "{path}");
    }
    let listed: Vec<_> = deployment.files.keys().map(|path| path.as_str().to_owned()).collect();
    assert_eq!(bench.paths(), listed);
    deployment
}

/// Checks that a site is served, all of it, and besides only what is carried.
pub(super) fn audit_shows(bench: &dyn Bench, site: &Site) {
    let served = audit(bench);
    for (path, record) in &site.deployment().files {
        assert_eq!(served.files.get(path), Some(record), "{path}");
    }
    for (path, record) in &served.files {
        assert!(site.get(path).is_some() || record.kind == Kind::Immutable, "{path} should be gone");
    }
}

pub(super) fn first_publication(bench: &dyn Bench) {
    let host = bench.plain();
    assert!(host.published().unwrap().deployment.is_none());
    let receipt = publish_to(bench, &sites::old()).unwrap();
    assert!(receipt.changed);
    assert_eq!(receipt.summary.add, sites::old().files().len());
    assert_eq!(Some(receipt.deployment), host.published().unwrap().digest);
    audit_shows(bench, &sites::old());
}

pub(super) fn nothing_changed(bench: &dyn Bench) {
    publish_to(bench, &sites::old()).unwrap();
    let before = bench.writes();
    let receipt = publish_to(bench, &sites::old()).unwrap();
    assert!(!receipt.changed);
    assert_eq!(bench.writes(), before);
}

pub(super) fn change_remove_carry_header(bench: &dyn Bench) {
    publish_to(bench, &sites::old()).unwrap();
    let receipt = publish_to(bench, &sites::new()).unwrap();
    assert_eq!((receipt.summary.header, receipt.summary.carry, receipt.summary.remove), (1, 2, 3));
    audit_shows(bench, &sites::new());
    let host = bench.plain();
    assert_eq!(host.read(&SitePath::known("data/parks/v/aaaa/parks.csv")).unwrap(), b"parks 1");
    assert!(host.read(&SitePath::known("data/trees/v/dddd/trees.csv")).is_err());
    // And back again: what was carried is taken up, what was removed is sent again.
    publish_to(bench, &sites::old()).unwrap();
    audit_shows(bench, &sites::old());
}

pub(super) fn staged_files_are_verified(bench: &dyn Bench) {
    let staging = tempfile::tempdir().unwrap();
    let staged = staging.path().join("rows.csv");
    let with = |content: &str| {
        std::fs::write(&staged, content).unwrap();
        let at = |path| file(path, "rows 1").with_content(Content::Staged(staged.clone()));
        site([at("data/rows/v/1/rows.csv"), at("data/rows/latest/rows.csv"), file("index.html", "rows")])
    };
    let error = publish_to(bench, &with("rows 2")).unwrap_err();
    assert!(matches!(error, PublishError::VerificationFailed(_)), "{error}");
    assert_eq!(error.exit_code(), 6);
    publish_to(bench, &with("rows 1")).unwrap();
    audit_shows(bench, &with("rows 1"));
    // Whoever changes the staged file later does not change the published one.
    std::fs::write(&staged, "rows 3").unwrap();
    audit(bench);
}

pub(super) fn held_back_data_stays(bench: &dyn Bench) {
    publish_to(bench, &sites::old()).unwrap();
    let held = |path: &str| file(path, "parks 1").with_content(Content::Published);
    let site = site([
        held("data/parks/v/aaaa/parks.csv"),
        held("data/parks/latest/parks.csv"),
        file("datasets/parks/index.html", "a newer version is being checked"),
        file("index.html", "parks"),
    ]);
    publish_to(bench, &site).unwrap();
    audit_shows(bench, &site);
}

pub(super) fn a_stale_plan_is_refused(bench: &dyn Bench) {
    publish_to(bench, &sites::old()).unwrap();
    let host = bench.plain();
    let state = host.published().unwrap();
    publish_to(bench, &sites::new()).unwrap();
    let error = publish(host, &state, &sites::third(), &()).unwrap_err();
    assert!(matches!(error, PublishError::Stale), "{error}");
    assert_eq!(error.exit_code(), 4);
    audit_shows(bench, &sites::new());
    // A first publication may be late as well.
    let plan = Plan::new(&Default::default(), &sites::third()).unwrap();
    assert!(matches!(host.apply(&sites::third(), &plan, &()), Err(PublishError::Stale)));
    audit_shows(bench, &sites::new());
}

/// Stops publications before each of their operations, as a killed process stops: nothing after that happens.
pub(super) fn kill_everywhere<B: Bench>(fresh: impl Fn() -> B) {
    for (before, site) in [(None, sites::old()), (Some(sites::old()), sites::new())] {
        let operations = count(&fresh(), before.as_ref(), &site);
        assert!(operations > 10, "{operations}");
        for at in 0..operations {
            let bench = fresh();
            if let Some(before) = &before {
                publish_to(&bench, before).unwrap();
            }
            kill(&bench, &site, at);
            whole(&bench, before.as_ref(), &site);
            // What comes next is the same site, the one before, or another.
            match at % 3 {
                0 | 1 if before.is_none() => finish(&bench, &site),
                0 => finish(&bench, &site),
                1 => finish(&bench, before.as_ref().unwrap()),
                _ => finish(&bench, &sites::third()),
            }
        }
    }
}

fn count(bench: &dyn Bench, before: Option<&Site>, site: &Site) -> usize {
    if let Some(before) = before {
        publish_to(bench, before).unwrap();
    }
    let operations = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&operations);
    let hook: Hook = Arc::new(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    publish_on(&*bench.host(hook), site).unwrap();
    operations.load(Ordering::SeqCst)
}

/// Publishes and is killed before an operation.
pub(super) fn kill(bench: &dyn Bench, site: &Site, at: usize) {
    let operations = AtomicUsize::new(0);
    let hook: Hook = Arc::new(move |_| {
        if operations.fetch_add(1, Ordering::SeqCst) >= at {
            // Unlike a panic, this prints nothing.
            resume_unwind(Box::new("killed"));
        }
    });
    let host = bench.host(hook);
    let result = catch_unwind(AssertUnwindSafe(|| publish_on(&*host, site).map(drop)));
    assert!(result.is_err(), "not killed at {at}: {result:?}");
}

/// Checks that readers are served: on a host that switches a whole site, exactly one of the two; on any other, every
/// file of the site that counts, where pages may already be the new ones.
fn whole(bench: &dyn Bench, before: Option<&Site>, after: &Site) {
    let host = bench.plain();
    let Some(counts) = host.published().unwrap().deployment else {
        assert!(before.is_none());
        return;
    };
    let next = after.deployment();
    for (path, record) in &counts.files {
        let found = Digest::of(&host.read(path).unwrap());
        let newer = next.files.get(path).filter(|_| bench.may_mix()).map(|record| record.sha256);
        assert!(found == record.sha256 || Some(found) == newer, "{path}");
    }
    if !bench.may_mix() {
        audit(bench);
    }
}

fn finish(bench: &dyn Bench, site: &Site) {
    publish_to(bench, site).unwrap();
    audit_shows(bench, site);
    let before = bench.writes();
    assert!(!publish_to(bench, site).unwrap().changed);
    assert_eq!(bench.writes(), before);
}

/// A path below a folder, as text.
pub(super) fn below(root: &std::path::Path) -> Vec<(String, PathBuf)> {
    let entries = crate::files::Tree::new(root).entries(usize::MAX).unwrap();
    let files = entries.into_iter().filter(|entry| entry.kind == crate::files::EntryKind::File);
    let mut files: Vec<_> = files.map(|entry| (entry.relative, entry.path)).collect();
    files.sort();
    files
}
