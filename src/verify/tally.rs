//! What a table is expected to hold, and what is counted of a file.

use std::sync::{Mutex, PoisonError};

use super::value::{Sum, Value};

/// What was seen of the source: digests of each column, a block of rows at a time.
#[derive(Debug, Default)]
pub struct Expected {
    /// For each block the number of the row after it, and the sums of its columns.
    blocks: Vec<(u64, Vec<Sum>)>,
}

impl Expected {
    /// Adds the block of rows that follows.
    pub(super) fn push(&mut self, rows: u64, sums: Vec<Sum>) {
        self.blocks.push((self.rows() + rows, sums));
    }

    /// Rows of the table.
    pub(super) fn rows(&self) -> u64 {
        self.blocks.last().map_or(0, |block| block.0)
    }

    /// The first row of a block; of the one after the last, the first that should not be.
    pub(super) fn first_row(&self, block: usize) -> u64 {
        block.checked_sub(1).and_then(|before| self.blocks.get(before)).map_or(0, |block| block.0)
    }

    /// The block of a row, and the rows that are in it.
    fn block_of(&self, row: u64) -> (usize, std::ops::Range<u64>) {
        let block = self.blocks.partition_point(|(end, _)| *end <= row);
        (block, self.first_row(block)..self.blocks.get(block).map_or(u64::MAX, |block| block.0))
    }
}

/// The cells of a row that is looked at closely: its number in the block, and the digest of each column.
pub(super) type Cells = Vec<(u64, Vec<Sum>)>;

/// What was counted of a file, or of a part of one.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// Rows of it.
    pub(super) rows: u64,
    /// Sums of the columns, by block.
    blocks: Vec<Option<Vec<Sum>>>,
    /// The cells of the block that is looked at.
    cells: Cells,
}

/// Counts a file, on as many threads as like.
pub(super) struct Total<'a> {
    expected: &'a Expected,
    focus: Option<usize>,
    counted: Mutex<Counted>,
}

impl<'a> Total<'a> {
    /// Nothing counted yet. The cells of the block `focus` are kept one by one.
    pub(super) fn new(expected: &'a Expected, focus: Option<usize>) -> Self {
        Total { expected, focus, counted: Mutex::default() }
    }

    /// Counts a part of the file, to be added later.
    pub(super) fn tally(&self, columns: usize) -> Tally<'a> {
        Tally {
            expected: self.expected,
            focus: self.focus,
            columns,
            parts: Vec::new(),
            at: 0,
            cells: Vec::new(),
            rows: 0,
        }
    }

    /// Adds a part.
    pub(super) fn add(&self, tally: Tally<'_>) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.rows += tally.rows;
        counted.cells.extend(tally.cells);
        for part in tally.parts {
            if counted.blocks.len() <= part.block {
                counted.blocks.resize(part.block + 1, None);
            }
            match &mut counted.blocks[part.block] {
                Some(sums) => sums.iter_mut().zip(part.sums).for_each(|(sum, more)| sum.add(more)),
                empty => *empty = Some(part.sums),
            }
        }
    }

    pub(super) fn finish(self) -> Counted {
        self.counted.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A part of a file being counted by one thread.
pub(super) struct Tally<'a> {
    expected: &'a Expected,
    focus: Option<usize>,
    columns: usize,
    parts: Vec<Part>,
    /// Which of the parts the last value was in.
    at: usize,
    cells: Cells,
    rows: u64,
}

/// The sums of a block.
struct Part {
    block: usize,
    rows: std::ops::Range<u64>,
    sums: Vec<Sum>,
}

impl Tally<'_> {
    /// Counts so many rows, whatever is in them.
    pub(super) fn add_rows(&mut self, rows: u64) {
        self.rows += rows;
    }

    /// Counts a value. Rows are counted from the start of the file.
    pub(super) fn add(&mut self, row: u64, column: usize, value: &Value<'_>) {
        if !self.parts.get(self.at).is_some_and(|part| part.rows.contains(&row)) {
            self.turn_to(row);
        }
        let part = &mut self.parts[self.at];
        let within = row - part.rows.start;
        let digest = value.digest(within);
        part.sums[column].add(digest);
        if self.focus == Some(part.block) {
            if self.cells.last().is_none_or(|cells| cells.0 != within) {
                self.cells.push((within, vec![Sum::default(); self.columns]));
            }
            if let Some((_, cells)) = self.cells.last_mut() {
                cells[column].add(digest);
            }
        }
    }

    /// Counts a row of which nothing can be read.
    pub(super) fn add_unreadable(&mut self, row: u64) {
        (0..self.columns).for_each(|column| self.add(row, column, &Value::Unreadable));
    }

    fn turn_to(&mut self, row: u64) {
        self.at = self.parts.iter().position(|part| part.rows.contains(&row)).unwrap_or_else(|| {
            let (block, rows) = self.expected.block_of(row);
            self.parts.push(Part { block, rows, sums: vec![Sum::default(); self.columns] });
            self.parts.len() - 1
        });
    }
}

fn differ(one: Sum, other: Sum, keeps_nuance: bool) -> bool {
    one.value != other.value || keeps_nuance && one.nuance != other.nuance
}

impl Counted {
    /// The first block that is not as expected, if there is one. `keeps` says of a column whether its nuances are there.
    pub(super) fn differing(&self, expected: &Expected, keeps: impl Fn(usize) -> bool) -> Option<usize> {
        let is_same = |block: usize, sums: &[Sum]| {
            let nothing = vec![Sum::default(); sums.len()];
            let found = self.blocks.get(block).and_then(Option::as_ref).unwrap_or(&nothing);
            let mut pairs = sums.iter().zip(found).enumerate();
            !pairs.any(|(column, (one, other))| differ(*one, *other, keeps(column)))
        };
        let wrong = expected.blocks.iter().enumerate().position(|(block, (_, sums))| !is_same(block, sums));
        wrong.or((self.rows != expected.rows()).then_some(expected.blocks.len()))
    }

    /// The first cell of the block that was looked at which differs from the source's: its row in the block, and its column.
    pub(super) fn first_difference(mut self, source: &Cells, keeps: impl Fn(usize) -> bool) -> Option<(u64, usize)> {
        // Several threads may have counted parts of the block, and columns one after the other.
        self.cells.sort_by_key(|cells| cells.0);
        self.cells.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1.iter_mut().zip(&next.1).for_each(|(sum, more)| sum.add(*more));
            }
            is_same
        });
        let (mut mine, mut theirs) = (self.cells.iter(), source.iter());
        loop {
            match (mine.next(), theirs.next()) {
                (None, None) => return None,
                (Some((row, _)), None) | (None, Some((row, _))) => return Some((*row, 0)),
                (Some((row, _)), Some((other, _))) if row != other => return Some((*row.min(other), 0)),
                (Some((row, mine)), Some((_, theirs))) => {
                    let mut pairs = mine.iter().zip(theirs).enumerate();
                    if let Some((column, _)) =
                        pairs.find(|(column, (one, other))| differ(**one, **other, keeps(*column)))
                    {
                        return Some((*row, column));
                    }
                }
            }
        }
    }
}
