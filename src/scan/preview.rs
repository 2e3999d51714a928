//! The first rows of a table, for its page.

use std::io;
use std::sync::{Mutex, PoisonError};

use super::{Observer, Partial, own};
use crate::model::Preview;
use crate::model::table::Batch;

/// How many rows a page shows.
const ROWS: usize = 20;

/// The longest text of a cell that a page shows, in characters.
const CELL: usize = 200;

/// Keeps the first rows as canonical text.
#[derive(Default)]
pub struct PreviewObserver {
    rows: Mutex<Preview>,
}

impl PreviewObserver {
    /// The rows.
    pub fn finish(self) -> Preview {
        self.rows.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for PreviewObserver {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let cell = |text: String| match text.char_indices().nth(CELL) {
            Some((cut, _)) => format!("{}…", &text[..cut]),
            None => text,
        };
        let row = |row: usize| batch.columns.iter().map(|column| column.text(row).map(cell)).collect::<Vec<_>>();
        Ok(Box::new((0..batch.rows.min(ROWS)).map(row).collect::<Vec<_>>()))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut preview = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let room = ROWS - preview.rows.len();
        preview.rows.extend(own::<Vec<Vec<Option<String>>>>(partial).into_iter().take(room));
        Ok(())
    }
}
