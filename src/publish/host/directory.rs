//! A folder on this machine that a web server serves.
//!
//! ```text
//! <path>/releases/000012-<digest>/…    one folder a deployment; unchanged files are hard links to the release before
//! <path>/current                       a link to the release that is served; the web server's root
//! <path>/lock                          held while a publication runs
//! ```
//!
//! A release is written under a temporary name, synced, renamed, and then `current` is switched by one rename: readers
//! see the whole old site or the whole new one. A release's name holds a counter, so that names sort without a clock,
//! and the digest of its manifest, so that a release which was finished but never switched to is found again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::step::Steps;
use super::{Host, HostState};
use crate::files::{self, Digest, FileError, Lock, SitePath, Tree};
use crate::portal::HostSettings;
use crate::publish::{Action, Entry, Plan, Progress, PublishError};
use crate::site::{Content, Deployment, MANIFEST_PATH, Site};

/// A folder on this machine that a web server serves.
pub struct Directory {
    root: PathBuf,
    steps: Steps,
}

impl Directory {
    pub(super) fn open(settings: &HostSettings, portal_root: &Path) -> Result<Self, PublishError> {
        match settings.path.as_deref() {
            Some(path) if !path.is_empty() => Ok(Directory { root: portal_root.join(path), steps: Steps::default() }),
            _ => Err(PublishError::Settings("a host of kind `directory` needs `path` in portal.toml".to_owned())),
        }
    }

    /// A host in a folder, whose operations a test watches.
    #[cfg(test)]
    pub(in crate::publish) fn watched(root: &Path, hook: super::Hook) -> Self {
        Directory { root: root.to_owned(), steps: Steps::watched(hook) }
    }

    fn releases(&self) -> PathBuf {
        self.root.join("releases")
    }

    fn link(&self) -> PathBuf {
        self.root.join("current")
    }

    /// The name of the release that is served.
    fn current(&self) -> Result<Option<String>, PublishError> {
        let Some(target) = files::read_link(&self.link())? else { return Ok(None) };
        let name = target.strip_prefix("releases").ok().and_then(Path::to_str);
        match name {
            Some(name) if ReleaseName::parse(name).is_some() => Ok(Some(name.to_owned())),
            _ => Err(PublishError::Damaged(format!(
                "{} leads to {}, which is no release",
                self.link().display(),
                target.display()
            ))),
        }
    }

    /// Refuses when another release is served than the plan was made from.
    fn expect_current(&self, plan: &Plan) -> Result<(), PublishError> {
        if self.current()?.as_deref() == plan.mark() { Ok(()) } else { Err(PublishError::Stale) }
    }

    /// Removes what killed publications left; only while the lock is held, so nobody is using it.
    fn clear_leftovers(&self) -> Result<(), PublishError> {
        for entry in Tree::new(self.releases()).entries(1)? {
            if entry.relative.starts_with(TEMPORARY) {
                self.steps.before("clear a leftover");
                files::remove_folder(&entry.path)?;
            }
        }
        Ok(())
    }

