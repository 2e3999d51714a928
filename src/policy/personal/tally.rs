//! What a detector has counted of a column: as many bytes for a million rows as for one.

/// Counts of a detector. What each means is the detector's matter.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    counts: [u64; 12],
    /// One bit for each of 1,024 kinds of values that were met.
    marks: [u64; 16],
    /// The first row in which something spoke for the detector.
    pub(super) first: Option<u64>,
}

impl Tally {
    /// Counts one.
    pub fn add(&mut self, slot: usize) {
        self.counts[slot] += 1;
    }

    /// Counts several.
    pub fn add_all(&mut self, slot: usize, count: u64) {
        self.counts[slot] += count;
    }

    /// Notes that a kind of value was met.
    pub fn mark(&mut self, kind: usize) {
        self.marks[kind / 64 % 16] |= 1 << (kind % 64);
    }

    /// Notes the row of a cell that speaks for the detector.
    pub fn hit(&mut self, row: usize) {
        self.first.get_or_insert(row as u64);
    }

    /// How often was counted.
    pub fn count(&self, slot: usize) -> u64 {
        self.counts[slot]
    }

    /// How many kinds of values were met.
    pub fn marked(&self) -> u32 {
        self.marks.iter().map(|marks| marks.count_ones()).sum()
    }

    /// Takes what the next rows say.
    pub(super) fn join(&mut self, later: &Tally) {
        self.counts.iter_mut().zip(later.counts).for_each(|(mine, theirs)| *mine += theirs);
        self.marks.iter_mut().zip(later.marks).for_each(|(mine, theirs)| *mine |= theirs);
        self.first = self.first.or(later.first);
    }
}
