//! Python with GeoPandas, for tables with places.

use super::{Language, Table, quoted};
use crate::model::Format;

pub(super) const GEOPANDAS: Language = Language {
    id: "geopandas",
    label: "Python with GeoPandas",
    hint: Some("Needs the package geopandas."),
    table,
    catalogue: None,
};

fn table(table: &Table<'_>) -> Option<String> {
    let url = quoted(&table.url(Format::GeoJson)?);
    Some(format!(
        "import geopandas\n\ntable = geopandas.read_file({url})\nprint(len(table), \"rows\")\nprint(table.total_bounds)"
    ))
}
