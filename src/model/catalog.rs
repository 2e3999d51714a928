//! The catalogue: everything that is published, and who publishes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ContactPoint, Dataset, License, Outputs, Redirect, Theme};

/// A department, or the city itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publisher {
    /// Identifier in `portal.toml`, used in URLs.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The publisher it belongs to.
    pub parent: Option<String>,
    /// Its own site.
    pub url: Option<String>,
}

/// A place with its bounding box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Its name.
    pub name: String,
    /// West, south, east, north in degrees (WGS 84).
    pub bbox: [f64; 4],
    /// Its GeoNames URL.
    pub geonames: Option<String>,
}

impl Location {
    /// Its box and the middle of it as well-known text.
    pub fn wkt(&self) -> [String; 2] {
        let [west, south, east, north] = self.bbox;
        let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
        [
            format!("POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"),
            format!("POINT({x:.6} {y:.6})"),
        ]
    }
}

/// What `portal.toml` says about the catalogue as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PortalDescription {
    /// Title of the portal.
    pub title: String,
    /// What it is, in a paragraph.
    pub description: String,
    /// Where it is served, with a slash at the end.
    pub base_url: String,
    /// BCP 47 tags; the first is the default.
    pub languages: Vec<String>,
    /// The place it covers.
    pub spatial: Location,
    /// Identifier of the publisher of the catalogue.
    pub publisher: String,
    /// What others may do with the catalogue itself: titles, descriptions, lists.
    pub license: License,
    /// Whom to ask about the portal.
    pub contact: ContactPoint,
    /// Labels of themes.
    pub themes: BTreeMap<Theme, String>,
    /// All publishers, in the order of `portal.toml`.
    pub publishers: Vec<Publisher>,
    /// Addresses of the portal that this one replaces.
    pub redirects: Vec<Redirect>,
    /// What is written for programs.
    pub outputs: Outputs,
}

impl PortalDescription {
    /// The label that residents see for a theme.
    pub fn theme_label(&self, theme: Theme) -> &str {
        self.themes.get(&theme).map_or(theme.label(), String::as_str)
    }

    /// A publisher by identifier.
    pub fn publisher(&self, id: &str) -> Option<&Publisher> {
        self.publishers.iter().find(|publisher| publisher.id == id)
    }

    /// The name of a publisher; its identifier where it has none.
    pub fn publisher_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.publisher(id).map_or(id, |publisher| publisher.name.as_str())
    }

    /// The language of text that says nothing else.
    pub fn default_language(&self) -> &str {
        self.languages.first().map_or("en", String::as_str)
    }

    /// A full URL below the portal.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
}

/// All public datasets and the portal that publishes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    /// The portal.
    pub portal: PortalDescription,
    /// The datasets, by slug.
    pub datasets: Vec<Dataset>,
}
