//! Pages that list datasets: home, catalogue, publishers, themes, formats, licences; and those about the portal.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Renderer, TemplateError, context, words};
use crate::describe::schema_org;
use crate::files::SitePath;
use crate::model::{Dataset, Output};
use crate::site::{Kind, SiteFile};

/// Datasets on one page of the catalogue.
const PAGE: usize = 20;

/// Datasets that the home page shows.
const RECENT: usize = 6;

/// A way to divide the catalogue.
struct Facet<'a> {
    id: &'static str,
    label: &'static str,
    /// The folder of its lists.
    folder: &'static str,
    section: &'static str,
    /// Its values by label.
    values: BTreeMap<String, Value<'a>>,
}

/// A value of a facet with its datasets.
#[derive(Default)]
struct Value<'a> {
    /// Its part of the address.
    id: String,
    title: String,
    description: Option<String>,
    website: Option<String>,
    datasets: Vec<&'a Dataset>,
}

pub(super) fn render(renderer: &Renderer<'_>) -> Result<Vec<SiteFile>, TemplateError> {
    let facets = facets(renderer);
    let mut files = catalogue(renderer, &facets)?;
    files.push(home(renderer, &facets)?);
    let lists: Vec<_> = facets.iter().flat_map(|facet| facet.values.iter().map(move |value| (facet, value))).collect();
    let lists = lists.par_iter().map(|(facet, (label, value))| list(renderer, facet, label, value));
    files.extend(lists.collect::<Result<Vec<_>, _>>()?);
    files.push(index(
        renderer,
        &facets[0],
        "Departments",
        "Every department that publishes data, and how much of it.",
    )?);
    files.push(index(renderer, &facets[1], "Topics", "Everything the city publishes, by topic.")?);
    files.push(about(renderer, &facets)?);
    files.push(not_found(renderer)?);
    Ok(files)
}

fn facets<'a>(renderer: &Renderer<'a>) -> [Facet<'a>; 4] {
    let portal = &renderer.catalog.portal;
    let facet = |id, label, folder, section| Facet { id, label, folder, section, values: BTreeMap::new() };
    let mut facets = [
        facet("publisher", "Department", "publishers", "publishers"),
        facet("theme", "Topic", "themes", "themes"),
        facet("format", "Format", "formats", "datasets"),
        facet("license", "Licence", "licenses", "datasets"),
    ];
    // A page for every publisher, because metadata links to them; those without datasets are not counted anywhere.
    for publisher in &portal.publishers {
        let value = facets[0].values.entry(publisher.name.clone()).or_default();
        (value.id, value.title, value.website) = (publisher.id.clone(), publisher.name.clone(), publisher.url.clone());
    }
    for dataset in &renderer.catalog.datasets {
        let metadata = &dataset.metadata;
        let publisher = portal.publisher(&metadata.publisher).map_or(&metadata.publisher, |publisher| &publisher.name);
        facets[0].values.entry(publisher.clone()).or_default().datasets.push(dataset);
        let mut add = |at: usize, label: &str, id: &str, title: String| {
            let value = facets[at].values.entry(label.to_owned()).or_default();
            (value.id, value.title) = (id.to_lowercase(), title);
            value.datasets.push(dataset);
        };
        let theme = portal.theme_label(metadata.theme);
        add(1, theme, metadata.theme.code(), theme.to_owned());
        for format in dataset.formats() {
            add(2, format.label(), format.id(), format!("Datasets in {}", format.label()));
        }
        let license = &metadata.license;
        add(3, &license.id, &license.id, license.title.clone());
    }
    for value in facets.iter_mut().flat_map(|facet| facet.values.values_mut()) {
        value.datasets.sort_by_key(|dataset| dataset.metadata.title.to_lowercase());
        value.description = Some(match value.datasets.len() {
            1 => format!("{}: one dataset.", value.title),
            count => format!("{}: {count} datasets.", value.title),
        });
    }
    facets
}

