//! JSON: an array of records, one on a line; of a large table, lines of records in gzip.
//!
//! Which of the two is declared, or stays what it was, or is decided by the size. Then the file begins as an array, and when that
//! grows too large it is read back and becomes lines. How it is cut into pieces depends on the batches alone, so the bytes do
//! not tell when that was noticed.

mod lines;
mod records;

use std::fs::File;
use std::io::{self, Read, Seek};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use self::lines::{Lines, piece};
pub(super) use self::records::{Members, Records, push_value};
use super::deflate::Piece;
use super::{Conversion, JsonWritten, Notes, Subject, Writer, Written, close, sink};
use crate::model::schema::Schema;
use crate::model::table::Batch;
use crate::model::{Format, JsonForm};
use crate::scan::{Observer, Partial, own};

const OPENING: &str = "[\n";
const BETWEEN: &str = ",\n";
const CLOSING: &str = "\n]\n";

pub(super) struct Json;

impl Writer for Json {
    fn format(&self) -> Format {
        Format::Json
    }

    fn suits(&self, _: &Schema) -> bool {
        true
    }

    fn start(&self, subject: &Subject<'_>, file: File) -> io::Result<Box<dyn Conversion>> {
        let fields: Vec<usize> = (0..subject.schema.fields.len()).collect();
        let output = match subject.json {
            Some(JsonForm::Lines) => Output::Lines(Lines::new(sink(file))?),
            Some(JsonForm::Array) => Output::Array(Records::new(sink(file))),
            None => Output::Undecided { array: Records::new(sink(file)), batches: Vec::new() },
        };
        Ok(Box::new(JsonConversion {
            members: Members::new(subject.schema, &fields),
            limit: subject.limits.json_bytes,
            is_lines: AtomicBool::new(matches!(output, Output::Lines(_))),
            state: Mutex::new(State {
                output: Some(output),
                // Nothing follows the last record but the end.
                array_bytes: (OPENING.len() + CLOSING.len() - BETWEEN.len()) as u64,
            }),
        }))
    }
}

struct JsonConversion {
    members: Members,
    /// Bytes of the largest array.
    limit: u64,
    /// Whether batches are known to become lines, so that they are compressed where they are made.
    is_lines: AtomicBool,
    state: Mutex<State>,
}

struct State {
    /// None once writing has failed.
    output: Option<Output>,
    /// The size as one array, whatever it becomes.
    array_bytes: u64,
}

enum Output {
    Array(Records),
    Lines(Lines),
    /// An array as long as it is not too large.
    Undecided {
        array: Records,
        /// Bytes of the batches that it holds.
        batches: Vec<usize>,
    },
}

/// The records of a batch.
struct Part {
    /// Their size in an array, each with what follows it.
    bytes: usize,
    text: Text,
}

enum Text {
    /// Each followed by a comma and the end of a line.
    Plain(Vec<u8>),
    Compressed(Piece),
}

impl Observer for JsonConversion {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let objects = self.members.of(batch);
        let mut out = Vec::with_capacity(batch.rows * batch.columns.len() * 16);
        for row in 0..batch.rows {
            objects.push(row, &mut out);
            out.extend_from_slice(BETWEEN.as_bytes());
        }
        let bytes = out.len();
        let text = match self.is_lines.load(Ordering::Relaxed) {
            true => Text::Compressed(piece(out)),
            false => Text::Plain(out),
        };
        Ok(Box::new(Part { bytes, text }))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let part: Part = own(partial);
        state.array_bytes += part.bytes as u64;
        let is_over = state.array_bytes > self.limit;
        let Some(output) = state.output.take() else { return Ok(()) };
        let output = output.append(part, is_over)?;
        self.is_lines.store(matches!(output, Output::Lines(_)), Ordering::Relaxed);
        state.output = Some(output);
        Ok(())
    }
}

impl Output {
    fn append(self, part: Part, is_over: bool) -> io::Result<Self> {
        match (self, part.text) {
            (Output::Undecided { array, batches }, Text::Plain(text)) if is_over => {
                Output::Lines(in_lines(array, &batches)?).append(Part { text: Text::Plain(text), ..part }, is_over)
            }
            (Output::Undecided { mut array, mut batches }, Text::Plain(text)) => {
                array.append(&text, OPENING)?;
                batches.extend(Some(text.len()).filter(|bytes| *bytes > 0));
                Ok(Output::Undecided { array, batches })
            }
            (Output::Array(mut array), Text::Plain(text)) => {
                array.append(&text, OPENING)?;
                Ok(Output::Array(array))
            }
            (Output::Lines(mut lines), text) => {
                lines.append(&match text {
                    Text::Compressed(piece) => piece,
                    Text::Plain(text) => piece(text),
                })?;
                Ok(Output::Lines(lines))
            }
            (_, Text::Compressed(_)) => unreachable!("what is compressed follows lines"),
        }
    }
}

/// Turns the array that was written so far, batch by batch, into lines in the same file. What it becomes is kept in memory
/// meanwhile: about a tenth of the largest array that is allowed.
fn in_lines(array: Records, batches: &[usize]) -> io::Result<Lines> {
    let (mut file, ..) = close(array.into_sink())?;
    let mut pieces = Vec::with_capacity(batches.len());
    file.seek(io::SeekFrom::Start(OPENING.len() as u64))?;
    for (at, bytes) in batches.iter().enumerate() {
        // The last record is still without what follows it.
        let is_last = at + 1 == batches.len();
        let mut text = vec![0; if is_last { bytes - BETWEEN.len() } else { *bytes }];
        file.read_exact(&mut text)?;
        text.extend_from_slice(if is_last { BETWEEN.as_bytes() } else { b"" });
        pieces.push(piece(text));
    }
    file.rewind()?;
    file.set_len(0)?;
    let mut lines = Lines::new(sink(file))?;
    pieces.iter().try_for_each(|piece| lines.append(piece))?;
    Ok(lines)
}

impl Conversion for JsonConversion {
    fn finish(self: Box<Self>, _: &Notes) -> io::Result<Option<Written>> {
        let State { output, array_bytes } = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let by_size = if array_bytes > self.limit { JsonForm::Lines } else { JsonForm::Array };
        let (form, written) = match output {
            None => return Ok(None),
            Some(Output::Lines(lines)) => (JsonForm::Lines, lines.finish()?),
            Some(Output::Array(array) | Output::Undecided { array, .. }) => {
                (JsonForm::Array, array.finish(OPENING, CLOSING)?)
            }
        };
        Ok(Some(Written { json: Some(JsonWritten { form, by_size }), ..written }))
    }
}
