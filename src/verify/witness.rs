//! What is seen of the source on its one pass, before any writer makes something of it.

use std::io;
use std::sync::{Mutex, PoisonError};

use super::tally::{Cells, Expected};
use super::value::{Sum, Value};
use crate::model::table::{Batch, Column};
use crate::scan::{Observer, Partial, own};

/// Takes the digests of a table.
#[derive(Debug, Default)]
pub struct Witness {
    expected: Mutex<Expected>,
}

impl Witness {
    /// What every file of the table must hold.
    pub fn finish(self) -> Expected {
        self.expected.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Witness {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let of = |column: &Column| {
            let mut sum = Sum::default();
            (0..batch.rows).for_each(|row| sum.add(Value::of(column, row).digest(row as u64)));
            sum
        };
        Ok(Box::new((batch.rows as u64, batch.columns.iter().map(of).collect::<Vec<Sum>>())))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let (rows, sums) = own::<(u64, Vec<Sum>)>(partial);
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).push(rows, sums);
        Ok(())
    }
}

/// Looks at one block of the source once more, cell by cell.
pub struct CloserLook {
    block: usize,
    /// The number of the block that is merged next, and the cells that were asked for.
    state: Mutex<(usize, Cells)>,
}

impl CloserLook {
    pub(super) fn new(block: usize) -> Self {
        CloserLook { block, state: Mutex::default() }
    }

    pub(super) fn finish(self) -> Cells {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }
}

impl Observer for CloserLook {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let row = |row| {
            let digest = |column| Value::of(column, row).digest(row as u64);
            (row as u64, batch.columns.iter().map(digest).collect())
        };
        Ok(Box::new((0..batch.rows).map(row).collect::<Cells>()))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0 == self.block {
            state.1 = own(partial);
        }
        state.0 += 1;
        Ok(())
    }
}
