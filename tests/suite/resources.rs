//! Tables of several files, tables elsewhere, keys between tables.

use std::fs;

use crate::support::{PortalTest, dataset_toml, files_below, files_with, portals, zipped};

const TOML: &str = "datasets/rows/dataset.toml";
const KEY: &str = "description = \"One row is one row.\"\n";

/// A portal with a dataset `rows` whose table is declared by a line in the place of `path`.
fn rows(declared: &str, columns: &[&str]) -> PortalTest {
    let toml = dataset_toml("FILE", columns).replace("path = \"FILE\"", declared);
    PortalTest::bare().file(TOML, toml)
}

fn keyed(portal: PortalTest, keys: &str) -> PortalTest {
    portal.with(TOML, KEY, &format!("{KEY}{keys}\n"))
}

fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (at, row) in rows.iter().enumerate() {
            sheet.write_row(at as u32, 0, row.iter().copied()).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn files_of_one_structure_are_one_table() {
    let portal = PortalTest::on_base(&portals().join("valid/several-files"));
    portal.run("build --verify").exits(0);
    let csv = portal.read("_site/data/visits/latest/visits.csv");
    // In the order of their numbers, each by its own header, with the habit that the tenth month shows for all.
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[1..3], ["1,Harbour Grill,", "2,Corner Café,"]);
    assert!(lines[3].starts_with("3,Harbour Grill,2026-10-01T08:30:00"), "{csv}");
    assert_eq!(lines.len(), 5);
}

#[test]
fn a_finding_names_the_file_of_its_row() {
    let portal = rows("files = \"part-*.csv\"", &["id:integer", "note:string"])
        .file("datasets/rows/part-1.csv", "id,note\n1,a\n2,b\n")
        .file("datasets/rows/part-2.csv", "note,id\nc,x\n")
        .file("datasets/rows/part-10.csv", "id,text\n4,d\n");
    let ran = portal.run("check --format json").exits(1);
    let findings = ran.findings();
    let text = |at: usize, key: &str| findings[at][key].as_str().unwrap_or_default().to_owned();
    let found: Vec<(String, String)> = (0..findings.len()).map(|at| (text(at, "code"), text(at, "path"))).collect();
    let expected = [
        ("table/type-error", "datasets/rows/part-2.csv"),
        ("table/extra-label", "datasets/rows/part-10.csv"),
        ("table/missing-label", "datasets/rows/part-10.csv"),
    ];
    assert_eq!(found, expected.map(|(code, path)| (code.to_owned(), path.to_owned())), "{}", ran.stdout);
    assert_eq!(findings[0]["row"], 2);
}

#[test]
fn sheets_and_entries_are_parts_of_one_table_too() {
    let sheets: &[(&str, &[&[&str]])] = &[
        ("May", &[&["id", "note"], &["1", "a"]]),
        ("June", &[&["note", "id"], &["b", "2"], &["c", "x"]]),
        ("Empty", &[]),
    ];
    let portal = rows("path = \"book.xlsx\"\nsheets = \"*\"", &["id:string", "note:string"])
        .file("datasets/rows/book.xlsx", book(sheets));
    portal.run("build --verify").exits(0);
    assert_eq!(portal.read("_site/data/rows/latest/book.csv"), "id,note\n1,a\n2,b\nx,c\n");
    portal.replace(
        TOML,
        "type = \"string\"\ndescription = \"What the test put into it.\"\n\n",
        "type = \"integer\"\ndescription = \"What the test put into it.\"\n\n",
    );
    let ran = portal.run("check --format json").exits(1);
    let finding = ran.findings().into_iter().find(|finding| finding["row"] == 3).expect("the row of June");
    assert_eq!((&finding["part"], &finding["path"]), (&"sheet `June`".into(), &"datasets/rows/book.xlsx".into()));
    assert!(portal.run("check").exits(1).stdout.contains("book.xlsx, sheet `June`, row 3"));

    let entries = [("b-10.csv", "id,note\n3,c\n"), ("b-9.csv", "note,id\na,1\n"), ("readme.txt", "x")];
    let portal = rows("path = \"all.zip\"\nentries = \"b-*.csv\"", &["id:integer", "note:string"])
        .file("datasets/rows/all.zip", zipped(&entries));
    portal.run("build --verify").exits(0);
    assert_eq!(portal.read("_site/data/rows/latest/all.csv"), "id,note\n1,a\n3,c\n");
    portal.replace(TOML, "b-*.csv", "c-*.csv");
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/entry-missing"]);
}

#[test]
fn patterns_that_fit_nothing_or_lead_out_are_refused() {
    for pattern in ["none-*.csv", "../*/*.csv", "/etc/*", "**/*.csv", "["] {
        let portal = rows(&format!("files = \"{pattern}\""), &["id:integer"]).file("datasets/rows/a-1.csv", "id\n1\n");
        let ran = portal.run("check --format json").exits(1);
        assert!(ran.codes().contains(&"metadata/invalid-resource".to_owned()), "{pattern}: {:?}", ran.codes());
    }
    for declared in
        ["", "path = \"a.csv\"\nfiles = \"a*.csv\"", "files = \"a*.csv\"\nurl = \"https://a.example/a.csv\""]
    {
        let portal = rows(declared, &["id:integer"]).file("datasets/rows/a.csv", "id\n1\n");
        assert_eq!(portal.run("check --format json").exits(1).codes(), ["metadata/invalid-resource"], "{declared}");
    }
}

