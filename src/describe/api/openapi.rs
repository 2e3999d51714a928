//! OpenAPI 3.1: exactly the addresses that this site answers.
//!
//! The datasets are the values of one parameter. The rows of each table have an address of their own in the document, because
//! which tables have pages, and how many, depends on both parts of their name.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::list;
use super::schemas::{generator, responses};
use crate::describe::ckan;
use crate::model::{Catalog, Output, PAGE_ROWS, RowsPage};
use crate::site::ACTION_PREFIXES;

/// Where schemas are kept in the document.
const SCHEMAS: &str = "/components/schemas";

/// What can be asked at an address.
struct Operation {
    /// The address below the portal's.
    path: String,
    /// Its name in programs.
    id: String,
    summary: String,
    tag: &'static str,
    parameters: Vec<Value>,
    /// The name of the answer among [`responses`], or of a document in JSON.
    response: &'static str,
}

impl Operation {
    fn to_json(&self) -> Value {
        let mut get = json!({ "operationId": self.id, "summary": self.summary, "tags": [self.tag] });
        if !self.parameters.is_empty() {
            get["parameters"] = json!(self.parameters);
        }
        get["responses"] =
            json!({ "200": component("responses", self.response), "404": component("responses", "not_found") });
        json!({ "get": get })
    }
}

fn component(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

pub(super) fn document(catalog: &Catalog) -> Value {
    let portal = &catalog.portal;
    let actions = if portal.outputs.has(Output::Ckan) { actions() } else { Vec::new() };
    let operations = [own(catalog), rows(catalog), actions].into_iter().flatten();
    let paths: Map<String, Value> =
        operations.map(|operation| (format!("/{}", operation.path), operation.to_json())).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{}: API", portal.title),
            "version": "1",
            "summary": "A catalogue of open data, and its tables.",
            "description": "Every answer is a file. No key is needed, nothing is counted, and parameters after a question mark are \
    ignored. Whole tables are files too: the answers link to them.",
            "contact": { "name": portal.contact.name, "email": portal.contact.email, "url": portal.url("developers/") },
            "license": { "name": "Each dataset names its licence", "url": portal.url("about/") },
        },
        "servers": [{ "url": portal.base_url.trim_end_matches('/'), "description": portal.title }],
        "security": [],
        "tags": [
            { "name": "catalogue", "description": "What there is." },
            { "name": "rows", "description": "The rows of tables, a thousand on a page." },
            { "name": "ckan", "description": "Those actions of CKAN whose answers do not depend on a question." },
        ],
        "paths": paths,
        "components": components(catalog),
    })
}

/// Everything that has one address, or one parameter.
fn own(catalog: &Catalog) -> Vec<Operation> {
    let operation = |name: &str, summary: &str, response| Operation {
        path: format!("{}/{name}.json", super::FOLDER),
        id: format!("get_{}", name.split(['-', '/']).next().unwrap_or(name)),
        summary: summary.to_owned(),
        tag: "catalogue",
        parameters: Vec::new(),
        response,
    };
    let with = |id: &str, parameters, operation| Operation { id: id.to_owned(), parameters, ..operation };
    let mut all = vec![
        operation("index", "Where to begin", "index"),
        operation("datasets", "The first page of the list of datasets", "datasets"),
        operation("resources", "The first page of the list of tables", "resources"),
        operation("publishers", "The departments, with their datasets", "publishers"),
        operation("themes", "The topics, with their datasets", "themes"),
        operation("openapi", "This document", "document"),
    ];
    let tables = catalog.datasets.iter().map(|dataset| dataset.resources.len()).sum();
    for (list, entries, summary) in [
        (list::DATASETS, catalog.datasets.len(), "A further page of the list of datasets"),
        (list::RESOURCES, tables, "A further page of the list of tables"),
    ] {
        let pages = list::pages(entries);
        if pages > 1 {
            let page = json!({ "type": "integer", "minimum": 2, "maximum": pages });
            let parameter = parameter("page", "The number of the page", &page);
            all.push(with(
                &format!("get_further_{list}"),
                vec![parameter],
                operation(&format!("{list}-{{page}}"), summary, list),
            ));
        }
    }
    if !catalog.datasets.is_empty() {
        let dataset = vec![component("parameters", "dataset")];
        all.push(with("get_dataset", dataset, operation("datasets/{dataset}", "A dataset", "dataset")));
    }
    let names: Vec<&str> = responses().map(|response| response.name).collect();
    let schema = parameter("schema", "The kind of answer", &json!({ "type": "string", "enum": names }));
    all.push(with(
        "get_schema",
        vec![schema],
        operation("schemas/{schema}", "The JSON Schema of a kind of answer", "document"),
    ));
    all
}

