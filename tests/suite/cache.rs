//! What is kept between runs changes nothing but the time: a tree from a warm cache is that from a cold one, and anything but
//! what the program itself kept counts for nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use townbook::files::Digest;

use crate::support::{PortalTest, Ran, dataset_toml, digests, files_below, overlay, portals};

const ENTRIES: &str = ".townbook/cache/datasets";

/// A file that lies elsewhere.
const ELSEWHERE: &str = "id,name\n7,Far\n";

/// A portal with every kind of input: the valid portals, a shapefile, a document, a file that lies elsewhere, a foreign key
/// to another dataset, a dataset with findings, one that is held back, one that nobody has classified.
fn portal() -> PortalTest {
    let portal = PortalTest::on_base(&portals().join("geography"));
    for entry in fs::read_dir(portals().join("valid")).unwrap() {
        overlay(&entry.unwrap().path(), portal.root());
    }
    let visits = dataset_toml("visits.csv", &["id:integer", "shop:integer"]).replace(
        "description = \"One row is one row.\"",
        "description = \"One row is one row.\"\nforeign_keys = [{ fields = [\"shop\"], reference = { dataset = \"shops\", \
         resource = \"shops\", fields = [\"id\"] } }]",
    );
    let pinned = |text: &str| {
        let sha256 = Digest::of(text.as_bytes());
        format!("url = \"https://a.example/far.csv\"\nsha256 = \"{sha256}\"\nbytes = {}", text.len())
    };
    let far = dataset_toml("far.csv", &["id:integer", "name:string"]).replace("path = \"far.csv\"", &pinned(ELSEWHERE));
    let amounts = dataset_toml("amounts.csv", &["id:integer", "amount:number"]);
    let document = "\n[[documents]]\npath = \"notes.txt\"\ntitle = \"Notes\"\n";
    portal
        .file("datasets/far/dataset.toml", far)
        .file(&format!(".townbook/cache/{}", Digest::of(ELSEWHERE.as_bytes())), ELSEWHERE)
        .file("datasets/visits/notes.txt", "What was noted.\n")
        .file("datasets/shops/dataset.toml", dataset_toml("shops.csv", &["id:integer", "name:string"]))
        .file("datasets/shops/shops.csv", "id,name\n1,Tea\n2,Bread\n2,Bread\n")
        .file("datasets/visits/dataset.toml", visits + document)
        .file("datasets/visits/visits.csv", "id,shop\n1,1\n2,2\n")
        .file("datasets/held/dataset.toml", amounts.clone())
        .file("datasets/held/amounts.csv", "id,amount\n1,much\n2,3.5\n3,more\n")
        .file("datasets/open/dataset.toml", amounts.replace("[classification]\nlevel = \"public\"\n", ""))
        .file("datasets/open/amounts.csv", "id,amount\n1,2\n")
}

/// What a run leaves for others to see: its exit code, what it printed, and the tree.
fn outcome(portal: &PortalTest, arguments: &str) -> (i32, String, String, BTreeMap<String, String>) {
    let Ran { code, stdout, stderr } = portal.run(arguments);
    assert!((0..2).contains(&code), "{stderr}");
    let tree = if portal.has("_site") { digests(&portal.path("_site")) } else { BTreeMap::new() };
    (code, stdout, stderr, tree)
}

/// The entries that are there, with when they came into being.
fn entries(portal: &PortalTest) -> BTreeMap<String, std::time::SystemTime> {
    let folder = portal.path(ENTRIES);
    let records = files_below(&folder).into_iter().filter(|path| path.ends_with("/record"));
    let made = |path: &String| fs::metadata(folder.join(path)).unwrap().modified().unwrap();
    records.map(|path| (path.clone(), made(&path))).collect()
}

/// The datasets of which there are entries.
fn owners(portal: &PortalTest) -> Vec<String> {
    let mut names: Vec<String> =
        entries(portal).keys().map(|path| path.split('/').next().unwrap().to_owned()).collect();
    names.dedup();
    names
}

