//! The folder of releases.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::shared::{self, Bench, audit, audit_shows, below, publish_on, publish_to};
use super::sites::{self, file, site};
use crate::files::{Lock, SitePath};
use crate::portal::{HostKind, HostSettings};
use crate::publish::host::Hook;
use crate::publish::{Credentials, Directory, Host, Plan, PublishError, open};
use crate::site::{Deployment, MANIFEST_PATH};

struct Folder {
    folder: tempfile::TempDir,
    plain: Directory,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plain = Directory::watched(folder.path(), Arc::new(|_| {}));
        Folder { folder, plain }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn releases(&self) -> Vec<String> {
        let entries = crate::files::Tree::new(self.root().join("releases")).entries(1).unwrap();
        entries.into_iter().map(|entry| entry.relative).collect()
    }
}

impl Bench for Folder {
    fn host(&self, hook: Hook) -> Box<dyn Host> {
        Box::new(Directory::watched(self.root(), hook))
    }

    fn plain(&self) -> &dyn Host {
        &self.plain
    }

    fn writes(&self) -> String {
        let describe = |(path, file): (String, _)| {
            let metadata = fs::metadata(file).unwrap();
            format!("{path} {} {} {}\n", metadata.ino(), metadata.mtime_nsec(), metadata.nlink())
        };
        let link = fs::symlink_metadata(self.root().join("current")).unwrap();
        let files: String = below(self.root()).into_iter().map(describe).collect();
        format!("{files}{} {}", link.ino(), link.mtime_nsec())
    }

    fn paths(&self) -> Vec<String> {
        let current = self.root().join("current").canonicalize().unwrap();
        below(&current).into_iter().map(|(path, _)| path).filter(|path| path != MANIFEST_PATH).collect()
    }

    fn has_headers(&self, _: &Deployment, _: &SitePath) -> bool {
        true
    }

    fn may_mix(&self) -> bool {
        false
    }
}

#[test]
fn first_publication() {
    let folder = Folder::new();
    shared::first_publication(&folder);
    assert_eq!(
        fs::read_link(folder.root().join("current")).unwrap(),
        Path::new("releases").join(&folder.releases()[0])
    );
}

#[test]
fn nothing_changed() {
    shared::nothing_changed(&Folder::new());
}

#[test]
fn change_remove_carry_header() {
    let folder = Folder::new();
    shared::change_remove_carry_header(&folder);
    let numbers: Vec<_> = folder.releases().iter().map(|name| name[..6].to_owned()).collect();
    assert_eq!(numbers, ["000001", "000002", "000003"]);
}

#[test]
fn staged_files_are_verified() {
    let folder = Folder::new();
    shared::staged_files_are_verified(&folder);
    assert_eq!(folder.releases().len(), 1, "the release that failed leaves nothing");
}

#[test]
fn held_back_data_stays() {
    shared::held_back_data_stays(&Folder::new());
}

#[test]
fn a_stale_plan_is_refused() {
    shared::a_stale_plan_is_refused(&Folder::new());
}

#[test]
fn killed_at_any_moment_the_old_site_stays_whole() {
    shared::kill_everywhere(Folder::new);
}

#[test]
fn unchanged_files_and_aliases_take_no_space() {
    let folder = Folder::new();
    publish_to(&folder, &sites::old()).unwrap();
    publish_to(&folder, &sites::new()).unwrap();
    let [first, second] = folder.releases().try_into().unwrap();
    let inode = |release: &str, path: &str| {
        fs::metadata(folder.root().join("releases").join(release).join(path)).unwrap().ino()
    };
    assert_eq!(inode(&first, "robots.txt"), inode(&second, "robots.txt"));
    assert_eq!(inode(&second, "data/parks/v/bbbb/parks.csv"), inode(&second, "data/parks/latest/parks.csv"));
    assert_eq!(inode(&first, "data/parks/v/aaaa/parks.csv"), inode(&second, "data/parks/v/aaaa/parks.csv"));
}

#[test]
fn a_file_that_was_lost_is_written_again() {
    let folder = Folder::new();
    publish_to(&folder, &sites::old()).unwrap();
    fs::write(folder.root().join("current/robots.txt"), "longer than it was").unwrap();
    publish_to(&folder, &sites::new()).unwrap();
    audit_shows(&folder, &sites::new());
    // Data of an earlier version is nowhere else.
    fs::remove_file(folder.root().join("current/data/parks/v/aaaa/parks.csv")).unwrap();
    let error = publish_to(&folder, &site([file("data/parks/v/bbbb/parks.csv", "parks 2")])).unwrap_err();
    assert!(matches!(error, PublishError::Damaged(_)), "{error}");
}

#[test]
fn only_one_publication_at_a_time() {
    let folder = Folder::new();
    publish_to(&folder, &sites::old()).unwrap();
    let lock = Lock::try_take(&folder.root().join("lock")).unwrap().unwrap();
    let error = publish_to(&folder, &sites::new()).unwrap_err();
    assert!(matches!(error, PublishError::Busy(_)), "{error}");
    assert_eq!(error.exit_code(), 4);
    drop(lock);
    publish_to(&folder, &sites::new()).unwrap();
}

