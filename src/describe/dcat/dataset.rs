//! A dataset, its record in the catalogue, and its files.

use super::node::Node;
use super::term::{adms, dcat, dcatap, dct, foaf, rdfs, spdx};
use super::{catalog, concept};
use crate::describe::table_schema::schema_path;
use crate::model::{Attachment, Dataset, Distribution, Format, Metadata, PortalDescription, Resource};

/// The IRI of a dataset.
pub(in crate::describe) fn id(portal: &PortalDescription, dataset: &Dataset) -> String {
    format!("{}#dataset", page(portal, dataset))
}

/// The IRI of its record.
pub(super) fn record_id(portal: &PortalDescription, dataset: &Dataset) -> String {
    format!("{}#record", page(portal, dataset))
}

fn page(portal: &PortalDescription, dataset: &Dataset) -> String {
    portal.url(&format!("datasets/{}/", dataset.slug))
}

/// The IRI of one of its files.
pub(in crate::describe) fn distribution_id(portal: &PortalDescription, distribution: &Distribution) -> String {
    format!("{}#distribution", portal.url(distribution.latest.as_str()))
}

/// A dataset with all that belongs to it alone: its record, its files, the schemas of its tables.
pub(super) fn nodes(portal: &PortalDescription, dataset: &Dataset) -> Vec<Node> {
    let language = language(portal, dataset);
    let schema = |resource: &Resource| {
        concept::standard(&schema_id(portal, dataset, resource), &format!("Table Schema: {}", resource.title), language)
    };
    let mut nodes = vec![node(portal, dataset), record(portal, dataset)];
    nodes.extend(dataset.resources.iter().map(schema));
    nodes
}

/// The language of a dataset's words.
fn language<'a>(portal: &'a PortalDescription, dataset: &'a Dataset) -> &'a str {
    dataset.metadata.language.as_deref().unwrap_or(portal.default_language())
}

fn schema_id(portal: &PortalDescription, dataset: &Dataset, resource: &Resource) -> String {
    portal.url(schema_path(&dataset.slug, &resource.name).as_str())
}

fn node(portal: &PortalDescription, dataset: &Dataset) -> Node {
    let metadata = &dataset.metadata;
    let language = language(portal, dataset);
    let page = page(portal, dataset);
    let part = |name: &str| format!("{page}#{name}");
    let modified = metadata.modified;
    let place = match &metadata.spatial {
        Some(place) => catalog::place(place, &page, language),
        None => catalog::place(&portal.spatial, &portal.base_url, portal.default_language()),
    };
    let mut node = Node::new(id(portal, dataset), &[dcat::Dataset, dcat::Resource])
        .literal(dct::identifier, dataset.identifier(&portal.base_url));
    node = words(node, metadata, language)
        .shared(dcat::theme, concept::theme(portal, metadata.theme))
        .when(catalog::agent(portal, &metadata.publisher), |node, agent| node.shared(dct::publisher, agent))
        .part(dcat::contactPoint, catalog::contact(&part("contact"), &metadata.contact))
        .literal(dct::issued, metadata.issued)
        .literal(dct::modified, modified)
        .literal(dcat::version, metadata.version())
        .part(dct::temporal, temporal(metadata, &part("period")))
        .shared(dct::spatial, place)
        .when(concept::language(language), |node, language| node.shared(dct::language, language))
        .shared(dct::accessRights, concept::public())
        .shared(dct::accrualPeriodicity, concept::frequency(metadata.update_frequency))
        .when(metadata.provenance.as_ref(), |node, words| {
            let statement = Node::new(part("provenance"), &[dct::ProvenanceStatement]);
            node.part(dct::provenance, statement.words(rdfs::label, words, language))
        })
        .part(dcat::landingPage, catalog::document(&page, &metadata.title, language))
        .when(metadata.documentation.as_ref(), |node, url| {
            node.part(foaf::page, catalog::document(url, &metadata.title, language))
        })
        .links(dct::relation, &metadata.related)
        .when(metadata.citation.as_ref(), |node, citation| node.literal(dct::bibliographicCitation, citation));
    for attachment in &dataset.attachments {
        node = node.part(dct::references, document(portal, attachment, language));
    }
    for resource in &dataset.resources {
        for distribution in &resource.distributions {
            node = node.part(dcat::distribution, self::distribution(portal, dataset, resource, distribution));
        }
    }
    node
}

