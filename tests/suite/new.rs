//! `townbook new` drafts datasets that ask for what is missing.

use crate::support::PortalTest;
use crate::support::clerk::{BEACHES, SAMPLES, TOML, sheets, with_beaches};

/// Answers every question of a draft, as somebody with a text editor would.
fn answer(portal: &PortalTest, path: &str) {
    let mut text = portal.read(path);
    for (key, value) in [
        ("theme", "\"ENVI\""),
        ("publisher", "\"town\""),
        ("license", "\"PDDL-1.0\""),
        ("update_frequency", "\"annual\""),
        ("keywords", "[\"beach\", \"water\"]"),
        ("contact", "{ name = \"Parks\", email = \"parks@testwick.example\" }"),
    ] {
        let lines = text.lines().map(|line| match line.starts_with(&format!("# {key} = ")) {
            true => format!("{key} = {value}"),
            false => line.to_owned(),
        });
        text = lines.collect::<Vec<_>>().join("\n") + "\n";
    }
    let text = text
        .replace("# issued = YYYY-MM-DD", "issued = 2026-01-31")
        .replace("# temporal = { start = YYYY-MM-DD", "temporal = { start = 2026-01-31")
        .replace("# title = \"\"", "title = \"Beaches and samples\"")
        .replace("# description = \"", "description = \"What was found in the water that people swim in, by beach. ");
    portal.write(path, text);
}

#[test]
fn a_draft_declares_what_the_files_tell_and_passes_once_it_is_answered() {
    let portal = with_beaches();
    let ran = portal.run("new beach-water --from beaches.csv samples.csv --title Beaches --publisher town").exits(0);
    assert_eq!(
        ran.stdout,
        "datasets/beach-water/beaches.csv\ndatasets/beach-water/samples.csv\ndatasets/beach-water/dataset.toml\n\
         datasets/beach-water/dictionary.xlsx\n"
    );
    assert_eq!(portal.read("datasets/beach-water/samples.csv"), SAMPLES);
    let text = portal.read(TOML);
    let toml: toml::Table = text.parse().unwrap();
    let expected: toml::Table = r#"
        title = "Beaches"
        publisher = "town"
        [[resources]]
        path = "beaches.csv"
        primary_key = ["beach_id"]
        fields = [
            { name = "beach_id", source = "Beach ID", title = "Beach ID", type = "string" },
            { name = "beach_name", source = "Beach Name", title = "Beach Name", type = "string" },
            { name = "opened_on", source = "Opened On", title = "Opened On", type = "date", format = "%m/%d/%Y" },
            { name = "length_ft", source = "Length (ft)", title = "Length (ft)", type = "integer", group_char = ",", unit = "ft" },
        ]
        [[resources]]
        path = "samples.csv"
        dialect = { delimiter = ";" }
        primary_key = ["sample_no"]
        foreign_keys = [{ fields = ["beach_id"], reference = { resource = "beaches", fields = ["beach_id"] } }]
        fields = [
            { name = "sample_no", source = "Sample No", title = "Sample No", type = "integer" },
            { name = "beach_id", source = "Beach ID", title = "Beach ID", type = "string" },
            { name = "taken_on", source = "Taken On", title = "Taken On", type = "date" },
            { name = "ecoli", source = "Ecoli", title = "Ecoli", type = "number", missing_values = ["", "N/A"] },
            { name = "swim_ok", source = "Swim OK", title = "Swim OK", type = "boolean", true_values = ["Y"], false_values = ["N"] },
            { name = "lab_zip", source = "Lab ZIP", title = "Lab ZIP", type = "string" },
        ]
    "#
    .parse()
    .unwrap();
    assert_eq!(toml, expected);
    assert!(
        !text.contains("North Beach") && text.contains("# What does it mean? Its values look like 99999."),
        "{text}"
    );
    for finding in portal.run("check beach-water --format json").exits(1).findings() {
        let code = finding["code"].as_str().unwrap();
        assert!(matches!(code, "document/missing-key" | "policy/unclassified" | "metadata/overdue"), "{finding}");
    }
    answer(&portal, TOML);
    let ran = portal.run("check beach-water --format json").exits(0);
    assert_eq!(ran.codes(), ["policy/unclassified"], "{}", ran.stdout);
}

#[test]
fn a_column_that_points_to_rows_that_are_not_there_is_no_foreign_key() {
    let portal = with_beaches().file("samples.csv", SAMPLES.replace("B-03", "B-09"));
    portal.run("new beach-water --from beaches.csv samples.csv").exits(0);
    assert!(!portal.read(TOML).contains("foreign_keys"));
}

