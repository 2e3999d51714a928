//! Looks into documents that are published as they are: whether the content is what the name says, and what it holds besides
//! what a reader sees.
//!
//! Nothing is shown or changed here, and nothing outside the bytes is asked. What is unpacked on the way is bounded.

mod office;
mod pdf;
mod picture;
mod xml;

use crate::model::AttachmentKind;

/// The largest document that is looked into and published.
pub const ATTACHMENT_LIMIT: u64 = 25 << 20;

/// What was noticed in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trace {
    /// The content is not what the name says, or is damaged: why, as the end of a sentence.
    Mismatch(String),
    /// It takes a password to open it or to change it, so it cannot be looked into.
    Locked,
    /// It holds something that acts or carries other files: what, such as "macros".
    Active(&'static str),
    /// It holds traces of work on it: what, such as "comments".
    Review(&'static str),
    /// Its metadata says something about a person or a place: what, and its words.
    Metadata(&'static str, String),
}

/// What there is to notice in a document, each thing once.
pub fn look_into(kind: AttachmentKind, content: &[u8]) -> Vec<Trace> {
    let mut traces = match kind {
        _ if content.starts_with(b"version https://git-lfs.github.com/spec/") => {
            vec![mismatch("it is a pointer to a file in Git LFS that was not fetched")]
        }
        AttachmentKind::Pdf => pdf::look(content),
        AttachmentKind::Docx => office::look(content, &office::DOCX),
        AttachmentKind::Odt => office::look(content, &office::ODT),
        AttachmentKind::Text | AttachmentKind::Markdown => text(content),
        AttachmentKind::Png => picture::png(content),
        AttachmentKind::Jpeg => picture::jpeg(content),
    };
    traces.sort();
    traces.dedup();
    traces
}

fn mismatch(why: &str) -> Trace {
    Trace::Mismatch(why.to_owned())
}

/// Hosts say that texts are UTF-8, so they must be.
fn text(content: &[u8]) -> Vec<Trace> {
    let is_control = |b: &u8| b.is_ascii_control() && !b"\t\n\r\x0c".contains(b);
    match std::str::from_utf8(content) {
        Ok(_) if content.iter().any(is_control) => vec![mismatch("it holds characters that are not text")],
        Ok(_) => Vec::new(),
        Err(_) => vec![mismatch("it is not text in UTF-8")],
    }
}
