//! Comma-separated values: any delimiter, quote, encoding and line ending, quoted line breaks (RFC 4180, and what the `csv`
//! crate makes of the rest).
//!
//! The cutter walks the bytes once to find where records end, which depends on quotation marks. The decoder splits records
//! without quotation marks at the delimiters, and looks closer at the others.

mod cells;
mod cut;
mod decode;
mod marks;
mod outline;
mod walk;

use std::io;
use std::sync::Arc;

use self::cut::{CsvCutter, Top};
use self::decode::{CsvDecoder, Shared};
use self::marks::Marks;
use super::cell::CellParser;
use super::outline::{Opener, Outline};
use super::{Flaw, Habits, Header, Reader, Source, Table, text};
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
        let Top { header, line, line_break } = cutter.top(layout)?;
        let header = header.map(|header| match other_delimiter(&header, &marks, schema) {
            Some(sentence) => Header { labels: Vec::new(), problem: Some(sentence) },
            None => header,
        });
        if header.as_ref().is_none_or(|header| header.problem.is_some()) {
            // Without labels nothing is known of the cells: one finding says so, and every row would only repeat it.
            cutter.stop();
        }
        let labels = header.as_ref().map_or(&[][..], |header| &header.labels);
        // Where a label stands twice the first column counts; a rule names the second.
        let positions: Vec<Option<usize>> =
            schema.fields.iter().map(|field| labels.iter().position(|label| label.text == field.source)).collect();
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
        Ok(Table { flaws: Vec::new(), header, cutter: Box::new(cutter), decoder: Arc::new(decoder) })
    }
}

/// A sentence when the file's only label looks like several with another delimiter between them.
fn other_delimiter(header: &Header, marks: &Marks, schema: &Schema) -> Option<String> {
    let [label] = &header.labels[..] else { return None };
    let is_declared = schema.fields.len() < 2 || schema.fields.iter().any(|field| field.source == label.text);
    let candidates = [',', ';', '\t', '|'].into_iter().filter(|c| marks.delimiter != (*c).into());
    let (found, count) = candidates.map(|c| (c, label.text.matches(c).count())).max_by_key(|(_, count)| *count)?;
    (!is_declared && count > 0).then(|| {
        format!(
            "The cells seem to have {found:?} between them: declare `dialect = {{ delimiter = \"{}\" }}`.",
            found.escape_default()
        )
    })
}
