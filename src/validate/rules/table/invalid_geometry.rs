//! `table/invalid-geometry`

use geo::algorithm::{CoordsIter, Validation};
use geo_types::Geometry;

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, Column, FaultKind};
use crate::validate::Rule;

/// The most positions of a shape that is looked at: comparing every edge with every other takes time.
const MOST: usize = 200_000;

pub(crate) struct InvalidGeometry;

static CODE: Code = Code {
    id: "table/invalid-geometry",
    severity: Severity::Warning,
    title: "A shape that crosses itself or is not closed",
    explain: "A ring of an area does not end where it begins, has fewer than three different corners, or crosses itself; or a hole \
lies outside its area. Maps still draw such a shape, but programs that measure it or ask what lies inside get wrong answers. \
A ring that was not closed is closed in the published files; anything else is published as it is.\n\nMend it in the mapping \
program: ArcGIS has \"Repair Geometry\", QGIS has \"Fix geometries\".\n\n```json\n{ \"type\": \"Polygon\", \"coordinates\": [[[0, 0], \
[1, 1], [1, 0], [0, 1], [0, 0]]] }\n```\n\nThese corners make a bow tie, which crosses itself in the middle.\n",
};

impl Rule for InvalidGeometry {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let name = |field: usize| &resource.schema.fields[field].name;
        let help = "Repair the shape in the mapping program and export it again.";
        for fault in batch.faults.iter().filter(|fault| fault.kind == FaultKind::OpenRing) {
            let message = format!("A ring of this shape in `{}` does not end where it begins.", name(fault.field));
            report.push(at_cell(&CODE, resource, batch, fault.row, fault.field, message).help(help));
        }
        let shapes = batch.columns.iter().enumerate().filter(|(_, column)| matches!(column, Column::Geometry(_)));
        for (field, column) in shapes {
            for row in 0..batch.rows {
                let Some(geometry) = column.geometry(row) else { continue };
                if geometry.coords_count() <= MOST && has_broken_area(&geometry) {
                    let message = format!("This shape in `{}` crosses itself, or has too few corners.", name(field));
                    report.push(at_cell(&CODE, resource, batch, row, field, message).help(help));
                }
            }
        }
    }
}

/// Whether an area in a shape is broken. A line may cross itself, and one of less than a centimetre has a single position.
fn has_broken_area(geometry: &Geometry) -> bool {
    match geometry {
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) => !geometry.is_valid(),
        Geometry::GeometryCollection(members) => members.iter().any(has_broken_area),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{GeometryCollection, line_string, polygon};

    #[test]
    fn only_areas_can_be_broken() {
        let bow_tie = Geometry::from(polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0), (x: 1.0, y: 0.0), (x: 0.0, y: 1.0)]);
        assert!(has_broken_area(&bow_tie));
        assert!(has_broken_area(&Geometry::GeometryCollection(GeometryCollection(vec![bow_tie]))));
        let dot = line_string![(x: 0.0, y: 0.0), (x: 0.0, y: 0.0)];
        assert!(!has_broken_area(&dot.into()));
    }
}
