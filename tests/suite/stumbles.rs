//! What trips people who write their first `dataset.toml`: each mistake is one finding, which says what to write.

use crate::support::PortalTest;

const TOML: &str = "datasets/trees/dataset.toml";
const CSV: &str = "datasets/trees/trees.csv";

/// The base with only the first part of its `dataset.toml`, and something after it.
fn cut_before(marker: &str, rest: &str) -> PortalTest {
    let portal = PortalTest::base();
    let whole = portal.read(TOML);
    let head = whole.split(marker).next().unwrap();
    portal.file(TOML, format!("{head}{rest}"))
}

#[test]
fn a_table_without_declared_columns_gets_blocks_for_all_of_them() {
    let portal = cut_before("primary_key", "").file(CSV, "Tree ID,species,Height (m)\n1,Oak,2\n");
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["metadata/invalid-resource"], "{}", ran.stdout);
    let fix = ran.findings()[0]["fix"].as_str().unwrap().to_owned();
    assert_eq!(fix.matches("[[resources.fields]]").count(), 3, "{fix}");
    assert!(fix.contains("name = \"tree_id\"\nsource = \"Tree ID\"\n"), "{fix}");
    // Pasted and described, they are right.
    let pasted = fix.replace("description = \"\"", "description = \"What a person wrote about it.\"");
    portal.write(TOML, format!("{}\n{pasted}", portal.read(TOML)));
    portal.run("check").exits(0);
}

#[test]
fn members_of_records_get_blocks_too() {
    let rows = r#"[{"tree_id":"1","Planted On":"2020"},{"tree_id":"2","Girth":3}]"#;
    let file = "datasets/trees/trees.json";
    let portal = cut_before("primary_key", "").with(TOML, "trees.csv", "trees.json").file(file, rows);
    std::fs::remove_file(portal.path(CSV)).unwrap();
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["metadata/invalid-resource"], "{}", ran.stdout);
    assert_eq!(ran.findings()[0]["fix"].as_str().unwrap().matches("[[resources.fields]]").count(), 3);

    let one = "\n[[resources.fields]]\nname = \"tree_id\"\ntype = \"string\"\ndescription = \"Number on the tag.\"\n";
    portal.write(TOML, format!("{}{one}", portal.read(TOML)));
    let ran = portal.run("check --format json").exits(1);
    let fixes: Vec<String> = ran.findings().iter().map(|finding| finding["fix"].as_str().unwrap().to_owned()).collect();
    assert!(fixes[0].contains("source = \"Planted On\"") && fixes[1].contains("source = \"Girth\""), "{fixes:?}");
}

/// What is found, as code and everything else that is said.
fn one_finding(portal: &PortalTest, code: &str) -> serde_json::Value {
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), [code], "{}", ran.stdout);
    assert_eq!(ran.findings().len(), 1, "{}", ran.stdout);
    ran.findings()[0].clone()
}

#[test]
fn a_day_written_as_at_home_is_one_finding_with_the_line_to_write() {
    for (written, code) in [("11/21/2026", "document/syntax-error"), ("\"11/21/2026\"", "document/wrong-type")] {
        let portal = PortalTest::base().with(TOML, "issued = 2026-01-15", &format!("issued = {written}"));
        assert_eq!(one_finding(&portal, code)["fix"], "issued = 2026-11-21", "{written}");
    }
    let portal = PortalTest::base().with(TOML, "issued = 2026-01-15", "issued = 2/11/2026");
    let finding = one_finding(&portal, "document/syntax-error");
    assert!(finding["fix"].is_null(), "{finding}");
    let help = finding["help"].as_str().unwrap();
    assert!(help.contains("2026-02-11") && help.contains("2026-11-02"), "{help}");
}

