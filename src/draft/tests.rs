//! Drafts, held against the reader of `dataset.toml`.

use super::*;
use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::document::Document;
use crate::metadata::DatasetFile;
use crate::model::schema::{DateFormat, FieldType};
use crate::model::{Frequency, Layout, SourceFormat, Theme};

static REFUSED: Code = Code { id: "table/refused", severity: Severity::Error, title: "No table", explain: "None.\n" };

fn choices() -> Choices {
    let choice = |id: &str, words: &str| Choice { id: id.to_owned(), words: words.to_owned() };
    Choices {
        publishers: vec![choice("parks", "Parks\nand \"Recreation\"")],
        themes: vec![choice("ENVI", "Environment")],
        licenses: vec![choice("PDDL-1.0", "Public Domain")],
    }
}

fn field(source: &str, name: &str, kind: FieldType) -> InspectedField {
    InspectedField {
        source: source.to_owned(),
        name: name.to_owned(),
        kind,
        why: "every value has this form".to_owned(),
        question: None,
        instead: Vec::new(),
        privacy: None,
        near_key: None,
        unit: None,
        missing_values: Vec::new(),
        group_char: None,
        decimal_char: None,
        bare_number: None,
        mostly: None,
        empty: 0,
        nulls: 0,
        distinct: Distinct::Exactly(2),
        is_unique: false,
        min: None,
        max: None,
        examples: vec!["123-45-6789".to_owned(), "Zoë".to_owned()],
    }
}

fn table(name: &str, fields: Vec<InspectedField>) -> InspectedTable {
    InspectedTable {
        name: name.to_owned(),
        format: SourceFormat::Csv,
        layout: Layout::default(),
        around: Around::default(),
        encoding: None,
        line_ending: None,
        rows: Some(2),
        fields,
        key: Vec::new(),
        crs: None,
        is_refused: false,
        findings: Vec::new(),
    }
}

fn inspection(file: &str, tables: Vec<InspectedTable>) -> Inspection {
    Inspection { file: file.to_owned(), bytes: 1, tables, findings: Vec::new() }
}

/// What a draft says, and the codes and places of what is wrong with it.
fn lowered(draft: &str) -> (DatasetFile, Vec<String>) {
    let mut report = Report::new();
    let document = Document::parse(draft.to_owned(), "dataset.toml", &mut report);
    let file: DatasetFile = document.lower(&mut report).unwrap_or_else(|| panic!("{draft}"));
    let findings = report.findings().iter().map(|finding| format!("{} {}", finding.code.id, finding.message));
    (file, findings.collect())
}

fn answered() -> Answers {
    Answers {
        title: Some("Trees".to_owned()),
        description: Some("Every tree of the town.\nOne row is one tree.".to_owned()),
        keywords: vec!["trees".to_owned()],
        theme: Some(Theme::Envi),
        publisher: Some("parks".to_owned()),
        license: Some("PDDL-1.0".to_owned()),
        update_frequency: Some(Frequency::Annual),
        issued: "2026-01-15".parse().ok(),
        contact: Some(("Parks".to_owned(), "parks@testwick.example".to_owned())),
        temporal: Some(("2026-01-01".parse().unwrap(), None)),
        ..Answers::default()
    }
}

#[test]
fn what_can_be_seen_is_declared_and_the_rest_is_asked() {
    let mut day =
        field("Planted On", "planted_on", FieldType::Date { format: DateFormat::Pattern("%m/%d/%Y".to_owned()) });
    day.missing_values = vec!["N/A".to_owned()];
    let flag = FieldType::Boolean { true_values: vec!["Y".to_owned()], false_values: vec!["N".to_owned()] };
    let fields = vec![
        field("tree_id", "tree_id", FieldType::String),
        field("Height", "height", FieldType::Number { decimals: Some(2) }),
        day,
        field("Healthy?", "healthy", flag),
    ];
    let mut trees = table("trees", fields);
    trees.key = vec!["tree_id".to_owned()];
    trees.layout.skip_rows = 2;
    trees.around.above = Some("Rows 1 to 2 are left out.".to_owned());
    trees.layout.encoding = Some("windows-1252".to_owned());
    trees.layout.dialect.delimiter = Some(';');
    let draft = compose(&answered(), &choices(), &[inspection("trees.csv", vec![trees])], &[], &[]);
    let (file, findings) = lowered(&draft);
    let resource = &file.resources.as_ref().unwrap()[0];
    assert_eq!(resource.skip_rows, Some(2));
    assert!(draft.contains("# Rows 1 to 2 are left out.\nskip_rows = 2\n"), "{draft}");
    assert_eq!(resource.encoding.as_deref(), Some("windows-1252"));
    assert_eq!(resource.dialect.as_ref().unwrap().delimiter, Some(';'));
    assert_eq!(resource.primary_key, ["tree_id"]);
    assert_eq!(resource.fields[0].source, None);
    assert_eq!(resource.fields[1].decimals, Some(2));
    assert_eq!(resource.fields[2].format.as_deref(), Some("%m/%d/%Y"));
    assert_eq!(resource.fields[2].missing_values.as_deref().unwrap(), ["".into(), "N/A".into()]);
    assert_eq!(resource.fields[3].true_values.as_deref().unwrap(), ["Y"]);
    // Only a title and a description of the table, and a description of each column, are left to say.
    assert_eq!(findings.len(), 6, "{findings:?}");
    assert!(findings.iter().all(|finding| finding.starts_with("document/missing-key")), "{findings:?}");
    // A value may be about a person.
    assert!(draft.contains("999-99-9999") && !draft.contains("123-45-6789") && !draft.contains("Zoë"), "{draft}");
}

