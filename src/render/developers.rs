//! The page for developers, `/developers/`: the API in plain words, every file that programs read, and code to begin with.
//!
//! What the page lists is what the site has: a file that is not written is not listed, and one that nobody has described yet is
//! listed by its name.

use schemars::JsonSchema;
use serde::Serialize;

use super::snippets::{self, Snippet, Table};
use super::{Renderer, TemplateError};
use crate::files::SitePath;
use crate::model::{Dataset, Resource, RowsPage};
use crate::site::{ACTION_PREFIXES, Kind, Origin, Site, SiteFile};

/// The page for developers, `pages/developers.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Developers {
    /// The addresses of the API, with those of the example.
    pub api: Vec<DescribedFile>,
    /// The JSON Schemas of its answers.
    pub schemas: Vec<DescribedFile>,
    /// The actions of CKAN; empty where there are none.
    pub actions: Vec<DescribedFile>,
    /// The address that clients of CKAN are given.
    pub base_url: String,
    /// Files about the whole catalogue.
    pub catalogues: Vec<DescribedFile>,
    /// Files about each dataset, those of the example.
    pub dataset_files: Vec<DescribedFile>,
    /// Code that reads the list of all datasets.
    pub list: Vec<Snippet>,
    /// A dataset to begin with; not there while the portal has none.
    pub example: Option<Example>,
}

/// A file that programs read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DescribedFile {
    /// Its path below the portal's address.
    pub path: String,
    /// Where it is.
    pub url: String,
    /// What it is.
    pub about: String,
}

/// A dataset to begin with.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Example {
    /// The title of its first table.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Code that reads that table.
    pub snippets: Vec<Snippet>,
}

/// What is known of files about the whole catalogue, in the order of the page.
const CATALOGUES: &[(&str, &str)] = &[
    ("data.json", "DCAT-US 1.1 (Project Open Data), which data.gov harvests"),
    ("dcat-us-3.json", "DCAT-US 3.0 as JSON-LD"),
    ("catalog.jsonld", "DCAT 3 and DCAT-AP 3.0.1 as JSON-LD"),
    ("catalog.ttl", "the same graph as Turtle"),
    ("catalog.rdf", "the same graph as RDF/XML"),
    ("catalog.csv", "the list of datasets as a table, one row for each"),
    ("catalog.parquet", "the same table as Parquet"),
    ("feed.xml", "what changed last, as an Atom feed"),
    ("feed.json", "the same as a JSON Feed"),
    ("llms.txt", "what the portal is, in Markdown for language models"),
    ("sitemap.xml", "all pages, for search engines"),
];

/// What is known of files about a dataset, by the ends of their paths.
const DATASET_FILES: &[(&str, &str)] = &[
    ("/datapackage.json", "Data Package with Table Schemas, for Frictionless and others"),
    (".schema.json", "the Table Schema of a table by itself"),
    ("/dictionary.csv", "what each column means, as a table"),
    (".csv-metadata.json", "CSV on the Web"),
    ("/croissant.json", "Croissant, for machine learning"),
    ("/dcat.jsonld", "DCAT 3 as JSON-LD"),
    ("/SHA256SUMS", "digests that sha256sum checks"),
    ("/index.md", "the page of the dataset in Markdown"),
    ("/feed.xml", "its changes as an Atom feed"),
    ("/feed.json", "the same as a JSON Feed"),
];

pub(super) fn page(renderer: &Renderer<'_>, site: &Site) -> Result<SiteFile, TemplateError> {
    let page =
        renderer.page("developers/", "For developers", "How programs read what is published here.", "developers");
    let list = List { root: &page.root, site };
    let example = example(renderer);
    let dataset = example.map(|(dataset, _)| dataset);
    let content = Developers {
        api: list.api(dataset),
        schemas: list.below("api/v1/schemas/"),
        actions: list.below(ACTION_PREFIXES[0]),
        base_url: renderer.catalog.portal.base_url.clone(),
        catalogues: list.catalogues(),
        dataset_files: dataset.map(|dataset| list.dataset_files(dataset.slug.as_str())).unwrap_or_default(),
        list: snippets::catalogue(&renderer.catalog.portal),
        example: example.map(|(dataset, table)| Example {
            title: table.title.clone(),
            url: format!("{}datasets/{}/", page.root, dataset.slug),
            snippets: Table::new(&renderer.catalog.portal, dataset.slug.as_str(), table).snippets(),
        }),
    };
    let html = renderer.html("pages/developers.html", &page, &content)?;
    Ok(SiteFile::of_catalog(renderer.catalog, SitePath::known("developers/index.html"), Kind::Page, html))
}