#[test]
fn what_a_draft_holds_in_the_place_of_an_answer_is_not_taken_for_one() {
    let portal = PortalTest::base().file("benches.csv", "no,place\n1,Mill Pond\n2,Market\n");
    portal.run("new benches --from benches.csv").exits(0);
    let toml = "datasets/benches/dataset.toml";
    let draft = portal.read(toml);
    // Somebody takes every # away that stands before a key.
    let is_key = |line: &str| {
        let key = line.split(" = ").next().unwrap_or_default();
        line == "[classification]" || (line.contains(" = ") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    let line = |line: &str| match line.strip_prefix("# ") {
        Some(rest) if is_key(rest) => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    portal.write(toml, draft.lines().map(line).collect::<String>());
    let text = portal.read(toml);
    let findings = portal.run("check benches --format json").exits(1).findings();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && line.contains(" = ")) {
        let is_open = line.contains("\"\"") || line.contains("YYYY-MM-DD");
        let is_found = findings.iter().any(|finding| finding["line"] == at as u64 + 1);
        assert_eq!(is_found, is_open, "{line}\n{findings:#?}");
    }
}

#[test]
fn a_reviewer_is_an_address_that_somebody_reads() {
    let reviewed = |by: &str| {
        let line = format!("level = \"public\"\nreviewed_by = \"{by}\"\nreviewed_on = 2026-01-10");
        PortalTest::base().with(TOML, "level = \"public\"", &line)
    };
    for (by, whom) in [("J. Alvarez", "J. Alvarez"), ("steward@example.org", "who decided")] {
        let finding = one_finding(&reviewed(by), "metadata/bad-reviewer");
        assert_eq!(finding["fix"], format!("reviewed_by = \"\"  # the e-mail address of {whom}"));
    }
    reviewed("steward@testwick.example").run("check").exits(0);
    let portal = reviewed("steward@testwick.example").with(TOML, "2026-01-10", "2027-01-10\nreview_by = 2026-12-10");
    one_finding(&portal, "metadata/bad-dates");
}

#[test]
fn findings_name_columns_and_tables_in_words() {
    let portal = PortalTest::base().with(TOML, "type = \"number\"\n", "");
    let finding = one_finding(&portal, "document/missing-key");
    assert_eq!(finding["message"], "`type` is missing in the column `height_m` of the table `trees.csv`.");
    let portal = PortalTest::base().with(TOML, "name = \"height_m\"\n", "");
    let ran = portal.run("check --format json").exits(1);
    assert!(ran.stdout.contains("`name` is missing in column 3 of the table `trees.csv`."), "{}", ran.stdout);
    let portal = PortalTest::base().with(TOML, "email = ", "mail = ");
    let finding = one_finding(&portal, "document/unknown-key");
    assert_eq!(finding["message"], "There is no key `mail` in `contact`.");
}

#[test]
fn a_misspelt_heading_is_one_finding() {
    let headings = [
        ("[[resources]]", "[[resource]]", "Did you mean `resources`?"),
        ("[[resources.fields]]", "[[field]]", "Did you mean `[[resources.fields]]`?"),
        ("[[resources.fields]]", "[[resources.field]]", "Did you mean `fields`?"),
    ];
    for (right, wrong, help) in headings {
        let portal = PortalTest::base().with(TOML, right, wrong);
        if wrong == "[[resource]]" {
            portal.replace(TOML, "[[resources.", "[[resource.");
        }
        assert_eq!(one_finding(&portal, "document/unknown-key")["help"], help, "{wrong}");
    }
    let portal = PortalTest::base();
    portal.write(TOML, format!("[dataset]\n{}", portal.read(TOML)));
    assert_eq!(one_finding(&portal, "document/unknown-key")["help"], "Remove the line `[dataset]`.");
}

#[test]
fn a_pasted_classification_names_a_reviewer() {
    let portal = PortalTest::base().with(TOML, "level = \"public\"", "level = \"public\"\nreviewed_by = \"\"");
    one_finding(&portal, "metadata/empty-text");
}

#[test]
fn what_is_missing_in_a_draft_is_found_at_the_line_that_asks_for_it() {
    let portal = PortalTest::bare().file("datasets/benches/benches.csv", "bench_no,park\n001,Mill Pond\n002,Green\n");
    portal.run("new benches").exits(0);
    let draft = portal.read("datasets/benches/dataset.toml");
    let found = portal.run("check benches --format json").exits(1).findings();
    let missing: Vec<_> = found.iter().filter(|found| found["code"] == "document/missing-key").collect();
    let mut lines = Vec::new();
    for finding in &missing {
        let line = finding["line"].as_u64().unwrap();
        let key = finding["message"].as_str().unwrap().split('`').nth(1).unwrap().to_owned();
        let asked = draft.lines().nth(line as usize - 1).unwrap();
        assert!(asked.starts_with(&format!("# {key} = ")), "{finding}\n{asked}");
        assert!(finding["help"].as_str().unwrap().ends_with("take the # away."), "{finding}");
        lines.push(line);
    }
    // The dataset's own keys come before those of the table, and these before those of its columns.
    assert!(missing.len() > 10 && lines.is_sorted(), "{lines:?}");
}

#[test]
fn a_draft_asks_for_its_classification_once() {
    let portal = PortalTest::bare().file("datasets/benches/benches.csv", "bench_no\n001\n");
    portal.run("new benches").exits(0);
    let found = portal.run("check benches --format json").exits(1).findings();
    let finding = found.iter().find(|found| found["code"] == "policy/unclassified").unwrap();
    let line = finding["line"].as_u64().unwrap() as usize;
    assert_eq!(portal.read("datasets/benches/dataset.toml").lines().nth(line - 1), Some("# [classification]"));
    assert!(finding["fix"].is_null() && finding["help"].as_str().unwrap().contains("take the # away"), "{finding}");
}

#[test]
fn a_folder_that_cannot_be_a_dataset_can_be_asked_about() {
    let portal = PortalTest::base().file("datasets/Park Benches/benches.csv", "a\n1\n");
    let ran = portal.command("check --format json").arg("Park Benches").output().unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains("portal/invalid-slug") && said.contains("for instance to `park-benches`"), "{said}");

    let portal = PortalTest::bare().file("datasets/benches/benches.csv", "a\n1\n");
    let said = portal.run("check benches").exits(1).stdout;
    assert!(said.contains("1 error and 0 warnings; there is no dataset to check yet."), "{said}");
}

#[test]
fn a_column_that_is_not_there_is_missed_in_the_line_of_the_header() {
    let portal = PortalTest::base()
        .with(TOML, "title = \"Trees\"", "title = \"Trees\"\nskip_rows = 2")
        .file(CSV, "Trees of the town\nas of 2026\ntree_id,species\n001,Red maple\n");
    let finding = one_finding(&portal, "table/missing-label");
    assert_eq!(finding["line"], 3, "{finding}");
}

#[test]
fn a_department_that_is_not_listed_comes_with_the_lines_that_list_it() {
    let portal = PortalTest::base().with(TOML, "publisher = \"town\"", "publisher = \"public-works\"");
    let finding = one_finding(&portal, "metadata/unknown-publisher");
    let fix = finding["fix"].as_str().unwrap();
    assert_eq!(fix, "[[publishers]]\nid = \"public-works\"\nname = \"Public works\"\n");
    portal.write("portal.toml", format!("{}\n{fix}", portal.read("portal.toml")));
    portal.run("check").exits(0);
    let named = |name: &str| {
        let portal = PortalTest::base().with(TOML, "publisher = \"town\"", &format!("publisher = {name:?}"));
        one_finding(&portal, "metadata/unknown-publisher")
    };
    // A name becomes an identifier.
    let finding = named("Public Works");
    assert_eq!(finding["fix"], "[[publishers]]\nid = \"public-works\"\nname = \"Public Works\"\n");
    assert!(finding["help"].as_str().unwrap().contains("`publisher = \"public-works\"`"), "{finding}");
    // What is only misspelt is not added.
    let finding = named("towm");
    assert!(finding["fix"].is_null() && finding["help"] == "Did you mean `town`?", "{finding}");
}

#[test]
fn a_column_of_money_is_told_the_setting_that_it_lacks() {
    let cost = |settings: &str, cell: &str| {
        let portal = PortalTest::base()
            .with(TOML, "type = \"number\"", &format!("type = \"number\"\n{settings}"))
            .file(CSV, format!("tree_id,species,height_m\n001,Oak,\"{cell}\"\n"));
        (one_finding(&portal, "table/type-error"), portal)
    };
    let (finding, portal) = cost("decimals = 2\nbare_number = false", "$1,250.50");
    assert_eq!(finding["fix"], "group_char = \",\"");
    portal.replace(TOML, "bare_number = false", "bare_number = false\ngroup_char = \",\"");
    portal.run("check").exits(0);
    assert_eq!(cost("", "(1 250,5)").0["fix"], "group_char = \" \"\ndecimal_char = \",\"\nbare_number = false");
    let (finding, _) = cost("", "1,250");
    let help = finding["help"].as_str().unwrap();
    assert!(
        finding["fix"].is_null() && help.contains("`decimal_char = \",\"` or with `group_char = \",\"`"),
        "{finding}"
    );
    assert!(cost("", "<5").0["fix"].is_null());
}

#[test]
fn answers_that_are_missing_are_counted_apart_from_mistakes() {
    let portal = PortalTest::base().with(TOML, "license = \"PDDL-1.0\"\n", "");
    assert!(portal.run("check").exits(1).stdout.contains("\n1 error and 0 warnings"));
    portal.replace(TOML, "theme = \"ENVI\"", "theme = \"X\"");
    let said = portal.run("check").exits(1).stdout;
    assert!(said.contains("\n2 errors (1 answer not written yet, 1 mistake) and 0 warnings"), "{said}");
}

#[test]
fn a_sheet_without_rows_is_named() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Notes").unwrap();
    sheet.write_row(0, 0, ["tree_id", "species", "height_m"]).unwrap();
    let portal = PortalTest::base().with(TOML, "path = \"trees.csv\"", "path = \"trees.xlsx\"\nsheet = \"Notes\"");
    std::fs::remove_file(portal.path(CSV)).unwrap();
    let portal = portal.file("datasets/trees/trees.xlsx", book.save_to_buffer().unwrap());
    let said = portal.run("check").exits(0).stdout;
    assert!(said.contains("The sheet `Notes` has no rows") && said.contains("publish = false"), "{said}");
}

