//! Well-known text of coordinate reference systems (WKT 1, in the dialects of OGC and Esri), as `.prj` files hold it.

/// The longest text that is read, and how deep it may be nested.
const LONGEST: usize = 16 << 10;
const DEEPEST: usize = 12;

/// What the text means.
#[derive(Debug, PartialEq)]
pub(super) enum Meant {
    /// A code of EPSG that it gives itself.
    Code(u32),
    /// A definition for the projection library, made of its parameters.
    Proj(String),
}

/// Reads the text; `None` if it is none, or of a projection or datum that is not known.
pub(super) fn read(text: &str) -> Option<Meant> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.len() > LONGEST {
        return None;
    }
    let (system, rest) = node(text, 0)?;
    if !rest.trim_start_matches('\0').trim().is_empty() {
        return None;
    }
    if let Some(authority) = system.child("AUTHORITY").filter(|authority| authority.text(0) == Some("EPSG")) {
        return Some(Meant::Code(authority.words.get(1)?.parse().ok()?));
    }
    match system.name.as_str() {
        "GEOGCS" => Some(Meant::Proj(format!("+proj=longlat {} +no_defs", datum(&system)?))),
        "PROJCS" => projected(&system).map(Meant::Proj),
        _ => None,
    }
}

/// A name with brackets: `UNIT["metre",1]`.
#[derive(Debug)]
struct Node {
    name: String,
    /// Texts and numbers in it, as written without quotation marks.
    words: Vec<String>,
    children: Vec<Node>,
}

impl Node {
    fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    fn text(&self, at: usize) -> Option<&str> {
        self.words.get(at).map(String::as_str)
    }

    fn number(&self, at: usize) -> Option<f64> {
        self.text(at)?.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// A node at the start of a text, and what follows it.
fn node(text: &str, depth: usize) -> Option<(Node, &str)> {
    let end = text.find(['[', '('])?;
    let name = text[..end].trim().to_ascii_uppercase();
    if depth == DEEPEST || name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return None;
    }
    let mut node = Node { name, words: Vec::new(), children: Vec::new() };
    let mut rest = &text[end + 1..];
    loop {
        rest = rest.trim_start();
        if let Some(quoted) = rest.strip_prefix('"') {
            let (word, after) = quoted.split_once('"')?;
            node.words.push(word.to_owned());
            rest = after;
        } else {
            let end = rest.find([',', '[', '(', ']', ')'])?;
            if rest[end..].starts_with(['[', '(']) {
                let (child, after) = self::node(rest, depth + 1)?;
                node.children.push(child);
                rest = after;
            } else {
                node.words.push(rest[..end].trim().to_owned());
                rest = &rest[end..];
            }
        }
        rest = rest.trim_start();
        match rest.chars().next()? {
            ',' => rest = &rest[1..],
            ']' | ')' => return Some((node, &rest[1..])),
            _ => return None,
        }
    }
}

/// The datum of a geographic system: those that agree with WGS 84 to a metre or so, or that say how they differ.
fn datum(geographic: &Node) -> Option<String> {
    let datum = geographic.child("DATUM")?;
    let spheroid = datum.child("SPHEROID")?;
    let (axis, flattening) = (spheroid.number(1)?, spheroid.number(2)?);
    let meridian = geographic.child("PRIMEM").map_or(Some(0.0), |meridian| meridian.number(1))?;
    let shape = match flattening {
        0.0 => format!("+a={axis} +b={axis}"),
        _ => format!("+a={axis} +rf={flattening}"),
    };
    let name = datum.text(0)?.to_ascii_uppercase();
    let shift = match datum.child("TOWGS84") {
        Some(shift) => shift.words.join(","),
        None if SAME_AS_WGS84.iter().any(|known| name.contains(known)) => "0,0,0".to_owned(),
        None => return None,
    };
    Some(format!("{shape} +pm={meridian} +towgs84={shift}"))
}

/// Parts of names of datums that agree with WGS 84 to a metre or two.
const SAME_AS_WGS84: [&str; 8] = [
    "WGS_1984",
    "NORTH_AMERICAN_1983",
    "NORTH_AMERICAN_DATUM_1983",
    "NAD83",
    "NAD_1983",
    "EUROPEAN_TERRESTRIAL_REFERENCE_SYSTEM_1989",
    "ETRS_1989",
    "WGS_84",
];

fn projected(system: &Node) -> Option<String> {
    let unit = system.child("UNIT")?.number(1)?;
    let datum = datum(system.child("GEOGCS")?)?;
    let parameter = |names: &[&str]| {
        let of_name = |node: &&Node| {
            node.name == "PARAMETER"
                && node.text(0).is_some_and(|name| names.iter().any(|n| name.eq_ignore_ascii_case(n)))
        };
        system.children.iter().find(of_name).map_or(Some(None), |node| node.number(1).map(Some))
    };
    let origin = parameter(&["latitude_of_origin", "latitude_of_center"])?.unwrap_or(0.0);
    let meridian = parameter(&["central_meridian", "longitude_of_center"])?.unwrap_or(0.0);
    let first = parameter(&["standard_parallel_1"])?;
    let second = parameter(&["standard_parallel_2"])?;
    let scale = parameter(&["scale_factor"])?.unwrap_or(1.0);
    let projection = match system.child("PROJECTION")?.text(0)?.to_ascii_lowercase().as_str() {
        "transverse_mercator" | "gauss_kruger" => format!("tmerc +lat_0={origin} +lon_0={meridian} +k={scale}"),
        name if name.starts_with("lambert_conformal_conic") => match (first, second) {
            (Some(first), Some(second)) => {
                format!("lcc +lat_1={first} +lat_2={second} +lat_0={origin} +lon_0={meridian}")
            }
            (first, _) => {
                format!("lcc +lat_1={} +lat_0={origin} +lon_0={meridian} +k_0={scale}", first.unwrap_or(origin))
            }
        },
        name if name.starts_with("albers") => {
            format!("aea +lat_1={} +lat_2={} +lat_0={origin} +lon_0={meridian}", first?, second?)
        }
        "mercator_auxiliary_sphere" => return Some(WEB_MERCATOR.to_owned()),
        "mercator" | "mercator_1sp" => format!("merc +lon_0={meridian} +k={scale}"),
        "mercator_2sp" => format!("merc +lon_0={meridian} +lat_ts={}", first?),
        _ => return None,
    };
    // In the text these are in the system's unit; the library wants metres.
    let east = parameter(&["false_easting"])?.unwrap_or(0.0) * unit;
    let north = parameter(&["false_northing"])?.unwrap_or(0.0) * unit;
    Some(format!("+proj={projection} +x_0={east} +y_0={north} {datum} +to_meter={unit} +no_defs"))
}

/// The system of web maps, which Esri describes by a projection of its own.
const WEB_MERCATOR: &str =
    "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs";

#[cfg(test)]
mod tests {
    use super::super::Crs;
    use super::*;
    use geo_types::Coord;

