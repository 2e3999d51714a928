//! Nothing protected or unclassified leaves: canaries are planted, every command is run, and no byte of what comes out may
//! hold one.

use std::fs;

use crate::support::{PortalTest, Ran, dataset_toml, files_below, files_with, tables};

/// Stands in cells, and nowhere else.
const VALUE: &str = "cANARYvALUE7319";
/// Stands in titles, descriptions, keywords and column names.
const WORD: &str = "canaryword";
/// Stands in the names of folders and files.
const SLUG: &str = "canary-slug";

/// The metadata of a dataset with canaries in all that people write about it.
fn canary_toml(classification: &str) -> String {
    dataset_toml(&format!("{SLUG}.csv"), &[&format!("{WORD}_name:string"), &format!("{WORD}_height:number")])
        .replace("A dataset made", &format!("{WORD} made"))
        .replace("This dataset", &format!("This {WORD}"))
        .replace("[\"test\"]", &format!("[\"{WORD}\"]"))
        .replace("[classification]\nlevel = \"public\"\n", classification)
}

/// Rows with canaries, in cells that are right, wrong, too many, and in a column that nobody declared.
fn canary_csv() -> String {
    format!("{WORD}_name,{WORD}_height,{WORD}_more\n{VALUE},{VALUE},{VALUE}\n{VALUE},1,2,{VALUE}\n\"{VALUE}\n")
}

/// The base with a protected dataset whose folder holds data by mistake, one that is protected by an exemption though its
/// level says public, one that nobody has classified, and one whose classification cannot be read.
fn planted() -> PortalTest {
    let cases = [
        ("protected", "[classification]\nlevel = \"protected\"\n"),
        ("exempt", "[classification]\nlevel = \"public\"\nexemptions = [\"privacy\"]\n"),
        ("unclassified", ""),
        ("misspelt", "[classification]\nlevel = \"protcted\"\n"),
        ("half", "[classification]\nreviewed_by = \"somebody\"\n"),
    ];
    cases.iter().fold(PortalTest::base(), |portal, (name, classification)| {
        let folder = format!("datasets/{SLUG}-{name}");
        portal
            .file(&format!("{folder}/dataset.toml"), canary_toml(classification))
            .file(&format!("{folder}/{SLUG}.csv"), canary_csv())
            .file(&format!("{folder}/README.md"), format!("# {WORD}\n\n{VALUE}\n"))
    })
}

#[track_caller]
fn assert_no_value(ran: &Ran, what: &str) {
    assert!(!ran.all().contains(VALUE), "{what}: {}", ran.all());
}

/// No canary of any kind in a tree: names, bytes, and the cells of Parquet files, which are compressed.
#[track_caller]
fn assert_tree_is_clean(portal: &PortalTest, tree: &str) {
    let folder = portal.path(tree);
    for canary in [VALUE, WORD, SLUG] {
        assert_eq!(files_with(&folder, canary), [""; 0], "{canary} in {tree}");
    }
    let parquet = files_below(&folder).into_iter().filter(|path| path.ends_with(".parquet"));
    let mut decoded = 0;
    for path in parquet {
        let cells = tables::of_parquet(&folder.join(&path));
        let text = format!("{cells:?}");
        assert!(!text.contains(VALUE) && !text.contains(WORD), "{path}");
        decoded += 1;
    }
    assert!(decoded > 0, "the public dataset is there");
}

#[test]
fn no_value_is_in_what_check_prints() {
    let portal = planted();
    for arguments in ["check", "check --format json", "check --format github", "check --format json --values show"] {
        let ran = portal.run(arguments).exits(1);
        assert_no_value(&ran, arguments);
    }
    let ran = portal.run("check --format json");
    for code in ["policy/data-under-protected", "policy/unclassified"] {
        assert!(ran.codes().contains(&code.to_owned()), "{code}: {:?}", ran.codes());
    }
    // Not even on a person's own terminal: protected data is not opened.
    for name in ["protected", "exempt"] {
        assert_no_value(&portal.run(&format!("check {SLUG}-{name} --values show")).exits(1), name);
    }
}

