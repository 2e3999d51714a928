//! DEFLATE (RFC 1951) in pieces that any core compresses and that follow one another in one stream.
//!
//! A piece is a run of blocks that ends on a byte and refers to nothing before it, so a stream is its pieces one after the
//! other, and then [`END`].

use std::cell::RefCell;
use std::collections::BTreeMap;

use flate2::{Compress, Compression, Crc, FlushCompress};

/// A last block without content.
pub(super) const END: [u8; 2] = [0x03, 0x00];

/// Compressed bytes, and the checksum of what they were.
pub(super) struct Piece {
    pub(super) deflated: Vec<u8>,
    pub(super) crc: Crc,
}

impl Piece {
    /// Compresses text with little effort: for text that repeats itself so much that more hardly pays.
    pub(super) fn of(text: &[u8]) -> Self {
        Piece::with(Compression::fast(), text)
    }

    /// Compresses text.
    pub(super) fn with(level: Compression, text: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(text);
        let deflated = COMPRESSORS.with_borrow_mut(|all| {
            let compress = all.entry(level.level()).or_insert_with(|| Compress::new(level, false));
            compress.reset();
            deflate(compress, text)
        });
        Piece { deflated, crc }
    }
}

thread_local! {
    /// A compressor for each level. It is far larger than most of what it compresses, so each thread makes it once.
    static COMPRESSORS: RefCell<BTreeMap<u32, Compress>> = const { RefCell::new(BTreeMap::new()) };
}

fn deflate(compress: &mut Compress, text: &[u8]) -> Vec<u8> {
    let mut deflated = Vec::with_capacity(text.len() / 4 + 64);
    loop {
        let rest = &text[compress.total_in() as usize..];
        compress.compress_vec(rest, &mut deflated, FlushCompress::Sync).expect("memory can always be compressed");
        // Room that is left means that all is flushed.
        if compress.total_in() as usize == text.len() && deflated.len() < deflated.capacity() {
            return deflated;
        }
        deflated.reserve(deflated.capacity() / 2 + 64);
    }
}
