//! `table/duplicate-label`

use std::collections::HashSet;

use super::at_label;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Header;
use crate::validate::Rule;

pub(crate) struct DuplicateLabel;

static CODE: Code = Code {
    id: "table/duplicate-label",
    severity: Severity::Error,
    title: "Two columns with the same name",
    explain: "Two columns of the file have the same header, so nobody can tell which is meant. Rename one of them in the file.\n",
};

impl Rule for DuplicateLabel {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_header(&self, resource: &ResourceDraft, header: &Header, report: &mut Report) {
        let mut earlier = HashSet::new();
        for label in header.labels.iter().filter(|label| !label.text.is_empty()) {
            if !earlier.insert(label.text.as_str()) {
                let message = format!("There is more than one column called `{}`.", label.text);
                report.push(at_label(&CODE, resource, label, message).help("Rename one of them in the file."));
            }
        }
    }
}
