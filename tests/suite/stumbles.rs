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
