//! The register of EPSG, looked through from its first entry to its last.

use std::collections::BTreeMap;

use crs_definitions::{Def, from_code};
use geo_types::Coord;

use super::Crs;

/// The codes in use.
const CODES: std::ops::RangeInclusive<u16> = 1_024..=32_767;

/// How far two systems may be apart in any number of theirs: less than one unit on the ground.
const NEAR: f64 = 1e-6;

/// The widest and highest extent, in degrees, that tells systems apart.
const WIDEST: f64 = 10.0;

/// Systems that are suggested, at most.
const SYSTEMS: usize = 5;

/// Places in degrees that are one: a few metres, by which datums differ.
const SAME_PLACE: f64 = 1e-4;

/// The entries, by their codes.
fn entries() -> impl Iterator<Item = Def> {
    CODES.filter_map(from_code)
}

/// The most familiar entry that means the same as a definition of the projection library.
pub(super) fn same(definition: &str) -> Option<u16> {
    let wanted = Numbers::of(definition)?;
    let is_same = |entry: &Def| Numbers::of(entry.proj4).is_some_and(|found| found.is_near(&wanted));
    let mut found: Vec<Def> = entries().filter(is_same).collect();
    found.sort_by_key(familiarity);
    found.first().map(|entry| entry.code)
}

/// A coordinate reference system of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Its code: `EPSG:2249`.
    pub code: String,
    /// Its name: `NAD83 / Massachusetts Mainland (ftUS)`.
    pub name: String,
}

/// The systems on a plane in which positions between some numbers lie within an extent in degrees, both as west, south, east,
/// north: the first few, and of those that put them into the same place the one that people name most.
pub fn systems_within(bounds: [f64; 4], extent: [f64; 4]) -> Vec<System> {
    let [west, south, east, north] = extent;
    // A larger one would be met by chance.
    if east - west > WIDEST || north - south > WIDEST {
        return Vec::new();
    }
    let is_inside = |at: Coord| (west..=east).contains(&at.x) && (south..=north).contains(&at.y);
    let corners = [(bounds[0], bounds[1]), (bounds[2], bounds[3])];
    let place = |entry: &Def| {
        let crs = Crs::of_proj(entry.proj4, None)?;
        let [first, second] = corners.map(|(x, y)| crs.position(Coord { x, y }).filter(|at| is_inside(*at)));
        first.zip(second)
    };
    let is_plane = |entry: &Def| !entry.proj4.contains("+proj=longlat") && !entry.wkt.contains("(deprecated)");
    let mut found: Vec<(Def, (Coord, Coord))> =
        entries().filter(is_plane).filter_map(|entry| place(&entry).map(|place| (entry, place))).collect();
    found.sort_by_key(|(entry, _)| familiarity(entry));
    let mut kept: Vec<(Def, (Coord, Coord))> = Vec::new();
    for (entry, place) in found {
        let is_near =
            |other: &(Coord, Coord)| (other.0.x - place.0.x).abs() + (other.0.y - place.0.y).abs() < SAME_PLACE;
        if kept.len() < SYSTEMS && !kept.iter().any(|(_, other)| is_near(other)) {
            kept.push((entry, place));
        }
    }
    kept.iter()
        .map(|(entry, _)| System { code: format!("EPSG:{}", entry.code), name: name(entry).to_owned() })
        .collect()
}

/// The name at the start of the entry's well-known text.
fn name(entry: &Def) -> &'static str {
    entry.wkt.split('"').nth(1).unwrap_or_default()
}

/// Entries that people name come first. Those with a datum that the projection library has a name for, and those of Europe's
/// common one, are such; others differ from them by their year, by their country or by the order of their axes.
fn familiarity(entry: &Def) -> (bool, bool, u16) {
    let is_common = entry.proj4.contains("+datum=") || name(entry).starts_with("ETRS89 ");
    (!is_common, entry.wkt.contains("N-E)"), entry.code)
}

/// What a definition says, in one way of the several in which it can be said.
struct Numbers<'a> {
    projection: &'a str,
    values: BTreeMap<&'a str, f64>,
}