#[test]
fn a_folder_that_holds_only_a_file_is_drafted_in_its_place() {
    let portal = PortalTest::base().file("datasets/beaches/beaches.csv", BEACHES);
    let ran = portal.run("new beaches").exits(0);
    assert_eq!(ran.stdout, "datasets/beaches/dataset.toml\ndatasets/beaches/dictionary.xlsx\n");
    assert!(portal.read("datasets/beaches/dataset.toml").contains("path = \"beaches.csv\""));
    let ran = portal.run("new beaches").exits(2);
    assert!(ran.stderr.contains("has a dataset.toml already"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_drafted_leaves_nothing_behind() {
    let portal = with_beaches()
        .file("layer.xml", "<metadata>\n</metadata>\n")
        .file("letter.pdf", "%PDF-1.7\n\0")
        .file("more/Beaches.csv", BEACHES);
    for (arguments, sentence) in [
        ("new trees --from beaches.csv", "datasets/trees is there already"),
        ("new Beach --from beaches.csv", "lower-case"),
        ("new beach", "name its files with --from"),
        ("new beach --from nothing.csv", "nothing.csv"),
        ("new beach --from letter.pdf", "This is a document and no table."),
        ("new beach --from beaches.csv layer.xml", "an XML document"),
        ("new beach --from beaches.csv more/Beaches.csv", "there can be only one file"),
        ("new beach --from beaches.csv --publisher nobody", "no publisher `nobody`"),
    ] {
        let ran = portal.run(arguments).exits(2);
        assert!(ran.stderr.contains(sentence), "{arguments}: {}", ran.stderr);
        assert_eq!(std::fs::read_dir(portal.path("datasets")).unwrap().count(), 1, "{arguments}");
    }
}

#[test]
fn files_are_brought_under_names_that_last_and_with_what_belongs_to_them() {
    let portal = PortalTest::base()
        .file("Beach_List_FINAL.csv", BEACHES)
        .file("Code_Book.pdf", "%PDF-1.7\n\0")
        .file("Notes.txt", "These beaches are looked after by the town.\n\nAsk the office for the others.\n");
    let ran = portal.run("new beaches --from Beach_List_FINAL.csv Code_Book.pdf Notes.txt").exits(0);
    let written = ["beach-list.csv", "code-book.pdf", "notes.txt", "dataset.toml", "dictionary.xlsx"];
    let written: String = written.iter().map(|name| format!("datasets/beaches/{name}\n")).collect();
    assert_eq!(ran.stdout, written);
    let toml: toml::Table = portal.read("datasets/beaches/dataset.toml").parse().unwrap();
    let paths = |key: &str| toml[key].as_array().unwrap().iter().map(|entry| entry["path"].clone()).collect::<Vec<_>>();
    assert_eq!(paths("resources"), ["beach-list.csv".into()]);
    assert_eq!(paths("documents"), ["code-book.pdf".into(), "notes.txt".into()]);
}

#[test]
fn a_mistake_in_a_row_is_for_check_to_tell_and_no_reason_to_draft_nothing() {
    let rows: String = (0..10).map(|row| format!("B-1{row},Cove {row},06/1{row}/2020,{row}\n")).collect();
    let portal = PortalTest::base().file("beaches.csv", format!("{BEACHES}{rows}B-99,Far Beach,06/13/2022,1,2\n"));
    portal.run("new beaches --from beaches.csv").exits(0);
    answer(&portal, "datasets/beaches/dataset.toml");
    let ran = portal.run("check beaches --format json").exits(1);
    let row = ran.findings().into_iter().find(|finding| finding["code"] == "table/extra-cell").unwrap();
    assert_eq!(row["row"], 15);
}

#[test]
fn what_the_values_leave_open_is_asked_with_a_line_for_each_answer() {
    let text =
        "Stall,Opened,Fee,Remark\n1,03/04/2024,\"$1,250.00\",n/a\n2,05/06/2024,$75.50,shut\n3,07/08/2024,$80.25,wet\n";
    let portal = PortalTest::base().file("stalls.csv", text);
    portal.run("new stalls --from stalls.csv").exits(0);
    let draft = portal.read("datasets/stalls/dataset.toml");
    for line in [
        "# format = \"%m/%d/%Y\"",
        "# format = \"%d/%m/%Y\"",
        "decimals = 2",
        "# unit = \"\"",
        "# missing_values = [\"\", \"n/a\"]",
    ] {
        assert!(draft.lines().any(|written| written == line), "{line}\n{draft}");
    }
    // Whether the day or the month comes first is never guessed: until somebody says it, `check` goes on asking.
    let days = |portal: &PortalTest| {
        let findings = portal.run("check stalls --format json").findings();
        findings.iter().filter(|finding| finding["code"] == "table/type-error").count()
    };
    assert_eq!(days(&portal), 1);
    portal.write("datasets/stalls/dataset.toml", draft.replace("# format = \"%d/", "format = \"%d/"));
    assert_eq!(days(&portal), 0);
}

#[test]
fn labels_that_people_wrote_are_titles_and_those_of_programs_are_not() {
    let rows = "Dog's Name,Breed,OBJECTID,TotalFee,kept_by,zip\nRex,Pug,1,10,Ann,x\nFido,Beagle,2,12,Bob,y\n";
    let portal = PortalTest::base().file("dogs.csv", rows);
    portal.run("new dogs --from dogs.csv").exits(0);
    let draft: toml::Table = portal.read("datasets/dogs/dataset.toml").parse().unwrap();
    let fields = draft["resources"][0]["fields"].as_array().unwrap();
    let titles: Vec<_> = fields.iter().map(|field| (field["name"].as_str().unwrap(), field.get("title"))).collect();
    let (name, breed) = ("Dog's Name".into(), "Breed".into());
    let expected = [("dogs_name", Some(&name)), ("breed", Some(&breed))];
    assert_eq!(titles[..2], expected);
    assert!(titles[2..].iter().all(|(_, title)| title.is_none()), "{titles:?}");
}

#[test]
fn rows_that_are_left_out_have_the_reason_beside_them() {
    let text = "Payments\nJanuary\n\nvendor,amount,day\nAce,1.50,2024-01-02\nBee,2.50,2024-01-03\nTotal,4.00,\n";
    let portal = PortalTest::base().file("payments.csv", text);
    portal.run("new payments --from payments.csv").exits(0);
    let draft = portal.read("datasets/payments/dataset.toml");
    let above = "# Rows 1 to 3 are left out: they are a title or notes, and no column names.\nskip_rows = 3\n";
    let below =
        "# Row 7 is left out: it is a total, and no record. If it is a record, take the line away.\nfooter_rows = 1\n";
    assert!(draft.contains(above) && draft.contains(below), "{draft}");
}

#[test]
fn what_keeps_a_column_from_being_the_key_is_said() {
    let rows = |at: usize| (1..=60).map(move |row| (row, if row == at { String::new() } else { format!("P-{row}") }));
    let table = |rows: Vec<(usize, String)>| {
        let rows: String = rows.iter().map(|(row, id)| format!("{},{id},{}\n", row % 4, row % 7)).collect();
        format!("ward,permit_id,count\n{rows}")
    };
    let empty = table(rows(31).collect());
    let repeated = table(rows(0).map(|(row, id)| (row, if row > 58 { "P-1".to_owned() } else { id })).collect());
    let both = empty.replace("P-60", "P-1");
    for (text, words) in [
        (empty, "is empty in row 32"),
        (repeated, "repeats earlier values in 2 rows"),
        (both, "is empty in row 32, and repeats an earlier value in 1 row"),
    ] {
        let portal = PortalTest::base().file("permits.csv", text);
        portal.run("new permits --from permits.csv").exits(0);
        let draft = portal.read("datasets/permits/dataset.toml").replace("\n# ", " ");
        let line = format!(
            "`permit_id` would identify a row, but it {words}. Once that is mended: primary_key = [\"permit_id\"]"
        );
        assert!(draft.contains(&line), "{line}\n{draft}");
        let line = format!("permit_id would identify a row, but it {words}.\n");
        assert!(portal.run("inspect permits.csv").exits(0).stdout.contains(&line), "{line}");
        let columns = sheets(&portal, "datasets/permits/dictionary.xlsx").remove(3).1;
        assert!(columns[2][4].contains(&format!("It would identify a row, but it {words}.")), "{:?}", columns[2]);
    }
    // Too many rows stand in the way of it, and a key that is one needs no words.
    for text in [table(rows(0).map(|(row, id)| (row, id.replace("P-5", "P-1"))).collect()), table(rows(0).collect())] {
        let portal = PortalTest::base().file("permits.csv", text);
        let fields = portal.run("inspect permits.csv --format json").exits(0).json()["tables"][0]["fields"].clone();
        assert!(fields.as_array().unwrap().iter().all(|field| field["near_key"].is_null()), "{fields}");
    }
    let portal = PortalTest::base().file("permits.csv", table(rows(31).collect()));
    let fields = portal.run("inspect permits.csv --format json").exits(0).json()["tables"][0]["fields"].clone();
    assert_eq!(fields[1]["near_key"], serde_json::json!({ "empty": 1, "first_empty": 32, "repeats": 0 }));
}

#[test]
fn a_folder_that_is_named_and_not_described_is_told_how_to_become_a_dataset() {
    let portal = PortalTest::base().file("datasets/beaches/beaches.csv", BEACHES);
    let ran = portal.run("check beaches").exits(1);
    assert!(ran.stdout.contains("`townbook new beaches` looks at the files"), "{}", ran.stdout);
    let ran = portal.run("check beeches").exits(2);
    assert!(ran.stderr.contains("there is no dataset `beeches`"), "{}", ran.stderr);
}

#[test]
fn a_folder_with_only_a_file_carries_its_draft_into_the_pull_request() {
    let portal = PortalTest::base().file("datasets/beaches/beaches.csv", BEACHES);
    let ran = portal.run("check --format markdown").exits(1);
    for line in [
        "<b>beaches</b>",
        "Block 1, for dataset.toml:",
        "source = \"Length (ft)\"",
        "# theme = \"\"",
        "Its values look like 9,999 or 999.",
    ] {
        assert!(ran.stdout.contains(line), "{line}\n{}", ran.stdout);
    }
    assert!(!ran.stdout.contains("North Beach"), "{}", ran.stdout);
    // On a terminal such a block would hide everything else.
    let ran = portal.run("check").exits(1);
    assert!(ran.stdout.contains("`townbook new beaches` looks at the files"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("[[resources]]"), "{}", ran.stdout);
}
