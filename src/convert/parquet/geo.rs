//! GeoParquet 1.1: shapes as well-known binary, each with the box around it, and the metadata that says so. Coordinates are
//! longitude and latitude of WGS 84, which is what the standard means where no reference system is given.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::{ArrayRef, Float64Array, StructArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field as ArrowField, Fields};
use geo::BoundingRect as _;
use geo_types::{Coord, Geometry, Point, Rect};
use parquet::file::metadata::KeyValue;
use serde_json::{Map, Value, json};

use crate::model::geometry;
use crate::model::schema::{Field, Schema};
use crate::model::table::Column;

/// The sides of a box, in the order of the standard.
const SIDES: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];

/// How far a column of shapes reaches, and what they are.
#[derive(Debug, Default)]
pub(super) struct Extent {
    around: Option<Rect>,
    types: BTreeSet<&'static str>,
}

impl Extent {
    fn add(&mut self, around: Rect, kind: &'static str) {
        self.extend(Extent { around: Some(around), types: BTreeSet::from([kind]) });
    }

    pub(super) fn extend(&mut self, other: Extent) {
        self.around = match (self.around, other.around) {
            (Some(a), Some(b)) => Some(Rect::new(
                Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
                Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
            )),
            (one, other) => one.or(other),
        };
        self.types.extend(other.types);
    }
}

/// The name of the column with the boxes around the shapes of a column: one that no field has.
pub(super) fn covering(schema: &Schema, column: &str) -> String {
    let mut name = format!("{column}_bbox");
    while schema.position(&name).is_some() {
        name.push('_');
    }
    name
}

/// The columns of a box.
pub(super) fn sides() -> Fields {
    SIDES.iter().map(|side| ArrowField::new(*side, DataType::Float64, true)).collect()
}

/// The shapes of a column as well-known binary, the boxes around them, and how far they reach; `None` of other columns.
pub(super) fn encode(column: &Column) -> Option<(ArrayRef, ArrayRef, Extent)> {
    let (mut boxes, mut extent) = (Vec::with_capacity(column.len()), Extent::default());
    let shapes: ArrayRef = match column {
        Column::Point { longitude, latitude } => {
            let mut shapes = BinaryBuilder::with_capacity(column.len(), column.len() * 21);
            for row in 0..column.len() {
                let point = (!column.is_null(row)).then(|| Point::new(longitude.value(row), latitude.value(row)));
                shapes.append_option(point.map(|point| geometry::encode(&Geometry::Point(point))));
                boxes.push(point.map(|point| Rect::new(point, point)));
            }
            if let Some(around) = boxes.iter().flatten().copied().reduce(joined) {
                extent.add(around, "Point");
            }
            Arc::new(shapes.finish())
        }
        Column::Geometry(array) => {
            for row in 0..column.len() {
                let shape = column.geometry(row);
                let around = shape.as_ref().and_then(|shape| shape.bounding_rect());
                if let (Some(shape), Some(around)) = (shape, around) {
                    extent.add(around, geometry::type_name(&shape));
                }
                boxes.push(around);
            }
            Arc::new(array.clone())
        }
        _ => return None,
    };
    Some((shapes, struct_of(&boxes), extent))
}

fn joined(a: Rect, b: Rect) -> Rect {
    let mut extent = Extent { around: Some(a), ..Extent::default() };
    extent.extend(Extent { around: Some(b), ..Extent::default() });
    extent.around.unwrap_or(a)
}

fn struct_of(boxes: &[Option<Rect>]) -> ArrayRef {
    let side = |of: fn(&Rect) -> f64| -> ArrayRef {
        Arc::new(boxes.iter().map(|around| around.as_ref().map(of)).collect::<Float64Array>())
    };
    let columns = vec![side(|b| b.min().x), side(|b| b.min().y), side(|b| b.max().x), side(|b| b.max().y)];
    let nulls = NullBuffer::from_iter(boxes.iter().map(Option::is_some));
    Arc::new(StructArray::new(sides(), columns, Some(nulls)))
}

/// The entry of the file's metadata, if the table has columns of shapes; the first of them is the one that maps show.
pub(super) fn metadata(schema: &Schema, extents: Vec<Extent>) -> Option<KeyValue> {
    let fields: Vec<&Field> = schema.fields.iter().filter(|field| field.kind.is_place()).collect();
    let primary = fields.first()?.name.clone();
    let mut columns = Map::new();
    // A table without rows has no extents.
    let extents = extents.into_iter().map(Some).chain(std::iter::repeat_with(|| None));
    for (field, extent) in fields.iter().zip(extents) {
        columns.insert(field.name.clone(), described(schema, field, extent.unwrap_or_default()));
    }
    let value = json!({ "version": "1.1.0", "primary_column": primary, "columns": columns });
    Some(KeyValue::new("geo".to_owned(), value.to_string()))
}

fn described(schema: &Schema, field: &Field, extent: Extent) -> Value {
    let boxes = covering(schema, &field.name);
    let covering: Map<String, Value> = SIDES.iter().map(|side| ((*side).to_owned(), json!([boxes, side]))).collect();
    let mut value = json!({
        "encoding": "WKB",
        "geometry_types": extent.types,
        "orientation": "counterclockwise",
        "edges": "planar",
        "covering": { "bbox": covering },
    });
    if let Some(around) = extent.around {
        value["bbox"] = json!([around.min().x, around.min().y, around.max().x, around.max().y]);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Array as _;
    use geo_types::line_string;

    #[test]
    fn boxes_and_types_of_shapes_are_told() {
        let line = geometry::encode(&line_string![(x: -71.0, y: 42.0), (x: -70.0, y: 43.0)].into());
        let mut shapes = BinaryBuilder::new();
        shapes.append_value(line);
        shapes.append_null();
        let (_, boxes, extent) = encode(&Column::Geometry(shapes.finish())).unwrap();
        assert!(boxes.is_valid(0) && boxes.is_null(1));
        let mut schema = Schema::default();
        let mut field = Field::text("shape", "shape");
        field.kind = crate::model::schema::FieldType::GeoJson;
        schema.fields = vec![field, Field::text("shape_bbox", "shape_bbox")];
        let note = metadata(&schema, vec![extent]).unwrap();
        let value: Value = serde_json::from_str(note.value.as_deref().unwrap()).unwrap();
        assert_eq!(value["columns"]["shape"]["bbox"], json!([-71.0, 42.0, -70.0, 43.0]));
        assert_eq!(value["columns"]["shape"]["geometry_types"], json!(["LineString"]));
        assert_eq!(value["columns"]["shape"]["covering"]["bbox"]["xmax"], json!(["shape_bbox_", "xmax"]));
    }
}
