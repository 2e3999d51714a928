//! Bytes that wait to be read back once: in memory while they are few, then in an unnamed file.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use tempfile::SpooledTempFile;

/// Bytes that are kept in memory.
const IN_MEMORY: usize = 1 << 20;

/// A file that nobody else sees and that vanishes with its owner.
#[derive(Debug)]
pub struct Spool(SpooledTempFile);

impl Spool {
    /// An empty one. Its file lies in a folder that is there.
    pub fn new(folder: &Path) -> Self {
        Spool(tempfile::spooled_tempfile_in(IN_MEMORY, folder))
    }
}

impl Read for Spool {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Spool {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seek for Spool {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.0.seek(position)
    }
}
