//! Where in a sheet the table lies: its column names, its columns and its rows.

use std::collections::{BTreeSet, HashSet};

use calamine::Dimensions;

use super::beside;
use super::grid::{Grid, Line, Value};
use super::outline::{self, grid_row};
use crate::diagnostic::Cell;
use crate::model::schema::Schema;
use crate::model::{Layout, column_letters};
use crate::read::detect::{self, Found, Grid as Rows, GridRow};
use crate::read::record::Declared;
use crate::read::{Flaw, Instead, Label};

/// How far down names of columns are looked for when they are not where they should be.
const LOOK: usize = 200;

/// The table.
pub(super) struct Place {
    /// The names of its columns.
    pub(super) labels: Vec<Label>,
    /// The columns of the sheet that have a name or hold anything.
    pub(super) columns: Vec<u16>,
    /// Its rows, blank ones between them included.
    pub(super) rows: Vec<Line>,
    /// Merged cells in it, and rows that are no records.
    pub(super) flaws: Vec<Flaw>,
}

/// Finds the table as the layout says; refuses a sheet that is a document.
pub(super) fn find(grid: &Grid, merged: &[Dimensions], layout: &Layout, schema: &Schema) -> Result<Place, Flaw> {
    let top = layout.range.map_or(0, |range| range.first_row);
    let below = u32::try_from(layout.skip_rows).map_or(u32::MAX, |skip| top.saturating_add(skip));
    let all = grid.lines();
    let lines = &all[all.partition_point(|line| line.row < below)..];
    let Some(first) = lines.first().copied() else {
        return Err(Flaw::NoHeader { row: u64::from(below) + 1, named: 0, columns: 0, instead: None });
    };
    let header_end = first.row.saturating_add(layout.header_rows as u32);
    let (head, body) = lines.split_at(lines.partition_point(|line| line.row < header_end));
    let (body, below) = body.split_at(body.len().saturating_sub(layout.footer_rows));
    let columns: Vec<u16> =
        head.iter().chain(body).flat_map(|line| filled(grid, *line)).collect::<BTreeSet<_>>().into_iter().collect();
    let names = labels(grid, merged, head, &columns);
    check_labels(grid, &names, &all, body, schema, first, top)?;
    let apart = beside::apart(&columns, &names, schema).filter(|_| layout.range.is_none());
    let inside = apart.clone().unwrap_or(0..columns.len());
    let (columns, labels) = (columns[inside.clone()].to_vec(), names[inside].to_vec());
    let is_inside = |line: &&Line| apart.is_none() || filled(grid, **line).any(|column| columns.contains(&column));
    let body: Vec<Line> = body.iter().filter(is_inside).copied().collect();
    let body = &body[..];
    let mut flaws: Vec<Flaw> = merged.iter().filter_map(|area| merged_in(grid, area, body, &columns)).collect();
    flaws.extend(apart.as_ref().map(|_| beside::flaw(&columns)));
    if !schema.fields.is_empty() {
        flaws.extend(around(grid, head, body, below, schema));
    }
    Ok(Place { labels, columns, rows: with_blanks(header_end, body), flaws })
}

/// What stands among the rows that is no record, and below them that may be one.
fn around(grid: &Grid, head: &[Line], body: &[Line], below: &[Line], schema: &Schema) -> Vec<Flaw> {
    let rows = |lines: &[Line]| lines.iter().map(|line| grid_row(grid, *line)).collect::<Vec<_>>();
    let Some(labels) = head.last() else { return Vec::new() };
    let first = rows(&body[..body.len().min(Rows::FIRST)]);
    let labels = grid_row(grid, *labels);
    let mut flaws = Flaw::around(detect::around(&labels, &first));
    let last = rows(&body[body.len().saturating_sub(Rows::LAST)..]);
    flaws.extend(detect::trailing(&labels, &last).map(|(rows, row)| Flaw::FooterRows { row, rows }));
    let below = rows(&below[..below.len().min(Rows::LAST)]);
    let declared = Declared::new(&labels, schema);
    let left_out = |(rows, row)| Flaw::LeftOutRows { row, rows, fit: declared.fit(&below, rows) };
    flaws.extend(detect::left_out(&last, &below).map(left_out));
    flaws
}

