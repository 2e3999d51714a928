//! Shapefiles: shapes in `.shp`, their attributes in `.dbf` (dBASE), both read side by side in a stream; beside them `.prj`
//! with the coordinate reference system and `.cpg` with the encoding. The index `.shx` is not needed.
//!
//! A record is a row; its shape is the column `geometry`.

mod cut;
mod dbf;
mod decode;
mod shape;

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use self::cut::RecordCutter;
use self::dbf::Dbf;
use self::decode::RecordDecoder;
use super::crs::{Crs, chosen};
use super::{Flaw, Habits, Header, Label, Table};
use crate::diagnostic::Cell;
use crate::files::Bundle;
use crate::model::Layout;
use crate::model::schema::Schema;

/// The endings of the files beside the `.shp` that are looked at.
pub const BESIDE: [&str; 3] = ["dbf", "prj", "cpg"];

/// The `source` of a field that takes the shape.
const GEOMETRY: &str = "geometry";

/// Bytes before the first record of a `.shp`, and the number it begins with.
const SHP_HEADER: usize = 100;
const SHP_MAGIC: [u8; 4] = 9994_u32.to_be_bytes();

/// The longest `.prj` or `.cpg` that is read.
const TEXT: u64 = 64 << 10;

/// Opens a shapefile, of which the bundle has the `.shp` and the files beside it.
pub(super) fn open(bundle: &Bundle, layout: &Layout, schema: &Schema, habits: &Habits) -> io::Result<Table> {
    let mut shp = BufReader::new(bundle.open()?);
    let mut head = Vec::new();
    (&mut shp).take(SHP_HEADER as u64).read_to_end(&mut head)?;
    if head.starts_with(b"version https://git-lfs") {
        return Ok(Table::refused(Flaw::LfsPointer));
    }
    if head.len() < SHP_HEADER || !head.starts_with(&SHP_MAGIC) {
        return Ok(Table::refused(Flaw::Unreadable("this is not the `.shp` file of a shapefile".to_owned())));
    }
    let text = |ending: &str| -> io::Result<Option<String>> {
        let Some(file) = bundle.beside(ending) else { return Ok(None) };
        let mut bytes = Vec::new();
        file.take(TEXT).read_to_end(&mut bytes)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    };
    let Some(attributes) = bundle.beside("dbf") else {
        return Ok(Table::refused(Flaw::MissingPart("dbf")));
    };
    let mut attributes = BufReader::new(attributes);
    let Some(dbf) = Dbf::read(&mut attributes)? else {
        return Ok(Table::refused(Flaw::Unreadable("the `.dbf` file beside it is damaged or cut off".to_owned())));
    };
    let has_shapes = schema.fields.iter().any(|field| field.source == GEOMETRY);
    let crs = match chosen(layout, text("prj")?.as_deref(), Crs::of_wkt) {
        Ok(Some(crs)) => crs,
        Ok(None) if has_shapes => return Ok(Table::refused(Flaw::UnknownCrs(None))),
        Ok(None) => Crs::default(),
        Err(flaw) => return Ok(Table::refused(flaw)),
    };
    let encoding = dbf.encoding(layout.encoding.as_deref(), text("cpg")?.as_deref());
    let label = |text: &str| Label { text: text.to_owned(), place: Cell { row: Some(1), ..Cell::default() } };
    let labels = dbf.columns.iter().map(|column| label(&column.name)).chain([label(GEOMETRY)]).collect();
    let header = Header { labels, problem: None };
    let cutter = RecordCutter::new(shp, attributes, &dbf);
    let decoder = RecordDecoder::new(dbf, encoding, Arc::new(crs), schema, habits);
    Ok(Table { flaws: Vec::new(), header: Some(header), cutter: Box::new(cutter), decoder: Arc::new(decoder) })
}
