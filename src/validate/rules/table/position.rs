//! What can be wrong with where something lies. Shared by the rules about null islands, swapped coordinates and extents, so
//! that each position has at most one of these faults.

use arrow_array::{Array, Float64Array};
use geo::algorithm::CoordsIter;

use super::at_cell;
use crate::diagnostic::{Code, Report};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, Column};

/// A part of the extent's width and height by which positions may lie outside: a city has a reservoir or a camp beyond its
/// limits.
const MARGIN: f64 = 0.5;

/// Names of columns of numbers that hold latitudes and longitudes, as systems write them.
const LATITUDE: [&str; 5] = ["lat", "latitude", "lat_dd", "latitude_dd", "y_lat"];
const LONGITUDE: [&str; 8] = ["lon", "lng", "long", "longitude", "lon_dd", "long_dd", "longitude_dd", "x_lon"];

/// A position that cannot be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Oddity {
    /// 0, 0: a point in the sea off Africa, where systems put what they do not know.
    NullIsland,
    /// Outside the extent, and inside with longitude and latitude changed over.
    Swapped,
    /// Outside the extent.
    Outside,
}

/// What is odd about a position in degrees.
fn judge([west, south, east, north]: [f64; 4], longitude: f64, latitude: f64) -> Option<Oddity> {
    let (aside, above) = ((east - west) * MARGIN, (north - south) * MARGIN);
    let is_inside =
        |x: f64, y: f64| (west - aside..=east + aside).contains(&x) && (south - above..=north + above).contains(&y);
    match () {
        () if is_inside(longitude, latitude) => None,
        () if longitude == 0.0 && latitude == 0.0 => Some(Oddity::NullIsland),
        () if is_inside(latitude, longitude) => Some(Oddity::Swapped),
        () => Some(Oddity::Outside),
    }
}

/// Reports every row of a batch with a position of one oddity, once for each column of shapes or points, and for a pair of
/// columns with latitude and longitude.
pub(super) fn report(
    oddity: Oddity,
    code: &'static Code,
    message: impl Fn(&str) -> String,
    help: &str,
    (resource, batch): (&ResourceDraft, &Batch),
    report: &mut Report,
) {
    let is_odd = |longitude, latitude| judge(resource.extent, longitude, latitude) == Some(oddity);
    let mut push = |row, field: usize, named: &str| {
        report.push(at_cell(code, resource, batch, row, field, message(named)).help(help));
    };
    for (at, column) in batch.columns.iter().enumerate() {
        let name = format!("`{}`", resource.schema.fields[at].name);
        for row in 0..batch.rows {
            let found = match column {
                Column::Point { longitude, latitude } if !column.is_null(row) => {
                    is_odd(longitude.value(row), latitude.value(row))
                }
                Column::Geometry(_) => column
                    .geometry(row)
                    .is_some_and(|geometry| geometry.coords_iter().any(|position| is_odd(position.x, position.y))),
                Column::Point { .. } => false,
                _ => break,
            };
            if found {
                push(row, at, &name);
            }
        }
    }
    if let Some((longitude, latitude)) = pair(resource) {
        let names = [longitude, latitude].map(|at| resource.schema.fields[at].name.as_str());
        let name = format!("`{}` and `{}`", names[0], names[1]);
        let numbers = [longitude, latitude].map(|at| numbers(&batch.columns[at]));
        let [Some(longitudes), Some(latitudes)] = &numbers else { return };
        for row in (0..batch.rows).filter(|&row| longitudes.is_valid(row) && latitudes.is_valid(row)) {
            if is_odd(longitudes.value(row), latitudes.value(row)) {
                push(row, longitude, &name);
            }
        }
    }
}

/// The only two columns of numbers that by their names are longitude and latitude.
fn pair(resource: &ResourceDraft) -> Option<(usize, usize)> {
    let of_names = |names: &[&str]| {
        let fields = resource.schema.fields.iter().enumerate();
        let mut found = fields.filter(|(_, field)| field.kind.is_numeric() && names.contains(&field.name.as_str()));
        found.next().filter(|_| found.next().is_none()).map(|(at, _)| at)
    };
    Some((of_names(&LONGITUDE)?, of_names(&LATITUDE)?))
}

/// A column of numbers as floating point.
fn numbers(column: &Column) -> Option<Float64Array> {
    match column {
        Column::Number(array) => Some(array.clone()),
        Column::Integer(array) => Some(array.iter().map(|value| value.map(|value| value as f64)).collect()),
        Column::Decimal(array, decimals) => {
            let scale = 10_f64.powi(i32::from(*decimals));
            Some(array.iter().map(|value| value.map(|value| value as f64 / scale)).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_has_one_oddity() {
        let city = [-71.2, 42.2, -70.9, 42.4];
        assert_eq!(judge(city, -71.0, 42.3), None);
        assert_eq!(judge(city, -71.3, 42.15), None, "a little outside");
        assert_eq!(judge(city, 0.0, 0.0), Some(Oddity::NullIsland));
        assert_eq!(judge(city, 42.3, -71.0), Some(Oddity::Swapped));
        assert_eq!(judge(city, 71.0, 42.3), Some(Oddity::Outside));
        assert_eq!(judge(city, f64::MAX, 42.3), Some(Oddity::Outside));
        assert_eq!(judge([-1.0, -1.0, 1.0, 1.0], 0.0, 0.0), None, "a city that does lie there");
    }
}
