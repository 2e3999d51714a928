//! What pages say of the other forms of themselves and of the catalogue: only what the portal has.

use serde_json::Value;

use super::{Renderer, context, twin};
use crate::describe::FEED_FILES;
use crate::model::Output;

impl Renderer<'_> {
    /// The feeds of a page: its own, if its folder has some, and those of the portal.
    pub(super) fn feeds(&self, page: &context::Page, own: bool) -> Vec<context::Alternate> {
        if !self.has(Output::Feeds) {
            return Vec::new();
        }
        let syntaxes = FEED_FILES.into_iter().zip(["Atom", "JSON Feed"]);
        let feeds = |of: &str, folder: &str| {
            let feed = |((name, media_type), syntax): ((&str, &str), &str)| context::Alternate {
                media_type: media_type.to_owned(),
                title: format!("{of} ({syntax})"),
                url: format!("{folder}{name}"),
            };
            syntaxes.clone().map(feed).collect::<Vec<_>>()
        };
        let mut all = if own { feeds(&page.title, "") } else { Vec::new() };
        all.extend(feeds(&self.catalog.portal.title, &page.root));
        all
    }

    /// The page of a dataset as Markdown.
    pub(super) fn markdown(&self, page: &context::Page) -> Option<context::Alternate> {
        let title = format!("{} (Markdown)", page.title);
        let one = context::Alternate { media_type: "text/markdown".to_owned(), title, url: twin::NAME.to_owned() };
        self.has(Output::Markdown).then_some(one)
    }

    /// The files of the whole catalogue, each with what it is called.
    pub(super) fn catalogue_files(&self) -> Vec<(&'static str, &'static str)> {
        let all = [
            (Output::CatalogTable, "The catalogue as a table (CSV)", "catalog.csv"),
            (Output::CatalogTable, "The catalogue as a table (Parquet)", "catalog.parquet"),
            (Output::FileList, "All files with their digests, to download them (CSV)", "files.csv"),
            (Output::DcatUs, "DCAT-US 1.1 (data.json)", "data.json"),
            (Output::DcatUs3, "DCAT-US 3.0 (dcat-us-3.json)", "dcat-us-3.json"),
            (Output::Dcat, "DCAT 3 (JSON-LD)", "catalog.jsonld"),
            (Output::Dcat, "DCAT 3 (Turtle)", "catalog.ttl"),
            (Output::Dcat, "DCAT 3 (RDF/XML)", "catalog.rdf"),
            (Output::Feeds, "What is new (Atom)", "feed.xml"),
            (Output::Feeds, "What is new (JSON Feed)", "feed.json"),
        ];
        all.into_iter().filter(|(output, _, _)| self.has(*output)).map(|(_, label, path)| (label, path)).collect()
    }

    /// The descriptions of a dataset for programs, each with what it is called.
    pub(super) fn dataset_files(&self, slug: &str) -> Vec<(&'static str, String)> {
        let all = [
            (Output::DataPackage, "Data Package (JSON)", format!("data/{slug}/datapackage.json")),
            (Output::Dcat, "DCAT 3 (JSON-LD)", format!("data/{slug}/dcat.jsonld")),
            (Output::Croissant, "Croissant (JSON-LD)", format!("data/{slug}/croissant.json")),
            (Output::DataDictionary, "Data dictionary (CSV)", format!("data/{slug}/dictionary.csv")),
            (Output::Api, "Tables, files and what values are like (JSON)", format!("api/v1/datasets/{slug}.json")),
            (Output::Markdown, "This page (Markdown)", format!("datasets/{slug}/{}", twin::NAME)),
            (Output::Feeds, "What is new (Atom)", format!("datasets/{slug}/feed.xml")),
            (Output::Feeds, "What is new (JSON Feed)", format!("datasets/{slug}/feed.json")),
            (Output::Checksums, "Digests of all files (SHA256SUMS)", format!("data/{slug}/SHA256SUMS")),
        ];
        all.into_iter().filter(|(output, _, _)| self.has(*output)).map(|(_, label, path)| (label, path)).collect()
    }

    /// A description as JSON that cannot end the element it stands in.
    pub(super) fn json_ld(&self, describe: impl FnOnce() -> Value) -> Option<String> {
        let text = || describe().to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        self.has(Output::SchemaOrg).then(text)
    }

    pub(super) fn has(&self, output: Output) -> bool {
        self.catalog.portal.outputs.has(output)
    }
}