impl<'a> Numbers<'a> {
    fn of(definition: &'a str) -> Option<Self> {
        let mut numbers = Numbers { projection: "", values: BTreeMap::new() };
        let mut is_south = false;
        for word in definition.split_whitespace() {
            let (key, value) = word.strip_prefix('+')?.split_once('=').unwrap_or((&word[1..], ""));
            match (key, value) {
                ("proj", name) => numbers.projection = name,
                ("south", _) => is_south = true,
                ("datum" | "ellps", name) => numbers.spheroid(name)?,
                ("units", "m") => {}
                ("units", "us-ft") => numbers.set("to_meter", 1200.0 / 3937.0),
                ("units", "ft") => numbers.set("to_meter", 0.3048),
                ("units", _) => return None,
                // How far the datum is off is said in many ways; none that are off are taken (see `SAME_AS_WGS84`).
                ("no_defs" | "towgs84" | "pm" | "type", _) => {}
                ("k_0" | "k", factor) => numbers.set("k", factor.parse().ok()?),
                (key, value) => numbers.set(key, value.parse().ok()?),
            }
        }
        if numbers.projection == "utm" {
            let zone = numbers.values.remove("zone")?;
            numbers.projection = "tmerc";
            for (key, value) in [("lon_0", zone * 6.0 - 183.0), ("k", 0.9996), ("x_0", 500_000.0)] {
                numbers.set(key, value);
            }
            numbers.set("y_0", if is_south { 10_000_000.0 } else { 0.0 });
        }
        // Parallels have no order, and what is usual need not be said.
        if let (Some(&first), Some(&second)) = (numbers.values.get("lat_1"), numbers.values.get("lat_2")) {
            numbers.set("lat_1", first.max(second));
            numbers.set("lat_2", first.min(second));
        }
        for (key, usual) in [("lat_0", 0.0), ("x_0", 0.0), ("y_0", 0.0), ("k", 1.0), ("to_meter", 1.0)] {
            numbers.values.entry(key).or_insert(usual);
        }
        Some(numbers)
    }

    fn set(&mut self, key: &'a str, value: f64) {
        self.values.insert(key, value);
    }

    fn spheroid(&mut self, name: &str) -> Option<()> {
        let (axis, flattening) = match name {
            "NAD83" | "GRS80" => (6_378_137.0, 298.257_222_101),
            "WGS84" => (6_378_137.0, 298.257_223_563),
            _ => return None,
        };
        self.set("a", axis);
        self.set("rf", flattening);
        Some(())
    }

    fn is_near(&self, other: &Self) -> bool {
        // The last digit of an offset on the ground is the rounding of a unit.
        let near = |key: &str, mine: f64, theirs: f64| match key {
            "x_0" | "y_0" => (mine - theirs).abs() < 1e-3,
            _ => (mine - theirs).abs() < NEAR,
        };
        self.projection == other.projection
            && self.values.len() == other.values.len()
            && self
                .values
                .iter()
                .all(|(key, mine)| other.values.get(key).is_some_and(|theirs| near(key, *mine, *theirs)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_found_in_the_register() {
        for (definition, code) in [
            (
                "+proj=lcc +lat_1=41.71666666666667 +lat_2=42.68333333333333 +lat_0=41 +lon_0=-71.5 +x_0=200000 +y_0=750000 \
              +a=6378137 +rf=298.257222101 +pm=0 +towgs84=0,0,0 +to_meter=0.3048006096012192 +no_defs",
                Some(2249),
            ),
            (
                "+proj=tmerc +lat_0=0 +lon_0=-69 +k=0.9996 +x_0=500000 +y_0=0 +a=6378137 +rf=298.257223563 +to_meter=1",
                Some(32619),
            ),
            (
                "+proj=tmerc +lat_0=0 +lon_0=9 +k=0.9996 +x_0=500000 +y_0=0 +a=6378137 +rf=298.257222101 +to_meter=1",
                Some(25832),
            ),
            ("+proj=longlat +a=6378137 +rf=298.257222101 +pm=0 +towgs84=0,0,0 +no_defs", Some(4269)),
            ("+proj=tmerc +lat_0=0 +lon_0=-69.5 +x_0=500000 +a=6378137 +rf=298.257223563 +to_meter=1", None),
        ] {
            assert_eq!(same(definition), code, "{definition}");
        }
    }

    #[test]
    fn systems_are_suggested_by_the_place() {
        let boston = [-71.19, 42.22, -70.98, 42.40];
        let codes =
            |bounds, extent| systems_within(bounds, extent).into_iter().map(|system| system.code).collect::<Vec<_>>();
        let feet = codes([750_000.0, 2_930_000.0, 780_000.0, 2_960_000.0], boston);
        assert_eq!(feet.first().map(String::as_str), Some("EPSG:2249"), "{feet:?}");
        let metres = codes([230_000.0, 895_000.0, 236_000.0, 901_000.0], boston);
        assert_eq!(metres.first().map(String::as_str), Some("EPSG:26986"), "{metres:?}");
        assert_eq!(codes([1.0, 1.0, 2.0, 2.0], boston), [""; 0]);
        for odd in [9e8, -9e8, 1e-300, 0.0, -0.0, 6_378_137.0, 2e7] {
            let _ = codes([odd, -odd, odd, odd], boston);
        }
        assert_eq!(codes([f64::NAN, 1e308, f64::INFINITY, -1e308], boston), [""; 0]);
        assert_eq!(codes([750_000.0, 2_930_000.0, 780_000.0, 2_960_000.0], [-180.0, -90.0, 180.0, 90.0]), [""; 0]);
    }
}
