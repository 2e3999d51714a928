//! Old addresses that lead to what is published now: a page where the host is the same, and the list that hosts read.

use super::{Renderer, TemplateError, context};
use crate::files::SitePath;
use crate::model::Redirect;
use crate::site::{Kind, Site, SiteFile};

/// The list of redirects in the form that several hosts read: old address, new address, status.
const LIST: &str = "_redirects";

/// Adds what leads from old addresses to files of the site. What is not published is not named: an address that would lead
/// there is left out.
pub(super) fn add(renderer: &Renderer<'_>, site: &mut Site) -> Result<(), TemplateError> {
    let portal = &renderer.catalog.portal;
    let is_public = |redirect: &&Redirect| redirect.target().is_some_and(|target| site.get(&target).is_some());
    let redirects: Vec<&Redirect> = portal.redirects.iter().filter(is_public).collect();
    let mut list = String::new();
    for redirect in redirects {
        let url = portal.url(redirect.to.trim_start_matches('/'));
        list.push_str(&format!("{} {url} 301\n", redirect.from));
        if let Some(path) = redirect.page(&portal.base_url).filter(|path| is_free(site, path)) {
            let page = page(renderer, redirect, &path)?;
            site.add(page);
        }
    }
    if !list.is_empty() {
        site.add(SiteFile::of_catalog(renderer.catalog, SitePath::known(LIST), Kind::Catalog, list.into()));
    }
    Ok(())
}

/// A page that leads on by itself, with a link for those whose browser does not.
fn page(renderer: &Renderer<'_>, redirect: &Redirect, path: &SitePath) -> Result<SiteFile, TemplateError> {
    let page = context::Page {
        root: "../".repeat(path.as_str().matches('/').count()),
        canonical: renderer.catalog.portal.url(redirect.to.trim_start_matches('/')),
        ..renderer.page("", "This page has moved", "What stood at this address is somewhere else now.", "")
    };
    let content = context::Redirect { url: format!("{}{}", page.root, redirect.to.trim_start_matches('/')) };
    let html = renderer.html("pages/redirect.html", &page, &content)?;
    Ok(SiteFile::of_catalog(renderer.catalog, path.clone(), Kind::Page, html))
}

/// Whether a file can stand at a path: nothing does, no file stands where a folder would have to, and no folder there.
fn is_free(site: &Site, path: &SitePath) -> bool {
    let text = path.as_str();
    let folders = text.match_indices('/').filter_map(|(at, _)| SitePath::new(&text[..at]).ok());
    let below = format!("{text}/");
    folders.chain([path.clone()]).all(|taken| site.get(&taken).is_none())
        && !site.files().any(|file| file.path().as_str().starts_with(&below))
}
