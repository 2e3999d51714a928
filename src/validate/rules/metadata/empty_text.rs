//! `metadata/empty-text`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct EmptyText;

static CODE: Code = Code {
    id: "metadata/empty-text",
    severity: Severity::Error,
    title: "A title or description with nothing in it",
    explain: "A key that residents read is there but empty.\n\n```toml\ntitle = \"\"               # wrong\ntitle = \"Street trees\"   # \
right\n```\n",
};

impl Rule for EmptyText {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let document = &context.draft.document;
        let mut pointers = vec!["/title".to_owned()];
        for resource in &context.draft.resources {
            pointers.extend(["title", "description"].map(|key| format!("{}/{key}", resource.pointer)));
        }
        for pointer in pointers {
            if document.text(&pointer).is_some_and(|text| text.trim().is_empty()) {
                let key = pointer.rsplit('/').next().unwrap_or_default();
                report.push(document.finding(&CODE, &pointer, format!("`{key}` is empty.")));
            }
        }
    }
}