    /// A release that was finished but never switched to, if it is the one that the plan leads to. The rename that gave
    /// it its name came after everything in it was synced, so it is whole.
    fn finished_release(&self, plan: &Plan) -> Result<Option<ReleaseName>, PublishError> {
        let served = plan.mark().and_then(ReleaseName::parse).map_or(0, |name| name.number);
        let short = plan.digest().short();
        for name in self.release_names()?.into_iter().filter(|name| name.number > served && name.digest == short) {
            // One that cannot be read is no reason to stop: a new one is written.
            let manifest = files::read(&self.releases().join(name.to_string()).join(MANIFEST_PATH));
            if manifest.is_ok_and(|manifest| Digest::of(&manifest) == plan.digest()) {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    fn release_names(&self) -> Result<Vec<ReleaseName>, FileError> {
        let entries = Tree::new(self.releases()).entries(1)?;
        Ok(entries.iter().filter_map(|entry| ReleaseName::parse(&entry.relative)).collect())
    }

    /// Writes a new release and gives its name.
    fn write_release(&self, site: &Site, plan: &Plan, progress: &dyn Progress) -> Result<ReleaseName, PublishError> {
        let last = self.release_names()?.iter().map(|name| name.number).max().unwrap_or(0);
        let name = ReleaseName { number: last + 1, digest: plan.digest().short() };
        let folder = self.releases().join(format!("{TEMPORARY}{name}"));
        let served = plan.mark().map(|served| self.releases().join(served));
        let written = Release { site, plan, folder: &folder, served, steps: &self.steps }.write(progress);
        let finished = written.and_then(|()| {
            self.steps.before("name the release");
            files::rename(&folder, &self.releases().join(name.to_string()))?;
            files::sync_folder(&self.releases())?;
            Ok(name)
        });
        if finished.is_err() {
            // A full disk should not stay full; the error that matters is the one we have.
            let _ = files::remove_folder(&folder);
        }
        finished
    }
}

impl Host for Directory {
    fn published(&self) -> Result<HostState, PublishError> {
        let Some(name) = self.current()? else { return Ok(HostState::default()) };
        let manifest = files::read(&self.releases().join(&name).join(MANIFEST_PATH))?;
        let digest = Digest::of(&manifest);
        if ReleaseName::parse(&name).is_none_or(|name| name.digest != digest.short()) {
            return Err(PublishError::Damaged(format!(
                "the manifest of release {name} is not the one it was published with"
            )));
        }
        let deployment = Deployment::from_json(&manifest)?;
        Ok(HostState { deployment: Some(deployment), digest: Some(digest), mark: Some(name), ..HostState::default() })
    }

    fn read(&self, path: &SitePath) -> Result<Vec<u8>, PublishError> {
        Ok(files::read(&self.link().join(path.as_str()))?)
    }

    fn apply(&self, site: &Site, plan: &Plan, progress: &dyn Progress) -> Result<(), PublishError> {
        if plan.is_empty() {
            return Ok(());
        }
        if cfg!(not(unix)) {
            return Err(PublishError::Lacks("this system has no symbolic links".to_owned()));
        }
        files::create_folder(&self.releases())?;
        let path = self.root.join("lock");
        let Some(_lock) = Lock::try_take(&path)? else { return Err(PublishError::Busy(path)) };
        self.expect_current(plan)?;
        self.clear_leftovers()?;
        let release = match self.finished_release(plan)? {
            Some(release) => release,
            None => self.write_release(site, plan, progress)?,
        };
        self.steps.before("switch");
        // The lock keeps other publications away, not a person who points the link elsewhere.
        self.expect_current(plan)?;
        files::switch_link(&self.link(), &Path::new("releases").join(release.to_string()))?;
        self.steps.before("sync the switch");
        Ok(files::sync_folder(&self.root)?)
    }

    fn describe(&self) -> String {
        format!("the folder {}", self.root.display())
    }
}

/// Names of unfinished releases begin so.
const TEMPORARY: &str = ".townbook-";

/// The name of a release: `000012-<first sixteen digits of its manifest's digest>`.
#[derive(Debug, PartialEq, Eq)]
struct ReleaseName {
    number: u64,
    digest: String,
}

impl ReleaseName {
    fn parse(name: &str) -> Option<Self> {
        let (number, digest) = name.split_once('-')?;
        let hexadecimal = digest.len() == 16 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        let decimal = number.len() >= 6 && number.bytes().all(|b| b.is_ascii_digit());
        (decimal && hexadecimal)
            .then(|| Some(ReleaseName { number: number.parse().ok()?, digest: digest.to_owned() }))?
    }
}

impl std::fmt::Display for ReleaseName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:06}-{}", self.number, self.digest)
    }
}

/// A release that is being written.
struct Release<'a> {
    site: &'a Site,
    plan: &'a Plan,
    folder: &'a Path,
    /// The release that is served.
    served: Option<PathBuf>,
    steps: &'a Steps,
}

