//! `townbook update`: what differs is shown, checked, and only then written.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use crate::support::{PortalTest, Ran, dataset_toml, digests};

const TOML: &str = "datasets/trees/dataset.toml";
const CSV: &str = "datasets/trees/trees.csv";

/// Runs an update from a file beside the portal's own, on a day that does not change.
fn update(portal: &PortalTest, new: impl AsRef<[u8]>, arguments: &str) -> Ran {
    portal.write("incoming/new.csv", new);
    portal.run(&format!("update trees --from incoming/new.csv --now 2026-06-30 {arguments}"))
}

/// Runs an update that must write nothing.
#[track_caller]
fn refused(portal: &PortalTest, new: impl AsRef<[u8]>, arguments: &str, code: i32) -> Ran {
    let before = digests(&portal.path("datasets"));
    let ran = update(portal, new, arguments).exits(code);
    assert_eq!(digests(&portal.path("datasets")), before, "something was written");
    ran
}

const NEW: &str = "tree_id,species,height_m\n001,Red maple,13\n003,Ginkgo,8\n004,Elm,1\n";

#[test]
fn a_file_is_shown_first_and_replaced_when_told_to() {
    let portal = PortalTest::base().with(TOML, "issued = 2026-01-15", "issued = 2026-01-15   # our first\n# kept");
    for arguments in ["", "--dry-run"] {
        let ran = refused(&portal, NEW, arguments, 9);
        assert!(
            ran.stdout.contains("3 rows before, 3 rows now: 1 row added, 1 row removed, 1 row changed"),
            "{}",
            ran.stdout
        );
        assert!(ran.stdout.contains("+modified = 2026-06-30"), "{}", ran.stdout);
    }
    update(&portal, NEW, "--yes").exits(0);
    assert_eq!(portal.read(CSV), NEW);
    assert!(portal.read(TOML).contains("issued = 2026-01-15   # our first\nmodified = 2026-06-30\n# kept\n"));
    portal.run("check").exits(0);
    let ran = refused(&portal, NEW, "--yes", 0);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("nothing has changed"), "{}", ran.all());
    assert_eq!(update(&portal, NEW, "--yes --format json").exits(0).json()["status"], "unchanged");
}

#[test]
fn a_run_that_was_cut_off_is_finished_by_the_next() {
    // `dataset.toml` is written first; here the machine stopped before the data was.
    let portal = PortalTest::base().with(TOML, "issued = 2026-01-15", "issued = 2026-01-15\nmodified = 2026-06-30");
    update(&portal, NEW, "--yes").exits(0);
    assert_eq!(portal.read(CSV), NEW);
    assert_eq!(portal.read(TOML).matches("modified").count(), 1);
}

#[test]
fn an_end_that_lies_before_the_new_data_is_pointed_at() {
    let portal = PortalTest::base().with(TOML, "end = \"ongoing\"", "end = \"2026-03-31\"");
    let ran = refused(&portal, NEW, "", 9);
    assert!(ran.stdout.contains("the data ends on 2026-03-31"), "{}", ran.stdout);
}

#[test]
fn data_with_errors_is_not_written() {
    let portal = PortalTest::base();
    let broken = "tree_id,species,height_m\n001,Oak,tall\n001,Elm,2\n";
    let ran = refused(&portal, broken, "--yes --format json", 1);
    assert_eq!(ran.codes(), ["table/primary-key", "table/type-error"]);
    let document = ran.json();
    assert_eq!(document["status"], "refused");
    assert_eq!(document["change"]["misfits"][0]["field"], "height_m");
    assert_eq!(document["change"]["misfits"][0]["count"], 1);
    assert!(!ran.stdout.contains("tall"), "{}", ran.stdout);
    let ran = refused(&portal, broken, "--yes", 1);
    assert!(
        ran.stdout.contains("trees.csv` would be replaced.") && ran.stdout.contains("no longer fits"),
        "{}",
        ran.stdout
    );
    // What did not fit before either is no news.
    portal.write(CSV, "tree_id,species,height_m\n001,Oak,low\n");
    let ran = refused(&portal, broken, "--yes", 1);
    let line = |name: &str| ran.stdout.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_default();
    assert!(line("does not fit").contains("`height_m`: table/type-error (1 place; 1 before)"), "{}", ran.stdout);
    assert!(line("no longer fits").contains("table/primary-key"), "{}", ran.stdout);
}

