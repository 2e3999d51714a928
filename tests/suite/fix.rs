//! `townbook check --fix`: what can be mended without a decision is, after it was shown, and no value changes.

use std::fs;

use crate::support::{PortalTest, Ran, digests};

const TOML: &str = "datasets/trees/dataset.toml";
const CSV: &str = "datasets/trees/trees.csv";

/// Mends, and asserts that a second run finds nothing to do.
#[track_caller]
fn fixed(portal: &PortalTest, code: i32) -> Ran {
    let untouched = digests(&portal.path("datasets"));
    for arguments in ["", " --dry-run"] {
        let ran = portal.run(&format!("check --fix{arguments} --format json"));
        assert!(ran.stderr.contains("Nothing was written"), "{}", ran.stderr);
        ran.json();
        assert_eq!(digests(&portal.path("datasets")), untouched, "something was written");
    }
    let ran = portal.run("check --fix --yes --format json").exits(code);
    assert_ne!(digests(&portal.path("datasets")), untouched, "nothing was written");
    unfixed(portal, code);
    ran
}

/// Asserts that there is nothing to mend.
#[track_caller]
fn unfixed(portal: &PortalTest, code: i32) -> Ran {
    let untouched = digests(&portal.path("datasets"));
    let ran = portal.run("check --fix --yes --format json").exits(code);
    assert!(ran.stderr.contains("nothing that can be mended"), "{}", ran.stderr);
    assert_eq!(digests(&portal.path("datasets")), untouched, "something was written");
    ran
}

