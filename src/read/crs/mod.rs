//! Coordinate reference systems, and the way from each to degrees of WGS 84, which is what is published.

mod register;
mod wkt;

use std::sync::Arc;

pub use register::{System, systems_within};

use geo::algorithm::MapCoords as _;
use geo_types::{Coord, Geometry};
use proj4rs::Proj;

use super::Flaw;
use crate::model::Layout;

/// WGS 84 with longitude first.
const DEGREES: &str = "+proj=longlat +datum=WGS84 +no_defs";

/// No system of a city counts as far as this, in any unit.
pub(super) const FARTHEST: f64 = 1e9;

/// What a file says of the shapes in it.
#[derive(Debug, Clone, Default)]
pub struct Shapes {
    /// The columns that hold them.
    pub columns: Vec<String>,
    /// How their positions are meant, or why that is not known.
    crs: Option<Result<Arc<Crs>, Flaw>>,
}

impl Shapes {
    /// Columns of shapes; there may be none.
    pub(super) fn new(columns: Vec<String>, crs: Result<Arc<Crs>, Flaw>) -> Self {
        let crs = (!columns.is_empty()).then_some(crs);
        Shapes { columns, crs }
    }

    /// The code of their coordinate reference system, `EPSG:2249`; `None` if there are no shapes, or none is known for it.
    pub fn crs(&self) -> Option<String> {
        self.crs.as_ref()?.as_ref().ok()?.code()
    }

    /// Why it is not known where on Earth they lie, if it is not.
    pub fn unknown(&self) -> Option<&Flaw> {
        self.crs.as_ref()?.as_ref().err()
    }
}

/// How positions of a file are meant.
#[derive(Debug, Default)]
pub(super) struct Crs {
    /// From the file's positions to degrees; none where they are degrees of WGS 84 already.
    way: Option<Way>,
}

/// From positions to degrees.
#[derive(Debug)]
struct Way {
    from: Proj,
    to: Proj,
    /// What the positions are, for the projection library.
    definition: String,
    /// The code that said so, if one did.
    code: Option<u16>,
}

impl Crs {
    /// The system of a code as people write it (`EPSG:2249`), or as files do (`urn:ogc:def:crs:EPSG::2249`, `CRS84`).
    /// `None` if it is not known, or cannot be converted without tables of the ground that are not at hand.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        let code = code.trim().to_ascii_uppercase();
        if code.ends_with("CRS84") {
            return Some(Crs::default());
        }
        let number = match code.rsplit_once(':') {
            Some((authority, number)) if authority.contains("EPSG") => number,
            _ => return None,
        };
        match number.parse().ok()? {
            4326 | 4979 => Some(Crs::default()),
            number => Crs::of_proj(crs_definitions::from_code(number)?.proj4, Some(number)),
        }
    }

    /// The system that a `.prj` file or a database describes in well-known text (the first version of it).
    pub(super) fn of_wkt(text: &str) -> Option<Self> {
        match wkt::read(text)? {
            wkt::Meant::Code(code) => Crs::of_code(&format!("EPSG:{code}")),
            wkt::Meant::Proj(proj) => Crs::of_proj(&proj, None),
        }
    }

    fn of_proj(definition: &str, code: Option<u16>) -> Option<Self> {
        // An older datum is moved with tables of the ground. Without them every point would be off by a house or a street.
        if definition.contains("NAD27") || definition.contains("nadgrids=") && !definition.contains("nadgrids=@null") {
            return None;
        }
        let from = Proj::from_proj_string(definition).ok()?;
        let to = Proj::from_proj_string(DEGREES).ok()?;
        Some(Crs { way: Some(Way { from, to, definition: definition.to_owned(), code }) })
    }

    /// Its code; of a system that is only described, that of the most familiar one in the register that is the same.
    fn code(&self) -> Option<String> {
        let number = match &self.way {
            None => Some(4326),
            Some(way) => way.code.or_else(|| register::same(&way.definition)),
        };
        number.map(|number| format!("EPSG:{number}"))
    }

    /// A shape in degrees; `None` if a position of it is nowhere on Earth.
    pub(super) fn to_degrees(&self, geometry: &Geometry) -> Option<Geometry> {
        geometry.try_map_coords(|position| self.position(position).ok_or(())).ok()
    }

    fn position(&self, position: Coord) -> Option<Coord> {
        let Some(Way { from, to, .. }) = &self.way else { return on_earth(position) };
        // The library folds absurd numbers back to somewhere.
        if !(position.x.abs() < FARTHEST && position.y.abs() < FARTHEST) {
            return None;
        }
        let mut point = match from.is_latlong() {
            true => (position.x.to_radians(), position.y.to_radians(), 0.0),
            false => (position.x, position.y, 0.0),
        };
        proj4rs::transform::transform(from, to, &mut point).ok()?;
        on_earth(Coord { x: point.0.to_degrees(), y: point.1.to_degrees() })
    }
}

