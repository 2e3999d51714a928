//! Runs blocks through decoder and observers on all cores and merges in order.
//!
//! Every worker takes the next block, works on it, and leaves what came of it in the queue; whoever completes the run of
//! finished blocks merges it. The worker that holds the earliest block never waits, so the others, which wait when they are
//! too far ahead, cannot wait for ever.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::{Observer, Partial};
use crate::read::{Block, Cutter, Decoder, Table};

/// Blocks that may be finished or under way beyond the one that is merged next, for each worker.
const AHEAD: u64 = 3;

struct Source {
    cutter: Box<dyn Cutter>,
    next: u64,
    ended: bool,
}

#[derive(Default)]
struct Queue {
    finished: BTreeMap<u64, (usize, Vec<Partial>)>,
    merged: u64,
    rows: u64,
    failure: Option<io::Error>,
}

struct Engine<'a> {
    source: Mutex<Source>,
    queue: Mutex<Queue>,
    progressed: Condvar,
    decoder: &'a dyn Decoder,
    observers: &'a [&'a dyn Observer],
    ahead: u64,
}

/// How many rows the table has.
pub(super) fn run(table: Table, observers: &[&dyn Observer]) -> io::Result<u64> {
    let workers = rayon::current_num_threads();
    let engine = Engine {
        source: Mutex::new(Source { cutter: table.cutter, next: 0, ended: false }),
        queue: Mutex::default(),
        progressed: Condvar::new(),
        decoder: &*table.decoder,
        observers,
        ahead: AHEAD * workers as u64,
    };
    // Most tables of a city fit in one block: they need no helpers.
    match engine.take()? {
        None => return Ok(0),
        Some((number, block)) => engine.work(number, block),
    }
    let more = engine.take()?;
    if let Some((number, block)) = more {
        rayon::scope(|scope| {
            for _ in 1..workers {
                scope.spawn(|_| engine.run_worker());
            }
            engine.work(number, block);
            engine.run_worker();
        });
    }
    let queue = engine.queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    match queue.failure {
        Some(failure) => Err(failure),
        None => Ok(queue.rows),
    }
}

impl Engine<'_> {
    /// The next block with its number.
    fn take(&self) -> io::Result<Option<(u64, Block)>> {
        let mut source = lock(&self.source);
        if source.ended {
            return Ok(None);
        }
        match source.cutter.next_block() {
            Ok(Some(block)) => {
                let number = source.next;
                source.next += 1;
                Ok(Some((number, block)))
            }
            ended => {
                source.ended = true;
                ended.map(|_| None)
            }
        }
    }

    fn run_worker(&self) {
        loop {
            if lock(&self.queue).failure.is_some() {
                return;
            }
            if let Err(error) = self.run_tasks() {
                return self.fail(error);
            }
            match self.take() {
                Ok(Some((number, block))) => self.work(number, block),
                Ok(None) => return,
                Err(error) => return self.fail(error),
            }
        }
    }

    /// Does the tasks that have come up. The worker that does them holds no block, so nobody waits for it.
    fn run_tasks(&self) -> io::Result<()> {
        let _watch = PanicWatch(self);
        for observer in self.observers {
            while let Some(task) = observer.task() {
                task()?;
            }
        }
        Ok(())
    }

    fn work(&self, number: u64, block: Block) {
        {
            let mut queue = lock(&self.queue);
            while number > queue.merged + self.ahead && queue.failure.is_none() {
                queue = self.progressed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
        }
        let _watch = PanicWatch(self);
        let batch = self.decoder.decode(block);
        let partials: io::Result<Vec<Partial>> =
            self.observers.iter().map(|observer| observer.observe(&batch)).collect();
        let rows = batch.rows;
        drop(batch);
        match partials {
            Ok(partials) => self.finish(number, rows, partials),
            Err(error) => self.fail(error),
        }
    }

    fn finish(&self, number: u64, rows: usize, partials: Vec<Partial>) {
        let mut queue = lock(&self.queue);
        queue.finished.insert(number, (rows, partials));
        loop {
            let next = queue.merged;
            let Some((rows, partials)) = queue.finished.remove(&next) else { break };
            if queue.failure.is_none() {
                for (observer, partial) in self.observers.iter().zip(partials) {
                    if let Err(error) = observer.merge(partial) {
                        queue.failure.get_or_insert(error);
                    }
                }
            }
            queue.rows += rows as u64;
            queue.merged += 1;
            self.progressed.notify_all();
        }
    }

    fn fail(&self, error: io::Error) {
        lock(&self.queue).failure.get_or_insert(error);
        self.progressed.notify_all();
    }
}

/// Wakes the workers that wait for a block whose worker panicked, so that a bug ends the run instead of stopping it.
struct PanicWatch<'a>(&'a Engine<'a>);

impl Drop for PanicWatch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fail(io::Error::other("a worker panicked"));
        }
    }
}

/// A panic of another worker is on its way up already; its lock is not worth a second one.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
