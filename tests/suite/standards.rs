//! `policy/standards.toml`: what a city may change about the rules, and what it may not.

use crate::support::PortalTest;

const TOML: &str = "datasets/trees/dataset.toml";
const STANDARDS: &str = "policy/standards.toml";

/// A dataset with one mistake, which is a matter of standards: a description of nine characters.
fn short() -> PortalTest {
    let description = "Every street tree that the town looks after, one a row, from the yearly walk of the arborists.";
    PortalTest::base().with(TOML, description, "All trees")
}

fn with_level(level: &str) -> PortalTest {
    short().file(STANDARDS, format!("[rules]\n\"metadata/description-length\" = \"{level}\"\n"))
}

#[test]
fn a_rule_is_an_error_a_warning_or_off() {
    short().run("check --format json").exits(1);
    with_level("error").run("check --format json").exits(1);
    let ran = with_level("warning").run("check --format json").exits(0);
    assert_eq!(ran.findings()[0]["severity"], "warning");
    assert_eq!(with_level("off").run("check --format json").exits(0).codes(), [""; 0]);
    let ran = with_level("silent").run("check").exits(2);
    assert!(ran.stderr.contains("policy/standards.toml"), "{}", ran.stderr);
}

#[test]
fn what_is_only_a_warning_is_published() {
    let portal = with_level("warning");
    portal.run("build").exits(0);
    assert!(portal.has("_site/datasets/trees/index.html"));
}

#[test]
fn settings_are_those_of_the_city() {
    let portal = short().file(STANDARDS, "[description]\nmin = 5\n");
    portal.run("check").exits(0);
    portal.write(STANDARDS, "[description]\nmin = 5\n[keywords]\nmin = 2\n");
    assert_eq!(portal.run("check --format json").exits(1).codes(), ["metadata/bad-keywords"]);
    for (settings, words) in [
        ("[title]\nmax = 4\n", "The title has 12 characters; it needs 3 to 4."),
        ("[keywords]\nmin = 0\nmax = 0\n", "There are 1 keywords, and the city takes at most 0."),
        ("[row_description]\nmin = 30\n", "The description of this table has 20 characters"),
        ("[column_description]\nmin = 20\n", "The description of `height_m` has 17 characters"),
        ("required = ['resources.fields.title', 'title']\n", "The city asks for the key `resources.fields.title`"),
        ("required = ['classification.review_by']\n", "The city asks for the key `classification.review_by`"),
    ] {
        let ran = PortalTest::base().file(STANDARDS, settings).run("check --format json");
        assert!(ran.stdout.contains(words), "{settings}: {}", ran.stdout);
    }
    for (settings, words) in [
        ("required = ['resources.titel']\n", "Did you mean `resources.title`?"),
        ("required = ['resources.0.title']\n", "has no key `resources.0.title`"),
    ] {
        let ran = PortalTest::base().file(STANDARDS, settings).run("check").exits(2);
        assert!(ran.stderr.contains(words), "{settings}: {}", ran.stderr);
    }
    portal.write(STANDARDS, "[description]\nmin = 5\nmax = 4\n");
    let ran = portal.run("check").exits(2);
    assert!(ran.stderr.contains("policy/invalid-standard"), "{}", ran.stderr);
}

#[test]
fn what_decides_whether_data_leaves_cannot_be_changed() {
    for code in ["policy/unclassified", "document/syntax-error", "table/type-error", "table/primary-key"] {
        let ran = PortalTest::base().file(STANDARDS, format!("[rules]\n\"{code}\" = \"off\"\n")).run("check").exits(2);
        assert!(ran.stderr.contains("cannot be changed"), "{code}: {}", ran.stderr);
    }
}

#[test]
fn a_misspelt_rule_or_dataset_gets_the_one_that_was_meant() {
    let ran = PortalTest::base().file(STANDARDS, "[rules]\n\"metadata/descriptoin-length\" = \"off\"\n").run("check");
    assert!(ran.exits(2).stderr.contains("Did you mean `metadata/description-length`?"));
    let ran = PortalTest::base().run("check tree").exits(2);
    assert!(ran.stderr.contains("did you mean `trees`?"), "{}", ran.stderr);
}

