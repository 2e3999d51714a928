//! Row groups: batches gathered until there is enough for one, encoded side by side, written in order.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::{Array, ArrayRef};
use arrow_schema::{Field, Schema as ArrowSchema};
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;

use crate::convert::Sink;
use crate::scan::Task;

/// Rows of a full group: what engines that read groups side by side expect.
pub(super) const GROUP_ROWS: usize = 122_880;

/// Bytes in memory of a full group, for tables with long rows.
const GROUP_BYTES: usize = 32 << 20;

/// The groups of a file.
pub(super) struct Groups {
    arrow: Arc<ArrowSchema>,
    factory: ArrowRowGroupWriterFactory,
    gathering: Mutex<Gathering>,
    output: Mutex<InOrder>,
}

/// Arrays of the columns, batch by batch.
type Batches = Vec<Vec<ArrayRef>>;

#[derive(Default)]
struct Gathering {
    batches: Batches,
    rows: usize,
    bytes: usize,
    /// The number of the group that is being gathered.
    number: usize,
    /// Full groups that nobody encodes yet.
    full: VecDeque<(usize, Batches)>,
}

struct InOrder {
    writer: SerializedFileWriter<Sink>,
    /// The number of the group that is written next.
    next: usize,
    encoded: BTreeMap<usize, Vec<ArrowColumnChunk>>,
}

impl Groups {
    pub(super) fn new(writer: SerializedFileWriter<Sink>, arrow: Arc<ArrowSchema>) -> Self {
        let factory = ArrowRowGroupWriterFactory::new(&writer, Arc::clone(&arrow));
        let output = Mutex::new(InOrder { writer, next: 0, encoded: BTreeMap::new() });
        Groups { arrow, factory, gathering: Mutex::default(), output }
    }

    /// Adds a batch. Batches come in the order of the rows.
    pub(super) fn add(&self, rows: usize, arrays: Vec<ArrayRef>) {
        if rows == 0 {
            return;
        }
        let mut gathering = lock(&self.gathering);
        gathering.rows += rows;
        // What the values take, not what happens to be reserved for them.
        gathering.bytes +=
            arrays.iter().map(|array| array.to_data().get_slice_memory_size().unwrap_or(0)).sum::<usize>();
        gathering.batches.push(arrays);
        if gathering.rows >= GROUP_ROWS || gathering.bytes >= GROUP_BYTES {
            gathering.close();
        }
    }

    /// Encodes a full group and writes it as soon as those before it are written, if there is one.
    pub(super) fn task(&self) -> Option<Task<'_>> {
        let (number, batches) = next(&self.gathering)?;
        Some(Box::new(move || self.write(number, self.encode(&batches)?)))
    }

    /// Writes what is left.
    pub(super) fn finish(self) -> io::Result<SerializedFileWriter<Sink>> {
        lock(&self.gathering).close();
        while let Some((number, batches)) = next(&self.gathering) {
            self.write(number, self.encode_side_by_side(&batches)?)?;
        }
        Ok(self.output.into_inner().unwrap_or_else(PoisonError::into_inner).writer)
    }

    fn write(&self, number: usize, chunks: Vec<ArrowColumnChunk>) -> io::Result<()> {
        let mut output = lock(&self.output);
        output.encoded.insert(number, chunks);
        loop {
            let next = output.next;
            let Some(chunks) = output.encoded.remove(&next) else { return Ok(()) };
            let mut group = output.writer.next_row_group()?;
            for chunk in chunks {
                chunk.append_to_row_group(&mut group)?;
            }
            group.close()?;
            output.next += 1;
        }
    }

    fn encode(&self, batches: &Batches) -> parquet::errors::Result<Vec<ArrowColumnChunk>> {
        let chunks: Result<Vec<_>, _> =
            self.columns(batches)?.into_iter().map(|column| column.encode(batches)).collect();
        Ok(chunks?.into_iter().flatten().collect())
    }

    /// The same on all cores: for the last groups, when nobody has anything else to do.
    fn encode_side_by_side(&self, batches: &Batches) -> parquet::errors::Result<Vec<ArrowColumnChunk>> {
        let columns = self.columns(batches)?.into_par_iter();
        let chunks: Result<Vec<_>, _> = columns.map(|column| column.encode(batches)).collect();
        Ok(chunks?.into_iter().flatten().collect())
    }

    /// The columns of a group, nothing of which is written yet.
    fn columns<'a>(&'a self, batches: &Batches) -> parquet::errors::Result<Vec<GroupColumn<'a>>> {
        let mut writers = self.factory.create_column_writers(0)?.into_iter();
        let column = |(at, field): (usize, &'a Arc<Field>)| {
            let leaves = compute_leaves(field, &batches[0][at])?.len();
            Ok(GroupColumn { at, field, writers: writers.by_ref().take(leaves).collect() })
        };
        self.arrow.fields().iter().enumerate().map(column).collect()
    }
}

/// A column of a group, and what writes each of its leaves.
struct GroupColumn<'a> {
    at: usize,
    field: &'a Field,
    writers: Vec<ArrowColumnWriter>,
}

impl GroupColumn<'_> {
    fn encode(self, batches: &Batches) -> parquet::errors::Result<Vec<ArrowColumnChunk>> {
        let GroupColumn { at, field, mut writers } = self;
        for arrays in batches {
            for (writer, leaf) in writers.iter_mut().zip(compute_leaves(field, &arrays[at])?) {
                writer.write(&leaf)?;
            }
        }
        writers.into_iter().map(ArrowColumnWriter::close).collect()
    }
}

/// A full group that nobody encodes yet.
fn next(gathering: &Mutex<Gathering>) -> Option<(usize, Batches)> {
    lock(gathering).full.pop_front()
}

impl Gathering {
    fn close(&mut self) {
        if self.batches.is_empty() {
            return;
        }
        let batches = std::mem::take(&mut self.batches);
        self.full.push_back((self.number, batches));
        (self.number, self.rows, self.bytes) = (self.number + 1, 0, 0);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
