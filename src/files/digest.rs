//! SHA-256, the digest that residents can check with `sha256sum`.

use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of bytes in memory.
    pub fn of(bytes: &[u8]) -> Self {
        Digest(Sha256::digest(bytes).into())
    }

    /// The digest of everything a reader gives, and how many bytes that was.
    ///
    /// # Errors
    /// When reading fails.
    pub fn of_reader(reader: &mut impl Read) -> io::Result<(Self, u64)> {
        Self::read(reader, |count, _| count == 0)
    }

    /// The digest of a file, with few questions to the system: a reading that gives less than asked for is the last.
    ///
    /// # Errors
    /// When reading fails.
    pub(super) fn of_file(file: &mut File) -> io::Result<Self> {
        Ok(Self::read(file, |count, wanted| count < wanted)?.0)
    }

    /// Reads until it is told, from how much was read and how much was wanted, that this is all.
    fn read(reader: &mut impl Read, is_all: impl Fn(usize, usize) -> bool) -> io::Result<(Self, u64)> {
        thread_local!(static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 128 << 10]));
        BUFFER.with_borrow_mut(|buffer| {
            let (mut digest, mut bytes) = (Sha256::new(), 0);
            loop {
                let count = match reader.read(buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    read => read?,
                };
                digest.update(&buffer[..count]);
                bytes += count as u64;
                if is_all(count, buffer.len()) {
                    return Ok((Digest(digest.finalize().into()), bytes));
                }
            }
        })
    }

    /// The digest of a list of files, whatever their order: of what `sha256sum` would print about them, sorted by path.
    pub fn of_listing<'a>(files: impl Iterator<Item = (&'a str, Digest)>) -> Self {
        let mut files: Vec<_> = files.collect();
        files.sort_unstable();
        let mut writer = HashingWriter::new(io::sink());
        for (path, digest) in files {
            writeln!(writer, "{digest}  {path}").expect("a digest takes everything");
        }
        writer.finish().1
    }

    /// The first sixteen digits: the name of an immutable version.
    pub fn short(&self) -> String {
        self.to_string()[..16].to_owned()
    }

    /// The digest as 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Digest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a SHA-256 digest of 64 hexadecimal digits");
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Digest(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A writer that hashes and counts what passes through it.
pub struct HashingWriter<W> {
    inner: W,
    hasher: Sha256,
    bytes: u64,
}

impl<W: Write> HashingWriter<W> {
    /// Wraps a writer.
    pub fn new(inner: W) -> Self {
        HashingWriter { inner, hasher: Sha256::new(), bytes: 0 }
    }

    /// The writer, the digest of what was written, and how many bytes that was.
    pub fn finish(self) -> (W, Digest, u64) {
        (self.inner, Digest(self.hasher.finalize().into()), self.bytes)
    }
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.hasher.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_sha256sum() {
        let digest = Digest::of(b"town\n");
        assert_eq!(digest.to_string(), "03ac2583346310af272cf3b34daa168051b3b785747b33d24949c53bdc9b1e1d");
        assert_eq!(digest.to_string().parse::<Digest>(), Ok(digest));
        assert!("xyz".parse::<Digest>().is_err());
    }
}