#[test]
fn what_is_overdue_depends_on_the_day_and_holds_nothing_back() {
    let portal = PortalTest::base();
    // Promised every year, and there are two weeks of grace after the 366th day.
    assert_eq!(portal.run("check --format json --now 2027-01-30").exits(0).codes(), [""; 0]);
    assert_eq!(portal.run("check --format json --now 2027-01-31").exits(0).codes(), ["metadata/overdue"]);
    let portal = portal.file(STANDARDS, "[freshness]\ngrace_days = 0\n");
    assert_eq!(portal.run("check --format json --now 2027-01-17").exits(0).codes(), ["metadata/overdue"]);
    // Even where a city makes it an error, a build does not ask for the day.
    portal.replace("datasets/trees/dataset.toml", "issued = 2026-01-15", "issued = 2001-01-15");
    portal.write(STANDARDS, "[rules]\n\"metadata/overdue\" = \"error\"\n");
    portal.run("check").exits(1);
    portal.run("build").exits(0);
    assert!(portal.has("_site/datasets/trees/index.html"));
}

/// A waiver of a rule for the dataset `trees` until the end of 2026.
fn waiver(rule: &str) -> String {
    format!(
        "[[waivers]]\ndataset = 'trees'\nrule = '{rule}'\nreason = 'Two words are enough here.'\n\
         approved_by = 'cio@testwick.example'\nuntil = 2026-12-31\n"
    )
}

#[test]
fn what_is_waived_is_a_note_until_the_day_and_an_error_after_it() {
    let portal = short().file(STANDARDS, waiver("metadata/description-length"));
    let ran = portal.run("check --format json --now 2026-12-31").exits(0);
    assert_eq!((ran.codes().len(), &ran.findings()[0]["severity"]), (1, &"note".into()));
    let human = portal.run("check").exits(0).stdout;
    for words in ["note[metadata/description-length]", "until 2026-12-31 by cio@testwick.example: Two words are enough"]
    {
        assert!(human.contains(words), "{words}: {human}");
    }
    let forge = portal.run("check --format github").stdout;
    assert!(forge.starts_with("::notice file=datasets/trees/dataset.toml"), "{forge}");
    let ran = portal.run("check --format json --now 2027-01-01").exits(1);
    assert_eq!(ran.codes(), ["metadata/description-length", "policy/waiver-expired"]);
    // A build does not know the day.
    portal.run("build").exits(0);
    assert!(portal.has("_site/datasets/trees/index.html"));
    // A dataset with another name is not meant.
    portal.replace(STANDARDS, "'trees'", "'tree'");
    let ran = portal.run("check --format json").exits(1);
    assert_eq!(ran.codes(), ["metadata/description-length", "policy/waiver-unused"], "{}", ran.stdout);
    assert!(ran.stdout.contains("Did you mean `trees`?"), "{}", ran.stdout);
}

#[test]
fn only_what_a_city_may_change_can_be_waived() {
    for (rule, words) in [
        ("policy/data-under-protected", "cannot be waived"),
        ("table/type-error", "cannot be waived"),
        ("metadata/overdu", "Did you mean `metadata/overdue`?"),
    ] {
        let ran = PortalTest::base().file(STANDARDS, waiver(rule)).run("check").exits(2);
        assert!(ran.stderr.contains("policy/invalid-standard") && ran.stderr.contains(words), "{}", ran.stderr);
    }
    let nobody = waiver("metadata/overdue").replace("cio@testwick.example", " ");
    assert!(PortalTest::base().file(STANDARDS, nobody).run("check").exits(2).stderr.contains("`approved_by` is empty"));
}

#[test]
fn data_that_flows_by_itself_is_overdue_where_somebody_writes_down_the_day() {
    let portal = PortalTest::base().with(TOML, "\"annual\"", "\"continuous\"");
    assert_eq!(portal.run("check --format json --now 2026-12-31").exits(0).codes(), [""; 0]);
    portal.replace(TOML, "issued = 2026-01-15", "issued = 2026-01-15\nmodified = 2026-06-01");
    assert_eq!(portal.run("check --format json --now 2026-06-16").exits(0).codes(), [""; 0]);
    assert_eq!(portal.run("check --format json --now 2026-06-17").exits(0).codes(), ["metadata/overdue"]);
}
