//! Which encoding some bytes are in: what is kept of a whole file, in bounded memory, to tell.

use std::collections::HashSet;

use super::likely;
use crate::model::DetectedEncoding;
use crate::read::Charset;

/// The most bytes of pieces that are kept; beyond that only pieces with a byte that was not met before.
const KEPT: usize = 256 << 10;

/// The most of one piece, and of a line that spans several reads, that is kept.
const PIECE: usize = 4 << 10;

/// How many bytes are looked at for the pattern of UTF-16.
const PATTERN: u64 = 64 << 10;

/// Bytes that end a cell in most files. No encoding uses them within a character.
const ENDS: &[u8] = b",;\t\"\r\n";

/// Gathers, from the bytes of a file in their order, what tells its encoding. Costs next to nothing as long as they are UTF-8.
#[derive(Debug, Default)]
pub(in crate::read) struct Census {
    /// Zero bytes at even and at odd places.
    zeros: [u64; 2],
    seen: u64,
    /// Line breaks before `rest`.
    lines: u64,
    /// The end of what was pushed, which may go on: an incomplete character, or an incomplete line.
    rest: Vec<u8>,
    /// What was taken of the cell that is not at its end.
    begun: Vec<u8>,
    /// Characters beyond ASCII that are UTF-8, roughly.
    utf8: u64,
    /// Cells that are not UTF-8.
    damaged: u64,
    /// Different ones of them, in the order they were met.
    pieces: Vec<Piece>,
    known: HashSet<Vec<u8>>,
    kept: usize,
    /// Bytes beyond ASCII that were met in a piece, as bits.
    bytes_met: u128,
}

/// The bytes of a cell that is not UTF-8.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Its line, from 1.
    pub(super) line: u64,
}

impl Census {
    /// Takes the next bytes.
    pub(in crate::read) fn push(&mut self, bytes: &[u8]) {
        if self.seen < PATTERN {
            for at in memchr::memchr_iter(0, bytes) {
                self.zeros[(self.seen as usize + at) % 2] += 1;
            }
        }
        self.seen += bytes.len() as u64;
        if self.rest.is_empty() && self.damaged == 0 && self.take_clean(bytes) {
            return;
        }
        self.rest.extend_from_slice(bytes);
        let mut whole = std::mem::take(&mut self.rest);
        if self.damaged == 0 && self.take_clean(&whole) {
            return;
        }
        whole.splice(0..0, std::mem::take(&mut self.begun));
        // Whole lines only, so that no cell is cut in two; but not more than anyone writes in one.
        let end = memchr::memrchr2(b'\n', b'\r', &whole).map_or(0, |at| at + 1);
        let end = if whole.len() - end > PIECE { whole.len() } else { end };
        self.take_lines(&whole[..end]);
        self.rest = whole[end..].to_vec();
    }

    /// Takes bytes that are UTF-8, all but an unfinished character; `false` if they are not.
    fn take_clean(&mut self, bytes: &[u8]) -> bool {
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return false,
        };
        self.lines += memchr::memchr_iter(b'\n', &bytes[..valid]).count() as u64;
        if !bytes.is_ascii() {
            self.utf8 += bytes[..valid].iter().filter(|byte| **byte >= 0xc2).count() as u64;
        }
        self.rest = bytes[valid..].to_vec();
        let cell = bytes[..valid].iter().rposition(|byte| ENDS.contains(byte)).map_or(0, |at| at + 1);
        if cell > 0 || self.begun.len() > PIECE {
            self.begun.clear();
        }
        if valid - cell < PIECE {
            self.begun.extend_from_slice(&bytes[cell..valid]);
        }
        true
    }

    fn take_lines(&mut self, bytes: &[u8]) {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if !line.is_ascii() {
                for cell in line.split(|byte| ENDS.contains(byte)).filter(|cell| !cell.is_ascii()) {
                    match std::str::from_utf8(cell) {
                        Ok(text) => self.utf8 += text.chars().filter(|c| !c.is_ascii()).count() as u64,
                        Err(_) => self.keep(cell),
                    }
                }
            }
            self.lines += u64::from(line.ends_with(b"\n"));
        }
    }

    fn keep(&mut self, cell: &[u8]) {
        self.damaged += 1;
        let met = cell.iter().filter(|byte| !byte.is_ascii()).fold(0, |met, byte| met | 1_u128 << (byte & 0x7f));
        let is_new = met & !self.bytes_met != 0;
        self.bytes_met |= met;
        if self.kept > KEPT && !is_new {
            return;
        }
        // A long text is cut at a space, so that no character is.
        let cut = memchr::memrchr(b' ', &cell[..cell.len().min(PIECE)]).filter(|_| cell.len() > PIECE);
        let cell = &cell[..cut.unwrap_or(cell.len())];
        if !cell.is_ascii() && self.known.insert(cell.to_vec()) {
            self.kept += cell.len();
            self.pieces.push(Piece { bytes: cell.to_vec(), line: self.lines + 1 });
        }
    }

    /// What the encoding may be, if it is not UTF-8.
    pub(in crate::read) fn finish(&mut self) -> Option<DetectedEncoding> {
        if let Some(name) = self.utf16() {
            return Some(likely::only(name, self.damaged));
        }
        let rest = std::mem::take(&mut self.rest);
        self.take_lines(&rest);
        if self.damaged == 0 {
            return None;
        }
        let candidates = likely::candidates(&self.pieces);
        let is_mostly_utf8 = self.utf8 > self.damaged;
        let name = candidates.first().filter(|_| !is_mostly_utf8).map_or("utf-8", |best| best.name);
        Some(DetectedEncoding { name, is_certain: false, has_mark: false, damaged: self.damaged, candidates })
    }

    /// UTF-16 without a mark: every other byte of plain letters is zero.
    fn utf16(&self) -> Option<&'static str> {
        let [even, odd] = self.zeros;
        let many = self.seen.min(PATTERN) / 16;
        match () {
            () if odd > many && even * 8 < odd => Some("utf-16le"),
            () if even > many && odd * 8 < even => Some("utf-16be"),
            () => None,
        }
    }
}

