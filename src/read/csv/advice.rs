//! What is amiss with where a delimited text is declared to have its table.

use std::collections::HashSet;
use std::io;

use super::cut::CsvCutter;
use crate::model::Layout;
use crate::model::schema::Schema;
use crate::read::detect::{self, Grid, GridRow};
use crate::read::record::Declared;
use crate::read::{BLOCK_BYTES, Flaw, Header, Instead};

/// Finds out about a header that was read, and the rows below it, which were not yet. `top` are the first rows of the file.
pub(super) fn advise(
    cutter: &mut CsvCutter,
    top: &[GridRow],
    header: &Header,
    layout: &Layout,
    schema: &Schema,
) -> io::Result<Vec<Flaw>> {
    let sources: HashSet<&str> = schema.fields.iter().map(|field| field.source.as_str()).collect();
    let labels: Vec<String> = header.labels.iter().map(|label| label.text.clone()).collect();
    let known = detect::known_labels(labels.iter().map(String::as_str), &sources);
    if known * 2 < sources.len()
        && let Some(found) = detect::find_labels(top, &sources, known)
    {
        return Ok(vec![Flaw::NoHeader {
            row: layout.skip_rows as u64 + 1,
            named: labels.iter().filter(|label| !label.trim().is_empty()).count(),
            columns: labels.len(),
            instead: Some(Instead { row: found.row, skip_rows: found.row - 1, header_rows: found.header_rows }),
        }]);
    }
    let labels = GridRow { row: (layout.skip_rows + layout.header_rows) as u64, cells: labels, is_empty: false };
    let flaws = Flaw::around(detect::around(&labels, &cutter.ahead(Grid::FIRST, BLOCK_BYTES)?));
    let declared = Declared::new(&labels, schema);
    cutter.watch_end(labels, declared);
    Ok(flaws)
}
