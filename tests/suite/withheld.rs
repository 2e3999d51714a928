//! What is declared and not to be published: columns of which nothing leaves, and files that are not opened.

use calamine::Reader;

use crate::support::{PortalTest, Ran, files_below, files_with, tables};

const TOML: &str = "datasets/trees/dataset.toml";

/// Stands in cells of the column that is withheld, and nowhere else.
const VALUE: &str = "cANARYvALUE4417";

/// A column that stays in the file.
const NOTE: &str = "\n[[resources.fields]]\nname = \"crew_note\"\nsource = \"Crew note\"\npublish = false\n";

/// The base, whose table has become another file with a further column. The block of that column stands between others, so
/// that positions of published and declared columns differ.
fn noted(file: &str, bytes: impl AsRef<[u8]>) -> PortalTest {
    let portal = PortalTest::base().with(TOML, "\"trees.csv\"", &format!("\"{file}\""));
    let height = "\n[[resources.fields]]\nname = \"height_m\"";
    portal.replace(TOML, height, &format!("{NOTE}{height}"));
    std::fs::remove_file(portal.path("datasets/trees/trees.csv")).unwrap();
    portal.file(&format!("datasets/trees/{file}"), bytes)
}

fn csv() -> String {
    format!("tree_id,species,Crew note,height_m\n001,Red maple,{VALUE},12.5\n002,Pin oak,\"={VALUE}\u{fffd}\",\n")
}

/// The same in a workbook, where the column is hidden as well.
fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [["tree_id", "species", "Crew note"], ["001", "Red maple", VALUE], ["002", "Pin oak", VALUE]];
    for (at, row) in (0..).zip(rows) {
        sheet.write_row(at, 0, row).unwrap();
    }
    sheet.write_string(0, 3, "height_m").unwrap().write_number(1, 3, 12.5).unwrap();
    sheet.set_column_hidden(2).unwrap();
    book.save_to_buffer().unwrap()
}

fn json() -> String {
    format!(
        "[{{\"tree_id\":\"001\",\"species\":\"Red maple\",\"Crew note\":{{\"deep\":\"{VALUE}\"}},\"height_m\":12.5}},\
         {{\"tree_id\":\"002\",\"species\":\"Pin oak\",\"Crew note\":\"{VALUE}\",\"height_m\":null}}]"
    )
}

#[track_caller]
fn assert_no_value(ran: &Ran) {
    assert!(!ran.all().contains(VALUE), "{}", ran.all());
}

#[test]
fn nothing_of_a_column_that_is_not_published_is_in_the_site() {
    for portal in [noted("trees.csv", csv()), noted("trees.xlsx", workbook()), noted("trees.json", json())] {
        let ran = portal.run("check --format json --values show").exits(0);
        // What is hidden and withheld is still in the file, which a warning says.
        let is_hidden = portal.path("datasets/trees/trees.xlsx").exists();
        let expected: &[&str] = if is_hidden { &["table/hidden-column"] } else { &[] };
        assert_eq!(ran.codes(), expected, "{}", ran.stdout);
        assert_eq!(ran.stdout.contains("but it is still in the file"), is_hidden, "{}", ran.stdout);
        assert_no_value(&ran);
        assert_no_value(&portal.run("build").exits(0));
        let site = portal.path("_site");
        assert_eq!(files_with(&site, VALUE), [""; 0]);
        let latest = site.join("data/trees/latest");
        let csv = tables::of_csv(&latest.join("trees.csv"));
        assert_eq!(csv.columns, ["tree_id", "species", "height_m"]);
        assert_eq!(tables::of_parquet(&latest.join("trees.parquet")).columns, csv.columns);
        let mut book = calamine::open_workbook_auto(latest.join("trees.xlsx")).unwrap();
        assert!(book.worksheets().iter().all(|(_, cells)| !format!("{cells:?}").contains(VALUE)));
        // Residents read that it exists.
        let page = portal.read("_site/datasets/trees/index.html");
        assert!(page.contains("<code>crew_note</code>, withheld"), "{page}");
        assert!(files_below(&latest).iter().all(|name| !name.contains("crew_note")));
    }
}

#[test]
fn a_column_is_an_error_until_somebody_says_what_it_is_or_that_it_is_withheld() {
    for (file, bytes) in [("trees.csv", csv()), ("trees.json", json())] {
        let portal = noted(file, bytes);
        portal.replace(TOML, NOTE, "");
        let ran = portal.run("check --format json").exits(1);
        assert!(ran.codes().contains(&"table/extra-label".to_owned()), "{}", ran.stdout);
        assert_no_value(&ran);
    }
    // One that is published needs more words.
    let portal = noted("trees.csv", csv()).with(TOML, "publish = false", "publish = true");
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["document/missing-key"], "{}", ran.stdout);
    assert_eq!(ran.findings().len(), 2, "type and description");
}