#[test]
fn a_declared_encoding_becomes_utf_8() {
    let hint = "path = \"trees.csv\"   # as the forester sends it\nencoding = \"windows-1252\"\n# one a row";
    let portal = PortalTest::base()
        .with(TOML, "path = \"trees.csv\"", hint)
        .file(CSV, b"tree_id,species,height_m\r\n001,\"\xc9rable \x80,\r\nrouge\",1\r\n002,Oak,\r\n");
    let ran = fixed(&portal, 0);
    assert!(
        ran.stderr.contains("trees.csv: windows-1252 → UTF-8 (2 rows compared, no value changes)"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("-encoding = \"windows-1252\""), "{}", ran.stderr);
    assert_eq!(portal.read(CSV), "tree_id,species,height_m\r\n001,\"Érable €,\r\nrouge\",1\r\n002,Oak,\r\n");
    assert!(portal.read(TOML).contains("path = \"trees.csv\"   # as the forester sends it\n# one a row\n"));
}

#[test]
fn a_byte_order_mark_proves_an_encoding() {
    let text = "tree_id,species,height_m\n001,Élan,1\n";
    let utf16 = text.encode_utf16().fold(vec![0xff, 0xfe], |mut bytes, unit| {
        bytes.extend(unit.to_le_bytes());
        bytes
    });
    let hint = "path = \"trees.csv\"\nencoding = \"windows-1252\"";
    for portal in [PortalTest::base(), PortalTest::base().with(TOML, "path = \"trees.csv\"", hint)] {
        let portal = portal.file(CSV, &utf16);
        let ran = fixed(&portal, 0);
        assert!(ran.stderr.contains("UTF-16LE → UTF-8"), "{}", ran.stderr);
        assert_eq!(portal.read(CSV), text);
        assert!(!portal.read(TOML).contains("encoding"));
    }
}

#[test]
fn no_encoding_is_guessed_and_none_is_forced() {
    let latin = b"tree_id,species,height_m\n001,\xc9rable caf\xe9,1\n";
    unfixed(&PortalTest::base().file(CSV, latin), 1);
    let hint = "path = \"trees.csv\"\nencoding = \"big5\"";
    unfixed(&PortalTest::base().with(TOML, "path = \"trees.csv\"", hint).file(CSV, latin), 1);
}

#[test]
fn files_of_one_table_become_utf_8_together_or_not_at_all() {
    let hint = "files = \"trees-*.csv\"\nname = \"trees\"\nencoding = \"big5\"";
    let portal = PortalTest::base().with(TOML, "path = \"trees.csv\"", hint);
    fs::remove_file(portal.path(CSV)).unwrap();
    let rows =
        |id: &str, species: &[u8]| [b"tree_id,species,height_m\n", id.as_bytes(), b",", species, b",1\n"].concat();
    portal.write("datasets/trees/trees-1.csv", rows("1", b"\xa4\xa4"));
    portal.write("datasets/trees/trees-2.csv", rows("2", b"\xff\xff"));
    unfixed(&portal, 1);
    portal.write("datasets/trees/trees-2.csv", rows("2", b"\xa4\xe5"));
    fixed(&portal, 0);
    assert!(portal.read("datasets/trees/trees-1.csv").contains("1,中,1"));
    assert!(portal.read("datasets/trees/trees-2.csv").contains("2,文,1"));
}

#[test]
fn lines_end_alike_and_quoted_breaks_stay() {
    let portal = PortalTest::base().file(CSV, "tree_id,species,height_m\r\n1,Oak,1\n2,\"a\nb\r\nc\",2\r3,Elm,\r\n");
    let ran = fixed(&portal, 0);
    assert!(ran.stderr.contains("all lines end with CRLF (3 rows compared"), "{}", ran.stderr);
    assert_eq!(portal.read(CSV), "tree_id,species,height_m\r\n1,Oak,1\r\n2,\"a\nb\r\nc\",2\r\n3,Elm,\r\n");
}

#[test]
fn a_header_that_is_spelt_in_another_way_becomes_the_source() {
    let portal = PortalTest::base().file(CSV, "Tree ID,SPECIES,height_m\n1,Oak,1\n");
    fixed(&portal, 0);
    let toml = portal.read(TOML);
    assert!(toml.contains("name = \"tree_id\"\nsource = \"Tree ID\"\ntype"), "{toml}");
    assert!(toml.contains("name = \"species\"\nsource = \"SPECIES\"\n"), "{toml}");

    // A source that is there is set anew, and what may be meant in two ways is left to people.
    let portal = PortalTest::base().with(TOML, "name = \"tree_id\"", "name = \"tree_id\"\nsource = \"TREE-ID\"");
    fixed(&portal, 0);
    assert!(portal.read(TOML).contains("source = \"tree_id\""));
    unfixed(&PortalTest::base().file(CSV, "Tree ID,TREE_ID,species,height_m\n1,1,Oak,1\n"), 1);
    unfixed(&PortalTest::base().file(CSV, "tree_no,species,height_m\n1,Oak,1\n"), 1);
}

#[test]
fn an_undeclared_column_is_drafted_and_asked_about() {
    let csv = "tree_id,Planted On,species,height_m,note\n1,2020-01-31,Oak,1,\n2,2021-02-28,Elm,2,old\n";
    let portal = PortalTest::base().file(CSV, csv);
    portal.write(TOML, format!("{}# the end\n", portal.read(TOML)));
    let ran = fixed(&portal, 1);
    assert_eq!(ran.codes(), ["document/missing-key"], "{}", ran.stdout);
    let toml = portal.read(TOML);
    let places: Vec<usize> =
        ["\"tree_id\"\n", "\"planted_on\"", "\"species\"", "\"height_m\"", "\"note\"", "# the end"]
            .iter()
            .map(|text| {
                toml.find(&if text.starts_with('#') { (*text).to_owned() } else { format!("name = {text}") }).unwrap()
            })
            .collect();
    assert!(places[..5].is_sorted(), "{toml}");
    assert!(toml.contains("source = \"Planted On\"") && toml.contains("type = \"date\"") && !toml.contains("2020"));
    portal.write(TOML, toml.replace("# description = \"\"", "description = \"What somebody wrote about it.\""));
    portal.run("check").exits(0);
}

#[test]
fn a_table_without_columns_gets_them_all() {
    let portal = PortalTest::base();
    let whole = portal.read(TOML);
    let head = whole.split("primary_key").next().unwrap();
    portal.write(TOML, format!("{head}\n# About the files.\n[[documents]]\npath = \"a.txt\"\ntitle = \"A\"\ndescription = \"What it says.\"\n"));
    portal.write("datasets/trees/a.txt", "Words.\n");
    let ran = fixed(&portal, 1);
    assert_eq!(ran.codes(), ["document/missing-key"], "{}", ran.stdout);
    let toml = portal.read(TOML);
    assert_eq!(toml.matches("[[resources.fields]]").count(), 3, "{toml}");
    assert!(toml.contains("\n\n# About the files.\n[[documents]]"), "{toml}");
}

#[test]
fn columns_that_are_shared_or_in_braces_are_left_alone() {
    let portal = PortalTest::base();
    let whole = portal.read(TOML);
    let head = whole.split("\n[[resources.fields]]").next().unwrap();
    let inline = "fields = [{ name = \"a\", type = \"string\", description = \"What a person wrote.\" }]\n";
    let portal = portal.file(TOML, format!("{}\n{inline}", head.replace("primary_key = [\"tree_id\"]", "")));
    portal.write(CSV, "a,b\n1,2\n");
    unfixed(&portal, 1);
    portal.write(CSV, "A\n1\n");
    fixed(&portal, 0);
    assert!(portal.read(TOML).contains("{ source = \"A\", name = \"a\","), "{}", portal.read(TOML));
}

#[test]
fn a_row_that_names_the_columns_is_found() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Trees of the town").unwrap();
    for (column, label) in ["tree_id", "species", "height_m"].into_iter().enumerate() {
        sheet.write(2, column as u16, label).unwrap();
        sheet.write(3, column as u16, if label == "height_m" { "1" } else { "a" }).unwrap();
        sheet.write(4, column as u16, if label == "height_m" { "2" } else { "b" }).unwrap();
    }
    let portal = PortalTest::base()
        .with(TOML, "path = \"trees.csv\"", "path = \"trees.xlsx\"")
        .with(TOML, "type = \"number\"", "type = \"string\"")
        .file("datasets/trees/trees.xlsx", book.save_to_buffer().unwrap());
    fs::remove_file(portal.path(CSV)).unwrap();
    fixed(&portal, 0);
    assert!(portal.read(TOML).contains("path = \"trees.xlsx\"\nskip_rows = 2\n"), "{}", portal.read(TOML));
}

