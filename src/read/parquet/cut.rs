//! Takes runs of rows out of a Parquet file.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;

use super::damaged;
use super::honest::{CELL_BYTES, is_bomb, packed};
use crate::model::table::RowFaultKind;
use crate::read::guard::guarded;
use crate::read::{BLOCK_BYTES, Block, Cutter, Flaw, RECORD_LIMIT};

/// Bytes of text in a block, at most, unless one row has more.
const TEXT_LIMIT: usize = 4 * BLOCK_BYTES;

/// Cuts the rows of a file into runs.
pub(super) struct BatchCutter {
    /// Gone when it has failed or ended.
    batches: Option<ParquetRecordBatchReader>,
    /// Bytes of the file.
    length: u64,
    /// Bytes that came out of it.
    unpacked: u64,
    /// Runs that were read and not handed on yet.
    runs: VecDeque<RecordBatch>,
    /// Why the rest cannot be read.
    broken: Option<RowFaultKind>,
    next: u64,
}

impl BatchCutter {
    pub(super) fn new(batches: ParquetRecordBatchReader, length: u64) -> Self {
        BatchCutter { batches: Some(batches), length, unpacked: 0, runs: VecDeque::new(), broken: None, next: 0 }
    }

    /// Reads on, and cuts what was read.
    fn read(&mut self) {
        let Some(mut batches) = self.batches.take() else { return };
        match guarded(move || (batches.next(), batches)) {
            Some((Some(Ok(batch)), batches)) => {
                self.broken = self.cut(&batch);
                self.batches = Some(batches).filter(|_| self.broken.is_none());
            }
            Some((None, _)) => {}
            Some((Some(Err(_)), _)) | None => self.broken = Some(broken()),
        }
    }

    /// Cuts rows into runs with a bounded amount of text.
    fn cut(&mut self, batch: &RecordBatch) -> Option<RowFaultKind> {
        let texts: Vec<_> = batch.columns().iter().filter_map(|column| lengths(column)).collect();
        let cells = batch.num_columns().max(1) as u64 * CELL_BYTES;
        let (mut start, mut held) = (0, 0);
        for row in 0..batch.num_rows() {
            let bytes: usize = texts.iter().map(|length| length(row)).sum();
            self.unpacked = self.unpacked.saturating_add(bytes as u64 + cells);
            let is_bomb = is_bomb(self.unpacked, self.length);
            if bytes > RECORD_LIMIT || is_bomb {
                self.runs.push_back(batch.slice(start, row - start));
                let reason = if is_bomb { packed() } else { "a row has more than 64 MB".to_owned() };
                return Some(RowFaultKind::TooLarge(reason));
            }
            if held + bytes > TEXT_LIMIT && start < row {
                self.runs.push_back(batch.slice(start, row - start));
                (start, held) = (row, 0);
            }
            held += bytes;
        }
        self.runs.push_back(batch.slice(start, batch.num_rows() - start));
        None
    }
}

impl Cutter for BatchCutter {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        while self.runs.is_empty() && self.batches.is_some() {
            self.read();
        }
        let columns = self.runs.pop_front();
        let broken = if columns.is_none() { self.broken.take() } else { None };
        let first_record = self.next;
        let records = columns.as_ref().map_or(0, RecordBatch::num_rows) as u64;
        self.next += records;
        let is_end = columns.is_none() && broken.is_none();
        let block = Block { bytes: Arc::default(), columns, first_record, records, first_line: 0, broken };
        Ok((!is_end).then_some(block))
    }
}

/// The length of the text in each row of a column.
fn lengths(column: &dyn Array) -> Option<Box<dyn Fn(usize) -> usize + '_>> {
    // The length is in the first four bytes of a view.
    match column.data_type() {
        DataType::Utf8View => {
            let views = column.as_string_view().views();
            Some(Box::new(|row| views[row] as u32 as usize))
        }
        DataType::BinaryView => {
            let views = column.as_binary_view().views();
            Some(Box::new(|row| views[row] as u32 as usize))
        }
        _ => None,
    }
}

fn broken() -> RowFaultKind {
    match damaged() {
        Flaw::Damaged(reason) => RowFaultKind::Damaged(reason),
        _ => unreachable!("that is damage"),
    }
}
