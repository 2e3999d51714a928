//! Which encoding some bytes are in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// What the bytes of a text say about their encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectedEncoding {
    /// The name to declare as `encoding`, in lower case: `utf-8`, `utf-16le`, `windows-1252`. The most likely candidate.
    pub name: &'static str,
    /// Whether it is proven: by a byte order mark, or because the text is UTF-8 throughout.
    pub is_certain: bool,
    /// Whether a byte order mark stands at the start.
    pub has_mark: bool,
    /// Where it is not proven, encodings that all bytes could be in, the most likely first.
    pub candidates: Vec<Candidate>,
}

/// An encoding that the bytes could be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The name to declare.
    pub name: &'static str,
    /// The pieces of text that decide, as they read in this encoding.
    pub evidence: Vec<Evidence>,
}

/// A piece of text around bytes that are not ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The line, from 1.
    pub line: u64,
    /// The cell or word, as it reads in the candidate's encoding.
    pub text: String,
}

/// What encoding a whole text, or its start, is in.
pub fn encoding(bytes: &[u8]) -> DetectedEncoding {
    let certain = |name, has_mark| DetectedEncoding { name, is_certain: true, has_mark, candidates: Vec::new() };
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return certain(name_of(marked), true);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return certain("utf-8", false);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let likely = detector.guess(None, Utf8Detection::Deny);
    let candidate = Candidate { name: name_of(likely), evidence: Vec::new() };
    DetectedEncoding { name: candidate.name, is_certain: false, has_mark: false, candidates: vec![candidate] }
}

fn name_of(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        _ if encoding == UTF_8 => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        name => name,
    }
}
