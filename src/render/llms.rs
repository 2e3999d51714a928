//! `llms.txt` (llmstxt.org): what there is and where, in Markdown, for language models and the programs around them.

use std::cmp::Reverse;
use std::fmt::Write;

use super::{Renderer, twin, words};
use crate::files::SitePath;
use crate::model::{Dataset, Output};
use crate::site::{Kind, SiteFile};

/// How many datasets are listed: a text that a model can take in whole.
const LISTED: usize = 500;

pub(super) fn file(renderer: &Renderer<'_>) -> SiteFile {
    let mut text = String::new();
    write(renderer, &mut text).expect("text can be written");
    SiteFile::of_catalog(renderer.catalog, SitePath::known("llms.txt"), Kind::Catalog, text.into())
}

fn write(renderer: &Renderer<'_>, text: &mut String) -> std::fmt::Result {
    let portal = &renderer.catalog.portal;
    let description = portal.description.split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(text, "# {}\n\n> {description}\n", twin::line(&portal.title))?;
    writeln!(
        text,
        "Everything here is public, free to use under the licence that each dataset names, and read without a key.\n"
    )?;
    let files = renderer.catalogue_files();
    if !files.is_empty() {
        writeln!(text, "## The whole catalogue\n")?;
    }
    for (label, path) in files {
        writeln!(text, "- [{label}]({})", portal.url(path))?;
    }
    let mut datasets: Vec<&Dataset> = renderer.catalog.datasets.iter().collect();
    datasets.sort_by_key(|dataset| (Reverse(dataset.metadata.modified), &dataset.slug));
    writeln!(text, "\n## Datasets\n")?;
    if datasets.len() > LISTED {
        let all = words::number(datasets.len() as u64);
        writeln!(text, "The {LISTED} that changed last, of {all}.\n")?;
    }
    let page = if portal.outputs.has(Output::Markdown) { twin::NAME } else { "" };
    for dataset in datasets.into_iter().take(LISTED) {
        let metadata = &dataset.metadata;
        let url = portal.url(&format!("datasets/{}/{page}", dataset.slug));
        writeln!(text, "- [{}]({url}): {}", twin::line(&metadata.title), words::summary(&metadata.description))?;
    }
    Ok(())
}
