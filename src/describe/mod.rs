//! Describes what is published in the words of each standard.
//!
//! A [`Vocabulary`] turns the public catalogue into files; adding one is one file and one line. Terms are constants or mapping
//! functions of `model`, so that one word of `dataset.toml` has one meaning in every standard.

mod api;
mod ckan;
mod datapackage;
mod dcat;
mod dcat_us;
mod dictionary;
pub mod schema_org;
mod term;

pub use api::rows_links;
pub use datapackage::table_schema;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::model::Catalog;
use crate::policy::Public;
use crate::site::SiteFile;

/// A standard in which the catalogue is described.
pub trait Vocabulary: Sync {
    /// What the standard is called.
    fn name(&self) -> &'static str;

    /// Its files for a catalogue.
    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile>;
}

/// All vocabularies.
pub static VOCABULARIES: &[&dyn Vocabulary] =
    &[&dcat_us::DcatUs, &dcat::Dcat, &datapackage::DataPackage, &dictionary::Dictionary, &api::Api, &ckan::Ckan];

/// The files of all vocabularies.
pub fn describe(catalog: &Public<Catalog>) -> Vec<SiteFile> {
    let described: Vec<_> = VOCABULARIES.par_iter().map(|vocabulary| vocabulary.describe(catalog)).collect();
    described.into_iter().flatten().collect()
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
