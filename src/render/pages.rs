//! The page of a dataset.

use super::snippets::Table;
use super::{Renderer, TemplateError, context, histogram, markdown, profile, words};
use crate::describe::{self, schema_org};
use crate::files::SitePath;
use crate::model::{Attachment, Dataset, Output, Resource, RowsPage, Theme};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

pub(super) fn dataset(renderer: &Renderer<'_>, dataset: &Public<&Dataset>) -> Result<SiteFile, TemplateError> {
    let portal = &renderer.catalog.portal;
    let metadata = &dataset.metadata;
    let path = format!("datasets/{}/", dataset.slug);
    let mut page = renderer.page(&path, &metadata.title, &metadata.description, "datasets");
    page.alternates = renderer.markdown(&page).into_iter().chain(renderer.feeds(&page, true)).collect();
    page.json_ld = renderer.json_ld(|| schema_org::dataset(portal, dataset));
    let root = &page.root;
    let mut links: Vec<context::Link> = Vec::new();
    links.extend(metadata.documentation.iter().map(|url| outside("Documentation", url)));
    links.extend(metadata.related.iter().map(|url| outside(url, url)));
    let content = context::Dataset {
        slug: dataset.slug.to_string(),
        description: markdown::to_html(&metadata.description),
        readme: metadata.readme.as_deref().map(markdown::to_html),
        publisher: renderer.publisher_link(&metadata.publisher, root),
        theme: renderer.theme_link(metadata.theme, root),
        keywords: metadata.keywords.clone(),
        modified: words::day(metadata.modified),
        issued: words::day(metadata.issued),
        frequency: metadata.update_frequency.words().to_owned(),
        temporal: words::period(&metadata.temporal),
        spatial: metadata.spatial.as_ref().unwrap_or(&portal.spatial).name.clone(),
        license: context::Link { label: metadata.license.title.clone(), url: metadata.license.url.clone() },
        contact: words::contact(&metadata.contact),
        provenance: metadata.provenance.clone(),
        links,
        citation: describe::citation(portal, dataset),
        rows: words::number(dataset.rows()),
        translations: translations(dataset),
        resources: dataset
            .resources
            .iter()
            .map(|resource| self::resource(renderer, dataset.slug.as_str(), resource, root))
            .collect(),
        documents: dataset.attachments.iter().map(|attachment| document(attachment, root)).collect(),
        notice: dataset.notice.clone(),
        metadata: renderer
            .dataset_files(dataset.slug.as_str())
            .into_iter()
            .map(|(label, path)| context::Link { label: label.to_owned(), url: format!("{root}{path}") })
            .collect(),
    };
    let html = renderer.html("pages/dataset.html", &page, &content)?;
    Ok(SiteFile::of_dataset(dataset, SitePath::known(format!("{path}index.html")), Kind::Page, html))
}

fn outside(label: &str, url: &str) -> context::Link {
    context::Link { label: label.to_owned(), url: url.to_owned() }
}

fn translations(dataset: &Dataset) -> Vec<context::Translation> {
    let one = |(language, translation): (&String, &crate::model::Translation)| context::Translation {
        language: language.clone(),
        name: words::language_name(language),
        title: translation.title.clone().unwrap_or_default(),
        description: translation.description.clone().unwrap_or_default(),
    };
    dataset.metadata.translations.iter().map(one).collect()
}

fn document(attachment: &Attachment, root: &str) -> context::Document {
    context::Document {
        title: attachment.title.clone(),
        description: attachment.description.clone(),
        url: format!("{root}{}", attachment.path),
        format: attachment.kind.label().to_owned(),
        size: words::size(attachment.bytes),
        language: attachment.language.clone(),
        language_name: attachment.language.as_deref().map(words::language_name),
    }
}

fn resource(renderer: &Renderer<'_>, slug: &str, resource: &Resource, root: &str) -> context::Resource {
    let fields = &resource.schema.fields;
    let download = |distribution: &crate::model::Distribution| context::Download {
        format: distribution.format.label().to_owned(),
        hint: words::format_hint(distribution.format).to_owned(),
        url: format!("{root}{}", distribution.path),
        latest: renderer.catalog.portal.url(distribution.latest.as_str()),
        size: words::size(distribution.bytes),
        filename: distribution.filename().to_owned(),
        sha256: distribution.sha256.to_string(),
    };
    context::Resource {
        name: resource.name.clone(),
        title: resource.title.clone(),
        description: resource.description.clone(),
        rows: words::number(resource.rows),
        columns: fields.len(),
        downloads: resource.distributions.iter().map(download).collect(),
        rows_api: (!resource.pages.is_empty() && renderer.has(Output::Api))
            .then(|| renderer.catalog.portal.url(RowsPage::path(slug, &resource.name, 1).as_str())),
        snippets: Table::new(&renderer.catalog.portal, slug, resource).snippets(),
        preview: context::Preview {
            headings: fields
                .iter()
                .map(|field| context::Heading {
                    label: field.title.clone().unwrap_or_else(|| field.name.clone()),
                    numeric: field.kind.is_numeric(),
                })
                .collect(),
            rows: resource
                .preview
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| cell.clone().unwrap_or_default()).collect())
                .collect(),
        },
        fields: fields
            .iter()
            .enumerate()
            .map(|(at, field)| context::Field {
                name: field.name.clone(),
                title: field.title.clone(),
                kind: field.kind.words().to_owned(),
                description: field.description.clone(),
                unit: field.unit.clone(),
                rules: words::rules(field, resource.schema.primary_key.contains(&field.name)),
                values: resource.profile.get(at).map(|known| profile::summary(field, known)).unwrap_or_default(),
                histogram: resource.profile.get(at).and_then(|known| histogram::draw(&known.histogram)),
            })
            .collect(),
        withheld: resource.schema.withheld.iter().map(|field| field.name.clone()).collect(),
        primary_key: resource.schema.primary_key.clone(),
    }
}

impl Renderer<'_> {
    pub(super) fn publisher_link(&self, id: &str, root: &str) -> context::Link {
        let publisher = self.catalog.portal.publisher(id);
        let label = publisher.map_or(id, |publisher| publisher.name.as_str()).to_owned();
        context::Link { label, url: format!("{root}publishers/{id}/") }
    }

    pub(super) fn theme_link(&self, theme: Theme, root: &str) -> context::Link {
        let label = self.catalog.portal.theme_label(theme).to_owned();
        context::Link { label, url: format!("{root}themes/{}/", theme.code().to_lowercase()) }
    }
}
