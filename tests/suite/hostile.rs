//! What people and programs send, by mistake or on purpose, that could do harm on its way through.

use std::fs;

use serde_json::Value;

use crate::support::{PortalTest, dataset_toml, files_with};

const TOML: &str = "datasets/rows/dataset.toml";
const CSV: &str = "datasets/rows/rows.csv";

fn rows(csv: impl AsRef<[u8]>) -> PortalTest {
    PortalTest::bare().file(TOML, dataset_toml("rows.csv", &["id:integer", "note:string"])).file(CSV, csv)
}

fn features(json: impl AsRef<[u8]>) -> PortalTest {
    PortalTest::bare()
        .file(TOML, dataset_toml("rows.geojson", &["id:integer", "note:string"]))
        .file("datasets/rows/rows.geojson", json)
}

#[test]
fn bytes_that_are_no_text_are_findings() {
    for csv in [
        &b"id,note\n1,\0\0\n"[..],
        b"\0",
        b"id,note\n1,caf\xe9\n",
        b"i\xe9d,note\n1,a\n",
        b"\xff\xfei\0d\0",
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"PK\x03\x04",
        b"id,note\n1,\"open",
        b"\"",
        b"\r\r\r",
        b",,,,",
    ] {
        let ran = rows(csv).run("check --format json");
        assert!(!ran.stderr.contains("panicked"), "{csv:?}: {}", ran.stderr);
        if csv != &b"id,note\n1,\0\0\n"[..] {
            let ran = ran.exits(1);
            assert!(!ran.findings().is_empty(), "{csv:?}");
        }
    }
}

#[test]
fn a_hundred_thousand_columns_end_in_findings() {
    let header: Vec<String> = (0..100_000).map(|at| format!("column_{at}")).collect();
    let portal = rows(format!("{}\n{}\n", header.join(","), vec!["1"; 100_000].join(",")));
    let ran = portal.run("check --format github").exits(1);
    assert!(ran.stdout.matches("title=table/extra-label").count() >= 99_000, "every one is named");
    // Properties of one feature.
    let members: Vec<String> = (0..10_000).map(|at| format!("\"p{at}\":1")).collect();
    features(format!("{{\"features\":[{{\"properties\":{{{}}}}}]}}", members.join(","))).run("check").exits(1);
}

#[test]
fn deep_nesting_ends_in_findings() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(200_000), close.repeat(200_000));
    for json in [
        deep("[", "]"),
        "[".repeat(1_000_000),
        format!("{{\"features\":[{{\"properties\":{{\"note\":{}}}}}]}}", deep("[", "]")),
        format!("{{\"features\":[{}]}}", deep("{\"a\":", "}").replace("\"a\":}", "\"a\":1}")),
        format!("{{\"features\":{}}}", deep("[", "]")),
    ] {
        let ran = features(json).run("check --format json");
        assert!([0, 1].contains(&ran.code) && !ran.stderr.contains("panicked"), "{}: {}", ran.code, ran.stderr);
    }
    // In what people write, too.
    let toml = dataset_toml("rows.csv", &["id:integer"]) + "x = " + &"[".repeat(100_000);
    rows("id\n1\n").file(TOML, toml).run("check").exits(1);
    let toml = format!("a{} = 1\n", ".a".repeat(100_000)) + &dataset_toml("rows.csv", &["id:integer"]);
    rows("id\n1\n").file(TOML, toml).run("check").exits(1);
}

#[test]
fn one_endless_record_is_given_up() {
    let portal = rows(format!("id,note\n1,a\n2,\"{}", "word ".repeat(14 << 20)));
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["table/unreadable"], "{}", ran.stdout);
    assert!(ran.stdout.len() < 10_000, "the record itself is not quoted");
    let portal = features(format!("{{\"features\":[{{\"properties\":{{\"note\":\"{}", "word ".repeat(14 << 20)));
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/unreadable"]);
}

#[test]
fn a_long_cell_is_not_quoted_whole() {
    let portal = rows(format!("id,note\n{},x\n", "9x".repeat(1 << 20)));
    for arguments in ["check --values show", "check --format json", "check --format github"] {
        let ran = portal.run(arguments).exits(1);
        assert!(ran.stdout.len() < 4_000, "{arguments}: {} bytes", ran.stdout.len());
    }
}

#[test]
fn a_file_larger_than_anyone_writes_is_refused() {
    let toml = dataset_toml("rows.csv", &["id:integer"]) + &"# a comment\n".repeat(500_000);
    let ran = rows("id\n1\n").file(TOML, toml).run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["document/unreadable"]);
}

