//! DEFLATE (RFC 1951) in pieces that any core compresses and that follow one another in one stream.
//!
//! A piece is a run of blocks that ends on a byte and refers to nothing before it, so a stream is its pieces one after the
//! other, and then [`END`].

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
        let mut compress = Compress::new(level, false);
        let mut deflated = Vec::with_capacity(text.len() / 4 + 64);
        loop {
            let rest = &text[compress.total_in() as usize..];
            compress.compress_vec(rest, &mut deflated, FlushCompress::Sync).expect("memory can always be compressed");
            // Room that is left means that all is flushed.
            if compress.total_in() as usize == text.len() && deflated.len() < deflated.capacity() {
                return Piece { deflated, crc };
            }
            deflated.reserve(deflated.capacity() / 2 + 64);
        }
    }
}
