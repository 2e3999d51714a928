//! `table/replacement-character`

use super::at_texts;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::validate::Rule;

pub(crate) struct ReplacementCharacter;

static CODE: Code = Code {
    id: "table/replacement-character",
    severity: Severity::Warning,
    title: "A letter that was lost before",
    explain: "A cell holds the character `\u{fffd}`. A program puts it where it cannot read a letter, so the file was once read \
in a wrong encoding and saved again, and what stood there is lost. It cannot be brought back from this file.\n\nExport the data \
again from the source system, as UTF-8. If these are only a few names, correct them there.\n",
};

const REPLACEMENT: &str = "\u{fffd}";

impl Rule for ReplacementCharacter {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let finder = memchr::memmem::Finder::new(REPLACEMENT);
        at_texts(
            resource,
            batch,
            |bytes| finder.find(bytes).is_some(),
            |field, text, find| {
                if finder.find(text.as_bytes()).is_some() {
                    let message = format!("A letter in this cell of `{field}` was lost when the file was made.");
                    let help = "Export the data again from its source, as UTF-8; the letter cannot be brought back from this file.";
                    report.push_or_count(&CODE, &resource.shown, Some(field), &message, || {
                        find(&CODE, &message).help(help)
                    });
                }
            },
        );
    }
}
