//! Whether a row that is left out is all that is declared of a record.

use super::detect::GridRow;
use super::is_value;
use crate::model::schema::{Field, Schema};

/// What is declared of the records of a table, held against its labels.
pub(super) struct Declared {
    /// The columns that the table has, by their position.
    columns: Vec<(usize, Field)>,
    /// The positions of the primary key; none if there is no key, or a part of it is no column of the file.
    key: Vec<usize>,
}

impl Declared {
    pub(super) fn new(labels: &GridRow, schema: &Schema) -> Self {
        let position = |field: &Field| labels.cells.iter().position(|label| label.trim() == field.source);
        let columns: Vec<(usize, Field)> =
            schema.fields.iter().filter_map(|field| Some((position(field)?, field.clone()))).collect();
        let of_key = |name: &String| columns.iter().find(|(_, field)| field.name == *name).map(|(at, _)| *at);
        let key = schema.primary_key.iter().map(of_key).collect::<Option<_>>().unwrap_or_default();
        Declared { columns, key }
    }

    /// Whether the first so many rows that are not empty have a key, and in every column a value of its type or a missing one.
    pub(super) fn fit(&self, rows: &[GridRow], count: usize) -> bool {
        let fits = |row: &GridRow| {
            self.key.iter().all(|at| !text(row, *at).is_empty())
                && self.columns.iter().all(|(at, field)| text(row, *at).is_empty() || is_value(field, text(row, *at)))
        };
        !self.key.is_empty() && rows.iter().filter(|row| !row.is_empty).take(count).all(fits)
    }
}

fn text(row: &GridRow, at: usize) -> &str {
    row.cells.get(at).map_or("", |cell| cell.trim())
}