#[test]
fn nothing_is_in_the_site_that_is_built() {
    let portal = planted();
    let ran = portal.run("build").exits(1);
    assert_no_value(&ran, "build");
    assert_tree_is_clean(&portal, "_site");
    // What is kept for the next run holds nothing of them either.
    for canary in [VALUE, WORD, SLUG] {
        assert_eq!(files_with(&portal.path(".townbook"), canary), [""; 0], "{canary}");
    }
    let kept = files_below(&portal.path(".townbook/cache/datasets"));
    assert!(!kept.is_empty() && kept.iter().all(|path| path.starts_with("trees/")), "{kept:?}");
    let left = files_below(&portal.path(".townbook")).into_iter().filter(|path| !path.starts_with("cache/"));
    assert_eq!(left.collect::<Vec<_>>(), ["lock"], "the private staging folder is gone");
}

#[test]
fn nothing_is_in_the_site_that_is_published_nor_in_its_plan() {
    let portal = planted();
    for arguments in ["publish plan", "publish plan --format json"] {
        let ran = portal.run(arguments).exits(9);
        assert_no_value(&ran, arguments);
        assert!(!ran.stdout.contains(SLUG) && !ran.stdout.contains(WORD), "{}", ran.stdout);
    }
    // Nothing is held back, but somebody must look.
    let ran = portal.run("publish").exits(1);
    assert_no_value(&ran, "publish");
    assert_tree_is_clean(&portal, "_published");
}

/// The test of the test: the same canaries in a dataset that is public are found everywhere they can be.
#[test]
fn the_canaries_would_be_seen() {
    let portal = PortalTest::base()
        .file(&format!("datasets/{SLUG}/dataset.toml"), canary_toml("[classification]\nlevel = \"public\"\n"))
        .file(&format!("datasets/{SLUG}/{SLUG}.csv"), format!("{WORD}_name,{WORD}_height\n{VALUE},1\n"));
    portal.run("build").exits(0);
    let site = portal.path("_site");
    for canary in [VALUE, WORD, SLUG] {
        assert!(files_with(&site, canary).len() > 3, "{canary}");
    }
    let parquet = site.join(format!("data/{SLUG}/latest/{SLUG}.parquet"));
    assert!(format!("{:?}", tables::of_parquet(&parquet)).contains(VALUE));
}

/// A dataset is published, and then somebody finds that it should not have been.
#[test]
fn reclassified_it_vanishes_from_what_is_served() {
    let public = canary_toml("[classification]\nlevel = \"public\"\n");
    let toml = format!("datasets/{SLUG}/dataset.toml");
    let csv = format!("datasets/{SLUG}/{SLUG}.csv");
    let rows = format!("{WORD}_name,{WORD}_height\n{VALUE},1\n");
    for (classification, data_stays) in [
        ("[classification]\nlevel = \"protected\"\n", false),
        ("[classification]\nlevel = \"protected\"\n", true),
        ("[classification]\nlevel = \"public\"\nexemptions = [\"privacy\"]\n", false),
        ("", true),
    ] {
        let portal = PortalTest::base().file(&toml, &public).file(&csv, &rows);
        portal.run("publish").exits(0);
        // An older version, to which people may have kept links.
        portal.write(&csv, rows.replace(",1", ",2"));
        portal.run("publish").exits(0);
        assert!(!files_with(&portal.path("_published/current/"), VALUE).is_empty());

        portal.write(&toml, canary_toml(classification));
        if !data_stays {
            fs::remove_file(portal.path(&csv)).unwrap();
        }
        let is_protected = !classification.is_empty();
        let ran = portal.run("publish").exits(i32::from(is_protected && data_stays));
        assert_no_value(&ran, classification);
        assert_tree_is_clean(&portal, "_published/current/");
        // Nor does it come back by the way of what was published before.
        portal.run("build --published _published/current/.townbook/deployment.json");
        assert_tree_is_clean(&portal, "_site");
    }
}

/// A manifest from before the reclassification must not bring the dataset back.
#[test]
fn an_old_manifest_does_not_bring_it_back() {
    let toml = format!("datasets/{SLUG}/dataset.toml");
    let portal = PortalTest::base()
        .file(&toml, canary_toml("[classification]\nlevel = \"public\"\n"))
        .file(&format!("datasets/{SLUG}/{SLUG}.csv"), format!("{WORD}_name,{WORD}_height\n{VALUE},1\n"));
    portal.run("build --out before").exits(0);
    portal.write(&toml, canary_toml("[classification]\nlevel = \"protected\"\n"));
    portal.run("build --published before/.townbook/deployment.json");
    assert_tree_is_clean(&portal, "_site");
}
