//! The page of a dataset as Markdown, for programs that read text: `datasets/<slug>/index.md`.

use std::fmt::Write;

use super::{Renderer, markdown, words};
use crate::describe;
use crate::files::SitePath;
use crate::model::schema::Field;
use crate::model::{Dataset, Resource};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

/// The name of the file beside the page.
pub(super) const NAME: &str = "index.md";

pub(super) fn dataset(renderer: &Renderer<'_>, dataset: &Public<&Dataset>) -> SiteFile {
    let mut text = String::new();
    write(renderer, dataset, &mut text).expect("text can be written");
    let path = SitePath::known(format!("datasets/{}/{NAME}", dataset.slug));
    SiteFile::of_dataset(dataset, path, Kind::Page, text.into())
}

fn write(renderer: &Renderer<'_>, dataset: &Dataset, text: &mut String) -> std::fmt::Result {
    let portal = &renderer.catalog.portal;
    let metadata = &dataset.metadata;
    writeln!(text, "# {}\n\n{}\n", line(&metadata.title), metadata.description.trim())?;
    if let Some(notice) = &dataset.notice {
        writeln!(text, "**An earlier version is shown.** {}\n", line(notice))?;
    }
    let spatial = &metadata.spatial.as_ref().unwrap_or(&portal.spatial).name;
    let contact = &metadata.contact;
    for (what, value) in [
        ("Kept by", line(portal.publisher_name(&metadata.publisher))),
        ("Topic", line(portal.theme_label(metadata.theme))),
        ("Keywords", line(&metadata.keywords.join(", "))),
        ("Last changed", metadata.modified.to_string()),
        ("First published", metadata.issued.to_string()),
        ("Updated", metadata.update_frequency.words().to_owned()),
        ("Covers", format!("{}; {}", words::period(&metadata.temporal), line(spatial))),
        ("Licence", format!("[{}]({})", line(&metadata.license.title), metadata.license.url)),
        ("Ask", format!("{}, <{}>", line(&contact.name), contact.email)),
        ("Page", portal.url(&format!("datasets/{}/", dataset.slug))),
        ("Cite as", line(&describe::citation(portal, dataset))),
    ] {
        writeln!(text, "- {what}: {value}")?;
    }
    for resource in &dataset.resources {
        table(renderer, resource, text)?;
    }
    if !dataset.attachments.is_empty() {
        writeln!(text, "\n## Documents\n")?;
    }
    for document in &dataset.attachments {
        let url = portal.url(document.latest.as_str());
        let (kind, size) = (document.kind.label(), words::size(document.bytes));
        writeln!(text, "- [{}]({url}) ({kind}, {size})", line(&document.title))?;
    }
    if let Some(provenance) = &metadata.provenance {
        writeln!(text, "\n## Where it comes from\n\n{}", provenance.trim())?;
    }
    if let Some(readme) = &metadata.readme {
        writeln!(text, "\n## More about this dataset\n\n{}", markdown::lower_headings(readme.trim()))?;
    }
    for (language, translation) in &metadata.translations {
        writeln!(text, "\n## {}", words::language_name(language))?;
        for part in [&translation.title, &translation.description].into_iter().flatten() {
            writeln!(text, "\n{}", part.trim())?;
        }
    }
    Ok(())
}

fn table(renderer: &Renderer<'_>, resource: &Resource, text: &mut String) -> std::fmt::Result {
    let schema = &resource.schema;
    writeln!(text, "\n## {}\n\n{}\n", line(&resource.title), resource.description.trim())?;
    writeln!(text, "{} rows, {} columns.\n", words::number(resource.rows), schema.fields.len())?;
    for file in &resource.distributions {
        let url = renderer.catalog.portal.url(file.latest.as_str());
        writeln!(
            text,
            "- [{}]({url}) ({}, {})",
            file.format.label(),
            words::size(file.bytes),
            words::format_hint(file.format)
        )?;
    }
    writeln!(text, "\n| column | type | unit | rules | meaning |\n|---|---|---|---|---|")?;
    for field in &schema.fields {
        let is_key = schema.primary_key.contains(&field.name);
        let rules = words::rules(field, is_key).join("; ");
        let unit = field.unit.as_deref().unwrap_or_default();
        let cells = [&field.name, field.kind.words(), unit, &rules, &meaning(field)].map(line);
        writeln!(text, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

fn meaning(field: &Field) -> String {
    match &field.title {
        Some(title) => format!("{title}: {}", field.description),
        None => field.description.clone(),
    }
}

/// A text on one line, as it would be shown: nothing in it is markup, not even in a table.
pub(super) fn line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // Inside a word an underscore is one.
        let is_inside = line.ends_with(char::is_alphanumeric) && chars.peek().is_some_and(|c| c.is_alphanumeric());
        if matches!(c, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '#' | '|') || c == '_' && !is_inside {
            line.push('\\');
        }
        line.push(c);
    }
    line
}
