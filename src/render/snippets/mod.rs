//! Lines of code that read a table, in each language that people use, with its real addresses and columns.
//!
//! A [`Language`] is one file and one line in [`LANGUAGES`]. What it writes must run as it is: `tests/conformance/api.py` runs it
//! against a served site and counts the rows.

mod curl;
mod duckdb;
mod excel;
mod geopandas;
mod javascript;
mod pandas;
mod python;
mod r;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Format, PortalDescription, Resource, RowsPage};

/// Lines of code to copy.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Snippet {
    /// The identifier of the language, for instance `duckdb`.
    pub id: String,
    /// The language, for instance `Python with pandas`.
    pub label: String,
    /// The code, plain text.
    pub code: String,
    /// What it needs, or where to put it.
    pub hint: Option<String>,
}

/// A language, or a program that has one.
struct Language {
    id: &'static str,
    label: &'static str,
    hint: Option<&'static str>,
    /// Reads a table into `table`; nothing where none of its formats will do.
    table: fn(&Table<'_>) -> Option<String>,
    /// Reads the list of all datasets, page by page, from the address of the first.
    catalogue: Option<fn(&str) -> String>,
}

/// All languages, in the order of pages.
static LANGUAGES: &[Language] = &[
    curl::CURL,
    pandas::PANDAS,
    geopandas::GEOPANDAS,
    python::DUCKDB,
    python::PYTHON,
    r::R,
    javascript::JAVASCRIPT,
    duckdb::DUCKDB,
    excel::EXCEL,
];

/// A table that code is written for.
pub(super) struct Table<'a> {
    portal: &'a PortalDescription,
    slug: &'a str,
    resource: &'a Resource,
}

impl<'a> Table<'a> {
    pub(super) fn new(portal: &'a PortalDescription, slug: &'a str, resource: &'a Resource) -> Self {
        Table { portal, slug, resource }
    }

    /// The code that reads it, in all languages that can.
    pub(super) fn snippets(&self) -> Vec<Snippet> {
        LANGUAGES.iter().filter_map(|language| Some(language.snippet((language.table)(self)?))).collect()
    }

    /// The address that people keep of the table in a format.
    fn url(&self, format: Format) -> Option<String> {
        let file = self.resource.distributions.iter().find(|distribution| distribution.format == format)?;
        Some(self.portal.url(file.latest.as_str()))
    }

    /// The address of the first page of its rows.
    fn rows(&self) -> Option<String> {
        let path = RowsPage::path(self.slug, &self.resource.name, 1);
        (!self.resource.pages.is_empty()).then(|| self.portal.url(path.as_str()))
    }

    /// The first columns that are no shapes: enough to see how columns are named.
    fn columns(&self) -> Vec<&'a str> {
        const SHOWN: usize = 3;
        let fields = self.resource.schema.fields.iter().filter(|field| !field.kind.is_place());
        fields.take(SHOWN).map(|field| field.name.as_str()).collect()
    }

    /// The same, each written by a function, with commas between.
    fn list(&self, write: fn(&str) -> String) -> String {
        self.columns().into_iter().map(write).collect::<Vec<_>>().join(", ")
    }
}

impl Language {
    fn snippet(&self, code: String) -> Snippet {
        Snippet { id: self.id.to_owned(), label: self.label.to_owned(), code, hint: self.hint.map(str::to_owned) }
    }
}

/// The code that reads the list of all datasets.
pub(super) fn catalogue(portal: &PortalDescription) -> Vec<Snippet> {
    let first = portal.url("api/v1/datasets.json");
    LANGUAGES.iter().filter_map(|language| Some(language.snippet(language.catalogue?(&first)))).collect()
}

/// Text as a literal of JSON, which is one of Python, R and JavaScript too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
