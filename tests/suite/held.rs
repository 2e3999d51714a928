//! A dataset that is held back keeps its last published version; the others are published.

use crate::support::{PortalTest, dataset_toml, files_below};

const NOTICE: &str = "This is the last one that was published.";
const CSV: &str = "datasets/trees/trees.csv";

/// Two datasets, published.
fn published() -> PortalTest {
    let portal = PortalTest::base()
        .file("datasets/rows/dataset.toml", dataset_toml("rows.csv", &["id:integer"]))
        .file("datasets/rows/rows.csv", "id\n1\n");
    portal.run("publish").exits(0);
    portal
}

/// The files of a dataset under the served site that never change: data, and the record from which its page is made.
fn kept(portal: &PortalTest, tree: &str) -> Vec<(String, Vec<u8>)> {
    files_below(&portal.path(tree))
        .into_iter()
        .filter(|path| path.starts_with("data/trees/"))
        .map(|path| (path.clone(), std::fs::read(portal.path(tree).join(&path)).unwrap()))
        .collect()
}

fn page(portal: &PortalTest, tree: &str) -> String {
    portal.read(&format!("{tree}/datasets/trees/index.html"))
}

#[test]
fn the_last_published_version_stays_with_a_notice_until_it_is_mended() {
    let portal = published();
    let before = kept(&portal, "_published/current");
    assert!(!page(&portal, "_published/current").contains(NOTICE));
    let good = portal.read(CSV);

    portal.replace(CSV, "12.5", "tall");
    portal.write("datasets/rows/rows.csv", "id\n1\n2\n");
    portal.run("publish plan").exits(9);
    let ran = portal.run("publish").exits(8);
    assert!(ran.stderr.contains("held back: trees (table/type-error (1))"), "{}", ran.stderr);
    assert_eq!(kept(&portal, "_published/current"), before);
    assert!(page(&portal, "_published/current").contains(NOTICE));
    assert_eq!(portal.read("_published/current/data/rows/latest/rows.csv"), "id\n1\n2\n", "the others are published");
    let catalogue = portal.read("_published/current/data.json");
    assert!(catalogue.contains("Street trees"), "it stays in the catalogue");

    let again = portal.run("publish").exits(8);
    assert!(again.stderr.contains("nothing to publish"), "{}", again.stderr);

    portal.write(CSV, good.replace("12.5", "13"));
    portal.run("publish").exits(0);
    assert!(!page(&portal, "_published/current").contains(NOTICE));
    assert!(portal.read("_published/current/data/trees/latest/trees.csv").contains("13"));
}

#[test]
fn mended_to_what_it_was_it_is_as_if_nothing_had_happened() {
    let portal = published();
    let before = crate::support::digests(&portal.path("_published/current"));
    let good = portal.read(CSV);
    portal.replace(CSV, "12.5", "tall");
    portal.run("publish").exits(8);
    portal.write(CSV, good);
    portal.run("publish").exits(0);
    assert_eq!(crate::support::digests(&portal.path("_published/current")), before);
}

/// Whatever is wrong with its own files, as long as nobody says that it may not be published.
#[test]
fn it_stays_whatever_is_wrong_with_it() {
    let breaks: [(&str, &[u8]); 4] = [
        ("datasets/trees/trees.csv", b"\xff\xfe\x00"),
        ("datasets/trees/trees.csv", b""),
        ("datasets/trees/README.md", b"\xff"),
        ("datasets/trees/dataset.toml", b""),
    ];
    for (path, bytes) in breaks {
        let portal = published();
        let mut bytes = bytes.to_vec();
        if path.ends_with(".toml") {
            // A mistake in the middle; what stands elsewhere is still read.
            bytes = portal.read(path).replace("\"ENVI\"", "\"ENVI").into_bytes();
        }
        let before = kept(&portal, "_published/current");
        portal.write(path, &bytes);
        portal.run("publish").exits(8);
        assert_eq!(kept(&portal, "_published/current"), before, "{path} {bytes:?}");
    }
}

#[test]
fn a_build_against_a_manifest_decides_the_same() {
    let portal = published();
    portal.replace(CSV, "12.5", "tall");
    portal.run("build").exits(1);
    assert!(!portal.has("_site/datasets/trees"), "nothing is known of an earlier version");
    portal.run("build --published _published/current/.townbook/deployment.json").exits(1);
    assert!(page(&portal, "_site").contains(NOTICE));
    portal.run("publish").exits(8);
    assert_eq!(page(&portal, "_site"), page(&portal, "_published/current"));
}

#[test]
fn a_dataset_that_was_never_published_is_nowhere() {
    let portal = PortalTest::base().with(CSV, "12.5", "tall");
    portal.run("publish").exits(8);
    assert!(portal.has("_published/current/index.html"));
    assert_eq!(crate::support::files_with(&portal.path("_published/current/"), "trees"), [""; 0]);
}
