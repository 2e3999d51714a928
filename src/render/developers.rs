//! The page for developers, `/developers/`: the API in plain words, every file that programs read, and code to begin with.
//!
//! What the page lists is what the site has: what a city has switched off is not listed.

use schemars::JsonSchema;
use serde::Serialize;

use super::snippets::{self, Snippet, Table};
use super::{Renderer, TemplateError};
use crate::files::SitePath;
use crate::model::{Dataset, Resource, RowsPage};
use crate::site::{ACTION_PREFIXES, Kind, Site, SiteFile};

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

pub(super) fn page(renderer: &Renderer<'_>, site: &Site) -> Result<SiteFile, TemplateError> {
    let page =
        renderer.page("developers/", "For developers", "How programs read what is published here.", "developers");
    let list = List { root: &page.root, site };
    let described = |files: &mut dyn Iterator<Item = (&'static str, String)>| -> Vec<DescribedFile> {
        files.map(|(about, path)| list.file(&path, about)).collect()
    };
    let example = example(renderer);
    let dataset = example.map(|(dataset, _)| dataset);
    let content = Developers {
        api: list.api(dataset),
        schemas: list.below("api/v1/schemas/"),
        actions: list.below(ACTION_PREFIXES[0]),
        base_url: renderer.catalog.portal.base_url.clone(),
        catalogues: described(
            &mut renderer.catalogue_files().into_iter().map(|(about, path)| (about, path.to_owned())),
        ),
        dataset_files: dataset
            .map(|dataset| described(&mut renderer.dataset_files(dataset.slug.as_str()).into_iter()))
            .unwrap_or_default(),
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
}
