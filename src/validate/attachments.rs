//! What is wrong with documents that are published as they are: nobody converts them, so nothing is left out of them either.

use crate::diagnostic::{Code, Finding, Place, Quoted, Report, Severity};
use crate::files::FileError;
use crate::metadata::{AttachmentDraft, Draft};
use crate::read::attachment::{Trace, look_into};

pub(super) static CODES: &[&Code] =
    &[&UNREADABLE, &CONTENT_MISMATCH, &PASSWORD_PROTECTED, &ACTIVE_CONTENT, &REVIEW_MARKS, &PRIVATE_METADATA];

static UNREADABLE: Code = Code {
    id: "attachment/unreadable",
    severity: Severity::Error,
    title: "A document that cannot be read",
    explain: "A file under `[[documents]]` is not there, is no plain file, or is larger than 25 MB. Check how its name is \
spelt, capital letters included, and that it was committed. A large PDF becomes small when its pictures are saved in a lower \
resolution.\n\n```toml\n[[documents]]\npath = \"codebook.pdf\"   # a file beside dataset.toml\ntitle = \"Codebook\"\n```\n",
};

static CONTENT_MISMATCH: Code = Code {
    id: "attachment/content-mismatch",
    severity: Severity::Error,
    title: "A document that is not what its name says",
    explain: "The ending of a document's name promises a PDF, a text or a picture, and the content is something else, or is cut \
off. Residents could not open it. Open the file, and save it again in the kind that its name promises; changing the ending \
alone does not change what is in it. Texts (TXT, MD) must be saved as UTF-8.\n",
};

static PASSWORD_PROTECTED: Code = Code {
    id: "attachment/password-protected",
    severity: Severity::Error,
    title: "A document that is protected by a password",
    explain: "A password protects the document against being opened or being changed. Townbook cannot look into it, and \
residents could not read it, copy from it or have it read aloud. Save it again without a password: in Word under File, Info, \
Protect Document; in Acrobat under Document Properties, Security.\n",
};

static ACTIVE_CONTENT: Code = Code {
    id: "attachment/active-content",
    severity: Severity::Error,
    title: "A document that holds programs or other files",
    explain: "The document holds macros, scripts or commands, which could do harm on the computers of residents, or it carries \
other files, which nobody would check. Print it to a new PDF: that leaves them out. If a file that it carries belongs to \
the dataset, declare that file by itself.\n",
};

static REVIEW_MARKS: Code = Code {
    id: "attachment/review-marks",
    severity: Severity::Error,
    title: "A document with comments or tracked changes",
    explain: "The document keeps comments or tracked changes, with the names of those who made them and words that were \
deleted. Everybody could read them. In Word, choose Review, accept or reject all changes, and delete all comments; or publish \
a PDF that was made from the finished text.\n",
};

static PRIVATE_METADATA: Code = Code {
    id: "attachment/private-metadata",
    severity: Severity::Warning,
    title: "A document whose properties tell who made it, or where",
    explain: "Office programs write the name of whoever is logged in into the properties of a document, and cameras write the \
place into a picture. Readers do not see it on the page, but everybody who has the file can read it. If it may be public, \
leave it. Else take it out: in Word under File, Info, Inspect Document; in Acrobat under Document Properties; of a picture, \
in its properties. Then save the file, or make the PDF anew.\n",
};

/// Looks into a document, or says why it could not be read.
pub fn check_attachment(
    draft: &Draft,
    attachment: &AttachmentDraft,
    content: Result<&[u8], &FileError>,
    report: &mut Report,
) {
    let content = match content {
        Ok(content) => content,
        Err(error) => {
            let pointer = format!("{}/path", attachment.pointer);
            let message = match error.is_not_found() {
                true => "This document is not in the dataset's folder.".to_owned(),
                false => format!("This document cannot be read: {}.", error.reason()),
            };
            let help =
                "It must be a plain file of at most 25 MB that was committed; capital letters in its name count.";
            return report.push(draft.document.finding(&UNREADABLE, &pointer, message).help(help));
        }
    };
    for trace in look_into(attachment.kind, content) {
        report.push(finding(attachment, trace));
    }
}

fn finding(attachment: &AttachmentDraft, trace: Trace) -> Finding {
    let at = |code, message: String, help: &str| {
        Finding::new(code, message, Place::file(attachment.shown.as_str())).help(help)
    };
    match trace {
        Trace::Mismatch(why) => at(
            &CONTENT_MISMATCH,
            format!("This document should be {}, and {why}.", attachment.kind.words()),
            "Open it, and save it again as what its name says.",
        ),
        Trace::Locked => at(
            &PASSWORD_PROTECTED,
            "This document is protected by a password, so it cannot be looked into.".to_owned(),
            "Save it again without a password.",
        ),
        Trace::Active(what) => at(
            &ACTIVE_CONTENT,
            format!("This document holds {what}, which may not be published."),
            "Print it to a new PDF, and publish that.",
        ),
        Trace::Review(what) => at(
            &REVIEW_MARKS,
            format!("This document holds {what}, which everybody could read."),
            "Accept or reject all changes and delete all comments, or publish a PDF of the finished text.",
        ),
        Trace::Metadata(what, words) => {
            let message = format!("The properties of this document tell {what}, and would be published with it.");
            let help =
                "If that may be public, leave it. Else remove it in the program that made the file, and save it again.";
            let mut place = Place::file(attachment.shown.as_str());
            place.value = (!words.is_empty()).then(|| Quoted::value(words));
            Finding::new(&PRIVATE_METADATA, message, place).help(help)
        }
    }
}