#[test]
fn a_warm_build_is_a_cold_build() {
    let portal = portal();
    let cold = outcome(&portal, "build --no-cache --values show");
    assert!(!portal.has(ENTRIES), "nothing is kept without the cache");
    assert_eq!(cold.0, 1, "a dataset is held back");
    let filling = outcome(&portal, "build --values show");
    assert!(filling == cold, "the build that fills the cache");
    let kept = entries(&portal);
    let public = fs::read_dir(portal.path("datasets")).unwrap().count() - 1;
    assert_eq!(owners(&portal).len(), public, "an entry of each dataset that is classified: {:?}", owners(&portal));
    assert!(!owners(&portal).contains(&"open".to_owned()));
    for threads in ["1", "2"] {
        let output = portal.command("build --values show").env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(digests(&portal.path("_site")), cold.3, "{threads} threads");
        assert_eq!(entries(&portal), kept, "every entry was found and none made anew");
    }
    let warm = outcome(&portal, "build --values show");
    assert!(warm == cold, "{}\n---\n{}", warm.2, cold.2);
}

#[test]
fn a_warm_check_says_what_a_cold_check_says() {
    let portal = portal();
    for format in ["human", "json", "sarif", "markdown"] {
        let arguments = format!("check --values show --format {format}");
        let cold = outcome(&portal, &format!("{arguments} --no-cache"));
        assert!(cold.1.contains("table/type-error"));
        let filling = outcome(&portal, &arguments);
        assert!(filling == cold, "{format}");
        let kept = entries(&portal);
        assert!(outcome(&portal, &arguments) == cold, "{format}");
        assert_eq!(entries(&portal), kept);
    }
}

/// Each change of an input shows in a warm run as it shows in a cold one.
#[test]
fn every_kind_of_change_is_seen() {
    let portal = portal();
    portal.run("check");
    portal.run("build");
    let changes: &[(&str, &dyn Fn())] = &[
        ("a cell", &|| portal.replace("datasets/trees/trees.csv", "Red maple", "Red Maple")),
        ("dataset.toml", &|| portal.replace("datasets/shops/dataset.toml", "Rows", "Shops")),
        ("a name in portal.toml", &|| {
            let publisher = portal.read("portal.toml");
            let name = publisher.split("[[publishers]]").nth(1).unwrap().split("name = \"").nth(1).unwrap();
            let name = name.split('"').next().unwrap().to_owned();
            portal.write("portal.toml", publisher.replace(&name, "Department of Everything"));
        }),
        ("the address", &|| portal.replace("portal.toml", "base_url = \"https://", "base_url = \"https://other.")),
        ("a limit", &|| portal.write("portal.toml", portal.read("portal.toml") + "\n[formats]\nxlsx_rows = 2\n")),
        ("a threshold", &|| {
            let policy = portal.read("policy/policy.toml");
            assert!(!policy.contains("[thresholds]"));
            portal.write("policy/policy.toml", policy + "\n[thresholds]\nmin_cell = 1\n");
        }),
        ("a README", &|| portal.write("datasets/trees/README.md", "# Another text\n")),
        ("a file of a bundle", &|| {
            let path = "datasets/crowns/trees.prj";
            portal.write(path, portal.read(path) + " ");
        }),
        ("a document", &|| portal.write("datasets/visits/notes.txt", "What was noted later.\n")),
        ("a file that lies elsewhere", &|| {
            let path = format!(".townbook/cache/{}", Digest::of(ELSEWHERE.as_bytes()));
            portal.write(&path, ELSEWHERE.replace("Far", "Fur"));
        }),
        ("a file that nobody declared", &|| portal.write("datasets/trees/left.csv", "a\n1\n")),
        ("a table that is referred to", &|| portal.write("datasets/shops/shops.csv", "id,name\n1,Tea\n")),
        ("a dataset that is referred to", &|| fs::remove_dir_all(portal.path("datasets/shops")).unwrap()),
        ("a standard", &|| portal.write("policy/standards.toml", "required = [\"documentation\"]\n")),
    ];
    let mut before = outcome(&portal, "build --no-cache");
    for (what, change) in changes {
        change();
        let warm = outcome(&portal, "build");
        let cold = outcome(&portal, "build --no-cache");
        assert!(warm == cold, "{what}");
        assert!(cold != before, "{what} changes something");
        before = cold;
    }
    // The day on which something is judged is no input of what is kept.
    for day in ["2026-06-30", "2029-06-30"] {
        let warm = outcome(&portal, &format!("check --format json --now {day}"));
        assert!(warm == outcome(&portal, &format!("check --format json --no-cache --now {day}")), "{day}");
    }
}

