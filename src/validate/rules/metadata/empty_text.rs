//! `metadata/empty-text`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct EmptyText;

static CODE: Code = Code {
    id: "metadata/empty-text",
    severity: Severity::Error,
    title: "A text with nothing in it",
    explain: "A key that residents read, or that says who reviewed a classification, is there but empty.\n\n```toml\ntitle = \"\"               # wrong\ntitle = \"Street trees\"   # \
right\n```\n",
};

/// Texts of a dataset as a whole that may not be empty; a description has a length of its own.
const PLACES: [&str; 6] =
    ["/title", "/identifier", "/provenance", "/citation", "/contact/name", "/classification/reviewed_by"];

impl Rule for EmptyText {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let document = &context.draft.document;
        let mut pointers = PLACES.map(str::to_owned).to_vec();
        for resource in &context.draft.resources {
            pointers.extend(["title", "description"].map(|key| format!("{}/{key}", resource.pointer)));
        }
        for pointer in pointers {
            if document.text(&pointer).is_some_and(|text| text.trim().is_empty()) {
                let key = pointer.rsplit('/').next().unwrap_or_default();
                let finding = document.finding(&CODE, &pointer, format!("`{key}` is empty."));
                report.push(match key {
                    "reviewed_by" => finding.help("Write who decided, or leave the line out until somebody has."),
                    _ => finding,
                });
            }
        }
    }
}