/// Links to the values of a facet that have datasets.
fn links(facet: &Facet<'_>, root: &str) -> Vec<context::CountedLink> {
    let link = |(label, value): (&String, &Value<'_>)| context::CountedLink {
        label: label.clone(),
        url: format!("{root}{}/{}/", facet.folder, value.id),
        count: value.datasets.len(),
    };
    facet.values.iter().filter(|(_, value)| !value.datasets.is_empty()).map(link).collect()
}

/// A dataset in a list.
fn card(renderer: &Renderer<'_>, dataset: &Dataset, root: &str) -> context::Card {
    let metadata = &dataset.metadata;
    context::Card {
        title: metadata.title.clone(),
        url: format!("{root}datasets/{}/", dataset.slug),
        summary: words::summary(&metadata.description),
        publisher: renderer.publisher_link(&metadata.publisher, root),
        theme: renderer.theme_link(metadata.theme, root),
        modified: words::day(metadata.modified),
        frequency: metadata.update_frequency.words().to_owned(),
        formats: dataset.formats().iter().map(|format| format.label().to_owned()).collect(),
        license: metadata.license.id.clone(),
    }
}

fn page_file(renderer: &Renderer<'_>, path: &str, html: Vec<u8>) -> SiteFile {
    SiteFile::of_catalog(renderer.catalog, SitePath::known(path), Kind::Page, html)
}

fn home(renderer: &Renderer<'_>, facets: &[Facet<'_>]) -> Result<SiteFile, TemplateError> {
    let portal = &renderer.catalog.portal;
    let mut page = renderer.page("", &portal.title, &portal.description, "home");
    page.alternates = renderer.feeds(&page, false);
    page.json_ld = renderer.json_ld(|| schema_org::catalog(renderer.catalog));
    let mut recent: Vec<&Dataset> = renderer.catalog.datasets.iter().collect();
    recent.sort_by_key(|dataset| (std::cmp::Reverse(dataset.metadata.modified), dataset.metadata.title.to_lowercase()));
    let content = context::Home {
        datasets: recent.len(),
        rows: words::number(recent.iter().map(|dataset| dataset.rows()).sum()),
        themes: links(&facets[1], &page.root),
        publishers: links(&facets[0], &page.root),
        recent: recent.into_iter().take(RECENT).map(|dataset| card(renderer, dataset, &page.root)).collect(),
    };
    Ok(page_file(renderer, "index.html", renderer.html("pages/home.html", &page, &content)?))
}

fn catalogue(renderer: &Renderer<'_>, facets: &[Facet<'_>]) -> Result<Vec<SiteFile>, TemplateError> {
    let mut datasets: Vec<&Dataset> = renderer.catalog.datasets.iter().collect();
    datasets.sort_by_key(|dataset| dataset.metadata.title.to_lowercase());
    let pages = datasets.len().div_ceil(PAGE).max(1);
    let folder = |number: usize| if number == 1 { "datasets/".to_owned() } else { format!("datasets/page/{number}/") };
    let one = |number: usize| {
        let path = folder(number);
        let description = format!("All {} public datasets of {}.", datasets.len(), renderer.catalog.portal.title);
        let title = if number == 1 { "All datasets".to_owned() } else { format!("All datasets, page {number}") };
        let mut page = renderer.page(&path, &title, &description, "datasets");
        page.alternates = renderer.feeds(&page, false);
        let link = |number: usize| format!("{}{}", page.root, folder(number));
        let shown = datasets.iter().skip((number - 1) * PAGE).take(PAGE);
        let content = context::Catalogue {
            total: datasets.len(),
            cards: shown.map(|dataset| card(renderer, dataset, &page.root)).collect(),
            facets: facets
                .iter()
                .map(|facet| context::Facet {
                    id: facet.id.to_owned(),
                    label: facet.label.to_owned(),
                    options: links(facet, &page.root),
                })
                .collect(),
            pagination: context::Pagination {
                number,
                pages,
                previous: (number > 1).then(|| link(number - 1)),
                next: (number < pages).then(|| link(number + 1)),
                numbers: numbers(number, pages, &link),
            },
        };
        let html = renderer.html("pages/catalogue.html", &page, &content)?;
        Ok(page_file(renderer, &format!("{path}index.html"), html))
    };
    (1..=pages).into_par_iter().map(one).collect()
}