#[test]
fn findings_about_columns_behind_it_point_at_their_own_lines() {
    let portal = noted("trees.csv", csv()).with(TOML, "\"Height in metres.\"", "\"height\"");
    let finding = &portal.run("check --format json").exits(1).findings()[0];
    let line = finding["line"].as_u64().unwrap();
    let text = portal.read(TOML);
    assert!(text.lines().nth(line as usize - 1).unwrap().contains("\"height\""), "{finding}");
}

#[test]
fn what_contradicts_itself_is_said() {
    let said = |toml: &[(&str, &str)]| {
        let portal = noted("trees.csv", csv());
        toml.iter().for_each(|(from, to)| portal.replace(TOML, from, to));
        let findings = portal.run("check --format json").exits(1).findings();
        let messages: Vec<String> =
            findings.iter().map(|found| found["message"].as_str().unwrap().to_owned()).collect();
        messages.join("\n")
    };
    let key = said(&[("primary_key = [\"tree_id\"]", "primary_key = [\"crew_note\"]")]);
    assert_eq!(key, "A key names the column `crew_note`, which is not published.");
    let twice = said(&[("name = \"species\"", "name = \"species\"\nsource = \"Crew note\"")]);
    assert!(twice.contains("Two columns are read from the same header `Crew note`."), "{twice}");
    let published = ["tree_id\"\ntype", "species\"\ntype", "height_m\"\ntype"];
    let none: Vec<(&str, String)> =
        published.iter().map(|name| (*name, name.replace("type", "publish = false\ntype"))).collect();
    let none: Vec<(&str, &str)> = none.iter().map(|(from, to)| (*from, to.as_str())).collect();
    assert_eq!(said(&none), "No column of this table is to be published.");
    let table = said(&[("path = \"trees.csv\"", "path = \"trees.csv\"\npublish = false")]);
    assert_eq!(table, "No table of this dataset is to be published.");
}

#[test]
fn a_file_that_is_not_to_be_published_is_named_once_and_never_opened() {
    let portal = PortalTest::base()
        .file("datasets/trees/crew.xlsx", format!("no workbook: {VALUE}"))
        .file("datasets/trees/old/a.csv", "1,2\n")
        .file("datasets/trees/old/b.csv", "1,2\n");
    assert_eq!(portal.run("check --format json").exits(0).codes(), ["metadata/undeclared-file"]);
    let text = portal.read(TOML);
    let lines = "\n[[resources]]\npath = \"crew.xlsx\"\npublish = false\n\n[[resources]]\nfiles = \"old/*.csv\"\npublish = false\n";
    portal.write(TOML, text + lines);
    let ran = portal.run("check --format json").exits(0);
    assert_eq!(ran.codes(), [""; 0], "{}", ran.stdout);
    portal.run("build").exits(0);
    for sign in [VALUE, "crew"] {
        assert_eq!(files_with(&portal.path("_site"), sign), [""; 0]);
    }
}

#[test]
fn what_a_city_asks_for_is_not_asked_of_what_is_withheld() {
    let policy = "policy/standards.toml";
    let asked = "required = ['resources.primary_key', 'resources.fields.title']\n";
    let portal = noted("trees.csv", csv()).file(policy, asked).file("datasets/trees/crew.csv", "a\n");
    portal.replace(TOML, "type = ", "title = \"What people call it\"\ntype = ");
    portal.write(TOML, portal.read(TOML) + "\n[[resources]]\npath = \"crew.csv\"\npublish = false\n");
    let ran = portal.run("check --format json").exits(0);
    assert_eq!(ran.codes(), [""; 0], "{}", ran.stdout);
    portal.replace(
        TOML,
        "publish = false\n\n[[resources.fields]]",
        "type = \"string\"\ndescription = \"What the crew saw.\"\n\n[[resources.fields]]",
    );
    assert!(portal.run("check --format json").exits(1).codes().contains(&"metadata/missing-key".to_owned()));
}

#[test]
fn a_new_delivery_keeps_the_column_withheld() {
    let portal = noted("trees.csv", csv()).file("new.csv", csv().replace("002", "003"));
    assert_no_value(&portal.run("update trees --from new.csv --yes").exits(0));
    assert!(!portal.read(TOML).contains("crew_note_2") && portal.read(TOML).contains(NOTE), "{}", portal.read(TOML));
    assert_eq!(portal.run("check --format json").exits(0).codes(), [""; 0]);
}
