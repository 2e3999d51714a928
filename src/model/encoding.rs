//! What the bytes of a text say about their encoding.

/// The encoding of a text, as far as its bytes tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectedEncoding {
    /// The name to declare as `encoding`, in lower case: `utf-8`, `utf-16le`, `windows-1252`. The most likely candidate.
    pub name: &'static str,
    /// Whether it is proven: by a byte order mark, or because the text is UTF-8 throughout.
    pub is_certain: bool,
    /// Whether a byte order mark stands at the start.
    pub has_mark: bool,
    /// Cells whose bytes are not UTF-8.
    pub damaged: u64,
    /// Where it is not proven, encodings that all these bytes could be in, the most likely first.
    pub candidates: Vec<Candidate>,
}

/// An encoding that the bytes could be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The name to declare.
    pub name: &'static str,
    /// Other encodings in which every one of these bytes means the same.
    pub alike: Vec<&'static str>,
    /// The pieces of text that decide, as they read in this encoding; the same pieces for all candidates.
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
