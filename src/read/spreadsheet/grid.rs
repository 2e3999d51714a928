//! The cells of a sheet, kept small.

use jiff::civil::{DateTime, Time};

use super::shown::{Look, Pattern};
use crate::model::CellRange;
use crate::model::table::format_number;
use crate::read::moment::Native;

/// How many cells of a sheet are kept.
const MOST: usize = 20_000_000;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(f64),
    /// A number that is shown as a code.
    Code(f64, &'a Pattern),
    Bool(bool),
    Moment(Native),
    /// A number shown as a day that is none: before 1900, or the 29th of February 1900.
    NoDay(f64),
    /// A stretch of time in days, longer than a day or negative.
    Span(f64),
    /// `#REF!` and its like.
    Error(&'static str),
    /// A formula whose value was not stored.
    Formula,
}

impl Value<'_> {
    /// The text that findings show, and that names a column.
    pub(super) fn text(self) -> String {
        match self {
            Value::Text(text) => text.to_owned(),
            Value::Number(number) | Value::NoDay(number) => format_number(number),
            Value::Code(number, pattern) => pattern.show(number),
            Value::Bool(truth) => truth.to_string(),
            Value::Span(days) => hours(days),
            Value::Moment(moment) => moment.text(),
            Value::Error(error) => error.to_owned(),
            Value::Formula => String::new(),
        }
    }

    /// Whether it is a code with more to see than the number has: zeros before it, or marks between.
    pub(super) fn is_longer(self) -> bool {
        matches!(self, Value::Code(number, _) if self.text() != format_number(number))
    }

    /// Whether a person sees something there.
    pub(super) fn is_filled(self) -> bool {
        !matches!(self, Value::Text(""))
    }
}

/// A stretch of time as spreadsheets show it: `26:30:00`.
fn hours(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// The errors that a cell can show.
pub(super) const ERRORS: [&str; 8] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    False,
    True,
    Day,
    Time,
    NoDay,
    Span,
    Error,
    Formula,
}

/// A cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed {
    pub(super) row: u32,
    pub(super) column: u16,
    kind: Kind,
    /// The number of its look, from 1; 0 if it shows what it holds.
    look: u8,
    /// The bits of the number, the microseconds of the moment, or the number of the text.
    content: u64,
}

/// The cells of a sheet that hold something, row by row. Rows and columns count from 0.
#[derive(Debug, Default)]
pub(super) struct Grid {
    cells: Vec<Packed>,
    texts: String,
    /// Where each text ends.
    ends: Vec<usize>,
    /// How cells show their numbers, where that makes a difference.
    looks: Vec<Look>,
}

/// The cells of one row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) row: u32,
    start: usize,
    end: usize,
}

impl Line {
    /// A row in which there is nothing.
    pub(super) fn blank(row: u32) -> Self {
        Line { row, start: 0, end: 0 }
    }

    pub(super) fn is_blank(self) -> bool {
        self.start == self.end
    }
}

impl Grid {
    /// Adds a cell; `false` if there are too many.
    pub(super) fn push(&mut self, (row, column): (u32, u32), value: Value<'_>) -> bool {
        // No spreadsheet program has as many columns; a file that says so is not believed.
        let Ok(column) = u16::try_from(column) else { return true };
        let (kind, content) = match value {
            Value::Text(text) => {
                self.texts.push_str(text);
                self.ends.push(self.texts.len());
                (Kind::Text, self.ends.len() as u64 - 1)
            }
            Value::Number(number) | Value::Code(number, _) => (Kind::Number, number.to_bits()),
            Value::Bool(truth) => (if truth { Kind::True } else { Kind::False }, 0),
            Value::Moment(Native::Day(moment)) => (Kind::Day, pack_day(moment)),
            Value::Moment(Native::Time(time)) => (Kind::Time, pack_time(time)),
            Value::NoDay(number) => (Kind::NoDay, number.to_bits()),
            Value::Span(days) => (Kind::Span, days.to_bits()),
            Value::Error(error) => (Kind::Error, ERRORS.iter().position(|known| *known == error).unwrap_or(0) as u64),
            Value::Formula => (Kind::Formula, 0),
        };
        self.cells.push(Packed { row, column, kind, look: 0, content });
        self.cells.len() < MOST
    }

    /// Puts the cells in order, if the file did not; of a cell that stands twice the last counts.
    pub(super) fn sort(&mut self) {
        let place = |cell: &Packed| (cell.row, cell.column);
        if !self.cells.is_sorted_by(|a, b| place(a) < place(b)) {
            self.cells.reverse();
            self.cells.sort_by_key(place);
            self.cells.dedup_by_key(|cell| place(cell));
        }
    }

    /// Takes the looks that its cells may have.
    pub(super) fn set_looks(&mut self, looks: Vec<Look>) {
        self.looks = looks;
    }