/// The columns in which a row has something.
fn filled(grid: &Grid, line: Line) -> impl Iterator<Item = u16> + '_ {
    grid.cells(line).iter().filter(|cell| grid.value(cell).is_filled()).map(|cell| cell.column)
}

/// The names over the columns. In the upper rows of several a merged cell names all columns below it.
fn labels(grid: &Grid, merged: &[Dimensions], head: &[Line], columns: &[u16]) -> Vec<Label> {
    let last = head.last().map_or(0, |line| line.row);
    let label = |&column: &u16| {
        let place = |row: u32| Cell { row: Some(u64::from(row) + 1), ..Cell::default() };
        let mut label = Label::new("", place(last));
        for line in head {
            let spread = merged.iter().find(|area| line.row < last && area.contains(line.row, u32::from(column)));
            let value = match spread {
                Some(area) if area.start.0 == line.row => grid.at(line.row, area.start.1 as u16),
                _ => grid.at(line.row, column),
            };
            label.join(&value.map(Value::text).unwrap_or_default(), place(line.row));
        }
        label
    };
    columns.iter().map(label).collect()
}

/// Refuses a first row that is not one of column names.
fn check_labels(
    grid: &Grid,
    labels: &[Label],
    all: &[Line],
    body: &[Line],
    schema: &Schema,
    first: Line,
    top: u32,
) -> Result<(), Flaw> {
    let sources: HashSet<&str> = schema.fields.iter().map(|field| field.source.as_str()).collect();
    let known = detect::known_labels(labels.iter().map(|label| label.text.as_str()), &sources);
    let named = labels.iter().filter(|label| !label.text.is_empty()).count();
    let no_header = |instead: Option<Instead>| {
        Err(Flaw::NoHeader { row: u64::from(first.row) + 1, named, columns: labels.len(), instead })
    };
    let skip = |row: u64| row.saturating_sub(u64::from(top) + 1);
    if known * 2 < sources.len() {
        let rows: Vec<GridRow> = all.iter().take(LOOK).map(|line| grid_row(grid, *line)).collect();
        if let Some(found) = detect::find_labels(&rows, &sources, known) {
            let Found { row, header_rows } = found;
            return no_header(Some(Instead { row, skip_rows: skip(row), header_rows }));
        }
    }
    if known > 0 || labels.len() < 2 || named * 2 >= labels.len() {
        return Ok(());
    }
    let is_full = |line: &&Line| {
        let cells = grid.cells(**line);
        let is_text = |value: Value<'_>| matches!(value, Value::Text(text) if !text.is_empty());
        cells.len() * 5 >= labels.len() * 4 && cells.iter().all(|cell| is_text(grid.value(cell)))
    };
    match body.iter().take(LOOK).find(is_full).map(|line| u64::from(line.row) + 1) {
        Some(row) => no_header(Some(Instead { row, skip_rows: skip(row), header_rows: 1 })),
        None => match detect::place(&outline::grid(grid)).refusal {
            Some(reason) => Err(Flaw::NoTable(reason)),
            None => no_header(None),
        },
    }
}

/// Merged cells that reach into the rows of the table, and of which only the first has the value.
fn merged_in(grid: &Grid, area: &Dimensions, body: &[Line], columns: &[u16]) -> Option<Flaw> {
    let (first, last) = (body.first()?.row, body.last()?.row);
    let column = u16::try_from(area.start.1).ok()?;
    let is_inside = area.end.0 >= first
        && area.start.0 <= last
        && columns.iter().any(|column| (area.start.1..=area.end.1).contains(&u32::from(*column)));
    let is_filled = grid.at(area.start.0, column).is_some_and(Value::is_filled);
    (is_inside && is_filled && area.start != area.end).then(|| {
        let corner = |(row, column): (u32, u32)| format!("{}{}", column_letters(column), row + 1);
        let cells = format!("{}:{}", corner(area.start), corner(area.end));
        Flaw::MergedCells { row: u64::from(area.start.0) + 1, cells }
    })
}

/// The rows from the header to the last one that is not blank.
fn with_blanks(header_end: u32, body: &[Line]) -> Vec<Line> {
    let mut rows = Vec::with_capacity(body.len());
    let mut next = header_end;
    for line in body {
        rows.extend((next..line.row).map(Line::blank));
        rows.push(*line);
        next = line.row + 1;
    }
    rows
}
