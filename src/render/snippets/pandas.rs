//! Python with pandas. Parquet keeps the types; of plain text pandas would guess them, and lose zeros in front.

use super::{Language, Table, quoted};
use crate::model::Format;

pub(super) const PANDAS: Language = Language {
    id: "pandas",
    label: "Python with pandas",
    hint: Some("Needs the packages pandas and pyarrow."),
    table,
    catalogue: None,
};

fn table(table: &Table<'_>) -> Option<String> {
    let read = |format, function: &str, options: &str| {
        Some(format!("pandas.{function}({}{options})", quoted(&table.url(format)?)))
    };
    let read = read(Format::Parquet, "read_parquet", "")
        .or_else(|| read(Format::Csv, "read_csv", ", dtype=str, keep_default_na=False, na_values=[\"\"]"))
        .or_else(|| read(Format::JsonLines, "read_json", ", lines=True, dtype=False, convert_dates=False"))
        .or_else(|| read(Format::Json, "read_json", ", dtype=False, convert_dates=False"))?;
    let columns = table.list(quoted);
    Some(format!("import pandas\n\ntable = {read}\nprint(len(table), \"rows\")\nprint(table[[{columns}]].head())"))
}