#[cfg(unix)]
#[test]
fn a_pattern_follows_no_link_out_and_waits_for_no_pipe() {
    const SECRET: &str = "sECRETcANARY";
    let outside = PortalTest::empty().file("secret.csv", format!("id,note\n1,{SECRET}\n"));
    let portal =
        rows("files = \"a-*.csv\"", &["id:integer", "note:string"]).file("datasets/rows/a-1.csv", "id,note\n1,a\n");
    std::os::unix::fs::symlink(outside.path("secret.csv"), portal.path("datasets/rows/a-2.csv")).unwrap();
    let ran = portal.run("build").exits(1);
    assert!(!ran.all().contains(SECRET), "{}", ran.all());
    assert_eq!(files_with(&portal.path("_site"), SECRET), [""; 0]);
    fs::remove_file(portal.path("datasets/rows/a-2.csv")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(portal.path("datasets/rows/a-2.csv")).status().unwrap().success());
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/file-unreadable"]);
}

#[test]
fn keys_hold_across_files_and_say_where_they_were_seen_first() {
    let portal = keyed(rows("files = \"p-*.csv\"", &["id:integer", "note:string"]), "primary_key = [\"id\"]")
        .file("datasets/rows/p-1.csv", "id,note\n1,\"two\nlines\"\n2,b\n2,c\n")
        .file("datasets/rows/p-2.csv", "note,id\nd,3\ne,1\n");
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["table/primary-key"]);
    let [first, second] = &ran.findings()[..] else { panic!("{}", ran.stdout) };
    let got = |finding: &serde_json::Value| {
        ["path", "row", "line", "value", "note"].map(|key| finding[key].to_string().replace('"', "")).join(" ")
    };
    assert_eq!(got(first), "datasets/rows/p-1.csv 4 5 9 first seen in row 3");
    assert_eq!(got(second), "datasets/rows/p-2.csv 3 3 9 first seen in row 2 of p-1.csv");
}

#[test]
fn groups_of_columns_can_be_unique() {
    let portal =
        keyed(rows("path = \"a.csv\"", &["a:string", "b:string", "n:integer"]), "unique_keys = [[\"a\", \"b\"]]")
            .file("datasets/rows/a.csv", "a,b,n\nab,c,1\na,bc,2\nab,,3\nab,,4\nab,c,5\n");
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["table/unique-error"]);
    let finding = &ran.findings()[0];
    assert_eq!((&finding["row"], &finding["count"], &finding["value"]), (&6.into(), &1.into(), &"aa, a".into()));
    portal.replace(TOML, "[[\"a\", \"b\"]]", "[[\"a\", \"x\"]]");
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["metadata/invalid-field"]);
}

#[test]
fn a_foreign_key_reaches_another_dataset_and_never_a_protected_one() {
    let reference = "foreign_keys = [{ fields = [\"code\"], reference = { dataset = \"airports\", resource = \"airports\", \
                     fields = [\"code\"] } }]";
    let airports = dataset_toml("airports.csv", &["code:string"]);
    let portal = keyed(rows("path = \"flights.csv\"", &["code:string"]), reference)
        .file("datasets/rows/flights.csv", "code\nBOS\nXXX\nJFK\n")
        .file("datasets/airports/dataset.toml", &airports)
        .file("datasets/airports/airports.csv", "code\nJFK\nBOS\n");
    // The same whether the other dataset is checked as well or not.
    for arguments in ["check --format json", "check rows --format json"] {
        let ran = portal.run(arguments).exits(1);
        assert_eq!(ran.codes(), ["table/foreign-key"]);
        let finding = &ran.findings()[0];
        assert_eq!((&finding["row"], &finding["value"], &finding["count"]), (&3.into(), &"AAA".into(), &1.into()));
    }
    portal.write("datasets/rows/flights.csv", "code\nBOS\n");
    portal.run("build --verify").exits(0);
    portal.write("datasets/airports/dataset.toml", airports.replace("level = \"public\"", "level = \"protected\""));
    let ran = portal.run("check rows --format json").exits(1);
    assert_eq!(ran.codes(), ["metadata/unknown-reference"]);
    for (from, to) in [("dataset = \"airports\"", "dataset = \"ports\""), ("[\"code\"] } }", "[\"iata\"] } }")] {
        portal.write("datasets/airports/dataset.toml", &airports);
        let text = portal.read(TOML);
        portal.replace(TOML, from, to);
        assert_eq!(portal.run("check rows --format json").exits(1).codes(), ["metadata/unknown-reference"], "{to}");
        portal.write(TOML, text);
    }
}

/// A server on this machine that gives one file, as long as it is kept.
struct Server {
    _runtime: tokio::runtime::Runtime,
    url: String,
}

