//! Python with DuckDB, and Python alone.

use super::{Language, Table, duckdb, quoted};

pub(super) const DUCKDB: Language = Language {
    id: "python-duckdb",
    label: "Python with DuckDB",
    hint: Some("Needs the package duckdb."),
    table,
    catalogue: None,
};

/// What needs no package is enough for the list of datasets.
pub(super) const PYTHON: Language =
    Language { id: "python", label: "Python", hint: None, table: |_| None, catalogue: Some(catalogue) };

fn table(table: &Table<'_>) -> Option<String> {
    let select = quoted(&format!("FROM {}", duckdb::source(table)?));
    let columns = table.list(quoted);
    Some(format!(
        "import duckdb\n\ntable = duckdb.sql({select})\nprint(len(table), \"rows\")\nprint(table.select({columns}).limit(5))"
    ))
}

fn catalogue(first: &str) -> String {
    format!(
        "\
import json
from urllib.parse import urljoin
from urllib.request import urlopen

page, datasets = {}, []
while page:
    with urlopen(page) as answer:
        content = json.load(answer)
    datasets += content[\"datasets\"]
    page = content[\"next\"] and urljoin(page, content[\"next\"])
print(len(datasets), \"datasets\")",
        quoted(first)
    )
}