/// Title, description and keywords in all languages that they are given in.
fn words(node: Node, metadata: &Metadata, language: &str) -> Node {
    let keywords = |node: Node, words: &[String], tag: &str| {
        words.iter().fold(node, |node, word| node.words(dcat::keyword, word, tag))
    };
    let mut node = node.words(dct::title, &metadata.title, language);
    for (tag, words) in &metadata.translations {
        node = node.when(words.title.as_ref(), |node, title| node.words(dct::title, title, tag));
    }
    node = node.words(dct::description, &metadata.description, language);
    for (tag, words) in &metadata.translations {
        node = node.when(words.description.as_ref(), |node, text| node.words(dct::description, text, tag));
    }
    node = keywords(node, &metadata.keywords, language);
    metadata.translations.iter().fold(node, |node, (tag, words)| keywords(node, &words.keywords, tag))
}

/// What the catalogue knows of its entry about a dataset.
fn record(portal: &PortalDescription, dataset: &Dataset) -> Node {
    let metadata = &dataset.metadata;
    Node::new(record_id(portal, dataset), &[dcat::CatalogRecord])
        .link(foaf::primaryTopic, id(portal, dataset))
        .literal(dct::issued, metadata.issued)
        .literal(dct::modified, metadata.modified)
        .shared(adms::status, concept::change(metadata.modified == metadata.issued))
        .shared(dct::conformsTo, concept::dcat_ap())
}

/// The time that data covers. What goes on reaches to its last change, because validators ask for an end.
fn temporal(metadata: &Metadata, id: &str) -> Node {
    let [start, end] = metadata.covers();
    Node::new(id, &[dct::PeriodOfTime]).literal(dcat::startDate, start).literal(dcat::endDate, end)
}

/// A document that is published with a dataset.
fn document(portal: &PortalDescription, attachment: &Attachment, language: &str) -> Node {
    let language = attachment.language.as_deref().unwrap_or(language);
    catalog::document(&portal.url(attachment.latest.as_str()), &attachment.title, language)
        .when(attachment.description.as_ref(), |node, text| node.words(dct::description, text, language))
        .when(concept::language(language), |node, language| node.shared(dct::language, language))
        .shared(dcat::mediaType, concept::media_type(attachment.kind.media_type()))
}

fn distribution(
    portal: &PortalDescription,
    dataset: &Dataset,
    resource: &Resource,
    distribution: &Distribution,
) -> Node {
    let metadata = &dataset.metadata;
    let language = language(portal, dataset);
    let format = distribution.format;
    let url = portal.url(distribution.latest.as_str());
    // Only registered types have an address; what is not is told by its format alone.
    let media_type = Some(format.media_type()).filter(|name| !name.starts_with("application/x-"));
    let is_geographic = resource.distributions.iter().any(|other| other.format == Format::GeoJson);
    let geographic = concept::geographic(format).filter(|_| is_geographic);
    let checksum = Node::new(format!("{url}#checksum"), &[spdx::Checksum])
        .shared(spdx::algorithm, concept::sha256())
        .literal(spdx::checksumValue, distribution.sha256);
    Node::new(distribution_id(portal, distribution), &[dcat::Distribution])
        .words(dct::title, &format!("{} ({})", resource.title, format.label()), language)
        .words(dct::description, &resource.description, language)
        .link(dcat::accessURL, page(portal, dataset))
        .link(dcat::downloadURL, &url)
        .shared(dct::format, concept::format(format))
        .when(media_type, |node, name| node.shared(dcat::mediaType, concept::media_type(name)))
        .when(format.compression(), |node, name| node.shared(dcat::compressFormat, concept::media_type(name)))
        .literal(dcat::byteSize, distribution.bytes)
        .part(spdx::checksum, checksum)
        .link(dct::conformsTo, schema_id(portal, dataset, resource))
        .when(geographic, |node, standard| node.shared(dct::conformsTo, standard))
        .shared(dct::license, concept::license(&metadata.license))
        .shared(dct::rights, concept::public())
        .shared(dcatap::availability, concept::available())
        .literal(dct::issued, metadata.issued)
        .literal(dct::modified, metadata.modified)
}