fn serve(body: &'static str) -> Server {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}/files/crowns.csv?version=2", listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(move || async move { body });
    runtime.spawn(async { axum::serve(listener, app).await });
    Server { _runtime: runtime, url }
}

#[test]
fn what_lies_about_in_a_folder_is_named_and_not_read() {
    let portal = rows("path = \"roads.shp\"\nformat = \"csv\"", &["id:integer"])
        .file("datasets/rows/roads.shp", "id\n1\n")
        .file("datasets/rows/roads.dbf", "beside it")
        .file("datasets/rows/README.md", "# Rows")
        .file("datasets/rows/notes/old \"1\".csv", "id\n1\n")
        .file("datasets/rows/~$roads.xlsx", "clerk")
        .file("datasets/rows/Thumbs.db", "");
    let ran = portal.run("check --format json").exits(0);
    let mut found: Vec<String> = ran
        .findings()
        .iter()
        .map(|finding| format!("{} {}", finding["code"].as_str().unwrap(), finding["path"].as_str().unwrap()))
        .collect();
    found.sort();
    let expected = [
        "metadata/left-behind-file datasets/rows/Thumbs.db",
        "metadata/left-behind-file datasets/rows/~$roads.xlsx",
        "metadata/undeclared-file datasets/rows/notes/old \"1\".csv",
    ];
    assert_eq!(found, expected);
    let findings = ran.findings();
    let fix = findings.iter().find_map(|finding| finding["fix"].as_str()).expect("a block to paste");
    let parsed: toml::Table = toml::from_str(fix).unwrap();
    assert_eq!(parsed["resources"][0]["path"].as_str(), Some("notes/old \"1\".csv"));
}

#[test]
fn an_archive_of_several_tables_comes_with_a_block_for_each() {
    let portal = rows("path = \"gtfs.zip\"\nformat = \"csv\"", &["id:integer"])
        .file("datasets/rows/gtfs.zip", zipped(&[("stops.txt", "id\n1\n"), ("sub/routes", "id\n1\n")]));
    let ran = portal.run("check --format json").exits(1);
    let findings = ran.findings();
    let parsed: toml::Table = toml::from_str(findings[0]["fix"].as_str().unwrap()).unwrap();
    let blocks = parsed["resources"].as_array().unwrap();
    assert_eq!(blocks.len(), 2);
    assert_eq!(blocks[1]["entry"].as_str(), Some("sub/routes"));
    assert_eq!(blocks[1]["format"].as_str(), Some("csv"));
}

#[test]
fn an_external_file_is_fetched_verified_and_then_like_any_other() {
    let server = serve("id,note\n1,a\nx,b\n");
    let portal = rows(&format!("url = \"{}\"", server.url), &["id:string", "note:string"]);
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["metadata/unpinned-resource"]);
    let lines = portal.run("fetch rows").exits(0).stdout;
    assert_eq!(lines.lines().count(), 2, "{lines}");
    portal.replace(TOML, "title = \"Rows\"", &format!("{lines}title = \"Rows\""));
    // From here on no server is needed.
    let url = server.url.clone();
    drop(server);
    portal.run("build --verify").exits(0);
    assert_eq!(portal.read("_site/data/rows/latest/crowns.csv"), "id,note\n1,a\nx,b\n");
    assert!(portal.run("fetch").exits(0).stderr.contains("is there already"));
    // A finding names the address, and a copy that was changed is no copy.
    portal.replace(
        TOML,
        "type = \"string\"\ndescription = \"What the test put into it.\"\n\n",
        "type = \"integer\"\ndescription = \"What the test put into it.\"\n\n",
    );
    let ran = portal.run("check --format json").exits(1);
    assert_eq!((ran.codes(), &ran.findings()[0]["path"]), (vec!["table/type-error".to_owned()], &url.into()));
    let copy = fs::read_dir(portal.path(".townbook/cache")).unwrap().map(|entry| entry.unwrap().path());
    let copy = copy.filter(|path| path.file_name().unwrap().len() == 64).last().unwrap();
    fs::write(copy, "id,note\n1,a\n2,b\n").unwrap();
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/not-fetched"]);
}

#[test]
fn nothing_is_fetched_for_protected_data_and_nothing_by_check() {
    let server = serve("id,note\n1,a\n");
    let portal = rows(&format!("url = \"{}\"", server.url), &["id:string"]).with(
        TOML,
        "level = \"public\"",
        "level = \"protected\"",
    );
    let ran = portal.run("fetch").exits(0);
    assert!(!portal.has(".townbook/cache") && !ran.all().contains("crowns"), "{}", ran.all());
    portal.run("fetch nothing").exits(2);
    portal.replace(TOML, "level = \"protected\"", "level = \"public\"");
    portal.run("check").exits(1);
    portal.run("build").exits(1);
    let copies = files_below(&portal.path(".townbook/cache")).into_iter().filter(|path| !path.contains('/'));
    assert_eq!(copies.collect::<Vec<_>>(), [""; 0]);
}
