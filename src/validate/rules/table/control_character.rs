//! `table/control-character`

use super::at_texts;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::validate::Rule;

pub(crate) struct ControlCharacter;

static CODE: Code = Code {
    id: "table/control-character",
    severity: Severity::Error,
    title: "An invisible control character in a text",
    explain: "A cell holds a character that stands for no sign at all, such as NUL: a trace of a damaged record, of a field that \
was cut at the wrong length, or of an old terminal. Nobody sees it, and many programs stop reading there. Tabs and line breaks are \
fine.\n\nRemove it in the source system. If a special line break of a database was exported (character 11), export it as a plain \
one, inside quotation marks.\n",
};

/// Whether a byte is such a character. None of them is a part of another in UTF-8.
const fn is_control(byte: u8) -> bool {
    byte == 0x7f || byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

impl Rule for ControlCharacter {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        // Without a branch for every byte, so that a compiler looks at many at once.
        let any = |bytes: &[u8]| {
            bytes.chunks(256).any(|chunk| chunk.iter().fold(false, |found, byte| found | is_control(*byte)))
        };
        at_texts(resource, batch, any, |field, text, find| {
            if text.bytes().any(is_control) {
                let message = format!("This cell of `{field}` holds an invisible control character.");
                let help = "Remove it in the system that the file comes from.";
                report
                    .push_or_count(&CODE, &resource.shown, Some(field), &message, || find(&CODE, &message).help(help));
            }
        });
    }
}