#[test]
fn paths_out_of_the_folder_are_refused() {
    let portal = PortalTest::base();
    let secret = "id,note\n1,sECRETcANARY\n";
    for path in [
        "../other/rows.csv",
        "../../portal.toml",
        "./rows.csv",
        "/etc/hostname",
        "a/../rows.csv",
        "..\\\\rows.csv",
        "",
        "C:\\\\rows.csv",
    ] {
        let portal = rows("id,note\n1,a\n").file("datasets/other/rows.csv", secret).with(TOML, "rows.csv", path);
        let ran = portal.run("check rows --format json").exits(1);
        assert!(ran.codes().contains(&"metadata/invalid-resource".to_owned()), "{path}: {:?}", ran.codes());
        portal.run("build").exits(1);
        assert_eq!(files_with(&portal.path("_site"), "sECRETcANARY"), [""; 0], "{path}");
    }
    // Nor by way of a shared schema.
    portal.replace("datasets/trees/dataset.toml", "primary_key", "schema = \"../../secret\"\nprimary_key");
    portal.run("check").exits(1);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_not_followed() {
    use std::os::unix::fs::symlink;
    const SECRET: &str = "sECRETcANARY";
    let outside = PortalTest::empty().file("secret.csv", format!("id,note\n1,{SECRET}\n")).file("secret.md", SECRET);
    let outside = outside.file("secret.toml", format!("title = \"{SECRET}\"\n{SECRET} {SECRET}\n"));
    let make = |file: &str, target: &str| {
        let portal = rows("id,note\n1,a\n");
        let link = portal.path("datasets/rows").join(file);
        let _ = fs::remove_file(&link);
        symlink(outside.path(target), link).unwrap();
        portal
    };
    for (file, target) in [("rows.csv", "secret.csv"), ("README.md", "secret.md"), ("dataset.toml", "secret.toml")] {
        let portal = make(file, target);
        let ran = portal.run("check --format json");
        assert!(!ran.all().contains(SECRET), "{file}: {}", ran.all());
        let ran = portal.run("build");
        assert!(!ran.all().contains(SECRET), "{file}: {}", ran.all());
        assert_eq!(files_with(&portal.path("_site"), SECRET), [""; 0], "{file}");
    }
    // A folder of the dataset that leads out, and a dataset that is itself a link.
    let portal = rows("id,note\n1,a\n").with(TOML, "rows.csv", "sub/secret.csv");
    symlink(outside.root(), portal.path("datasets/rows/sub")).unwrap();
    symlink(outside.root(), portal.path("datasets/linked")).unwrap();
    portal.run("check --format json").exits(1);
    portal.run("build").exits(1);
    assert_eq!(files_with(&portal.path("_site"), SECRET), [""; 0]);
    // Inside the folder a link is as good as a file.
    let portal = rows("").file("datasets/rows/2026.csv", "id,note\n1,a\n");
    fs::remove_file(portal.path(CSV)).unwrap();
    symlink("2026.csv", portal.path(CSV)).unwrap();
    portal.run("check").exits(0);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    for file in ["rows.csv", "README.md", "dataset.toml"] {
        let portal = rows("id,note\n1,a\n");
        let pipe = portal.path("datasets/rows").join(file);
        let _ = fs::remove_file(&pipe);
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is there");
        assert!(made.success());
        let ran = portal.run("check --format json");
        assert!([0, 1].contains(&ran.code), "{file}: {}", ran.all());
        assert!(file == "README.md" || ran.code == 1, "{file}: {}", ran.all());
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_a_finding() {
    use std::os::unix::fs::PermissionsExt;
    let portal = rows("id,note\n1,a\n");
    fs::set_permissions(portal.path(CSV), fs::Permissions::from_mode(0o0)).unwrap();
    if fs::File::open(portal.path(CSV)).is_ok() {
        return crate::support::skipped("files without permission", "this user may read every file");
    }
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["table/file-unreadable"]);
}

/// A text that would end the script element it stands in, or begin one.
const SCRIPT: &str = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

#[test]
fn scripts_in_what_people_write_do_not_run() {
    let portal = rows(format!("id,note\n1,{SCRIPT}\n"))
        .with(TOML, "A dataset made for a test", &format!("A test {SCRIPT}"))
        .with(TOML, "One row is one row.", SCRIPT)
        .with(TOML, "[\"test\"]", &format!("[\"{SCRIPT}\"]"))
        .with(TOML, "\"Testers\"", &format!("\"{SCRIPT}\""))
        .with(TOML, "This dataset was", &format!("This {SCRIPT} was"))
        .with("portal.toml", "Testwick open data", SCRIPT)
        .file("datasets/rows/README.md", format!("# {SCRIPT}\n\n{SCRIPT} [x](javascript:alert(3))\n"));
    portal.run("build --verify").exits(0);
    let site = portal.path("_site");
    for path in crate::support::files_below(&site).iter().filter(|path| path.ends_with(".html")) {
        let html = fs::read_to_string(site.join(path)).unwrap();
        for bad in ["<script>alert", "<img src=x", "href=\"javascript:"] {
            assert!(!html.contains(bad), "{bad} in {path}");
        }
    }
    let page = portal.read("_site/datasets/rows/index.html");
    assert!(page.contains("&lt;script&gt;") || page.contains("&lt;&#x2F;script&gt;"), "the title is shown as text");
    // What search engines read is still the text that was written.
    let start = page.find("application/ld+json").expect("a description for search engines");
    let json = &page[start..];
    let json = &json[json.find('>').unwrap() + 1..json.find("</script>").unwrap()];
    let json: Value = serde_json::from_str(json).unwrap();
    assert_eq!(json["name"], format!("A test {SCRIPT}"));
}

#[test]
fn line_breaks_in_what_people_write_stay_inside_it() {
    let portal = rows("id,note\n1,a\n")
        .with(
            TOML,
            "title = \"A dataset made for a test\"",
            "title = \"A title\\r\\nX-Injected: yes\\r\\n\\r\\n::error::forged\"",
        )
        .with(TOML, "license = \"PDDL-1.0\"", "license = \"a\\n::error title=forged::b\"");
    let ran = portal.run("check --format github").exits(1);
    assert!(ran.stdout.lines().all(|line| line.starts_with("::")), "{}", ran.stdout);
    assert!(!ran.stdout.lines().any(|line| line.starts_with("::error title=forged")), "{}", ran.stdout);
    let portal = rows("id,note\n1,a\n").with(TOML, "A dataset made for a test", "A title\\r\\nof two lines\\u0007");
    portal.run("build --verify").exits(0);
    for path in ["_site/data.json", "_site/catalog.jsonld", "_site/data/rows/datapackage.json"] {
        let _: Value = serde_json::from_str(&portal.read(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

/// What a template engine would fill in, and what a spreadsheet program would run.
#[test]
fn what_looks_like_code_is_published_as_the_text_it_is() {
    const TEMPLATE: &str = "{{ 7 * 191 }}{% include 'about.html' %}${7*191}#{7*191}";
    const FORMULA: &str = "=HYPERLINK('https://stranger.example','x')";
    let csv = format!("id,note\n1,{TEMPLATE}\n2,\"{FORMULA}\"\n");
    let portal = rows(&csv)
        .with(TOML, "A dataset made for a test", TEMPLATE)
        .with(TOML, "One row is one row.", TEMPLATE)
        .with(TOML, "[\"test\"]", &format!("[\"{TEMPLATE}\"]"))
        .file("datasets/rows/README.md", format!("# {TEMPLATE}\n"));
    let ran = portal.run("check --format json").exits(0);
    assert_eq!(ran.codes(), ["table/formula-injection"], "{}", ran.stdout);
    portal.run("build --verify").exits(0);
    assert_eq!(portal.read("_site/data/rows/latest/rows.csv"), csv);
    assert_eq!(files_with(&portal.path("_site"), "1337"), [""; 0], "nothing was worked out");
    assert!(portal.read("_site/datasets/rows/index.html").contains("{{ 7 * 191 }}"), "the text is there as it is");
}

/// A terminal obeys certain bytes; names and values that people send must not reach it raw.
#[test]
fn the_terminal_gets_no_commands_from_data() {
    let portal = rows("id,note,\u{1b}]0;owned\u{7}\n\u{1b}[31mred,x,y\n").with(
        TOML,
        "publisher = \"town\"",
        "publisher = \"\\u001b[31mtown\"",
    );
    for arguments in ["check", "check --values show", "check --format github"] {
        let ran = portal.run(arguments).exits(1);
        assert!(!ran.all().contains('\u{1b}') && !ran.all().contains('\u{7}'), "{arguments}: {:?}", ran.all());
    }
}
