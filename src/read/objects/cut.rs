//! Cuts lists of objects, and objects on lines, into blocks.

use std::io::{self, Read};
use std::ops::Range;

use super::path::{PathFinder, Step};
use crate::read::feed::Feed;
use crate::read::{BLOCK_BYTES, Block, Cutter, RECORD_LIMIT};

/// How much is read at once on the way to the list.
const LITTLE: usize = 64 << 10;

/// Follows the nesting of JSON byte by byte, strings skipped.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Nesting {
    /// How many objects and lists are open.
    pub(super) depth: usize,
    /// Whether a string is.
    pub(super) in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Takes a byte; whether it closed something.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return true;
            }
            _ => {}
        }
        false
    }

    /// Whether a byte stands between the records of a list.
    fn is_outside(self) -> bool {
        self.depth == 0 && !self.in_string
    }
}

fn feeds(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Says why there is no list where it should be; given the source from where the search ended.
pub(in crate::read) type Explain = fn(&mut Feed) -> io::Result<String>;

/// Cuts the list under a path of names.
pub(in crate::read) struct ListCutter {
    feed: Feed,
    stage: Stage,
    /// Objects and lists around the list.
    around: Nesting,
    explain: Explain,
}

enum Stage {
    /// On the way to the list.
    Before(PathFinder),
    Inside,
    /// Behind it, where what is around it is closed.
    Behind,
    Ended,
}

impl ListCutter {
    pub(in crate::read) fn new(source: Box<dyn Read + Send>, path: &[String], explain: Explain) -> Self {
        let stage = Stage::Before(PathFinder::new(path));
        ListCutter {
            feed: Feed::new(source),
            stage,
            around: Nesting { depth: path.len(), ..Nesting::default() },
            explain,
        }
    }

    fn broken(&mut self, reason: impl Into<String>) -> io::Result<Option<Block>> {
        self.stage = Stage::Ended;
        Ok(Some(self.feed.broken(reason)))
    }

    /// Moves past the opening bracket of the list; whether there is one.
    fn find(&mut self, mut finder: PathFinder) -> io::Result<bool> {
        loop {
            self.feed.fill(LITTLE)?;
            let step = self.feed.buffer.iter().enumerate().find_map(|(at, &byte)| match finder.take(byte) {
                Step::More => None,
                step => Some((at, step)),
            });
            match step {
                Some((at, Step::Found)) => {
                    self.feed.skip(at + 1);
                    return Ok(true);
                }
                Some(_) => return Ok(false),
                None if self.feed.ended => return Ok(false),
                None => self.feed.skip(self.feed.buffer.len()),
            }
        }
    }

    fn inside(&mut self) -> io::Result<Option<Block>> {
        let mut want = BLOCK_BYTES;
        loop {
            self.feed.fill(want)?;
            let mut nesting = Nesting::default();
            let (mut end, mut records, mut closed) = (0, 0, false);
            for (at, &byte) in self.feed.buffer.iter().enumerate() {
                if nesting.is_outside() && byte == b']' {
                    let is_last_filled = !self.feed.buffer[end..at].trim_ascii().is_empty();
                    (end, closed, records) = (at, true, records + u64::from(is_last_filled));
                    break;
                }
                nesting.take(byte);
                if nesting.is_outside() && byte == b',' {
                    (end, records) = (at + 1, records + 1);
                }
            }
            if records == 0 && !closed && !self.feed.ended && want < RECORD_LIMIT {
                want *= 2;
                continue;
            }
            if records == 0 && !closed {
                return self.broken("the list of records is not closed, so the file is cut off");
            }
            let block = self.feed.cut(end, records, feeds);
            if closed {
                self.feed.skip(1);
                self.stage = Stage::Behind;
            }
            return if records == 0 { self.next_block() } else { Ok(Some(block)) };
        }
    }

    /// Makes sure that what is around the list is closed, and that nothing follows.
    fn behind(&mut self) -> io::Result<Option<Block>> {
        loop {
            self.feed.fill(LITTLE)?;
            for &byte in &self.feed.buffer {
                if self.around.is_outside() && !byte.is_ascii_whitespace() {
                    return self.broken("there is more after the end of the list of records");
                }
                self.around.take(byte);
            }
            self.feed.skip(self.feed.buffer.len());
            if self.feed.ended {
                self.stage = Stage::Ended;
                return match self.feed.damaged() {
                    None if !self.around.is_outside() => {
                        self.broken("what is around the list of records is not closed, so the file is cut off")
                    }
                    damage => Ok(damage),
                };
            }
        }
    }
}

impl Cutter for ListCutter {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::Before(finder) => {
                if !self.find(finder)? {
                    let reason = (self.explain)(&mut self.feed)?;
                    return self.broken(reason);
                }
                self.stage = Stage::Inside;
                self.inside()
            }
            Stage::Inside => {
                self.stage = Stage::Inside;
                self.inside()
            }
            Stage::Behind => {
                self.stage = Stage::Behind;
                self.behind()
            }
            Stage::Ended => Ok(None),
        }
    }
}

/// The bytes of each record of a list, without the commas between them.
pub(in crate::read) fn elements(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut nesting = Nesting::default();
    let (mut start, mut found) = (0, Vec::new());
    for (at, &byte) in bytes.iter().enumerate() {
        if nesting.is_outside() && byte == b',' {
            found.push(trimmed(bytes, start..at));
            start = at + 1;
        }
        nesting.take(byte);
    }
    let last = trimmed(bytes, start..bytes.len());
    if !last.is_empty() {
        found.push(last);
    }
    found
}

/// The bytes of each line of a block that is not empty.
pub(in crate::read) fn lines(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        let line = trimmed(bytes, start..end);
        if !line.is_empty() {
            found.push(line);
        }
        start = end + 1;
    }
    found
}

fn trimmed(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let text = &bytes[range.clone()];
    let start = range.start + (text.len() - text.trim_ascii_start().len());
    start..start + text.trim_ascii().len()
}

/// Cuts a file with one object a line.
pub(in crate::read) struct LineCutter {
    feed: Feed,
    explain: fn(&[u8]) -> Option<&'static str>,
    started: bool,
}

impl LineCutter {
    pub(in crate::read) fn new(source: Box<dyn Read + Send>, explain: fn(&[u8]) -> Option<&'static str>) -> Self {
        LineCutter { feed: Feed::new(source), explain, started: false }
    }
}

impl Cutter for LineCutter {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        let mut want = BLOCK_BYTES;
        loop {
            self.feed.fill(want)?;
            if !std::mem::replace(&mut self.started, true)
                && let Some(reason) = (self.explain)(&self.feed.buffer)
            {
                return Ok(Some(self.feed.broken(reason)));
            }
            if self.feed.buffer.is_empty() {
                return Ok(self.feed.damaged());
            }
            let end = match memchr::memrchr(b'\n', &self.feed.buffer) {
                _ if !self.feed.may_go_on() => self.feed.buffer.len(),
                Some(at) => at + 1,
                None if self.feed.ended => return Ok(self.feed.damaged()),
                None if want < RECORD_LIMIT => {
                    want *= 2;
                    continue;
                }
                None => return Ok(Some(self.feed.broken("a line is longer than 64 MB"))),
            };
            let records = lines(&self.feed.buffer[..end]).len() as u64;
            return Ok(Some(self.feed.cut(end, records, feeds)));
        }
    }
}