#[test]
fn a_table_that_is_not_published_need_not_be_told_apart() {
    let portal = PortalTest::base().file("datasets/trees/rota.csv", "a\n1\n");
    portal.write(TOML, format!("{}\n[[resources]]\npath = \"rota.csv\"\npublish = false\n", portal.read(TOML)));
    update(&portal, NEW, "--yes").exits(0);
    assert_eq!(portal.read(CSV), NEW);
}

#[test]
fn columns_that_came_went_and_changed_their_names_are_told() {
    let portal = PortalTest::base();
    let ran = refused(&portal, "ward,species,Tree ID\n1,Oak,1\n", "--yes --format json", 1);
    let columns = &ran.json()["change"]["columns"];
    assert_eq!(columns["added"], serde_json::json!(["ward"]));
    assert_eq!(columns["removed"], serde_json::json!(["height_m"]));
    assert_eq!(columns["renamed"], serde_json::json!([{ "from": "tree_id", "to": "Tree ID" }]));
    let swapped = update(&portal, "species,tree_id,height_m\nOak,1,2\n", "--format json").exits(9).json();
    assert_eq!(swapped["change"]["columns"]["reordered"], true);
}

#[test]
fn a_new_column_is_refused_or_drafted_with_its_question() {
    let portal = PortalTest::base();
    let new = "tree_id,Planted On,species,height_m\n001,2020-03-01,Oak,2\n002,2021-04-01,Elm,3\n";
    let ran = refused(&portal, new, "--yes --format json", 1);
    assert_eq!(ran.codes(), ["table/extra-label"]);
    assert!(ran.findings()[0]["fix"].as_str().unwrap().contains("[[resources.fields]]"));
    update(&portal, new, "--yes --accept-columns").exits(0);
    let toml = portal.read(TOML);
    let drafted = toml.find("name = \"planted_on\"\nsource = \"Planted On\"\n").expect("a drafted column");
    assert!(toml.find("name = \"tree_id\"").unwrap() < drafted && drafted < toml.find("name = \"species\"").unwrap());
    assert!(toml[drafted..].contains("type = \"date\""), "{toml}");
    assert!(!toml.contains("2020-03-01"), "a draft shows shapes, never values");
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["document/missing-key"]);
    portal.replace(TOML, "# description = \"\"", "description = \"The day on which the tree was planted.\"");
    portal.run("check").exits(0);
}

#[test]
fn rows_are_added_as_the_file_is_written() {
    let old = b"tree_id;species;height_m\r\n001;\"caf\xe9;x\";1\r\n002;Oak;2";
    let hints = "path = \"trees.csv\"\nencoding = \"windows-1252\"\ndialect = { delimiter = \";\" }";
    let portal = PortalTest::base().with(TOML, "path = \"trees.csv\"", hints).file(CSV, old);
    portal.run("check").exits(0);
    let new = "height_m,tree_id,species\n3,003,\"Élan; \"\"b\"\"\"\n,004,Elm\n";
    update(&portal, new, "--append --yes").exits(0);
    let expected = [&old[..], b"\r\n003;\"\xc9lan; \"\"b\"\"\";3\r\n004;Elm;\r\n"].concat();
    assert_eq!(fs::read(portal.path(CSV)).unwrap(), expected);
    portal.run("check").exits(0);

    let ran = refused(&portal, "tree_id,species,height_m\n5,\u{6a39},1\n", "--append --yes", 2);
    assert!(ran.stderr.contains("`encoding` does not have"), "{}", ran.stderr);
    let ran = refused(&portal, "tree_id,species,ward\n5,Oak,1\n", "--append --yes", 2);
    assert!(ran.stderr.contains("missing: `height_m`; not in the table: `ward`"), "{}", ran.stderr);
    let broken = "tree_id;species;height_m\r\n5;a\"b\";1;7\r\n";
    let ran = refused(&portal, broken, "--append --yes", 2);
    assert!(ran.stderr.contains("cannot be read"), "{}", ran.stderr);
    refused(&portal, "tree_id,species,height_m\n004,Elm,1\n", "--append --yes", 1);
    refused(&portal, "tree_id,species,height_m\n", "--append --yes", 0);
}