impl Release<'_> {
    fn write(&self, progress: &dyn Progress) -> Result<(), PublishError> {
        let entries = self.plan.entries().iter().filter(|entry| entry.action != Action::Remove);
        // Files of one content are written once: a version of a dataset and its alias are one file on the disk.
        let mut contents: BTreeMap<Digest, Vec<&Entry>> = BTreeMap::new();
        for entry in entries {
            contents.entry(self.digest_of(entry)).or_default().push(entry);
        }
        let summary = self.plan.summary();
        progress.begin(summary.uploads(), summary.upload_bytes);
        contents.into_par_iter().try_for_each(|(digest, entries)| self.place(digest, &entries, progress))?;
        self.steps.before("write the manifest");
        files::write(&self.folder.join(MANIFEST_PATH), &self.plan.deployment().to_json())?;
        self.steps.before("sync the release");
        Ok(files::sync_tree(self.folder)?)
    }

    fn digest_of(&self, entry: &Entry) -> Digest {
        self.plan.deployment().files[&entry.path].sha256
    }

    /// Puts one content under all its paths.
    fn place(&self, digest: Digest, entries: &[&Entry], progress: &dyn Progress) -> Result<(), PublishError> {
        let mut first: Option<PathBuf> = None;
        // What stays comes first, so that a new name for known content is a link and no copy.
        let mut entries = entries.to_vec();
        entries.sort_by_key(|entry| matches!(entry.action, Action::Add | Action::Change));
        for entry in entries {
            let target = self.folder.join(entry.path.as_str());
            self.steps.before("write a file");
            match &first {
                Some(first) => files::link(first, &target)?,
                None if self.take_over(entry, &target)? => {}
                None => self.write_new(entry, digest, &target)?,
            }
            if matches!(entry.action, Action::Add | Action::Change | Action::Header) {
                progress.sent(&entry.path, entry.bytes);
            }
            first.get_or_insert(target);
        }
        Ok(())
    }

    /// Links a file of the served release, when it holds the content and has its size.
    fn take_over(&self, entry: &Entry, target: &Path) -> Result<bool, PublishError> {
        let path = match (entry.action, &entry.from) {
            (_, Some(from)) => from,
            (Action::Keep | Action::Carry | Action::Header, None) => &entry.path,
            _ => return Ok(false),
        };
        let Some(served) = &self.served else { return Ok(false) };
        let source = served.join(path.as_str());
        if files::size_of(&source) != Some(entry.bytes) {
            return Ok(false);
        }
        files::link(&source, target)?;
        Ok(true)
    }

    fn write_new(&self, entry: &Entry, digest: Digest, target: &Path) -> Result<(), PublishError> {
        let found = match self.site.get(&entry.path).map(|file| file.content()) {
            Some(Content::Bytes(bytes)) => {
                files::write(target, bytes)?;
                Digest::of(bytes)
            }
            // Copied, not linked: whoever edits the build's output must not edit the published site with it.
            Some(Content::Staged(path)) => files::copy_hashed(path, target)?.0,
            Some(Content::Published) | None => {
                return Err(PublishError::Damaged(format!("`{}` is missing or has another size", entry.path)));
            }
        };
        if found == digest {
            return Ok(());
        }
        let reason = format!(
            "`{}` is not what was built (found {found}, expected {digest}); build and publish again",
            entry.path
        );
        Err(PublishError::VerificationFailed(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::ReleaseName;

    #[test]
    fn release_names_sort_and_hold_a_digest() {
        let name = ReleaseName { number: 12, digest: "03ac2583346310af".to_owned() };
        assert_eq!(name.to_string(), "000012-03ac2583346310af");
        assert_eq!(ReleaseName::parse(&name.to_string()), Some(name));
        for other in ["000012", "12-03ac2583346310af", "000012-03ac", "lost+found", ".townbook-000012-03ac2583346310af"]
        {
            assert_eq!(ReleaseName::parse(other), None, "{other}");
        }
    }
}
