//! What a delimited text is, when nobody has declared it: its encoding, its dialect, and its first and last records.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::cut::CsvCutter;
use super::marks::Marks;
use super::rows::row_of;
use super::walk::Walker;
use crate::model::{DetectedEncoding, Dialect, Layout, SourceFormat};
use crate::read::container::Damage;
use crate::read::detect::{self, Census, Grid, GridRow};
use crate::read::outline::{Columns, Opener, Outline};
use crate::read::{Block, Cutter, Flaw, text};

/// How much of the text is looked at to tell its dialect.
const START: u64 = 1 << 20;

/// The table of a text.
pub(super) fn outline(open: &Opener<'_>, layout: &Layout) -> io::Result<Result<Vec<Outline>, Flaw>> {
    let mut layout = layout.clone();
    let reader = || Ok::<_, io::Error>(open()?.map(super::super::Source::into_read));
    let encoding = match reader()? {
        Ok(reader) => encoding(reader)?,
        Err(flaw) => return Ok(Err(flaw)),
    };
    layout.encoding = (encoding.name != "utf-8").then(|| encoding.name.to_owned());
    let decoded = || match reader()? {
        Ok(reader) => text::utf8(reader, layout.encoding.as_deref()).map(Ok),
        Err(flaw) => Ok(Err(flaw)),
    };
    let mut start = Vec::new();
    match decoded()? {
        Ok(text) => read_on(text.reader.take(START).read_to_end(&mut start))?,
        Err(flaw) => return Ok(Err(flaw)),
    }
    if start.trim_ascii().is_empty() {
        return Ok(Err(Flaw::Unreadable("the file is empty".to_owned())));
    }
    let odd = start.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    if memchr::memchr(0, &start).is_some() || odd * 10 > start.len() {
        return Ok(Err(Flaw::WrongFormat { found: "neither text nor a format that is known", expected: "a table" }));
    }
    let dialect = detect::dialect(&String::from_utf8_lossy(&start));
    layout.dialect = Dialect {
        delimiter: (dialect.delimiter != ',').then_some(dialect.delimiter),
        escape_char: dialect.escape,
        quote_char: dialect.quote.filter(|quote| *quote != '"').map(String::from),
        ..Dialect::default()
    };
    let marks = Marks::from(&layout.dialect);
    let grid = match decoded()? {
        Ok(text) => grid(CsvCutter::new(text, marks, 0), marks)?,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let mut outline = Outline::new(SourceFormat::Csv, layout);
    outline.encoding = Some(encoding);
    outline.line_ending = Some(dialect.line_ending);
    outline.columns = Columns::Grid(grid);
    Ok(Ok(vec![outline]))
}

/// The encoding, which any byte of the file may decide.
fn encoding(mut reader: Box<dyn Read + Send>) -> io::Result<DetectedEncoding> {
    let mut buffer = vec![0; 256 << 10];
    let mut start = Vec::new();
    read_on((&mut reader).take(4).read_to_end(&mut start))?;
    let marked = detect::encoding(&start);
    let has_mark = marked.has_mark;
    if has_mark && marked.name != "utf-8" {
        return Ok(marked);
    }
    let mut census = Census::default();
    census.push(if has_mark { &start[3..] } else { &start });
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(read) => read,
            Err(error) => Damage::of(error).map(|_| 0)?,
        };
        if read == 0 {
            let found = census.finish().unwrap_or_else(|| detect::encoding(b""));
            return Ok(DetectedEncoding { has_mark, ..found });
        }
        census.push(&buffer[..read]);
    }
}

/// What is damaged is said when the rows are read; here only failures of the world count.
fn read_on(outcome: io::Result<usize>) -> io::Result<()> {
    match outcome {
        Ok(_) => Ok(()),
        Err(error) => Damage::of(error).map(drop),
    }
}

/// The first and the last records.
fn grid(mut cutter: CsvCutter, marks: Marks) -> io::Result<Grid> {
    let mut grid = Grid::default();
    let mut last: VecDeque<GridRow> = VecDeque::new();
    while let Some(block) = cutter.next_block()? {
        if block.broken.is_some() {
            break;
        }
        let skipped = (block.records as usize).saturating_sub(Grid::LAST);
        let first = Grid::FIRST.saturating_sub(grid.first.len());
        for_each_row(&block, marks, |at, row| {
            if at < first {
                grid.first.push(row());
            } else if at >= skipped {
                last.push_back(row());
                if last.len() > Grid::LAST {
                    last.pop_front();
                }
            }
        });
    }
    grid.last = last.into();
    Ok(grid)
}

fn for_each_row(block: &Block, marks: Marks, mut visit: impl FnMut(usize, &dyn Fn() -> GridRow)) {
    let mut walker = Walker::new(&block.bytes, marks);
    let mut at = 0;
    while let Some(record) = walker.next() {
        visit(at, &|| row_of(&block.bytes, &record, marks, block.first_record + at as u64 + 1));
        at += 1;
    }
}
