//! The tera templates that come with the program.

use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Tera};

use super::context;
use crate::files::Digest;

#[derive(RustEmbed)]
#[folder = "site-templates/"]
#[include = "base.html"]
#[include = "pages/*.html"]
#[include = "components/*.html"]
struct Sources;

/// A template that cannot be used: with the program's own templates a bug, with a city's a mistake to mend.
#[derive(Debug, thiserror::Error)]
#[error("a page template cannot be used: {0}")]
pub struct TemplateError(#[from] tera::Error);

/// The digest of all templates: a debug build of the program reads them while it runs.
pub(super) fn digest() -> Digest {
    let sources = || Sources::iter().filter_map(|name| Some((Sources::get(&name)?, name)));
    let sources: Vec<_> = sources().map(|(source, name)| (name, Digest::of(&source.data))).collect();
    Digest::of_listing(sources.iter().map(|(name, digest)| (name.as_ref(), *digest)))
}

/// All templates, parsed.
pub(super) struct Templates {
    tera: Tera,
}

impl Templates {
    pub(super) fn embedded() -> Result<Self, TemplateError> {
        let mut sources: Vec<(String, String)> = Sources::iter()
            .filter_map(|name| {
                Some((name.to_string(), String::from_utf8(Sources::get(&name)?.data.into_owned()).ok()?))
            })
            .collect();
        sources.sort();
        let mut tera = Tera::new();
        tera.add_raw_templates(sources)?;
        Ok(Templates { tera })
    }

    pub(super) fn render<T: Serialize>(
        &self,
        template: &str,
        site: &context::Site,
        page: &context::Page,
        content: &T,
    ) -> Result<Vec<u8>, TemplateError> {
        let mut context = Context::new();
        context.insert("site", site);
        context.insert("page", page);
        context.insert("content", content);
        let mut html = Vec::new();
        self.tera.render_to(template, &context, &mut html)?;
        Ok(html)
    }
}
