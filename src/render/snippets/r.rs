//! R. Parquet keeps the types, and is saved first because it is not read from its beginning.

use super::{Language, Table, quoted};
use crate::model::Format;

pub(super) const R: Language = Language {
    id: "r",
    label: "R",
    hint: Some("Needs the package that is named before the two colons."),
    table,
    catalogue: Some(|first| {
        format!(
            "answer <- jsonlite::fromJSON({})\nprint(answer$datasets[, c(\"identifier\", \"title\")])",
            quoted(first)
        )
    }),
};

fn table(table: &Table<'_>) -> Option<String> {
    let shown = format!("nrow(table)\nhead(table[, c({})])", table.list(quoted));
    if let Some(url) = table.url(Format::GeoJson) {
        return Some(format!("table <- sf::st_read({})\n{shown}", quoted(&url)));
    }
    if let Some(url) = table.url(Format::Parquet) {
        let save = format!("download.file({}, file, mode = \"wb\")", quoted(&url));
        return Some(format!(
            "file <- tempfile(fileext = \".parquet\")\n{save}\ntable <- arrow::read_parquet(file)\n{shown}"
        ));
    }
    if let Some(url) = table.url(Format::Csv) {
        let text = "readr::cols(.default = readr::col_character())";
        return Some(format!("table <- readr::read_csv({}, col_types = {text})\n{shown}", quoted(&url)));
    }
    let url = table.url(Format::Json)?;
    Some(format!("table <- jsonlite::fromJSON({})\n{shown}", quoted(&url)))
}
