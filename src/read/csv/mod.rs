//! Comma-separated values: any delimiter, quote, encoding and line ending, quoted line breaks (RFC 4180, and what the `csv`
//! crate makes of the rest).
//!
//! The cutter walks the bytes once to find where records end, which depends on quotation marks. The decoder splits records
//! without quotation marks at the delimiters, and looks closer at the others.

mod advice;
mod breaks;
mod cells;
mod cut;
mod decode;
mod marks;
mod outline;
mod rows;
mod walk;

use std::io;
use std::sync::Arc;

pub(super) use self::breaks::unify_line_breaks;
use self::cut::{CsvCutter, LITTLE, Top};
use self::decode::{CsvDecoder, Shared};
use self::marks::Marks;
use super::cell::CellParser;
use super::detect::Grid;
use super::outline::{Opener, Outline};
use super::{Flaw, Habits, Header, Reader, Shapes, Source, Table, first_places, text};
use crate::model::schema::Schema;
use crate::model::{Layout, SourceFormat};

/// Reads CSV.
pub(super) struct Csv;

impl Reader for Csv {
    fn format(&self) -> SourceFormat {
        SourceFormat::Csv
    }

    fn outline(&self, open: &Opener<'_>, layout: &Layout) -> io::Result<Result<Vec<Outline>, Flaw>> {
        outline::outline(open, layout)
    }

    fn open(&self, source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let marks = Marks::from(&layout.dialect);
        let text = text::watched(source.into_read(), layout.encoding.as_deref())?;
        let mut cutter = CsvCutter::new(text, marks, layout.footer_rows);
        let is_decoded = cutter.is_decoded;
        let is_declared = !schema.fields.is_empty();
        let top = if is_declared { cutter.ahead(Grid::FIRST, LITTLE)? } else { Vec::new() };
        let Top { header, line, line_break } = cutter.top(layout)?;
        let mut flaws: Vec<Flaw> = header.iter().filter_map(|header| other_delimiter(header, &marks, schema)).collect();
        let is_cut_otherwise = !flaws.is_empty();
        if let Some(header) = &header
            && is_declared
            && !is_cut_otherwise
            && header.problem.is_none()
        {
            flaws = advice::advise(&mut cutter, &top, header, layout, schema)?;
        }
        let is_elsewhere = flaws.iter().any(|flaw| matches!(flaw, Flaw::NoHeader { .. }));
        let header = header.filter(|_| !is_cut_otherwise && !is_elsewhere);
        if header.as_ref().is_none_or(|header| header.problem.is_some()) {
            // Without labels nothing is known of the cells: one finding says so, and every row would only repeat it.
            cutter.stop();
        }
        let labels = header.as_ref().map_or(&[][..], |header| &header.labels);
        // Where a label stands twice the first column counts; a rule names the second.
        let first = first_places(labels.iter().map(|label| &*label.text));
        let positions: Vec<Option<usize>> =
            schema.fields.iter().map(|field| first.get(&*field.source).copied()).collect();
        let is_unlabelled = |at: &usize| labels[*at].text.is_empty() && !positions.contains(&Some(*at));
        let unlabelled = (0..labels.len()).filter(is_unlabelled).collect();
        let parsers = schema.fields.iter().zip(&habits).map(|(field, habit)| CellParser::new(field, *habit)).collect();
        let shared = Shared {
            columns: labels.len(),
            positions,
            unlabelled,
            fields: schema.fields.clone(),
            marks,
            line,
            line_break,
            is_decoded,
        };
        let decoder = CsvDecoder { shared: Arc::new(shared), parsers };
        Ok(Table { flaws, header, shapes: Shapes::default(), cutter: Box::new(cutter), decoder: Arc::new(decoder) })
    }
}

/// The character that seems to stand between the cells, when the file's only label looks like several with another delimiter.
fn other_delimiter(header: &Header, marks: &Marks, schema: &Schema) -> Option<Flaw> {
    let [label] = &header.labels[..] else { return None };
    let is_declared = schema.fields.len() < 2 || schema.fields.iter().any(|field| field.source == label.text);
    let candidates = [',', ';', '\t', '|'].into_iter().filter(|c| marks.delimiter != (*c).into());
    let (found, count) = candidates.map(|c| (c, label.text.matches(c).count())).max_by_key(|(_, count)| *count)?;
    if is_declared || count == 0 {
        return None;
    }
    let labels: Vec<&str> = label.text.split(found).map(|label| label.trim_matches('"')).collect();
    let is_proved = schema.fields.iter().all(|field| labels.contains(&field.source.as_str()));
    Some(Flaw::OtherDelimiter { found, is_proved })
}
