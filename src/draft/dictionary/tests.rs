//! What goes into a workbook comes out of it.

use super::*;
use crate::diagnostic::Report;
use crate::document::Document;
use crate::draft::Choices;
use crate::files;
use crate::metadata::DatasetFile;
use crate::model::{Date, Slug};

const TOML: &str = r#"title = "Permits"
keywords = ["permits", "houses"]
issued = 2026-01-31
contact = { name = "Permits", email = "permits@testwick.example" }
temporal = { start = 2020-01-01, end = "ongoing" }

[[resources]]
path = "permits.csv"
title = "Permits"
description = "One row is one permit."
primary_key = ["permit"]

[[resources.fields]]
name = "permit"
source = "Permit No."
type = "string"
description = "Number of the permit."

[[resources.fields]]
name = "status"
title = "Where it stands"
type = "integer"
categories = [{ value = 1, label = "applied for" }, { value = 2, label = "granted" }]
missing_values = ["", "n/a", "?"]
description = "How far the office has got."

[[resources.fields]]
name = "fee"
type = "number"
decimals = 2
unit = "USD"
description = "What was paid."

[[resources.fields]]
name = "granted_on"
type = "date"
format = "%m/%d/%Y"
description = "Day of the decision."
"#;

fn written(toml: &str) -> Vec<u8> {
    let mut report = Report::new();
    let document = Document::parse(toml.to_owned(), "dataset.toml", &mut report);
    let file: DatasetFile = document.lower(&mut report).expect("a table");
    write(&Slug::new("permits").expect("a slug"), &file, &Choices::default(), &[]).expect("it fits into a workbook")
}

#[test]
fn a_dictionary_that_nobody_touched_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("dictionary.xlsx");
    let book = written(TOML);
    files::write(&path, &book).expect("it is written");
    let filled = fill(TOML, &path, &Choices::default(), Date::constant(2026, 1, 31)).expect("it is read");
    assert_eq!(filled, Filled::Answers { toml: TOML.to_owned(), changes: Vec::new() });
    assert!(written(TOML) == book, "the same dataset gives the same bytes");
}
