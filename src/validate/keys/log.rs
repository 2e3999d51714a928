//! The keys of a table, in memory or in sorted runs on disk.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use rayon::prelude::*;

/// Keys kept in memory before a run is written out: 32 MB.
const RUN: usize = 1 << 20;

/// A key, and what is kept with it in eight bytes: where it stands, unless told otherwise.
pub(super) type Entry<M = Spot> = (u128, M);

/// What fits into the eight bytes beside a key.
pub(super) trait Mark: Copy + Ord + Send + From<u64> + Into<u64> {}

impl<M: Copy + Ord + Send + From<u64> + Into<u64>> Mark for M {}

/// Where a row stands: the part of the table in the upper 24 bits, the row as a spreadsheet numbers it in the lower 40. So
/// spots are in the order in which rows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot(u64);

impl Spot {
    const ROW_BITS: u32 = 40;

    pub(super) fn new(part: usize, row: u64) -> Self {
        Spot((part as u64) << Self::ROW_BITS | row)
    }

    pub(super) fn part(self) -> usize {
        (self.0 >> Self::ROW_BITS) as usize
    }

    pub(super) fn row(self) -> u64 {
        self.0 & ((1 << Self::ROW_BITS) - 1)
    }
}

impl From<u64> for Spot {
    fn from(bits: u64) -> Self {
        Spot(bits)
    }
}

impl From<Spot> for u64 {
    fn from(spot: Spot) -> Self {
        spot.0
    }
}

/// Takes keys in any order.
pub(super) struct Log<M = Spot> {
    entries: Vec<Entry<M>>,
    runs: Vec<File>,
}

impl<M> Default for Log<M> {
    fn default() -> Self {
        Log { entries: Vec::new(), runs: Vec::new() }
    }
}

impl<M: Mark> Log<M> {
    pub(super) fn append(&mut self, mut entries: Vec<Entry<M>>) -> io::Result<()> {
        self.entries.append(&mut entries);
        if self.entries.len() >= RUN {
            let mut entries = std::mem::take(&mut self.entries);
            entries.sort_unstable();
            self.runs.push(write_run(&entries)?);
        }
        Ok(())
    }

    /// All keys in their order. The log stays, because several tables may refer to one.
    pub(super) fn sorted(&mut self) -> io::Result<Sorted<'_, M>> {
        self.entries.par_sort_unstable();
        let mut runs = vec![Run::Memory(self.entries.iter())];
        for mut file in &self.runs {
            file.seek(SeekFrom::Start(0))?;
            runs.push(Run::File(BufReader::new(file)));
        }
        let mut heads = BinaryHeap::new();
        for (at, run) in runs.iter_mut().enumerate() {
            if let Some(entry) = run.next()? {
                heads.push(Reverse((entry, at)));
            }
        }
        Ok(Sorted { runs, heads })
    }
}

fn write_run<M: Mark>(entries: &[Entry<M>]) -> io::Result<File> {
    let mut writer = BufWriter::new(tempfile::tempfile()?);
    for &(key, mark) in entries {
        writer.write_all(&key.to_le_bytes())?;
        let mark: u64 = mark.into();
        writer.write_all(&mark.to_le_bytes())?;
    }
    writer.into_inner().map_err(io::IntoInnerError::into_error)
}

/// Sorted entries of one run.
enum Run<'a, M> {
    Memory(std::slice::Iter<'a, Entry<M>>),
    File(BufReader<&'a File>),
}

impl<M: Mark> Run<'_, M> {
    fn next(&mut self) -> io::Result<Option<Entry<M>>> {
        match self {
            Run::Memory(entries) => Ok(entries.next().copied()),
            Run::File(reader) => {
                let mut bytes = [0; 24];
                match reader.read_exact(&mut bytes) {
                    Ok(()) => {
                        let (key, mark) = bytes.split_at(16);
                        let key = u128::from_le_bytes(key.try_into().expect("16 bytes"));
                        Ok(Some((key, u64::from_le_bytes(mark.try_into().expect("8 bytes")).into())))
                    }
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
                    Err(error) => Err(error),
                }
            }
        }
    }
}

/// All keys of a table in order, from their sorted runs.
pub(super) struct Sorted<'a, M = Spot> {
    runs: Vec<Run<'a, M>>,
    heads: BinaryHeap<Reverse<(Entry<M>, usize)>>,
}

impl<M: Mark> Sorted<'_, M> {
    pub(super) fn next(&mut self) -> io::Result<Option<Entry<M>>> {
        let Some(Reverse((entry, at))) = self.heads.pop() else { return Ok(None) };
        if let Some(next) = self.runs[at].next()? {
            self.heads.push(Reverse((next, at)));
        }
        Ok(Some(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_back_in_order_from_disk_and_from_memory() {
        let mut log = Log::default();
        let entry = |n: u64| (u128::from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)), Spot::new(3, n));
        let count = RUN as u64 * 2 + 10;
        for start in (0..count).step_by(RUN) {
            log.append((start..(start + RUN as u64).min(count)).map(entry).collect()).unwrap();
        }
        assert_eq!(log.runs.len(), 2);
        for _ in 0..2 {
            let (mut sorted, mut earlier, mut met) = (log.sorted().unwrap(), None, 0);
            while let Some(next) = sorted.next().unwrap() {
                assert!(earlier < Some(next));
                assert_eq!(next.1.part(), 3);
                (earlier, met) = (Some(next), met + 1);
            }
            assert_eq!(met, count);
        }
    }
}
