//! Describes what is published in the words of each standard.
//!
//! A [`Vocabulary`] turns the public catalogue into files; adding one is one file and one line. Terms are constants or mapping
//! functions of `model`, so that one word of `dataset.toml` has one meaning in every standard. What describes the finished site
//! rather than the catalogue is in `inventory`.

mod api;
mod catalog_table;
mod ckan;
mod croissant;
mod csvw;
mod datapackage;
mod dcat;
mod dcat_us;
mod dcat_us_3;
mod dictionary;
mod feed;
mod inventory;
mod listed;
pub mod quality;
pub mod schema_org;
mod table_schema;
mod term;

pub use api::rows_links;
pub use feed::FEED_FILES;
pub use inventory::take_inventory;
pub use table_schema::table_schema;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::model::{Catalog, Dataset, Format, Output, PortalDescription, Resource};
use crate::policy::Public;
use crate::site::SiteFile;

/// A standard in which the catalogue is described.
pub trait Vocabulary: Sync {
    /// What the standard is called.
    fn name(&self) -> &'static str;

    /// What `portal.toml` switches off to be without it.
    fn output(&self) -> Output;

    /// Its files for a catalogue.
    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile>;
}

/// All vocabularies.
pub static VOCABULARIES: &[&dyn Vocabulary] = &[
    &dcat_us::DcatUs,
    &dcat_us_3::DcatUs3,
    &dcat::Dcat,
    &datapackage::DataPackage,
    &dictionary::Dictionary,
    &csvw::Csvw,
    &croissant::Croissant,
    &feed::Feeds,
    &catalog_table::CatalogTable,
    &api::Api,
    &ckan::Ckan,
];

/// The files of all vocabularies that the portal has, and the Table Schemas that more than one of them points to.
pub fn describe(catalog: &Public<Catalog>) -> Vec<SiteFile> {
    let outputs = &catalog.portal.outputs;
    let wanted: Vec<_> = VOCABULARIES.iter().filter(|vocabulary| outputs.has(vocabulary.output())).collect();
    let described: Vec<_> = wanted.par_iter().map(|vocabulary| vocabulary.describe(catalog)).collect();
    described.into_iter().flatten().chain(table_schema::files(catalog)).collect()
}

/// What is made of each dataset, on all cores, in the order of the catalogue.
fn each_dataset<I>(catalog: &Public<Catalog>, one: impl Fn(Public<&Dataset>) -> I + Sync + Send) -> Vec<SiteFile>
where
    I: IntoIterator<Item = SiteFile>,
    I::IntoIter: Send,
{
    catalog.datasets().collect::<Vec<_>>().into_par_iter().flat_map_iter(one).collect()
}

/// How to cite a dataset: in its department's own words where there are some.
pub fn citation(portal: &PortalDescription, dataset: &Dataset) -> String {
    let metadata = &dataset.metadata;
    metadata.citation.clone().unwrap_or_else(|| {
        format!(
            "{} ({}). {}. {}. {}",
            portal.publisher_name(&metadata.publisher),
            metadata.modified.year(),
            metadata.title,
            portal.title,
            portal.url(&format!("datasets/{}/", dataset.slug)),
        )
    })
}

/// The language of a dataset's words.
fn language<'a>(portal: &'a PortalDescription, dataset: &'a Dataset) -> &'a str {
    dataset.metadata.language.as_deref().unwrap_or(portal.default_language())
}

/// Whether a file is GeoParquet: Parquet with shapes or points.
fn is_geo_parquet(resource: &Resource, format: Format) -> bool {
    format == Format::Parquet && resource.schema.fields.iter().any(|field| field.kind.is_place())
}

/// A name as a part of identifiers: letters, digits and `_` as they are, every other byte as `%` with two digits.
fn escaped(name: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    name.bytes().map(one).collect()
}

fn json_bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("descriptions are plain data");
    bytes.push(b'\n');
    bytes
}

/// An object without its members that are null.
fn compact(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(members.into_iter().filter(|(_, member)| !member.is_null()).collect()),
        other => other,
    }
}