/// A site that is already what would be written is left alone, and one that only looks like it is not.
#[test]
fn a_site_is_written_again_when_it_is_not_what_it_should_be() {
    let portal = small();
    let cold = outcome(&portal, "build");
    let written = || fs::metadata(portal.path("_site/index.html")).unwrap().modified().unwrap();
    let first = written();
    assert!(outcome(&portal, "build") == cold);
    assert_eq!(written(), first, "nothing has changed");
    let index = portal.read("_site/index.html");
    let tampering: &[(&str, &dyn Fn())] = &[
        ("another page of the same length", &|| portal.write("_site/index.html", index.replace("<p", "<q"))),
        ("a file more", &|| portal.write("_site/more.html", "more")),
        ("a file less", &|| fs::remove_file(portal.path("_site/robots.txt")).unwrap()),
        ("a table that was changed in place", &|| portal.write("_site/data/shops/latest/shops.csv", "id,name\n9,X\n")),
        ("a folder in the place of a file", &|| {
            fs::remove_file(portal.path("_site/robots.txt")).unwrap();
            fs::create_dir(portal.path("_site/robots.txt")).unwrap();
        }),
        ("no cache", &|| fs::remove_dir_all(portal.path(".townbook")).unwrap()),
    ];
    for (what, tamper) in tampering {
        tamper();
        assert!(outcome(&portal, "build") == cold, "{what}");
    }
    portal.run("build --out elsewhere/site").exits(0);
    assert_eq!(digests(&portal.path("elsewhere/site")), cold.3);
}

/// What somebody decides about a dataset holds at once, and what was kept of it goes.
#[test]
fn nothing_is_kept_of_what_is_not_public() {
    for (level, command) in
        [("level = \"protected\"", "check"), ("", "build"), ("level = \"publik\"", "check --no-cache")]
    {
        let portal = portal();
        portal.run("build");
        portal.run("check");
        assert!(portal.has(&format!("{ENTRIES}/shops")));
        portal.replace("datasets/shops/dataset.toml", "level = \"public\"", level);
        portal.run(command);
        assert!(!portal.has(&format!("{ENTRIES}/shops")), "{level}, {command}");
        portal.run("build");
        assert!(!portal.has(&format!("{ENTRIES}/shops")) && !portal.has("_site/datasets/shops"));
    }
}

#[test]
fn what_is_kept_does_not_grow() {
    let portal = portal();
    portal.run("build");
    let first = files_below(&portal.path(ENTRIES)).len();
    for round in 0..3 {
        portal.write("datasets/shops/shops.csv", format!("id,name\n1,Tea\n2,Bread {round}\n"));
        portal.run("build");
    }
    assert_eq!(files_below(&portal.path(ENTRIES)).len(), first);
    fs::remove_dir_all(portal.path("datasets/visits")).unwrap();
    portal.run("build");
    assert!(!owners(&portal).contains(&"visits".to_owned()));
    // A portal that lies elsewhere takes it along.
    let moved = PortalTest::empty();
    overlay(portal.root(), moved.root());
    let kept = entries(&moved);
    moved.run("build");
    assert_eq!(entries(&moved), kept);
    assert_eq!(digests(&moved.path("_site")), digests(&portal.path("_site")));
}

