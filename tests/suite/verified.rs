//! Every file is read back before it leaves, and one that does not hold what its source says stops the build.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::support::{PortalTest, Ran, dataset_toml, digests, portals};

const SECRET: &str = "brambling";

/// A portal with a table that takes a while.
fn large() -> PortalTest {
    let toml = dataset_toml("rows.csv", &["id:integer", "name:string"]);
    let rows: String = (0..20_000).map(|row| format!("{row},{SECRET} {row}\n")).collect();
    PortalTest::base()
        .file("datasets/rows/dataset.toml", toml)
        .file("datasets/rows/rows.csv", format!("id,name\n{rows}"))
}

/// Runs the program, and makes one of the files longer while it is being written, as a disk with a fault might.
fn spoiled(portal: &PortalTest, arguments: &str, file: &str) -> Ran {
    let (work, ended, spoiled) = (portal.path(".townbook"), AtomicBool::new(false), AtomicBool::new(false));
    let ran = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                let runs = fs::read_dir(&work).into_iter().flatten().flatten();
                let open = |path| fs::File::options().write(true).open(path);
                if let Some(file) =
                    runs.map(|run| run.path().join(format!("desks/rows.{file}"))).find_map(|path| open(path).ok())
                {
                    file.set_len(8 << 20).unwrap();
                    return spoiled.store(true, Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let ran = portal.run(arguments);
        ended.store(true, Ordering::Relaxed);
        ran
    });
    assert!(spoiled.into_inner(), "{file} was not met while it was being written");
    ran
}

#[test]
fn a_file_that_is_not_what_was_written_stops_the_build_and_is_named() {
    let portal = large();
    for (file, place) in [
        ("rows.csv", "row 20001 (counted without the header), column `id`"),
        ("rows.csv", "The file has 20001 rows and the source 20000."),
        ("rows.json", "It is not one array of records."),
        ("rows.parquet", "It is no Parquet file, or is damaged."),
    ] {
        let ran = spoiled(&portal, "build --verify", file).exits(6);
        assert!(
            ran.stderr.contains(&format!("{file} of the dataset rows does not hold what its source says")),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains(place), "{}", ran.stderr);
        assert!(!ran.all().contains(SECRET), "{}", ran.all());
        assert!(!portal.has("_site"), "nothing is written");
    }
}

#[test]
fn nothing_is_published_that_was_not_proven() {
    let portal = large();
    spoiled(&portal, "publish", "rows.csv").exits(6);
    assert!(!portal.has("_published/current"));
    portal.run("publish").exits(0);
    let before = digests(&portal.path("_published/current/"));
    spoiled(&portal, "publish", "rows.json").exits(6);
    assert_eq!(digests(&portal.path("_published/current/")), before);
}

#[test]
fn a_build_that_is_proven_is_the_same() {
    for folder in ["geography", "valid/formats"] {
        let portal = PortalTest::on_base(&portals().join(folder));
        portal.run("build --out plain").exits(0);
        portal.run("build --verify --out proven").exits(0);
        assert_eq!(digests(&portal.path("plain")), digests(&portal.path("proven")), "{folder}");
    }
}