#[test]
fn a_link_that_somebody_moved_meanwhile_is_not_overwritten() {
    let folder = Folder::new();
    publish_to(&folder, &sites::old()).unwrap();
    publish_to(&folder, &sites::new()).unwrap();
    let (root, first) = (folder.root().to_owned(), folder.releases()[0].clone());
    let hook: Hook = Arc::new(move |operation| {
        if operation == "switch" {
            crate::files::switch_link(&root.join("current"), &Path::new("releases").join(&first)).unwrap();
        }
    });
    let error = publish_on(&*folder.host(hook), &sites::third()).unwrap_err();
    assert!(matches!(error, PublishError::Stale), "{error}");
    audit_shows(&folder, &sites::old());
}

#[test]
fn a_release_that_was_finished_is_used() {
    let folder = Folder::new();
    publish_to(&folder, &sites::old()).unwrap();
    let operations = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&operations);
    let hook: Hook = Arc::new(move |operation| log.lock().unwrap().push(operation.to_owned()));
    let other = Folder::new();
    publish_to(&other, &sites::old()).unwrap();
    publish_on(&*other.host(hook), &sites::new()).unwrap();
    let switch = operations.lock().unwrap().iter().position(|operation| operation == "switch").unwrap();
    shared::kill(&folder, &sites::new(), switch);
    audit_shows(&folder, &sites::old());
    assert_eq!(folder.releases().len(), 2);
    publish_to(&folder, &sites::new()).unwrap();
    audit_shows(&folder, &sites::new());
    assert_eq!(folder.releases().len(), 2);
}

#[test]
fn damage_is_named() {
    let folder = Folder::new();
    publish_to(&folder, &sites::old()).unwrap();
    let manifest = folder.root().join("current").join(MANIFEST_PATH);
    let mut json = fs::read_to_string(&manifest).unwrap();
    json = json.replace("robots", "robbed");
    fs::write(&manifest, json).unwrap();
    let error = folder.plain().published().unwrap_err();
    assert!(matches!(error, PublishError::Damaged(_)), "{error}");
    fs::remove_file(folder.root().join("current")).unwrap();
    std::os::unix::fs::symlink("/etc", folder.root().join("current")).unwrap();
    let error = folder.plain().published().unwrap_err();
    assert!(error.to_string().contains("/etc, which is no release"), "{error}");
    fs::remove_file(folder.root().join("current")).unwrap();
    fs::create_dir(folder.root().join("current")).unwrap();
    assert!(folder.plain().published().is_err(), "a real folder is not ours to replace");
}

#[test]
fn it_opens_from_settings() {
    let root = tempfile::tempdir().unwrap();
    let mut settings = settings(Some("_published"));
    let host = open(&settings, root.path(), Credentials::default()).ok().unwrap();
    assert!(host.describe().ends_with("_published"), "{}", host.describe());
    publish_on(&*host, &sites::old()).unwrap();
    assert!(root.path().join("_published/current/index.html").is_file());
    settings.path = None;
    let error = open(&settings, root.path(), Credentials::default()).err().unwrap();
    assert_eq!(error.to_string(), "the host cannot be used: a host of kind `directory` needs `path` in portal.toml");
    assert_eq!(error.exit_code(), 2);
}

#[test]
fn planning_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let host = open(&settings(Some("_published")), root.path(), Credentials::default()).ok().unwrap();
    Plan::new(&host.published().unwrap(), &sites::old()).unwrap();
    assert!(!root.path().join("_published").exists());
}

#[test]
fn progress_counts_what_is_written() {
    struct Counts(Mutex<(usize, u64, usize, u64)>);
    impl crate::publish::Progress for Counts {
        fn begin(&self, files: usize, bytes: u64) {
            let mut counts = self.0.lock().unwrap();
            (counts.0, counts.1) = (files, bytes);
        }
        fn sent(&self, _: &SitePath, bytes: u64) {
            let mut counts = self.0.lock().unwrap();
            counts.2 += 1;
            counts.3 += bytes;
        }
    }
    let folder = Folder::new();
    publish_to(&folder, &sites::old()).unwrap();
    let host = folder.plain();
    let counts = Counts(Mutex::default());
    crate::publish::publish(host, &host.published().unwrap(), &sites::new(), &counts).unwrap();
    let (files, bytes, sent, sent_bytes) = *counts.0.lock().unwrap();
    assert_eq!((files, bytes), (10, sent_bytes));
    assert_eq!(sent, 10);
    audit(&folder);
}

fn settings(path: Option<&str>) -> HostSettings {
    HostSettings {
        kind: HostKind::Directory,
        path: path.map(str::to_owned),
        bucket: None,
        region: None,
        endpoint: None,
        prefix: None,
        allow_http: false,
        public_url: None,
    }
}
