//! GeoParquet: which columns hold shapes, in which coordinate reference system, and which only the boxes around them.

use std::sync::Arc;

use parquet::file::metadata::ParquetMetaData;
use serde_json::Value;

use crate::model::Layout;
use crate::read::crs::{Crs, required};
use crate::read::{Flaw, Shapes};

/// The key of the file's metadata that describes its shapes (GeoParquet 1.1).
const KEY: &str = "geo";

/// What the standard means where a column says nothing.
const USUAL: &str = "OGC:CRS84";

/// A column of shapes in well-known binary.
pub(super) struct Shape {
    /// Its name.
    pub(super) column: String,
    /// Its coordinate reference system: a code, or a name where it has none; `None` where the file says that it is not known.
    crs: Option<String>,
}

/// What a file says of its columns of shapes.
fn declared(metadata: &ParquetMetaData) -> Option<Value> {
    let pairs = metadata.file_metadata().key_value_metadata().map(Vec::as_slice).unwrap_or_default();
    let text = pairs.iter().find(|pair| pair.key == KEY).and_then(|pair| pair.value.as_deref());
    text.and_then(|text| serde_json::from_str(text).ok())
}

/// The columns that hold nothing but the boxes around shapes, made of them for those who look for a region.
pub(super) fn coverings(metadata: &ParquetMetaData) -> Vec<String> {
    let value = declared(metadata);
    let columns = value.as_ref().and_then(|value| value["columns"].as_object());
    // Each side is a path: the name of the column, and that of its member.
    let covering = |column: &Value| column["covering"]["bbox"]["xmin"][0].as_str().map(str::to_owned);
    columns.into_iter().flatten().filter_map(|(_, column)| covering(column)).collect()
}

/// The columns of shapes that a file declares.
pub(super) fn shapes(metadata: &ParquetMetaData) -> Vec<Shape> {
    let value = declared(metadata);
    let columns = value.as_ref().and_then(|value| value["columns"].as_object());
    let is_binary = |column: &Value| column["encoding"].as_str().is_some_and(|word| word.eq_ignore_ascii_case("WKB"));
    let shape = |(name, column): (&String, &Value)| Shape { column: name.clone(), crs: named(column.get("crs")) };
    columns.into_iter().flatten().filter(|(_, column)| is_binary(column)).map(shape).collect()
}

/// The code or name of a coordinate reference system in PROJJSON.
fn named(crs: Option<&Value>) -> Option<String> {
    let Some(crs) = crs else { return Some(USUAL.to_owned()) };
    let code = match &crs["id"]["code"] {
        Value::String(code) => Some(code.clone()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    };
    match (crs["id"]["authority"].as_str(), code) {
        (Some(authority), Some(code)) => Some(format!("{authority}:{code}")),
        _ => crs["name"].as_str().map(str::to_owned),
    }
}

/// How the positions of a column are meant. Bytes that no metadata declares to be shapes may be meant in any way.
pub(super) fn crs(shape: Option<&Shape>, layout: &Layout) -> Result<Arc<Crs>, Flaw> {
    let named = shape.and_then(|shape| shape.crs.as_deref());
    required(layout, named, Crs::of_code, None)
}

/// What the file says of its shapes, all of which are meant in the same way.
pub(super) fn described(shapes: &[Shape], layout: &Layout) -> Shapes {
    Shapes::new(shapes.iter().map(|shape| shape.column.clone()).collect(), crs(shapes.first(), layout))
}
