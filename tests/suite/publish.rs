//! Publishing to a folder: repeated, and killed at any moment.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use townbook::files::Digest;
use townbook::site::Deployment;

use crate::support::{PortalTest, dataset_toml, digests};

/// What there is to see of a published folder: every name with its content, inode and times.
#[cfg(unix)]
fn state(root: &Path) -> Vec<String> {
    use std::os::unix::fs::MetadataExt;
    let mut folders = vec![root.to_owned()];
    let mut lines = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = path.symlink_metadata().unwrap();
            let times = (metadata.mtime(), metadata.mtime_nsec());
            lines.push(format!("{} {} {times:?} {}", path.display(), metadata.ino(), metadata.len()));
            if metadata.is_dir() {
                folders.push(path);
            }
        }
    }
    lines.sort();
    lines
}

#[cfg(unix)]
#[test]
fn a_third_time_nothing_is_touched() {
    let portal = PortalTest::base();
    let first = portal.run("publish").exits(0);
    assert!(
        first.stderr.contains("published 1 datasets") || first.stderr.contains("published 1 dataset"),
        "{}",
        first.stderr
    );
    let served = digests(&portal.path("_published/current/"));
    let mut before = Vec::new();
    for time in 2..=3 {
        let ran = portal.run("publish").exits(0);
        assert!(ran.stderr.contains("nothing to publish"), "{}", ran.stderr);
        let after = state(&portal.path("_published"));
        if time == 3 {
            assert_eq!(after, before);
        }
        before = after;
    }
    assert_eq!(digests(&portal.path("_published/current/")), served);
    portal.run("publish plan").exits(0);
}

#[test]
fn a_plan_changes_nothing_and_tells_the_truth() {
    let portal = PortalTest::base();
    let plan = portal.run("publish plan --format json").exits(9);
    assert!(!portal.has("_published/current"), "{}", plan.all());
    plan.json();
    portal.run("publish").exits(0);
    portal.replace("datasets/trees/trees.csv", "12.5", "13.5");
    let before = digests(&portal.path("_published/current/"));
    let plan = portal.run("publish plan").exits(9);
    assert!(plan.stdout.contains("trees"), "{}", plan.stdout);
    assert_eq!(digests(&portal.path("_published/current/")), before);
}

#[test]
fn what_is_published_is_what_is_built() {
    let portal = PortalTest::base();
    portal.run("build").exits(0);
    portal.run("publish").exits(0);
    assert_eq!(digests(&portal.path("_published/current/")), digests(&portal.path("_site")));
}

#[test]
fn a_host_that_is_not_there_ends_with_2() {
    let portal = PortalTest::base();
    let ran = portal.run("publish --host production").exits(2);
    assert!(ran.stderr.contains("[hosts.production]"), "{}", ran.stderr);
    let portal = PortalTest::base().with("portal.toml", "host = \"local\"\n", "");
    assert!(portal.run("publish").exits(2).stderr.contains("--host"));
}

/// What somebody else left where the link should be is not overwritten.
#[test]
fn a_current_that_is_no_link_is_left_alone() {
    let portal = PortalTest::base().file("_published/current/index.html", "somebody's site");
    let ran = portal.run("publish");
    assert_ne!(ran.code, 0, "{}", ran.all());
    assert_eq!(portal.read("_published/current/index.html"), "somebody's site");
}

const DATASETS: usize = 150;

/// A portal whose site has a few thousand files.
fn large() -> PortalTest {
    let toml = dataset_toml("rows.csv", &["id:integer", "note:string"]);
    let portal = (0..DATASETS).fold(PortalTest::bare(), |portal, at| {
        portal.file(&format!("datasets/rows-{at}/dataset.toml"), toml.replace("A dataset", &format!("Dataset {at}")))
    });
    write_rows(&portal, "first");
    portal
}

/// Gives every dataset other content, so that a publication has every file to write.
fn write_rows(portal: &PortalTest, note: &str) {
    for at in 0..DATASETS {
        portal.write(&format!("datasets/rows-{at}/rows.csv"), format!("id,note\n{at},{note}\n"));
    }
}

/// Asserts that every file of the manifest that is served is there and whole, and no other; gives the manifest's digest.
fn served_whole(portal: &PortalTest) -> Digest {
    let current = portal.path("_published/current/");
    let manifest = fs::read(current.join(".townbook/deployment.json")).expect("something is served");
    let deployment = Deployment::from_json(&manifest).unwrap();
    let mut found = digests(&current);
    found.remove(".townbook/deployment.json");
    let expected = deployment.files.iter().map(|(path, file)| (path.to_string(), file.sha256.to_string())).collect();
    assert_eq!(found, expected);
    Digest::of(&manifest)
}

#[test]
fn killed_at_any_moment_a_whole_site_is_served() {
    let portal = large();
    portal.run("publish").exits(0);
    let first = served_whole(&portal);
    assert!(digests(&portal.path("_published/current/")).len() > 1_000, "a few thousand files");
    write_rows(&portal, "second");
    let begun = Instant::now();
    portal.run("publish plan").exits(9);
    let building = begun.elapsed();

    let mut unfinished = 0;
    for round in 0..14_u32 {
        let mut child = portal.command("publish").spawn().unwrap();
        if round % 2 == 0 {
            sleep(building.mul_f64(f64::from(round) / 12.0));
        } else {
            // While files are being written: this folder is there only then.
            while child.try_wait().unwrap().is_none() && !is_writing(&portal) {
                sleep(Duration::from_millis(1));
            }
            sleep(Duration::from_millis(u64::from(round * round)));
        }
        let _ = child.kill();
        let _ = child.wait();
        unfinished += u32::from(is_writing(&portal));
        let served = served_whole(&portal);
        if served != first {
            // It had been quick enough: now the other way round.
            write_rows(&portal, &format!("round {round}"));
        }
    }
    assert!(unfinished > 0, "no round was killed while files were written");

    portal.run("publish").exits(0);
    assert!(!is_writing(&portal), "what the killed runs left is removed");
    served_whole(&portal);
    let ran = portal.run("publish").exits(0);
    assert!(ran.stderr.contains("nothing to publish"), "{}", ran.stderr);
    let left = crate::support::files_below(&portal.path(".townbook"));
    let left: Vec<_> = left.into_iter().filter(|path| !path.starts_with("cache/")).collect();
    assert_eq!(left, ["lock"], "private folders of killed runs are removed");
}

/// Whether there is a release under its temporary name.
fn is_writing(portal: &PortalTest) -> bool {
    let Ok(releases) = fs::read_dir(portal.path("_published/releases")) else { return false };
    releases.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(".townbook-"))
}

#[test]
fn two_at_once_do_not_spoil_each_other() {
    let portal = large();
    portal.run("publish").exits(0);
    write_rows(&portal, "second");
    let children: Vec<_> = (0..3).map(|_| portal.command("publish").spawn().unwrap()).collect();
    let codes: Vec<i32> = children.into_iter().map(|mut child| child.wait().unwrap().code().unwrap()).collect();
    assert!(codes.contains(&0), "{codes:?}");
    assert!(codes.iter().all(|code| [0, 4].contains(code)), "{codes:?}");
    served_whole(&portal);
    assert!(portal.run("publish").exits(0).stderr.contains("nothing to publish"));
}
