//! Text documents of office programs: zip archives of XML.

use std::io::{Cursor, Read};

use flate2::read::DeflateDecoder;
use memchr::memmem;

use super::xml::{decode, elements, unescape};
use super::{Trace, mismatch};
use crate::read::Flaw;
use crate::read::archive::{self, Entry};

/// What one part may have unpacked.
const PART_LIMIT: u64 = 64 << 20;

/// The first bytes of the container in which office programs lock documents.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// How one family of office documents is laid out.
pub(super) struct Family {
    /// A part that every document has, and what its content begins with.
    sign: (&'static str, &'static str),
    /// Beginnings of parts' names in lower case that act or carry files, with what they are.
    active: &'static [(&'static str, &'static str)],
    /// Elements that are traces of work, with what they are.
    review: &'static [(&'static str, &'static str)],
    /// The part with the metadata, and the elements in it that name people.
    metadata: (&'static str, &'static [(&'static str, &'static str)]),
}

pub(super) static DOCX: Family = Family {
    sign: ("word/document.xml", ""),
    active: &[
        ("word/vbaproject", "macros"),
        ("word/vbadata", "macros"),
        ("word/activex/", "active controls"),
        ("word/embeddings/", "other files"),
    ],
    review: &[
        ("comment", "comments"),
        ("ins", "tracked changes"),
        ("del", "tracked changes"),
        ("moveFrom", "tracked changes"),
        ("moveTo", "tracked changes"),
    ],
    metadata: ("docProps/core.xml", &[("creator", "who wrote it"), ("lastModifiedBy", "who changed it last")]),
};

pub(super) static ODT: Family = Family {
    sign: ("mimetype", "application/vnd.oasis.opendocument.text"),
    active: &[("basic/", "macros"), ("scripts/", "macros"), ("object ", "other files")],
    review: &[("annotation", "comments"), ("changed-region", "tracked changes")],
    metadata: ("meta.xml", &[("initial-creator", "who wrote it"), ("creator", "who changed it last")]),
};

pub(super) fn look(content: &[u8], family: &Family) -> Vec<Trace> {
    if content.starts_with(OLE) {
        let is_locked = memmem::find(content, b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0").is_some();
        return vec![if is_locked { Trace::Locked } else { mismatch("it is a file of an older office program") }];
    }
    let entries = match archive::bounded(&mut Cursor::new(content)) {
        Ok(Ok(entries)) => entries,
        Ok(Err(Flaw::TooLarge(reason) | Flaw::Unreadable(reason))) => return vec![Trace::Mismatch(reason)],
        Ok(Err(_)) | Err(_) => return vec![mismatch("it cannot be unpacked")],
    };
    if entries.iter().any(|entry| entry.is_encrypted) {
        return vec![Trace::Locked];
    }
    let (part, beginning) = family.sign;
    let sign = entries.iter().find(|entry| entry.name == part).and_then(|entry| unpack(content, entry));
    // The whole of a short part must fit: templates and other kinds have longer names.
    let is_meant = |text: &[u8]| beginning.is_empty() || text.trim_ascii() == beginning.as_bytes();
    if !sign.is_some_and(|text| is_meant(&text)) {
        return vec![mismatch("it is another kind of file")];
    }
    let mut traces = Vec::new();
    for entry in &entries {
        let name = entry.name.to_lowercase();
        let active = family.active.iter().find(|(start, _)| name.starts_with(start));
        traces.extend(active.map(|(_, what)| Trace::Active(what)));
        if !name.ends_with(".xml") {
            continue;
        }
        let Some(xml) = unpack(content, entry) else {
            return vec![mismatch("a part of it is damaged or too large")];
        };
        let xml = decode(&xml);
        // What a department keeps in parts of its own has words of its own.
        let is_body = name.starts_with("word/") || !name.contains('/');
        let is_metadata = entry.name == family.metadata.0;
        for (element, text) in elements(&xml) {
            let named = |list: &[(&str, &'static str)]| list.iter().find(|(name, _)| *name == element).map(|it| it.1);
            if name == "meta-inf/manifest.xml" && element == "encryption-data" {
                return vec![Trace::Locked];
            } else if is_metadata {
                let person = named(family.metadata.1).filter(|_| !text.trim().is_empty());
                traces.extend(person.map(|what| Trace::Metadata(what, unescape(text))));
            } else if let Some(what) = named(family.review).filter(|_| is_body) {
                traces.push(Trace::Review(what));
            }
        }
        // A document may hold any number of changes, and one is enough to say so.
        traces.sort();
        traces.dedup();
    }
    traces
}

/// A part's content; nothing if it is damaged or too large.
fn unpack(content: &[u8], entry: &Entry) -> Option<Vec<u8>> {
    let start = usize::try_from(entry.start).ok()?;
    let packed = content.get(start..start.checked_add(usize::try_from(entry.packed).ok()?)?)?;
    if !entry.is_deflated? {
        return Some(packed.to_vec());
    }
    let mut unpacked = Vec::new();
    DeflateDecoder::new(packed).take(PART_LIMIT + 1).read_to_end(&mut unpacked).ok()?;
    (unpacked.len() as u64 <= PART_LIMIT).then_some(unpacked)
}