#[test]
fn spaces_that_nobody_sees_are_named() {
    let rows = |cell: &str| format!("tree_id,species,height_m\n001,{cell},2\n");
    let list = "constraints = { enum = [\"Oak\", \"Elm\"] }";
    let column = "description = \"Common name of the species.\"";
    let portal = PortalTest::base().with(TOML, column, &format!("{column}\n{list}")).file(CSV, rows("Oak "));
    let finding = one_finding(&portal, "table/constraint-error");
    assert!(finding["message"].as_str().unwrap().starts_with("There is a space before or after"), "{finding}");
    let finding = one_finding(&portal.file(CSV, rows("Ash ")), "table/constraint-error");
    assert!(finding["message"].as_str().unwrap().contains("must be one of"), "{finding}");

    let time = "type = \"time\"\nformat = \"%I:%M %p\"";
    let portal = PortalTest::base().with(TOML, "type = \"number\"", time).with(TOML, "trees.csv", "trees.json");
    std::fs::remove_file(portal.path(CSV)).unwrap();
    let rows = "[{\"tree_id\": \"1\", \"species\": \"Oak\", \"height_m\": \"7:45 AM \"}]";
    let finding = one_finding(&portal.file("datasets/trees/trees.json", rows), "table/type-error");
    assert!(finding["message"].as_str().unwrap().starts_with("There is a space before or after"), "{finding}");
}

