//! The characters that give delimited text its shape.

use crate::model::Dialect;

/// What stands between cells: one character, as its bytes in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Delimiter {
    bytes: [u8; 4],
    length: usize,
}

impl From<char> for Delimiter {
    fn from(character: char) -> Self {
        let mut bytes = [0; 4];
        let length = character.encode_utf8(&mut bytes).len();
        Delimiter { bytes, length }
    }
}

impl Delimiter {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    pub(super) fn len(self) -> usize {
        self.length
    }

    /// Says where each one starts.
    pub(super) fn each(self, text: &[u8], mut take: impl FnMut(usize)) {
        if self.length != 1 {
            return memchr::memmem::find_iter(text, self.bytes()).for_each(take);
        }
        // Cells are so short that a search for each would cost more than looking at every byte, eight at a time.
        let mut words = text.chunks_exact(8);
        let mut start = 0;
        for word in words.by_ref() {
            let mut hits = hits(word, self.bytes[0]);
            while hits != 0 {
                take(start + hits.trailing_zeros() as usize / 8);
                hits &= hits - 1;
            }
            start += 8;
        }
        let is_hit = |(_, byte): &(usize, &u8)| **byte == self.bytes[0];
        words.remainder().iter().enumerate().filter(is_hit).for_each(|(at, _)| take(start + at));
    }

    /// Whether a text starts with one.
    pub(super) fn starts(self, text: &[u8]) -> bool {
        text.starts_with(self.bytes())
    }

    /// Where the first one starts, which is expected to be near.
    pub(super) fn find_near(self, text: &[u8]) -> Option<usize> {
        if self.length != 1 {
            return self.find(text);
        }
        let mut start = 0;
        for word in text.chunks_exact(8).take(4) {
            let hits = hits(word, self.bytes[0]);
            if hits != 0 {
                return Some(start + hits.trailing_zeros() as usize / 8);
            }
            start += 8;
        }
        self.find(&text[start..]).map(|at| start + at)
    }

    /// Where the first one starts.
    pub(super) fn find(self, text: &[u8]) -> Option<usize> {
        match self.length {
            1 => memchr::memchr(self.bytes[0], text),
            _ => memchr::memmem::find(text, self.bytes()),
        }
    }
}

/// The bytes of a word of eight that are a certain one: of each such byte the highest bit.
fn hits(word: &[u8], byte: u8) -> u64 {
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    // A byte that is the same is zero now. Adding to the lower bits of the others sets their highest, if it was not set, and
    // nothing is carried from one byte to the next.
    let rest = u64::from_le_bytes(word.try_into().expect("words are of eight bytes")) ^ u64::from_ne_bytes([byte; 8]);
    !(((rest & LOW) + LOW) | rest | LOW)
}

/// All characters with a meaning, line breaks aside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    pub(super) delimiter: Delimiter,
    /// Stands around a cell; none where quotation marks are characters like any other.
    pub(super) quote: Option<u8>,
    /// Whether a quote inside a quoted cell is written twice.
    pub(super) is_doubled: bool,
    /// Takes the meaning from the character after it.
    pub(super) escape: Option<u8>,
    /// Begins a line that is no record.
    pub(super) comment: Option<u8>,
    /// Whether spaces before a cell do not belong to it.
    pub(super) skips_space: bool,
}

impl From<&Dialect> for Marks {
    /// What is declared; characters that cannot be meant have been refused where they are declared.
    fn from(dialect: &Dialect) -> Self {
        let ascii = |character: Option<char>| character.and_then(|c| u8::try_from(c).ok()).filter(u8::is_ascii);
        let quote = match &dialect.quote_char {
            None => Some(b'"'),
            Some(text) => ascii(text.chars().next()),
        };
        Marks {
            delimiter: dialect.delimiter.unwrap_or(',').into(),
            quote,
            is_doubled: dialect.double_quote.unwrap_or(true),
            // A quote that escapes itself is a doubled one.
            escape: ascii(dialect.escape_char).filter(|escape| Some(*escape) != quote),
            comment: ascii(dialect.comment_char),
            skips_space: dialect.skip_initial_space.unwrap_or(false),
        }
    }
}

impl Marks {
    /// Where the text of a cell starts, spaces before it aside.
    pub(super) fn text_start(&self, text: &[u8], start: usize, end: usize) -> usize {
        if !self.skips_space {
            return start;
        }
        text[start..end].iter().position(|byte| *byte != b' ').map_or(end, |spaces| start + spaces)
    }

    /// Whether a quote at a place opens a quotation: it does at the start of a cell only.
    pub(super) fn opens(&self, text: &[u8], record: usize, quote: usize) -> bool {
        let mut before = &text[record..quote];
        if self.skips_space {
            before = before.trim_suffix_spaces();
        }
        let Some(rest) = before.strip_suffix(self.delimiter.bytes()) else { return before.is_empty() };
        self.escape.is_none_or(|escape| rest.last() != Some(&escape))
    }

    /// Where a quotation that was opened before a place is closed: after its last mark.
    pub(super) fn closing(&self, text: &[u8], mut at: usize) -> Option<usize> {
        let quote = self.quote?;
        loop {
            let found = match self.escape {
                None => memchr::memchr(quote, text.get(at..)?)?,
                Some(escape) => memchr::memchr2(quote, escape, text.get(at..)?)?,
            };
            let mark = at + found;
            let is_literal = text[mark] != quote || (self.is_doubled && text.get(mark + 1) == Some(&quote));
            if !is_literal {
                return Some(mark + 1);
            }
            at = mark + 2;
        }
    }

    /// Where the next delimiter stands that is not escaped, or the end.
    pub(super) fn delimiter_after(&self, text: &[u8], mut at: usize, end: usize) -> usize {
        loop {
            let Some(found) = self.delimiter.find(&text[at.min(end)..end]) else { return end };
            let Some(escape) = self.escape else { return at + found };
            match memchr::memchr(escape, &text[at..at + found]) {
                None => return at + found,
                Some(escaped) => at += escaped + 2,
            }
        }
    }
}

/// The end of a slice without its spaces.
trait TrimSuffix {
    fn trim_suffix_spaces(&self) -> &Self;
}

impl TrimSuffix for [u8] {
    fn trim_suffix_spaces(&self) -> &Self {
        let kept = self.iter().rposition(|byte| *byte != b' ').map_or(0, |at| at + 1);
        &self[..kept]
    }
}