/// The first dataset whose first table has its rows in pages too; else the first with a table.
fn example<'a>(renderer: &Renderer<'a>) -> Option<(&'a Dataset, &'a Resource)> {
    let tables = || renderer.catalog.datasets.iter().filter_map(|dataset| Some((dataset, dataset.resources.first()?)));
    tables().find(|(_, table)| !table.pages.is_empty()).or_else(|| tables().next())
}

/// What of the site is listed.
struct List<'a> {
    root: &'a str,
    site: &'a Site,
}

impl List<'_> {
    fn file(&self, path: &str, about: &str) -> DescribedFile {
        DescribedFile { path: path.to_owned(), url: format!("{}{path}", self.root), about: about.to_owned() }
    }

    /// Files that the site has, of those that are named.
    fn those<'a>(&self, named: impl IntoIterator<Item = (String, &'a str)>) -> Vec<DescribedFile> {
        let is_there = |path: &str| self.site.get(&SitePath::known(path)).is_some();
        named.into_iter().filter(|(path, _)| is_there(path)).map(|(path, about)| self.file(&path, about)).collect()
    }

    /// All files of a folder.
    fn below(&self, folder: &str) -> Vec<DescribedFile> {
        let paths = self.site.files().map(|file| file.path().as_str());
        paths.filter(|path| path.starts_with(folder)).map(|path| self.file(path, "")).collect()
    }

    fn api(&self, example: Option<&Dataset>) -> Vec<DescribedFile> {
        let named = |name: &str, about| (format!("api/v1/{name}.json"), about);
        let mut all = vec![
            named("index", "where to begin: what there is, and where"),
            named("datasets", "all datasets, a thousand on a page"),
            named("resources", "all tables, a thousand on a page"),
            named("publishers", "the departments, with their datasets"),
            named("themes", "the topics, with their datasets"),
        ];
        if let Some(dataset) = example {
            all.push(named(
                &format!("datasets/{}", dataset.slug),
                "a dataset: its tables, files, columns, and what its values are like",
            ));
            let rows = |table: &Resource| RowsPage::path(dataset.slug.as_str(), &table.name, 1).to_string();
            all.extend(
                dataset.resources.first().map(|table| (rows(table), "the rows of a table, a thousand on a page")),
            );
        }
        all.push(named("openapi", "OpenAPI 3.1: every address, for tools that write clients"));
        self.those(all)
    }

    /// Those at the top of the site, first those that are known.
    fn catalogues(&self) -> Vec<DescribedFile> {
        const FOR_HOSTS: [&str; 2] = ["_redirects", "robots.txt"];
        let known = |path: &str| CATALOGUES.iter().any(|(name, _)| *name == path);
        let is_meant = |file: &&SiteFile| {
            let path = file.path().as_str();
            let is_on_top = file.kind() == Kind::Catalog && *file.origin() == Origin::Catalog && !path.contains('/');
            is_on_top && !known(path) && !FOR_HOSTS.contains(&path)
        };
        let mut all = self.those(CATALOGUES.iter().map(|(path, about)| ((*path).to_owned(), *about)));
        all.extend(self.site.files().filter(is_meant).map(|file| self.file(file.path().as_str(), "")));
        all
    }

    fn dataset_files(&self, slug: &str) -> Vec<DescribedFile> {
        let folders = [format!("data/{slug}/"), format!("datasets/{slug}/")];
        let is_own = |path: &&str| {
            let name = folders.iter().find_map(|folder| path.strip_prefix(folder.as_str()));
            name.is_some_and(|name| !name.contains('/'))
        };
        let paths: Vec<&str> = self.site.files().map(|file| file.path().as_str()).filter(is_own).collect();
        let known = DATASET_FILES
            .iter()
            .filter_map(|(end, about)| Some(self.file(paths.iter().find(|path| path.ends_with(end))?, about)));
        known.collect()
    }
}