#[test]
fn typographic_quotation_marks_come_with_the_line_to_write() {
    let portal = PortalTest::base().with(TOML, "title = \"Street trees\"", "title = “Street trees”");
    let finding = one_finding(&portal, "document/syntax-error");
    assert_eq!(finding["fix"], "title = \"Street trees\"");
    assert!(finding["message"].as_str().unwrap().contains("typographic quotation marks"), "{finding}");
}

#[test]
fn words_that_people_use_are_understood() {
    for (right, wrong, meant) in [
        ("\"annual\"", "\"yearly\"", "`annual`"),
        ("\"ENVI\"", "\"Environment\"", "`ENVI`"),
        ("\"ENVI\"", "\"culture\"", "`EDUC`"),
    ] {
        let finding = one_finding(&PortalTest::base().with(TOML, right, wrong), "document/unknown-value");
        assert!(finding["help"].as_str().unwrap().starts_with(&format!("Did you mean {meant}?")), "{finding}");
    }
    let finding = one_finding(&PortalTest::base().with(TOML, "\"ENVI\"", "\"X\""), "document/unknown-value");
    assert!(finding["help"].as_str().unwrap().contains("`EDUC` (Education, culture and sport)"), "{finding}");
    let date = "type = \"date\"\nformat = \"mm/dd/yyyy\"";
    let finding = one_finding(&PortalTest::base().with(TOML, "type = \"number\"", date), "metadata/invalid-field");
    assert_eq!(finding["message"], "`mm/dd/yyyy` is written `%m/%d/%Y` here.");
    assert_eq!(finding["help"], "Write `format = \"%m/%d/%Y\"`.");
}

#[test]
fn a_column_that_is_not_declared_may_also_be_left_out() {
    let portal = PortalTest::base().file(CSV, "tree_id,species,height_m,remarks\n001,Oak,2,\n");
    let finding = one_finding(&portal, "table/extra-label");
    assert_eq!(
        finding["help"],
        "To leave the column out, remove it from the file, or write `publish = false` in the place of its type and description."
    );
    let portal = PortalTest::base().file(CSV, "tree_id,species, height_m\n001,Oak,2\n");
    let ran = portal.run("check --format json").exits(1);
    assert!(!ran.stdout.contains("To leave the column out"), "{}", ran.stdout);
}

#[test]
fn words_for_yes_and_no_are_asked_for() {
    let portal = PortalTest::base().with(TOML, "type = \"number\"", "type = \"boolean\"");
    let finding = one_finding(&portal.file(CSV, "tree_id,species,height_m\n001,Oak,oui\n"), "table/type-error");
    assert!(finding["help"].as_str().unwrap().contains("`true_values` and `false_values`"), "{finding}");
}
