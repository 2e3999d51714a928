//! Where the members of a record stand in the source.

use std::ops::Range;
use std::sync::Arc;

use super::{Member, Shared};
use crate::diagnostic::Cell;
use crate::model::table::Locate;
use crate::read::{Block, cell_of};

/// Finds records and members of a block again.
pub(super) struct ObjectLocator {
    block: Block,
    ranges: Vec<Range<usize>>,
    /// The record of each row.
    rows: Vec<usize>,
    shared: Arc<Shared>,
}

impl std::fmt::Debug for ObjectLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ObjectLocator")
    }
}

impl ObjectLocator {
    pub(super) fn new(block: Block, ranges: Vec<Range<usize>>, rows: Vec<usize>, shared: Arc<Shared>) -> Self {
        ObjectLocator { block, ranges, rows, shared }
    }

    fn cell_in(&self, record: usize, field: Option<usize>) -> Cell {
        let bytes = &self.block.bytes[..];
        let range = self.ranges[record].clone();
        let row = self.number(record);
        let mut mark = range.start..(range.start + 1).min(range.end);
        let mut value = None;
        if let Some(at) = field {
            let name = serde_json::to_string(&self.shared.fields[at].source).unwrap_or_default();
            if let Some(at) = memchr::memmem::find(&bytes[range.clone()], name.as_bytes()) {
                mark = range.start + at..range.start + at + name.len();
            }
            let read = (self.shared.shape.read)(&bytes[range]).ok();
            value = read.and_then(|record| self.shared.values(&record)[at].map(Member::shown).map(str::to_owned));
        }
        let cell =
            cell_of(bytes, mark.start, mark.end, self.block.first_line, row, value.as_deref().unwrap_or_default());
        Cell { value: value.and(cell.value), ..cell }
    }

    /// The header of a spreadsheet counts as row 1 here too, so that a row has one number in every format.
    fn number(&self, record: usize) -> u64 {
        self.block.first_record + record as u64 + 2
    }
}

impl Locate for ObjectLocator {
    fn cell(&self, row: usize, field: usize) -> Cell {
        self.cell_in(self.rows[row], Some(field))
    }

    fn row_fault(&self, place: usize) -> Cell {
        self.cell_in(place, None)
    }

    fn row_number(&self, row: usize) -> u64 {
        self.number(self.rows[row])
    }
}
