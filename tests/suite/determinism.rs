//! The same input gives the same bytes: no clock, locale, path, map order or number of cores leaks in.

use std::fmt::Write;
use std::fs;

use crate::support::{PortalTest, dataset_toml, digests, overlay, portals, repository};

/// Two machines that have little in common.
const MACHINES: [&[(&str, &str)]; 2] = [
    &[("TZ", "Asia/Tokyo"), ("LANG", "C"), ("RAYON_NUM_THREADS", "1")],
    &[
        ("TZ", "America/Los_Angeles"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("RAYON_NUM_THREADS", "4"),
        ("HOME", "/nonexistent"),
    ],
];

/// Builds the same portal twice, in folders of its own, and compares every file and what was printed.
fn assert_same_twice(make: impl Fn() -> PortalTest, command: &str) {
    let mut earlier: Option<(Vec<u8>, std::collections::BTreeMap<String, String>)> = None;
    for machine in MACHINES {
        let portal = make();
        let output = portal.command(command).envs(machine.iter().copied()).output().unwrap();
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
        let tree = if portal.has("_site") { digests(&portal.path("_site")) } else { Default::default() };
        match &earlier {
            None => earlier = Some((output.stdout, tree)),
            Some((stdout, first)) => {
                let differs: Vec<&String> = first.keys().filter(|path| first.get(*path) != tree.get(*path)).collect();
                assert!(differs.is_empty() && first.len() == tree.len(), "{differs:?}");
                assert!(*stdout == output.stdout, "it prints something else");
            }
        }
    }
}

/// The demonstration city, with a few rows in the place of the table that a script makes.
fn demonstration() -> PortalTest {
    let portal = PortalTest::empty();
    for part in ["datasets", "policy", "schemas/tables"] {
        overlay(&repository().join(part), &portal.path(part));
    }
    fs::copy(repository().join("portal.toml"), portal.path("portal.toml")).unwrap();
    portal.file(
        "datasets/service-requests/service-requests.csv",
        "case_id,opened_at,closed_at,category,neighborhood,status,channel,latitude,longitude,zip,days_to_close,on_time\n\
         SR25-000001,2025-01-01T00:23:30-05:00,2025-01-01T07:47:17-05:00,Pothole,Old Port,Closed,app,42.2828,-71.0295,02196,0,true\n\
         SR25-000002,2025-07-01T00:23:30-04:00,,Graffiti,Mill Falls,Open,phone,,,02196,,\n",
    )
}

#[test]
fn the_demonstration_city_is_clean_and_its_site_the_same_everywhere() {
    demonstration().run("check").exits(0);
    assert_same_twice(demonstration, "build");
}

#[test]
fn sites_of_valid_portals_are_the_same_everywhere() {
    assert_same_twice(
        || {
            let portal = PortalTest::base();
            for entry in fs::read_dir(portals().join("valid")).unwrap() {
                overlay(&entry.unwrap().path(), portal.root());
            }
            portal
        },
        "build",
    );
}

/// A table of several blocks, so that they are decoded and written at the same time. Its lines differ in length and hold
/// quoted breaks, so that blocks end at odd places.
fn large(flawed: bool) -> PortalTest {
    let mut csv = String::from("id,note,at,amount,place\n");
    let mut row = 0_u64;
    while csv.len() < 9 << 20 {
        let note = ["plain", "\"two\nlines\"", "\"a, \"\"b\"\"\"", ""][(row % 4) as usize];
        let amount = if flawed && row.is_multiple_of(97) {
            "much".to_owned()
        } else {
            format!("{}.{:02}", row % 9_973, row % 100)
        };
        let (hour, minute) = (row % 24, row % 60);
        let _ = writeln!(
            csv,
            "{row},{note}{},2026-01-02T{hour:02}:{minute:02}:00Z,{amount},\"-71.{row}, 42.3\"",
            if note.ends_with('"') { "" } else { " text" }
        );
        row += 1;
    }
    let columns = ["id:integer", "note:string", "at:datetime", "amount:number", "place:geopoint"];
    let toml = dataset_toml("rows.csv", &columns).replace(
        "description = \"One row is one row.\"",
        "description = \"One row is one row.\"\nprimary_key = [\"id\"]",
    );
    PortalTest::bare().file("datasets/rows/dataset.toml", toml).file("datasets/rows/rows.csv", csv)
}

#[test]
fn a_table_of_many_blocks_is_the_same_on_one_core_and_on_four() {
    assert_same_twice(|| large(false), "build");
}

#[test]
fn findings_come_in_the_same_order_on_one_core_and_on_four() {
    assert_same_twice(|| large(true), "check --format json");
}