#[test]
fn a_delimiter_under_which_all_columns_are_there_is_declared() {
    let portal = PortalTest::base().file(CSV, "tree_id;\"species\";height_m\n1;Oak, red;1\n");
    fixed(&portal, 0);
    assert!(
        portal.read(TOML).contains("path = \"trees.csv\"\ndialect = { delimiter = \";\" }\n"),
        "{}",
        portal.read(TOML)
    );
    let portal = PortalTest::base().file(CSV, "tree_id\tspecies\theight_m\n1\tOak\t1\n");
    fixed(&portal, 0);
    assert!(portal.read(TOML).contains("delimiter = \"\\t\""), "{}", portal.read(TOML));
    let ran = unfixed(&PortalTest::base().file(CSV, "tree_id;kind;height_m\n1;Oak;1\n"), 1);
    assert_eq!(ran.codes(), ["table/unreadable"]);
    assert_eq!(ran.findings()[0]["fix"], "dialect = { delimiter = \";\" }\n");
}

#[test]
fn everything_is_mended_in_one_run() {
    let hint = "path = \"trees.csv\"\nencoding = \"windows-1252\"";
    let portal = PortalTest::base()
        .with(TOML, "path = \"trees.csv\"", hint)
        .file(CSV, b"Tree ID,species,height_m,ward\n1,\xc9rable,1,A\r\n2,Oak,2,B\n");
    let ran = fixed(&portal, 1);
    assert_eq!(ran.codes(), ["document/missing-key"], "{}", ran.stdout);
    assert_eq!(portal.read(CSV), "Tree ID,species,height_m,ward\n1,Érable,1,A\n2,Oak,2,B\n");
}

#[test]
fn what_cannot_be_mended_does_not_keep_the_rest_from_it() {
    let second = "\n[[resources]]\npath = \"b.csv\"\ntitle = \"B\"\ndescription = \"One row is one.\"\nencoding = \"big5\"\n\
                  [[resources.fields]]\nname = \"a\"\ntype = \"string\"\ndescription = \"What a person wrote.\"\n";
    let portal = PortalTest::base()
        .with(TOML, "path = \"trees.csv\"", "path = \"trees.csv\"\nencoding = \"big5\"")
        .file(CSV, b"Tree ID,species,height_m\n1,\xff\xff,1\n")
        .file("datasets/trees/b.csv", b"A\n\xa4\xa4\n");
    portal.write(TOML, format!("{}{second}", portal.read(TOML)));
    let ran = fixed(&portal, 1);
    assert_eq!(ran.codes(), ["table/encoding-error"], "{}", ran.stdout);
    assert_eq!(portal.read("datasets/trees/b.csv"), "A\n中\n");
    assert_eq!(portal.read(TOML).matches("encoding = \"big5\"").count(), 1);
    assert_eq!(portal.read(TOML).matches("source = ").count(), 2);
}

#[test]
fn members_of_records_are_drafted_too() {
    let rows = r#"[{"tree_id":"1","species":"Oak","height_m":1,"Girth":3}]"#;
    let portal = PortalTest::base().with(TOML, "trees.csv", "trees.json").file("datasets/trees/trees.json", rows);
    fs::remove_file(portal.path(CSV)).unwrap();
    fixed(&portal, 1);
    assert!(portal.read(TOML).contains("name = \"girth\"\nsource = \"Girth\"\n"), "{}", portal.read(TOML));
}

#[test]
fn values_are_never_touched() {
    let csv = "tree_id,species,height_m\n001, Oak ,tall\n001,N/A,\"1,5\"\n";
    let portal = PortalTest::base().file(CSV, csv);
    unfixed(&portal, 1);
    assert_eq!(portal.read(CSV), csv);
}

#[test]
fn a_protected_dataset_and_other_datasets_stay_as_they_are() {
    let csv = "Tree ID,species,height_m\n1,Oak,1\n";
    let portal = PortalTest::base().file(CSV, csv).with(TOML, "level = \"public\"", "level = \"protected\"");
    unfixed(&portal, 1);

    let portal = PortalTest::base().file(CSV, csv);
    portal.write("datasets/oaks/dataset.toml", portal.read(TOML));
    portal.write("datasets/oaks/trees.csv", csv);
    portal.run("check oaks --fix --yes").exits(0);
    assert!(!portal.read(TOML).contains("source = "));
    portal.run("check trees --yes").exits(2);
}
