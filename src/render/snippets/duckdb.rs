//! SQL for DuckDB, which reads the part of a Parquet file that a question needs.

use super::{Language, Table};
use crate::model::Format;

pub(super) const DUCKDB: Language =
    Language { id: "duckdb", label: "SQL with DuckDB", hint: None, table, catalogue: Some(catalogue) };

fn table(table: &Table<'_>) -> Option<String> {
    let view = identifier(&table.resource.name);
    let columns = table.list(identifier);
    Some(format!("CREATE VIEW {view} AS\nFROM {};\n\nSELECT {columns}\nFROM {view}\nLIMIT 5;", source(table)?))
}

/// The call that reads a table.
pub(super) fn source(table: &Table<'_>) -> Option<String> {
    let read =
        |format, function: &str, options: &str| Some(format!("{function}({}{options})", text(&table.url(format)?)));
    read(Format::Parquet, "read_parquet", "")
        .or_else(|| read(Format::Csv, "read_csv", ", all_varchar = true"))
        .or_else(|| read(Format::JsonLines, "read_json", ", format = 'newline_delimited'"))
        .or_else(|| read(Format::Json, "read_json", ", format = 'array'"))
}

fn catalogue(first: &str) -> String {
    format!(
        "SELECT dataset.identifier, dataset.title\nFROM (\n  SELECT unnest(datasets) AS dataset\n  FROM read_json({})\n);",
        text(first)
    )
}

/// A name of a column or a view.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
