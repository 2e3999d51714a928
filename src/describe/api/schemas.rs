//! JSON Schemas of the answers, `api/v1/schemas/<name>.json`, made from the types that are serialised.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use super::{FOLDER, catalog, dataset, list};
use crate::describe::{ckan, json_bytes};
use crate::model::PortalDescription;

/// A kind of answer.
pub(in crate::describe) struct Response {
    /// Its name among the schemas.
    pub(super) name: &'static str,
    /// What it is, in a sentence.
    pub(super) description: &'static str,
    /// Its schema by itself.
    whole: fn(SchemaGenerator) -> Schema,
    /// Its schema as a part of a document that has others.
    part: fn(&mut SchemaGenerator) -> Schema,
}

impl Response {
    /// The answers that are serialised from a type.
    pub(in crate::describe) const fn of<T: JsonSchema>(name: &'static str, description: &'static str) -> Self {
        Response {
            name,
            description,
            whole: SchemaGenerator::into_root_schema_for::<T>,
            part: SchemaGenerator::subschema_for::<T>,
        }
    }

    /// A reference to its schema, which the generator keeps among its definitions.
    pub(super) fn reference(&self, generator: &mut SchemaGenerator) -> Value {
        (self.part)(generator).to_value()
    }
}

static OWN: &[Response] = &[
    Response::of::<catalog::Index<'static>>("index", "Where to begin."),
    Response::of::<list::DatasetList<'static>>("datasets", "A page of the list of datasets."),
    Response::of::<dataset::Dataset<'static>>("dataset", "A dataset."),
    Response::of::<list::ResourceList<'static>>("resources", "A page of the list of tables."),
    Response::of::<catalog::Publishers<'static>>("publishers", "The departments, with their datasets."),
    Response::of::<catalog::Themes<'static>>("themes", "The topics, with their datasets."),
    Response::of::<dataset::RowsOfTable<'static>>("rows", "A page of a table's rows."),
];

/// All kinds of answers.
pub(super) fn responses() -> impl Iterator<Item = &'static Response> {
    OWN.iter().chain(ckan::RESPONSES)
}

/// A generator of schemas of what is written, which keeps its definitions at a place.
pub(super) fn generator(definitions: &'static str) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.with(|settings| settings.definitions_path = Cow::Borrowed(definitions)).into_generator()
}

/// The schemas, each with its name below the folder of the API.
pub(super) fn files(portal: &PortalDescription) -> Vec<(String, Vec<u8>)> {
    let one = |response: &Response| {
        let name = format!("schemas/{}.json", response.name);
        let mut schema = (response.whole)(generator("/$defs"));
        schema.insert("$id".to_owned(), portal.url(&format!("{FOLDER}/{name}")).into());
        (name, json_bytes(&schema))
    };
    responses().map(one).collect()
}