    const NAD83: &str = r#"GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

    /// Whether a position means the same by text as by code.
    fn agrees(text: &str, code: &str, x: f64, y: f64) {
        let (by_text, by_code) = (Crs::of_wkt(text).expect(text), Crs::of_code(code).unwrap());
        let [a, b] = [by_text, by_code].map(|crs| crs.position(Coord { x, y }).unwrap());
        assert!((a.x - b.x).abs() < 1e-8 && (a.y - b.y).abs() < 1e-8, "{code}: {a:?} {b:?}");
    }

    #[test]
    fn projections_are_told_by_their_parameters() {
        let system = |projection: &str, parameters: &[(&str, f64)], unit: f64| {
            let parameters: String =
                parameters.iter().map(|(name, value)| format!("PARAMETER[\"{name}\",{value}],")).collect();
            format!("PROJCS[\"x\",{NAD83},PROJECTION[\"{projection}\"],{parameters}UNIT[\"u\",{unit}]]")
        };
        let feet = 0.304_800_609_601_219_2;
        let massachusetts = system(
            "Lambert_Conformal_Conic",
            &[
                ("False_Easting", 656_166.666_666_666_6),
                ("False_Northing", 2_460_625.0),
                ("Central_Meridian", -71.5),
                ("Standard_Parallel_1", 41.716_666_666_666_67),
                ("Standard_Parallel_2", 42.683_333_333_333_33),
                ("Latitude_Of_Origin", 41.0),
            ],
            feet,
        );
        agrees(&massachusetts, "EPSG:2249", 770_000.0, 2_960_000.0);
        let illinois = system(
            "Transverse_Mercator",
            &[
                ("False_Easting", 984_250.0),
                ("Central_Meridian", -88.333_333_333_333_33),
                ("Scale_Factor", 0.999_975),
                ("Latitude_Of_Origin", 36.666_666_666_666_66),
            ],
            feet,
        );
        agrees(&illinois, "EPSG:3435", 1_170_000.0, 1_900_000.0);
        let utm = [("False_Easting", 500_000.0), ("Central_Meridian", -69.0), ("Scale_Factor", 0.9996)];
        agrees(&system("Transverse_Mercator", &utm, 1.0), "EPSG:26919", 330_000.0, 4_690_000.0);
        let albers = [
            ("Central_Meridian", -96.0),
            ("Standard_Parallel_1", 29.5),
            ("Standard_Parallel_2", 45.5),
            ("Latitude_Of_Origin", 23.0),
        ];
        agrees(&system("Albers", &albers, 1.0), "EPSG:5070", 2_000_000.0, 2_400_000.0);
        agrees(&system("Mercator_Auxiliary_Sphere", &[], 1.0), "EPSG:3857", -7_910_000.0, 5_215_000.0);
        agrees(NAD83, "EPSG:4269", -71.0, 42.0);
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let old = NAD83.replace("North_American_1983", "North_American_1927");
        let own = r#"LOCAL_CS["survey",UNIT["metre",1]]"#;
        let deep = "A[".repeat(100_000);
        for text in ["", "nonsense", "PROJCS[", own, &old, &deep, "GEOGCS[\"x\"]", "PROJCS[\"x\",UNIT[\"m\",1]]"] {
            assert_eq!(read(text), None, "{}", &text[..text.len().min(40)]);
        }
        assert_eq!(read(r#"PROJCS["x",AUTHORITY["EPSG","2249"]]"#), Some(Meant::Code(2249)));
    }
}
