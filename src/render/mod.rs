//! Turns the public catalogue into the site that residents use: typed contexts, tera templates, search documents, assets.

mod assets;
pub mod context;
mod developers;
mod forms;
mod histogram;
mod lists;
mod llms;
mod markdown;
mod pages;
mod profile;
mod quality;
mod redirects;
mod search;
mod sitemap;
mod snippets;
mod templates;
mod twin;
mod words;

use rayon::prelude::*;
use serde::Serialize;

pub use templates::TemplateError;

use crate::files::Digest;
use crate::model::{Catalog, Dataset, Output};
use crate::policy::Public;
use crate::site::{Site, SiteFile};
use assets::Bundle;
use templates::Templates;

/// Everything that pages are made from.
struct Renderer<'a> {
    catalog: &'a Public<Catalog>,
    templates: Templates,
    site: context::Site,
}

/// The digest of everything that pages are made from besides a catalogue and the program's own code.
pub fn material() -> Digest {
    let parts = [("templates", templates::digest()), ("assets", Bundle::embedded().digest())];
    Digest::of_listing(parts.into_iter())
}

/// Adds all pages, the search documents and the assets to a site.
///
/// # Errors
/// When a template cannot be parsed or rendered.
pub fn render(catalog: &Public<Catalog>, site: &mut Site) -> Result<(), TemplateError> {
    let bundle = Bundle::embedded();
    let renderer = Renderer { catalog, templates: Templates::embedded()?, site: site_context(catalog, &bundle) };
    bundle.files().for_each(|file| site.add(file));
    for file in lists::render(&renderer)? {
        site.add(file);
    }
    quality::render(&renderer)?.into_iter().for_each(|file| site.add(file));
    let datasets: Vec<Public<&Dataset>> = catalog.datasets().collect();
    let pages: Vec<SiteFile> =
        datasets.par_iter().map(|dataset| pages::dataset(&renderer, dataset)).collect::<Result<_, _>>()?;
    pages.into_iter().for_each(|page| site.add(page));
    let outputs = &catalog.portal.outputs;
    if outputs.has(Output::Markdown) {
        let twins: Vec<SiteFile> = datasets.par_iter().map(|dataset| twin::dataset(&renderer, dataset)).collect();
        twins.into_iter().for_each(|twin| site.add(twin));
    }
    if outputs.has(Output::Llms) {
        site.add(llms::file(&renderer));
    }
    site.add(search::documents(catalog));
    let developers = developers::page(&renderer, site)?;
    site.add(developers);
    // What leads on from old addresses is no page of its own.
    sitemap::add(catalog, site);
    redirects::add(&renderer, site)
}

fn site_context(catalog: &Public<Catalog>, bundle: &Bundle) -> context::Site {
    let portal = &catalog.portal;
    context::Site {
        title: portal.title.clone(),
        description: portal.description.clone(),
        language: portal.default_language().to_owned(),
        publisher: portal
            .publisher(&portal.publisher)
            .map_or(portal.publisher.clone(), |publisher| publisher.name.clone()),
        contact: words::contact(&portal.contact),
        generator: concat!("Townbook ", env!("CARGO_PKG_VERSION")).to_owned(),
        assets: bundle.context(),
    }
}

impl Renderer<'_> {
    /// Renders a template with its page and content.
    fn html<T: Serialize>(&self, template: &str, page: &context::Page, content: &T) -> Result<Vec<u8>, TemplateError> {
        self.templates.render(template, &self.site, page, content)
    }

    /// What a page says about itself. `path` is its folder, with a slash at the end or empty.
    fn page(&self, path: &str, title: &str, description: &str, section: &str) -> context::Page {
        context::Page {
            root: "../".repeat(path.matches('/').count()),
            title: title.to_owned(),
            description: words::summary(description),
            canonical: self.catalog.portal.url(path),
            section: section.to_owned(),
            alternates: Vec::new(),
            json_ld: None,
        }
    }
}