/// What encoding a whole text, or its start, is in.
pub fn encoding(bytes: &[u8]) -> DetectedEncoding {
    let certain =
        |name, has_mark| DetectedEncoding { name, is_certain: true, has_mark, damaged: 0, candidates: Vec::new() };
    let mark = Charset::of_mark(bytes);
    let text = &bytes[mark.map_or(0, |(_, length)| length)..];
    if let Some((charset, _)) = mark
        && charset != Charset::UTF_8
    {
        return certain(if bytes[0] == 0xff { "utf-16le" } else { "utf-16be" }, true);
    }
    let mut census = Census::default();
    census.push(text);
    match census.finish() {
        None => certain("utf-8", mark.is_some()),
        Some(detected) => DetectedEncoding { has_mark: mark.is_some(), ..detected },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_proven_is_certain() {
        for (bytes, name, has_mark) in [
            (&b"a,b\n"[..], "utf-8", false),
            ("naïve,東京\n".as_bytes(), "utf-8", false),
            (b"\xef\xbb\xbfa", "utf-8", true),
            (b"\xff\xfea\0", "utf-16le", true),
            (b"\xfe\xff\0a", "utf-16be", true),
        ] {
            let detected = encoding(bytes);
            assert!(detected.is_certain && detected.candidates.is_empty());
            assert_eq!((detected.name, detected.has_mark), (name, has_mark), "{bytes:?}");
        }
    }

    #[test]
    fn utf16_without_a_mark_is_seen() {
        let le: Vec<u8> = "id,name\n1,café\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "id,name\n1,café\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((encoding(&le).name, encoding(&be).name), ("utf-16le", "utf-16be"));
    }

    #[test]
    fn an_odd_byte_at_the_end_of_a_long_file_counts() {
        let mut census = Census::default();
        for _ in 0..10_000 {
            census.push("id,naïve text of a line\n".as_bytes());
        }
        census.push(b"1,caf");
        census.push(b"\xe9\n");
        let detected = census.finish().unwrap();
        assert_eq!((detected.name, detected.damaged), ("utf-8", 1));
        assert_eq!(detected.candidates[0].evidence[0].line, 10_001);
        assert_eq!(detected.candidates[0].evidence[0].text, "café");
    }

    #[test]
    fn memory_is_bounded_and_rare_bytes_are_kept() {
        let mut census = Census::default();
        for row in 0..100_000 {
            census.push(format!("{row},caf").as_bytes());
            census.push(b"\xe9\n");
            census.push(format!("{row} caf").as_bytes());
            census.push(b"\xe9\n");
        }
        census.push(b"1,\x80 5\n");
        let detected = census.finish().unwrap();
        assert!(census.kept < KEPT + 2 * PIECE);
        assert_eq!(census.pieces.last().unwrap().bytes, b"\x80 5");
        assert_eq!((detected.name, detected.damaged), ("windows-1252", 200_001));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_in_any_pieces_are_judged_alike(bytes in proptest::collection::vec(0_u8.., 0..200), cut in 0_usize..200) {
            let whole = encoding(&bytes);
            let cut = cut.min(bytes.len());
            let mut census = Census::default();
            census.push(&bytes[..cut]);
            census.push(&bytes[cut..]);
            if !whole.has_mark {
                let damaged = census.finish().map_or(0, |detected| detected.damaged);
                proptest::prop_assert_eq!(damaged, whole.damaged);
            }
        }
    }
}
