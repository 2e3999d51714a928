//! Our own API: files under `api/v1/` that programs read like the answers of a server, and an OpenAPI document that names them.
//!
//! What is written is serialised from typed structs, and the JSON Schemas of the answers come from the same structs. Links are
//! relative to the file that has them.

mod catalog;
mod dataset;
mod list;
mod openapi;
mod schemas;

use schemars::JsonSchema;
use serde::Serialize;

pub use dataset::rows_links;
pub(super) use schemas::Response;

use super::{Vocabulary, json_bytes};
use crate::files::SitePath;
use crate::model::{Catalog, Date, Output};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

pub(super) struct Api;

/// The folder of the API.
const FOLDER: &str = "api/v1";

/// Leads from [`FOLDER`] to the root.
const ROOT: &str = "../../";

impl Vocabulary for Api {
    fn name(&self) -> &'static str {
        "API"
    }

    fn output(&self) -> Output {
        Output::Api
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let file = |(name, bytes): (String, Vec<u8>)| {
            SiteFile::of_catalog(catalog, SitePath::known(format!("{FOLDER}/{name}")), Kind::Catalog, bytes)
        };
        let (openapi, schemas) = rayon::join(|| openapi::document(catalog), || schemas::files(&catalog.portal));
        let named = [
            ("index.json".to_owned(), json_bytes(&catalog::index(catalog))),
            ("publishers.json".to_owned(), json_bytes(&catalog::publishers(catalog))),
            ("themes.json".to_owned(), json_bytes(&catalog::themes(catalog))),
            // On one line: it grows with the catalogue, and only tools read it.
            ("openapi.json".to_owned(), openapi.to_string().into_bytes()),
        ];
        let lists = list::datasets(catalog).into_iter().chain(list::resources(catalog));
        let mut files: Vec<SiteFile> = named.into_iter().chain(lists).chain(schemas).map(file).collect();
        files.extend(dataset::files(catalog));
        files
    }
}

/// A link, relative to the file that has it.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Link(#[schemars(extend("format" = "uri-reference"))] String);

/// An address outside the portal.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Url<'a>(#[schemars(extend("format" = "uri"))] &'a str);

/// A calendar day.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Day(#[schemars(with = "String", extend("format" = "date"))] Date);