#[test]
fn no_encoding_is_guessed_for_rows_that_are_added() {
    let latin = b"tree_id,species,height_m\n5,\xc9lan caf\xe9,1\n";
    let ran = refused(&PortalTest::base(), latin, "--append --yes", 2);
    assert!(ran.stderr.contains("cannot be read"), "{}", ran.stderr);
    let latin = b"tree_id;species;height_m\n5;\xc9lan caf\xe9;1\n6;Oak;2\n";
    let ran = refused(&PortalTest::base(), latin, "--append --yes", 2);
    assert!(ran.stderr.contains("Save it as UTF-8"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_added_to_says_what_can_be_done() {
    let portal = PortalTest::base().with(TOML, "path = \"trees.csv\"", "path = \"trees.json\"");
    fs::remove_file(portal.path(CSV)).unwrap();
    portal.write("datasets/trees/trees.json", r#"[{"tree_id":"1","species":"Oak","height_m":1}]"#);
    let ran = refused(&portal, NEW, "--append --yes", 2);
    assert!(ran.stderr.contains("delimited text only") && ran.stderr.contains("files ="), "{}", ran.stderr);
    let footer = PortalTest::base().with(TOML, "path = \"trees.csv\"", "path = \"trees.csv\"\nfooter_rows = 1");
    refused(&footer, NEW, "--append --yes", 2);
    let utf16: Vec<u8> = NEW.encode_utf16().fold(vec![0xff, 0xfe], |mut bytes, unit| {
        bytes.extend(unit.to_le_bytes());
        bytes
    });
    let ran = refused(&PortalTest::base().file(CSV, utf16), NEW, "--append --yes", 2);
    assert!(ran.stderr.contains("check --fix"), "{}", ran.stderr);
}

#[test]
fn a_delivery_becomes_a_file_of_its_own() {
    let portal = PortalTest::base().with(TOML, "path = \"trees.csv\"", "files = \"trees-*.csv\"\nname = \"trees\"");
    fs::rename(portal.path(CSV), portal.path("datasets/trees/trees-1.csv")).unwrap();
    let part = "tree_id,species,height_m\n009,Oak,1\n";
    let ran = refused(&portal, part, "--yes", 2);
    assert!(ran.stderr.contains("--append adds it"), "{}", ran.stderr);
    let ran = update(&portal, part, "--append --yes").exits(0);
    assert!(ran.stdout.contains("1 row added, 0 rows removed"), "{}", ran.stdout);
    assert_eq!(portal.read("datasets/trees/trees-2026-06-30.csv"), part);
    refused(&portal, part, "--append --yes", 0);
    refused(&portal, "tree_id,species,height_m\n010,Oak,1\n", "--append --yes", 2);

    portal.write("incoming/trees-1.csv", "tree_id,species,height_m\n001,Oak,1\n");
    portal.run("update trees --from incoming/trees-1.csv --yes --now 2026-06-30").exits(0);
    assert_eq!(portal.read("datasets/trees/trees-1.csv"), "tree_id,species,height_m\n001,Oak,1\n");
    portal.run("check").exits(0);
}

#[test]
fn a_file_that_lies_elsewhere_is_pinned_anew() {
    let elsewhere = "url = \"https://files.example/trees.csv\"   # the forester's server\nname = \"trees\"";
    let portal = PortalTest::base().with(TOML, "path = \"trees.csv\"", elsewhere);
    fs::remove_file(portal.path(CSV)).unwrap();
    update(&portal, NEW, "--yes").exits(0);
    let pins = format!(
        "trees.csv\"   # the forester's server\nsha256 = \"{}\"\nbytes = {}\n",
        townbook::files::Digest::of(NEW.as_bytes()),
        NEW.len()
    );
    assert!(portal.read(TOML).contains(&pins), "{}", portal.read(TOML));
    portal.run("check").exits(0);
    refused(&portal, NEW, "--yes", 0);
    let ran = update(&portal, "tree_id,species,height_m\n001,Red maple,13\n", "--yes").exits(0);
    assert!(ran.stdout.contains("0 rows added, 2 rows removed, 0 rows changed"), "{}", ran.stdout);
    refused(&portal, NEW, "--append --yes", 2);
    refused(&portal, "tree_id\n1\n", "--yes", 1);
}

/// Serves one content to all who ask, and says where.
fn server(content: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let length = content.len();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(format!("{head}{content}").as_bytes());
        }
    });
    format!("http://{address}/files/trees-2026.csv?token=1")
}

#[test]
fn a_file_is_brought_from_its_address() {
    let url = server(NEW);
    let portal = PortalTest::base();
    portal.run(&format!("update trees --from {url} --yes --now 2026-06-30")).exits(0);
    assert_eq!(portal.read(CSV), NEW);

    let elsewhere = format!("url = \"{url}\"\nname = \"trees\"\nformat = \"csv\"");
    let portal = PortalTest::base().with(TOML, "path = \"trees.csv\"", &elsewhere);
    fs::remove_file(portal.path(CSV)).unwrap();
    portal.run("update trees --yes --now 2026-06-30").exits(0);
    assert!(portal.read(TOML).contains(&format!("bytes = {}", NEW.len())));
    portal.run("check").exits(0);
    portal.run("update trees --yes").exits(0).stderr.contains("nothing has changed");
}

#[test]
fn nothing_of_a_protected_dataset_is_touched() {
    let portal = PortalTest::base().with(TOML, "level = \"public\"", "level = \"protected\"");
    let ran = refused(&portal, NEW, "--yes", 3);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("protected"), "{}", ran.all());
}

