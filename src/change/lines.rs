//! The proof that two files of delimited text have the same labels and the same rows, character by character.

use std::io;
use std::sync::{Mutex, PoisonError};

use crate::files::{Digest, HashingWriter};
use crate::model::table::Batch;
use crate::read::Header;
use crate::scan::{Observer, Partial, own};

/// Hashes the labels and the rows of a table as they are written, line breaks between rows aside, in their order.
pub struct LinesObserver {
    state: Mutex<State>,
}

struct State {
    hash: HashingWriter<io::Sink>,
    rows: u64,
    is_whole: bool,
}

impl Default for LinesObserver {
    fn default() -> Self {
        LinesObserver { state: Mutex::new(State { hash: HashingWriter::new(io::sink()), rows: 0, is_whole: true }) }
    }
}

impl LinesObserver {
    /// The digest of all rows and how many there are; `None` if the format does not show rows as they are written.
    pub fn finish(self) -> Option<(Digest, u64)> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (_, digest, _) = state.hash.finish();
        state.is_whole.then_some((digest, state.rows))
    }

    fn add(&self, lines: &[u8], rows: u64, is_whole: bool) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.rows += rows;
        state.is_whole &= is_whole;
        io::Write::write_all(&mut state.hash, lines)
    }
}

/// A text with its length, so that where one ends cannot be mistaken.
fn push(text: &[u8], lines: &mut Vec<u8>) {
    lines.extend_from_slice(&(text.len() as u64).to_le_bytes());
    lines.extend_from_slice(text);
}

impl Observer for LinesObserver {
    fn header(&self, header: &Header) {
        let mut lines = Vec::new();
        header.labels.iter().for_each(|label| push(label.text.as_bytes(), &mut lines));
        self.add(&lines, 0, header.problem.is_none()).expect("a sink takes everything");
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let (mut lines, mut is_whole) = (Vec::new(), true);
        for row in 0..batch.rows {
            match batch.locator.written(row) {
                Some(line) => push(line, &mut lines),
                None => is_whole = false,
            }
        }
        Ok(Box::new((lines, batch.rows as u64, is_whole)))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let (lines, rows, is_whole): (Vec<u8>, u64, bool) = own(partial);
        self.add(&lines, rows, is_whole)
    }
}
