//! The second lock: just before the first byte leaves, the classification is read again from the source.

use std::path::Path;

use super::level::level;
use crate::diagnostic::Report;
use crate::document::Document;
use crate::files::Tree;
use crate::metadata::DatasetFile;
use crate::model::{Level, Slug};

/// A dataset that was about to leave and may not.
#[derive(Debug, thiserror::Error)]
#[error("`{slug}` is in the site to be published, but {reason}; nothing was sent")]
pub struct Breach {
    slug: Slug,
    reason: &'static str,
}

/// Reads `dataset.toml` of every dataset that is to be published once more, without anything that the build remembered.
///
/// # Errors
/// The first dataset that may not leave.
pub fn guard<'a>(portal_root: &Path, slugs: impl IntoIterator<Item = &'a Slug>) -> Result<(), Breach> {
    for slug in slugs {
        let breach = |reason| Err(Breach { slug: slug.clone(), reason });
        let relative = format!("datasets/{slug}/dataset.toml");
        let Ok(path) = Tree::new(portal_root).resolve(&relative) else {
            return breach("its folder leads out of the portal");
        };
        let mut ignored = Report::new();
        let Some(document) = Document::read(&path, &relative, &mut ignored) else {
            return breach("its dataset.toml cannot be read");
        };
        let file: DatasetFile = document.lower(&mut ignored).unwrap_or_default();
        match level(&document, &file) {
            Some(Level::Public) => {}
            Some(Level::Protected) => return breach("it is protected"),
            None => return breach("it is not classified"),
        }
    }
    Ok(())
}