/// The system that a resource declares, else the one that its file names; `None` if there is neither.
pub(super) fn chosen(
    layout: &Layout,
    named: Option<&str>,
    of_file: impl Fn(&str) -> Option<Crs>,
) -> Result<Option<Crs>, Flaw> {
    match (&layout.crs, named) {
        // One that cannot be used is said where it is declared.
        (Some(declared), _) => Ok(Crs::of_code(declared)),
        (None, None) => Ok(None),
        (None, Some(named)) => {
            let unknown = || Flaw::UnknownCrs { named: Some(named.to_owned()), bounds: None };
            of_file(named).map(Some).ok_or_else(unknown)
        }
    }
}

/// The same for a format in which nothing is usual; `within` says between which numbers the positions lie, if that is known.
pub(super) fn required(
    layout: &Layout,
    named: Option<&str>,
    of_file: impl Fn(&str) -> Option<Crs>,
    within: Option<[f64; 4]>,
) -> Result<Arc<Crs>, Flaw> {
    match chosen(layout, named, of_file) {
        Ok(Some(crs)) => Ok(Arc::new(crs)),
        Ok(None) => Err(Flaw::UnknownCrs { named: None, bounds: within }),
        Err(Flaw::UnknownCrs { named, .. }) => Err(Flaw::UnknownCrs { named, bounds: within }),
        Err(flaw) => Err(flaw),
    }
}

fn on_earth(position: Coord) -> Option<Coord> {
    ((-180.0..=180.0).contains(&position.x) && (-90.0..=90.0).contains(&position.y)).then_some(position)
}

/// Whether a code of a coordinate reference system is one that can be converted.
///
/// # Errors
/// A sentence, if it is not.
pub fn check_crs(code: &str) -> Result<(), String> {
    match Crs::of_code(code) {
        Some(_) => Ok(()),
        None => Err(format!(
            "`{code}` is not the code of a coordinate reference system that can be converted, such as `EPSG:2249`."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degrees(crs: &Crs, x: f64, y: f64) -> (f64, f64) {
        let Coord { x, y } = crs.position(Coord { x, y }).unwrap();
        ((x * 1e6).round() / 1e6, (y * 1e6).round() / 1e6)
    }

    #[test]
    fn codes_are_known_in_many_spellings() {
        // The State House in Boston in feet and metres of the state plane, in UTM, and as degrees. Computed with PROJ.
        for (code, x, y) in [
            ("EPSG:26986", 236_023.0, 900_997.0),
            ("urn:ogc:def:crs:EPSG::26986", 236_023.0, 900_997.0),
            ("epsg:2249", 774_352.462_6, 2_956_020.000_3),
        ] {
            let (longitude, latitude) = degrees(&Crs::of_code(code).unwrap(), x, y);
            assert!(
                (longitude + 71.06).abs() < 0.01 && (latitude - 42.36).abs() < 0.01,
                "{code} {longitude} {latitude}"
            );
        }
        for code in ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"] {
            assert_eq!(degrees(&Crs::of_code(code).unwrap(), -71.0, 42.0), (-71.0, 42.0));
        }
        for code in ["", "EPSG:", "EPSG:999999", "2249", "ESRI:102003", "EPSG:4267"] {
            assert!(Crs::of_code(code).is_none(), "{code}");
        }
    }

    #[test]
    fn nothing_is_nowhere() {
        let crs = Crs::of_code("EPSG:2249").unwrap();
        for (x, y) in [(f64::NAN, 0.0), (f64::INFINITY, 1.0), (1e308, 1e308)] {
            assert_eq!(crs.position(Coord { x, y }), None, "{x}");
            assert_eq!(Crs::default().position(Coord { x, y }), None, "{x}");
        }
    }
}
