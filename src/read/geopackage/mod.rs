//! GeoPackage (OGC 12-128): an SQLite database in which each table is a layer, and one column of a layer may hold shapes.
//!
//! The database may be made by anyone: only its tables are read, in the order of their row numbers and by no query of its own,
//! and what comes out is held against the size of the file.

mod blob;
mod cut;
mod decode;
mod layer;

use std::io;
use std::sync::Arc;

use rusqlite::ErrorCode;

use self::cut::RowCutter;
use self::decode::RowDecoder;
use self::layer::{Layer, Listed};
use super::outline::{Columns, Opener, Outline};
use super::{Flaw, Habits, Header, Label, Reader, Shapes, Source, Table};
use crate::diagnostic::Cell;
use crate::files::Database;
use crate::model::schema::Schema;
use crate::model::{Layout, SourceFormat};

/// Reads GeoPackages.
pub(super) struct GeoPackage;

impl Reader for GeoPackage {
    fn format(&self) -> SourceFormat {
        SourceFormat::GeoPackage
    }

    fn outline(&self, open: &Opener<'_>, layout: &Layout) -> io::Result<Result<Vec<Outline>, Flaw>> {
        let source = match open()? {
            Ok(source) => source,
            Err(flaw) => return Ok(Err(flaw)),
        };
        Ok(database(source)?.and_then(|database| outlines(&database, layout)))
    }

    fn open(&self, source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let opened = database(source)?.and_then(|database| table(database, layout, schema, &habits));
        Ok(opened.unwrap_or_else(Table::refused))
    }
}

fn database(source: Source) -> io::Result<Result<Database, Flaw>> {
    Ok(source.database()?.and_then(|database| database.map_err(|error| flaw(&error))))
}

fn table(database: Database, layout: &Layout, schema: &Schema, habits: &Habits) -> Result<Table, Flaw> {
    let listed = layer::list(database.connection())?;
    let chosen_layer = choose(&database, listed, layout.sheet.as_deref())?;
    let layer = Layer::read(database.connection(), chosen_layer)?;
    let has_shapes = schema.fields.iter().any(|field| layer.is_geometry(&field.source));
    let crs = layer.crs(layout);
    if let (true, Err(flaw)) = (has_shapes, &crs) {
        return Err(flaw.clone());
    }
    let label = |text: &str| Label::new(text, Cell { row: Some(1), ..Cell::default() });
    let header = Header { labels: layer.columns.iter().map(|column| label(&column.name)).collect(), problem: None };
    let decoder = RowDecoder::new(&layer, crs.clone().unwrap_or_default(), schema, habits);
    let cutter = RowCutter::new(database, &layer, &decoder.columns())?;
    let shapes = Shapes::new(layer.geometry.into_iter().collect(), crs);
    Ok(Table { flaws: Vec::new(), header: Some(header), shapes, cutter: Box::new(cutter), decoder: Arc::new(decoder) })
}

/// The layer that is declared, or the only one with rows.
fn choose(database: &Database, mut listed: Vec<Listed>, wanted: Option<&str>) -> Result<Listed, Flaw> {
    let names = |listed: &[Listed]| listed.iter().map(|layer| layer.name.clone()).collect();
    if let Some(wanted) = wanted {
        return match listed.iter().position(|layer| layer.name == wanted) {
            Some(at) => Ok(listed.swap_remove(at)),
            None => Err(Flaw::NoSheet { wanted: Some(wanted.to_owned()), there: names(&listed) }),
        };
    }
    if listed.len() > 1 {
        let there = names(&listed);
        listed.retain(|layer| layer.has_rows(database.connection()));
        if listed.is_empty() {
            return Err(Flaw::NoSheet { wanted: None, there });
        }
    }
    match listed.len() {
        0 => Err(Flaw::NoSheet { wanted: None, there: Vec::new() }),
        1 => Ok(listed.remove(0)),
        _ => Err(Flaw::SeveralSheets { sheets: names(&listed), alike: Vec::new() }),
    }
}

/// The layers in which something stands.
fn outlines(database: &Database, layout: &Layout) -> Result<Vec<Outline>, Flaw> {
    let mut found = Vec::new();
    let mut listed = layer::list(database.connection())?;
    if listed.len() > 1 {
        listed.retain(|layer| layer.has_rows(database.connection()));
    }
    for listed in listed {
        let name = listed.name.clone();
        let layout = Layout { sheet: Some(name.clone()), ..layout.clone() };
        let mut outline = Outline { name: Some(name), ..Outline::new(SourceFormat::GeoPackage, layout) };
        match Layer::read(database.connection(), listed) {
            Ok(layer) => {
                let crs = layer.crs(&outline.layout);
                outline.shapes = Shapes::new(layer.geometry.into_iter().collect(), crs);
                outline.columns = Columns::Named(layer.columns.into_iter().map(|column| column.name).collect());
            }
            Err(flaw) => outline.flaws.push(flaw),
        }
        found.push(outline);
    }
    // The only layer with rows is found without its name.
    if let [only] = &mut found[..] {
        only.layout.sheet = None;
    }
    if found.is_empty() { Err(Flaw::NoSheet { wanted: None, there: Vec::new() }) } else { Ok(found) }
}

/// The names of the layers, for those that are read as one table.
pub(super) fn layers(source: Source) -> io::Result<Result<Vec<String>, Flaw>> {
    let names = |listed: Vec<Listed>| listed.into_iter().map(|layer| layer.name).collect();
    Ok(database(source)?.and_then(|database| layer::list(database.connection())).map(names))
}

/// Why the library cannot go on. What it says may quote the data, and findings reach logs that others read.
fn flaw(error: &rusqlite::Error) -> Flaw {
    match error.sqlite_error_code() {
        Some(ErrorCode::OutOfMemory | ErrorCode::TooBig) => {
            Flaw::TooLarge("a value of it, or its list of tables, takes more memory than any of a city does".to_owned())
        }
        _ => Flaw::Unreadable("the GeoPackage is damaged, or made in a way that cannot be read".to_owned()),
    }
}