/// The rows of each table that is published in pages.
fn rows(catalog: &Catalog) -> Vec<Operation> {
    let mut all = Vec::new();
    for dataset in &catalog.datasets {
        for resource in dataset.resources.iter().filter(|resource| !resource.pages.is_empty()) {
            let (slug, name) = (dataset.slug.as_str(), resource.name.as_str());
            let first = RowsPage::path(slug, name, 1);
            all.push(Operation {
                path: first.as_str().replace(&RowsPage::filename(1), "{page}.json"),
                id: format!("get_rows.{slug}.{name}"),
                summary: format!("Rows of {}", resource.title),
                tag: "rows",
                parameters: vec![component("parameters", &page_of(resource.pages.len()))],
                response: "rows",
            });
        }
    }
    all
}

/// The actions of CKAN, under both prefixes.
fn actions() -> Vec<Operation> {
    let of = |prefix: &'static str| {
        ckan::ACTIONS.iter().map(move |action| Operation {
            path: format!("{prefix}{}", action.name),
            id: if prefix == ACTION_PREFIXES[0] { action.name.to_owned() } else { format!("{}_latest", action.name) },
            summary: action.summary.to_owned(),
            tag: "ckan",
            parameters: Vec::new(),
            response: action.response,
        })
    };
    ACTION_PREFIXES.into_iter().flat_map(of).collect()
}

/// The name of the parameter for a table of so many pages.
fn page_of(pages: usize) -> String {
    format!("page_of_{pages}")
}

fn parameter(name: &str, description: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
}

fn components(catalog: &Catalog) -> Value {
    let mut generator = generator(SCHEMAS);
    let json = |description: &str, schema: Value| json!({ "description": description, "content": { "application/json": { "schema": schema } } });
    let has_rows = catalog.datasets.iter().flat_map(|dataset| &dataset.resources).any(|table| !table.pages.is_empty());
    let is_used = |name: &str| match name {
        "dataset" => !catalog.datasets.is_empty(),
        "rows" => has_rows,
        _ => true,
    };
    let mut answers: Map<String, Value> = responses()
        .filter(|response| is_used(response.name))
        .map(|response| (response.name.to_owned(), json(response.description, response.reference(&mut generator))))
        .collect();
    answers.insert("document".to_owned(), json("A document.", json!({ "type": "object" })));
    answers.insert(
        "not_found".to_owned(),
        json!({
            "description": "There is nothing at this address: the page that the portal shows then.",
            "content": { "text/html": { "schema": { "type": "string" } } },
        }),
    );
    json!({ "schemas": generator.take_definitions(true), "responses": answers, "parameters": parameters(catalog) })
}

fn parameters(catalog: &Catalog) -> Value {
    let slugs: Vec<&str> = catalog.datasets.iter().map(|dataset| dataset.slug.as_str()).collect();
    let tables = catalog.datasets.iter().flat_map(|dataset| &dataset.resources);
    let counts: BTreeSet<usize> = tables.map(|table| table.pages.len()).filter(|pages| *pages > 0).collect();
    let mut all = Map::new();
    if !slugs.is_empty() {
        let schema = json!({ "type": "string", "enum": slugs });
        all.insert("dataset".to_owned(), parameter("dataset", "The identifier of the dataset", &schema));
    }
    for pages in counts {
        let description = format!("The number of the page: {PAGE_ROWS} rows are on each but the last");
        let schema = json!({ "type": "integer", "minimum": 1, "maximum": pages });
        all.insert(page_of(pages), parameter("page", &description, &schema));
    }
    Value::Object(all)
}