#[test]
fn a_table_is_named_where_there_are_several() {
    let more = dataset_toml("b.csv", &["id:string"]);
    let resource = more.split("[[resources]]").nth(1).unwrap();
    let portal = PortalTest::base().file("datasets/trees/b.csv", "id\n1\n");
    portal.write(TOML, format!("{}\n[[resources]]{resource}", portal.read(TOML)));
    let ran = refused(&portal, "id\n2\n", "--yes", 2);
    assert!(ran.stderr.contains("trees, b"), "{}", ran.stderr);
    let ran = refused(&portal, "id\n2\n", "--yes --resource c", 2);
    assert!(ran.stderr.contains("no table `c`"), "{}", ran.stderr);
    update(&portal, "id\n2\n", "--yes --resource b").exits(0);
    assert_eq!(portal.read("datasets/trees/b.csv"), "id\n2\n");
    portal.run("update tress --from incoming/new.csv").exits(2);
    portal.run("update trees --resource b").exits(2);
}

#[test]
fn the_text_of_a_pull_request_cannot_be_acted_in() {
    let portal = PortalTest::base();
    let new = "tree_id,species,height_m,@mayor <img src=x>\n001,Oak,1,secret-value\n";
    let ran = refused(&portal, new, "--yes --format markdown", 1);
    assert!(ran.stdout.starts_with("## New data for `trees`"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("secret-value"), "{}", ran.stdout);
    // What is to be pasted stands in a fence; all else is made harmless.
    let outside: String = ran.stdout.split("```").step_by(2).collect();
    assert!(!outside.contains("<img") && !outside.contains("@mayor"), "{outside}");
}