    /// Gives a cell, if it is there, the look of a number. The cells are in their order.
    pub(super) fn dress(&mut self, row: u32, column: u32, look: u8) {
        let found = self.cells.binary_search_by_key(&(row, column), |cell| (cell.row, u32::from(cell.column)));
        if let Ok(at) = found {
            self.cells[at].look = look;
        }
    }

    /// Whether all cells show what they hold.
    pub(super) fn is_plain(&self) -> bool {
        self.looks.is_empty()
    }

    /// How a cell shows its number.
    pub(super) fn look(&self, cell: &Packed) -> Option<&Look> {
        self.looks.get(usize::from(cell.look).checked_sub(1)?)
    }

    /// Forgets the cells outside a range.
    pub(super) fn keep(&mut self, range: &CellRange) {
        let columns = range.first_column..=range.last_column;
        let rows = range.first_row..=range.last_row.unwrap_or(u32::MAX);
        self.cells.retain(|cell| rows.contains(&cell.row) && columns.contains(&u32::from(cell.column)));
    }

    /// Whether nobody sees anything in it.
    pub(super) fn is_empty(&self) -> bool {
        !self.cells.iter().any(|cell| self.value(cell).is_filled())
    }

    /// Whether a text holds what no person writes: it was decoded from something that it is not.
    pub(super) fn has_nul(&self) -> bool {
        memchr::memchr(0, self.texts.as_bytes()).is_some()
    }

    /// The rows in which something stands.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut start = 0;
        for cells in self.cells.chunk_by(|a, b| a.row == b.row) {
            let end = start + cells.len();
            if cells.iter().any(|cell| self.value(cell).is_filled()) {
                lines.push(Line { row: cells[0].row, start, end });
            }
            start = end;
        }
        lines
    }

    /// The cells of a row.
    pub(super) fn cells(&self, line: Line) -> &[Packed] {
        &self.cells[line.start..line.end]
    }

    /// The value of a cell, if there is one.
    pub(super) fn at(&self, row: u32, column: u16) -> Option<Value<'_>> {
        let at = self.cells.binary_search_by_key(&(row, column), |cell| (cell.row, cell.column)).ok()?;
        Some(self.value(&self.cells[at]))
    }

    /// The value of a cell.
    pub(super) fn value(&self, cell: &Packed) -> Value<'_> {
        match cell.kind {
            Kind::Text => {
                let at = cell.content as usize;
                let start = if at == 0 { 0 } else { self.ends[at - 1] };
                Value::Text(&self.texts[start..self.ends[at]])
            }
            Kind::Number => {
                let number = f64::from_bits(cell.content);
                match self.look(cell) {
                    Some(Look::Code(pattern)) if Pattern::suits(number) => Value::Code(number, pattern),
                    _ => Value::Number(number),
                }
            }
            Kind::False => Value::Bool(false),
            Kind::True => Value::Bool(true),
            Kind::Day => Value::Moment(Native::Day(unpack_day(cell.content))),
            Kind::Time => Value::Moment(Native::Time(unpack_day(cell.content).time())),
            Kind::NoDay => Value::NoDay(f64::from_bits(cell.content)),
            Kind::Span => Value::Span(f64::from_bits(cell.content)),
            Kind::Error => Value::Error(ERRORS[cell.content as usize]),
            Kind::Formula => Value::Formula,
        }
    }
}

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

fn pack_day(moment: DateTime) -> u64 {
    moment.duration_since(EPOCH).as_micros() as i64 as u64
}

fn pack_time(time: Time) -> u64 {
    pack_day(EPOCH.date().to_datetime(time))
}

fn unpack_day(content: u64) -> DateTime {
    EPOCH.saturating_add(jiff::SignedDuration::from_micros(content as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_out_as_they_went_in() {
        assert!(size_of::<Packed>() <= 16);
        let day = Value::Moment(Native::Day(jiff::civil::date(1815, 6, 18).at(11, 35, 0, 500_000_000)));
        let time = Value::Moment(Native::Time(jiff::civil::time(8, 30, 0, 0)));
        let values = [
            Value::Text("é"),
            Value::Number(-0.1),
            Value::Bool(true),
            day,
            time,
            Value::Error("#REF!"),
            Value::Formula,
        ];
        let mut grid = Grid::default();
        for (at, value) in values.iter().enumerate().rev() {
            grid.push((1, at as u32), *value);
        }
        grid.push((0, 0), Value::Text(""));
        grid.push((1, 2), Value::Bool(false));
        grid.sort();
        let lines = grid.lines();
        assert_eq!(lines.len(), 1, "a row with nothing to see is none");
        let read: Vec<Value<'_>> = grid.cells(lines[0]).iter().map(|cell| grid.value(cell)).collect();
        assert_eq!(read[..2], values[..2]);
        assert_eq!(read[2], Value::Bool(false), "the last one counts");
        assert_eq!(read[3..], values[3..]);
        assert_eq!(grid.at(1, 0), Some(Value::Text("é")));
        assert_eq!(grid.at(7, 0), None);
        assert_eq!(Value::Span(1.1041666666666667).text(), "26:30:00");
    }
}