/// A small pseudo-random sequence (SplitMix64), so that each run of the suite does the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

/// A portal that is built quickly, over and over.
fn small() -> PortalTest {
    PortalTest::base()
        .file("datasets/shops/dataset.toml", dataset_toml("shops.csv", &["id:integer", "name:string"]))
        .file("datasets/shops/shops.csv", "id,name\n1,Tea\n2,Bread\n2,Bread\n")
}

#[test]
fn a_damaged_entry_counts_for_nothing() {
    let portal = small();
    let cold = outcome(&portal, "build");
    let mut dice = Dice(7);
    for round in 0..25 {
        let victims: Vec<PathBuf> = (0..4).map(|_| damage(&portal.path(".townbook/cache"), &mut dice)).collect();
        let again = outcome(&portal, "build");
        assert!(again == cold, "round {round}: {victims:?}\n{}", again.2);
    }
}

/// Changes, shortens or replaces one of the files of the cache, and gives its path.
fn damage(folder: &Path, dice: &mut Dice) -> PathBuf {
    let files = files_below(folder);
    let victim = folder.join(&files[dice.below(files.len())]);
    let mut content = fs::read(&victim).unwrap();
    match dice.below(8) {
        0 => content.truncate(dice.below(content.len().max(1))),
        1 => content.clear(),
        2 => content.extend(b"more"),
        3 => content = fs::read(folder.join(&files[dice.below(files.len())])).unwrap(),
        4 => content = b"{}".to_vec(),
        5 if !content.is_empty() => {
            let at = dice.below(content.len());
            content[at] ^= 1 << dice.below(8);
        }
        kind => {
            fs::remove_file(&victim).unwrap();
            if kind == 6 {
                fs::create_dir(&victim).unwrap();
            }
            return victim;
        }
    }
    // In place, as by a program that was let into `_site`, whose files are the same ones.
    fs::write(&victim, content).unwrap();
    victim
}

/// Whatever moment a build is killed at, the next one makes the tree of a build that nothing disturbed.
#[test]
fn a_build_that_was_killed_leaves_nothing_that_counts() {
    let portal = small();
    let cold = outcome(&portal, "build --no-cache");
    let whole = {
        let start = std::time::Instant::now();
        outcome(&portal, "build");
        start.elapsed()
    };
    let mut dice = Dice(11);
    for round in 0..30 {
        if round % 3 == 0 {
            fs::remove_dir_all(portal.path(".townbook")).unwrap();
        }
        let mut child =
            portal.command("build").stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        std::thread::sleep(Duration::from_micros(dice.below(whole.as_micros() as usize + 1) as u64));
        // SIGKILL, or nothing if it has ended by itself.
        let _ = child.kill();
        child.wait().unwrap();
        if portal.has("_site") {
            let left = digests(&portal.path("_site"));
            assert!(left == cold.3, "round {round}: a site is whole or not there");
        }
        assert!(outcome(&portal, "build") == cold, "round {round}");
    }
}

#[test]
fn two_builds_at_once_make_the_same() {
    let portal = portal();
    let cold = outcome(&portal, "build --no-cache");
    for _ in 0..3 {
        fs::remove_dir_all(portal.path(ENTRIES)).ok();
        let start = |out: &str| portal.command(&format!("build --out {out}")).stderr(Stdio::null()).spawn().unwrap();
        let mut both = [start("one"), start("two")];
        for child in &mut both {
            assert_eq!(child.wait().unwrap().code(), Some(1));
        }
        for out in ["one", "two"] {
            assert!(digests(&portal.path(out)) == cold.3, "{out}");
        }
    }
    assert!(outcome(&portal, "build") == cold);
}