/// The pages to offer: the first, the last, those near this one, and gaps between.
fn numbers(current: usize, pages: usize, link: &dyn Fn(usize) -> String) -> Vec<context::PageNumber> {
    let mut numbers: Vec<context::PageNumber> = Vec::new();
    for number in (1..=pages).filter(|&number| number == 1 || number == pages || number.abs_diff(current) <= 2) {
        if numbers.last().is_some_and(|last| last.number + 1 < number) {
            numbers.push(context::PageNumber { number: 0, url: String::new(), current: false });
        }
        numbers.push(context::PageNumber { number, url: link(number), current: number == current });
    }
    numbers
}

fn list(renderer: &Renderer<'_>, facet: &Facet<'_>, label: &str, value: &Value<'_>) -> Result<SiteFile, TemplateError> {
    let path = format!("{}/{}/", facet.folder, value.id);
    let description = value.description.as_deref().unwrap_or(label);
    let mut page = renderer.page(&path, &value.title, description, facet.section);
    page.alternates = renderer.feeds(&page, matches!(facet.folder, "publishers" | "themes"));
    let parent = match facet.folder {
        "publishers" => ("Departments", "publishers/"),
        "themes" => ("Topics", "themes/"),
        _ => ("All datasets", "datasets/"),
    };
    let content = context::List {
        kind: facet.label.to_owned(),
        parent: context::Link { label: parent.0.to_owned(), url: format!("{}{}", page.root, parent.1) },
        website: value.website.clone(),
        cards: value.datasets.iter().map(|dataset| card(renderer, dataset, &page.root)).collect(),
    };
    Ok(page_file(renderer, &format!("{path}index.html"), renderer.html("pages/list.html", &page, &content)?))
}

fn index(
    renderer: &Renderer<'_>,
    facet: &Facet<'_>,
    title: &str,
    introduction: &str,
) -> Result<SiteFile, TemplateError> {
    let path = format!("{}/", facet.folder);
    let page = renderer.page(&path, title, introduction, facet.section);
    let content = context::Index { introduction: introduction.to_owned(), entries: links(facet, &page.root) };
    Ok(page_file(renderer, &format!("{path}index.html"), renderer.html("pages/index.html", &page, &content)?))
}

fn about(renderer: &Renderer<'_>, facets: &[Facet<'_>]) -> Result<SiteFile, TemplateError> {
    let page = renderer.page("about/", "About this portal", &renderer.catalog.portal.description, "about");
    let catalogue =
        |(label, path): (&str, &str)| context::Link { label: label.to_owned(), url: format!("{}{path}", page.root) };
    let content = context::About {
        datasets: renderer.catalog.datasets.len(),
        catalogues: renderer.catalogue_files().into_iter().map(catalogue).collect(),
        has_api: renderer.has(Output::Api),
        licenses: links(&facets[3], &page.root),
    };
    Ok(page_file(renderer, "about/index.html", renderer.html("pages/about.html", &page, &content)?))
}

/// Served for any address that is not there, so its links start at the host's root.
fn not_found(renderer: &Renderer<'_>) -> Result<SiteFile, TemplateError> {
    let base_url = &renderer.catalog.portal.base_url;
    let after_scheme = base_url.find("://").map_or(0, |at| at + 3);
    let root = base_url[after_scheme..].find('/').map_or("/", |at| &base_url[after_scheme + at..]);
    let page = context::Page {
        root: root.to_owned(),
        canonical: String::new(),
        ..renderer.page("", "Page not found", "There is no page at this address.", "")
    };
    Ok(page_file(renderer, "404.html", renderer.html("pages/not-found.html", &page, &())?))
}
