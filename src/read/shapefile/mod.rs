//! Shapefiles: shapes in `.shp`, their attributes in `.dbf` (dBASE), both read side by side in a stream; beside them `.prj`
//! with the coordinate reference system and `.cpg` with the encoding. The index `.shx` is not needed. They lie beside each
//! other in a folder, or together in a zip archive.
//!
//! A record is a row; its shape is the column `geometry`.

mod cut;
mod dbf;
mod decode;
mod parts;
mod shape;

use std::io::{self, Read};
use std::sync::Arc;

use self::cut::RecordCutter;
use self::dbf::Dbf;
use self::decode::RecordDecoder;
use self::parts::Parts;
use super::container::Damage;
use super::crs::{Crs, required};
use super::outline::Outline;
use super::{Flaw, Habits, Header, Label, Shapes, Table};
use crate::diagnostic::Cell;
use crate::files::Bundle;
use crate::model::schema::Schema;
use crate::model::{Layout, SourceFormat};

pub(super) use self::parts::without_parts;
pub use self::parts::{BESIDE, belongs_to_shapefile};

/// The `source` of a field that takes the shape.
const GEOMETRY: &str = "geometry";

/// Bytes before the first record of a `.shp`, and the number it begins with.
const SHP_HEADER: usize = 100;
const SHP_MAGIC: [u8; 4] = 9994_u32.to_be_bytes();

/// The longest `.prj` or `.cpg` that is read.
const TEXT: u64 = 64 << 10;

/// Opens a shapefile, of which the bundle has the `.shp` and the files beside it, or a zip archive with all of them.
pub(super) fn open(bundle: &Bundle, layout: &Layout, schema: &Schema, habits: &Habits) -> io::Result<Table> {
    let parts = match Parts::find(bundle, layout)? {
        Ok(parts) => parts,
        Err(flaw) => return Ok(Table::refused(flaw)),
    };
    match table(&parts, layout, schema, habits) {
        Ok(table) => Ok(table.unwrap_or_else(Table::refused)),
        Err(error) => Ok(Table::refused(Damage::flaw(error)?)),
    }
}

/// The one table of a shapefile.
pub(super) fn outline(bundle: &Bundle, layout: &Layout) -> io::Result<Result<Vec<Outline>, Flaw>> {
    let table = open(bundle, layout, &Schema::default(), &Habits::new())?;
    Ok(Ok(vec![Outline::of(&table, SourceFormat::Shapefile, layout)]))
}

fn table(parts: &Parts<'_>, layout: &Layout, schema: &Schema, habits: &Habits) -> io::Result<Result<Table, Flaw>> {
    let mut shp = match parts.open("shp")? {
        Ok(Some(shp)) => shp,
        Ok(None) => return Ok(Err(Flaw::MissingPart("shp"))),
        Err(flaw) => return Ok(Err(flaw)),
    };
    let mut head = Vec::new();
    (&mut shp).take(SHP_HEADER as u64).read_to_end(&mut head)?;
    if head.starts_with(b"version https://git-lfs") {
        return Ok(Err(Flaw::LfsPointer));
    }
    if head.len() < SHP_HEADER || !head.starts_with(&SHP_MAGIC) {
        return Ok(Err(Flaw::Unreadable("this is not the `.shp` file of a shapefile".to_owned())));
    }
    let mut attributes = match parts.open("dbf")? {
        Ok(Some(attributes)) => attributes,
        Ok(None) => return Ok(Err(Flaw::MissingPart("dbf"))),
        Err(flaw) => return Ok(Err(flaw)),
    };
    let Some(dbf) = Dbf::read(&mut attributes)? else {
        return Ok(Err(Flaw::Unreadable("the `.dbf` file beside it is damaged or cut off".to_owned())));
    };
    let text = |ending: &str| -> io::Result<Option<String>> {
        let Ok(Some(part)) = parts.open(ending)? else { return Ok(None) };
        let mut bytes = Vec::new();
        part.take(TEXT).read_to_end(&mut bytes)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    };
    let has_shapes = schema.fields.iter().any(|field| field.source == GEOMETRY);
    let crs = required(layout, text("prj")?.as_deref(), Crs::of_wkt, bounds(&head));
    if let (true, Err(flaw)) = (has_shapes, &crs) {
        return Ok(Err(flaw.clone()));
    }
    let encoding = dbf.encoding(layout.encoding.as_deref(), text("cpg")?.as_deref());
    let label = |text: &str| Label::new(text, Cell { row: Some(1), ..Cell::default() });
    let labels = dbf.columns.iter().map(|column| label(&column.name)).chain([label(GEOMETRY)]).collect();
    let header = Header { labels, problem: None };
    let cutter = RecordCutter::new(shp, attributes, &dbf);
    let decoder = RecordDecoder::new(dbf, encoding, crs.clone().unwrap_or_default(), schema, habits);
    Ok(Ok(Table {
        flaws: Vec::new(),
        header: Some(header),
        shapes: Shapes::new(vec![GEOMETRY.to_owned()], crs),
        cutter: Box::new(cutter),
        decoder: Arc::new(decoder),
    }))
}

/// Between which numbers the positions lie, as the head of the `.shp` says: west, south, east, north.
fn bounds(head: &[u8]) -> Option<[f64; 4]> {
    const START: usize = 36;
    let mut numbers = [0.0; 4];
    for (number, bytes) in numbers.iter_mut().zip(head.get(START..)?.chunks_exact(8)) {
        *number = f64::from_le_bytes(bytes.try_into().ok()?);
    }
    let is_said = numbers.iter().all(|number| number.is_finite()) && numbers != [0.0; 4];
    is_said.then_some(numbers)
}
