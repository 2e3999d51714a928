//! Turns the public catalogue into the site that residents use: typed contexts, tera templates, search documents, assets.

mod assets;
pub mod context;
mod developers;
mod histogram;
mod lists;
mod markdown;
mod pages;
mod profile;
mod redirects;
mod search;
mod snippets;
mod templates;
mod words;

use rayon::prelude::*;
use serde::Serialize;

pub use templates::TemplateError;

use crate::files::{Digest, SitePath};
use crate::model::{Catalog, Dataset};
use crate::policy::Public;
use crate::site::{Kind, Site, SiteFile};
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
    let datasets: Vec<Public<&Dataset>> = catalog.datasets().collect();
    let pages: Vec<SiteFile> =
        datasets.par_iter().map(|dataset| pages::dataset(&renderer, dataset)).collect::<Result<_, _>>()?;
    pages.into_iter().for_each(|page| site.add(page));
    site.add(search::documents(catalog));
    site.add(robots(catalog));
    // After all files for programs, because it lists what is there.
    let developers = developers::page(&renderer, site)?;
    site.add(developers);
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

fn robots(catalog: &Public<Catalog>) -> SiteFile {
    let text = "User-agent: *\nAllow: /\n";
    SiteFile::of_catalog(catalog, SitePath::known("robots.txt"), Kind::Catalog, text.into())
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
        }
    }
}
