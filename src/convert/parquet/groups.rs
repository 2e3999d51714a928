//! Row groups: batches gathered until there is enough for one, encoded side by side, written in order.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::{Array, ArrayRef};
use arrow_schema::Schema as ArrowSchema;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::file::writer::SerializedFileWriter;

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
        let (number, batches) = lock(&self.gathering).full.pop_front()?;
        Some(Box::new(move || self.write(number, &batches)))
    }

    /// Writes what is left.
    pub(super) fn finish(self) -> io::Result<SerializedFileWriter<Sink>> {
        lock(&self.gathering).close();
        while let Some(task) = self.task() {
            task()?;
        }
        Ok(self.output.into_inner().unwrap_or_else(PoisonError::into_inner).writer)
    }

    fn write(&self, number: usize, batches: &Batches) -> io::Result<()> {
        let chunks = self.encode(batches)?;
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
        let mut writers = self.factory.create_column_writers(0)?.into_iter();
        let mut chunks = Vec::with_capacity(writers.len());
        for (at, field) in self.arrow.fields().iter().enumerate() {
            let leaves = compute_leaves(field, &batches[0][at])?.len();
            let mut writers: Vec<_> = writers.by_ref().take(leaves).collect();
            for arrays in batches {
                for (writer, leaf) in writers.iter_mut().zip(compute_leaves(field, &arrays[at])?) {
                    writer.write(&leaf)?;
                }
            }
            for writer in writers {
                chunks.push(writer.close()?);
            }
        }
        Ok(chunks)
    }
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
