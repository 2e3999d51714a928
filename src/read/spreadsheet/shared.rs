//! Several readers of one input, each with a place of its own.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::read::container::Seekable;

/// A reader of an input that others read too.
#[derive(Clone)]
pub(super) struct Shared {
    state: Arc<Mutex<State>>,
    at: u64,
}

struct State {
    input: Box<dyn Seekable>,
    /// Where the input stands, so that one who reads on need not seek, which would throw away what was read ahead.
    at: u64,
}

impl Shared {
    /// Shares an input, from its start.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub(super) fn new(mut input: Box<dyn Seekable>) -> io::Result<Self> {
        input.seek(SeekFrom::Start(0))?;
        Ok(Shared { state: Arc::new(Mutex::new(State { input, at: 0 })), at: 0 })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A library that panicked while it read leaves the input where `at` may not say: the next reader seeks.
        self.state.lock().unwrap_or_else(|poisoned| {
            let mut state = PoisonError::into_inner(poisoned);
            state.at = u64::MAX;
            state
        })
    }
}

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.state();
        if state.at != self.at {
            state.at = state.input.seek(SeekFrom::Start(self.at))?;
        }
        let read = state.input.read(buffer)?;
        state.at += read as u64;
        let at = state.at;
        drop(state);
        self.at = at;
        Ok(read)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut state = self.state();
        let to = match to {
            SeekFrom::Current(offset) => SeekFrom::Start(self.at.checked_add_signed(offset).ok_or_else(before_start)?),
            other => other,
        };
        // Where it is going is known without going there, unless it is told from the end.
        let at = match to {
            SeekFrom::Start(at) => at,
            other => {
                state.at = state.input.seek(other)?;
                state.at
            }
        };
        drop(state);
        self.at = at;
        Ok(at)
    }
}

fn before_start() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "a place before the start")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn each_reader_has_its_place() {
        let mut first = Shared::new(Box::new(Cursor::new(b"abcdef".to_vec()))).unwrap();
        let mut second = first.clone();
        let next = |reader: &mut Shared| {
            let mut byte = [0];
            reader.read_exact(&mut byte).map(|()| char::from(byte[0])).ok()
        };
        assert_eq!((next(&mut first), next(&mut first), next(&mut second)), (Some('a'), Some('b'), Some('a')));
        assert_eq!(second.seek(SeekFrom::End(-1)).unwrap(), 5);
        assert_eq!((next(&mut first), next(&mut second), next(&mut second)), (Some('c'), Some('f'), None));
        assert_eq!(first.seek(SeekFrom::Current(-2)).unwrap(), 1);
        assert_eq!(next(&mut first), Some('b'));
        assert!(first.seek(SeekFrom::Current(-9)).is_err());
    }
}