#[test]
fn a_draft_without_answers_asks_for_each_of_them_and_with_them_it_is_whole() {
    let mut draft = compose(
        &Answers::default(),
        &choices(),
        &[inspection("t.csv", vec![table("t", vec![field("a", "a", FieldType::String)])])],
        &[],
        &[],
    );
    let (file, findings) = lowered(&draft);
    assert!(file.classification.is_none());
    assert_eq!(findings.len(), 13, "{findings:?}");
    // A person takes away every mark before a key.
    for key in ["title", "description", "theme", "publisher", "license", "update_frequency"] {
        draft = draft.replacen(&format!("# {key} = \"\""), &format!("{key} = \"x\""), 1);
    }
    for key in ["keywords", "issued", "contact", "temporal"] {
        draft = draft.replacen(&format!("# {key} = "), &format!("{key} = "), 1);
    }
    draft = draft.replace("# title = \"\"", "title = \"x\"").replace("# description = \"", "description = \"");
    let (_, findings) = lowered(&draft);
    let missing: Vec<&String> = findings.iter().filter(|finding| finding.contains("missing-key")).collect();
    assert!(missing.is_empty(), "{missing:?}\n{draft}");
}

#[test]
fn tables_of_one_file_have_names_of_their_own_and_what_is_none_is_left_out_with_the_reason() {
    let column = || vec![field("a", "a", FieldType::Year)];
    let mut prose = table("Notes", column());
    prose.is_refused = true;
    prose.findings.push(Finding::new(&REFUSED, "This sheet is text and no table.", Place::file("book.xlsx")));
    let tables = vec![table("2024", column()), prose, table("2024!", column()), table("Empty", Vec::new())];
    let draft = compose(&answered(), &choices(), &[inspection("book.xlsx", tables)], &[], &[]);
    let (file, _) = lowered(&draft);
    let names: Vec<_> = file.resources.unwrap().into_iter().map(|resource| resource.name).collect();
    assert_eq!(names, [Some("2024".to_owned()), Some("2024-2".to_owned())]);
    assert!(draft.contains("# `Notes` is left out:\n#   This sheet is text and no table."), "{draft}");
    assert!(draft.contains("# `Empty` is left out:\n#   it has no columns."), "{draft}");
}

#[test]
fn hostile_labels_and_answers_stay_text() {
    let hostile = "x\"\n]]\n[classification]\nlevel = \"public\" # \u{0}\u{7f}\\";
    let mut column = field(hostile, "x", FieldType::String);
    column.examples = vec![hostile.to_owned()];
    column.question = Some(hostile.to_owned());
    column.why = hostile.to_owned();
    let mut tables = table(hostile, vec![column]);
    tables.layout.sheet = Some(hostile.to_owned());
    let mut answers = Answers { title: Some(hostile.to_owned()), ..answered() };
    answers.notes.push(("theme", hostile.to_owned()));
    let (file, _) = lowered(&compose(&answers, &choices(), &[inspection("t.csv", vec![tables])], &[], &[]));
    assert!(file.classification.is_none());
    assert_eq!(file.title.as_deref(), Some(hostile));
    assert_eq!(file.resources.unwrap()[0].fields[0].source.as_deref(), Some(hostile));
    let remote =
        RemoteFile { url: format!("https://x/{hostile}"), title: Some(hostile.to_owned()), ..RemoteFile::default() };
    let (file, _) = lowered(&compose_remote(&answers, &choices(), &[remote]));
    assert!(file.classification.is_none());
}
