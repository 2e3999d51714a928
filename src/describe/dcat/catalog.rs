//! The catalogue as a whole, its publishers and its place.

use super::concept;
use super::node::Node;
use super::term::{dcat, dct, foaf, org, skos, vcard};
use crate::model::{Catalog, ContactPoint, Location, PortalDescription};

/// How many publishers stand over each other at most: `portal.toml` may name a circle.
const MOST_ABOVE: usize = 8;

/// The catalogue without its datasets.
pub(super) fn node(catalog: &Catalog) -> Node {
    let portal = &catalog.portal;
    let language = portal.default_language();
    let issued = catalog.datasets.iter().map(|dataset| dataset.metadata.issued).min();
    let modified = catalog.datasets.iter().map(|dataset| dataset.metadata.modified).max();
    let node = Node::new(id(portal), &[dcat::Catalog])
        .words(dct::title, &portal.title, language)
        .words(dct::description, &portal.description, language)
        .when(agent(portal, &portal.publisher), |node, agent| node.shared(dct::publisher, agent))
        .part(foaf::homepage, document(&portal.base_url, &portal.title, language))
        .part(dcat::contactPoint, contact(&portal.url("#contact"), &portal.contact))
        .when(issued, |node, day| node.literal(dct::issued, day))
        .when(modified, |node, day| node.literal(dct::modified, day))
        .shared(dct::spatial, place(&portal.spatial, &portal.base_url, language))
        .shared(dct::license, concept::license(&portal.license))
        .shared(dct::conformsTo, concept::dcat_ap())
        .shared(dcat::themeTaxonomy, concept::theme_taxonomy());
    let languages = portal.languages.iter().filter_map(|tag| concept::language(tag));
    languages.fold(node, |node, language| node.shared(dct::language, language))
}

/// The IRI of the catalogue.
pub(in crate::describe) fn id(portal: &PortalDescription) -> String {
    portal.url("#catalog")
}

/// A publisher with those it belongs to.
pub(super) fn agent(portal: &PortalDescription, id: &str) -> Option<Node> {
    agent_below(portal, id, MOST_ABOVE)
}

fn agent_below(portal: &PortalDescription, id: &str, above: usize) -> Option<Node> {
    let publisher = portal.publisher(id)?;
    let language = portal.default_language();
    let parent = publisher.parent.as_deref().filter(|_| above > 0);
    let node = Node::new(agent_id(portal, id), &[foaf::Agent, org::Organization])
        .literal(foaf::name, &publisher.name)
        .words(skos::prefLabel, &publisher.name, language)
        .shared(dct::kind, concept::local_authority())
        .when(publisher.url.as_ref(), |node, url| node.part(foaf::homepage, document(url, &publisher.name, language)))
        .when(parent.and_then(|parent| agent_below(portal, parent, above - 1)), |node, parent| {
            node.shared(org::subOrganizationOf, parent)
        });
    Some(node)
}

/// The IRI of a publisher.
pub(in crate::describe) fn agent_id(portal: &PortalDescription, id: &str) -> String {
    portal.url(&format!("publishers/{id}/"))
}

/// Whom to ask.
pub(super) fn contact(id: &str, contact: &ContactPoint) -> Node {
    Node::new(id, &[vcard::Kind])
        .literal(vcard::fullName, &contact.name)
        .link(vcard::hasEmail, format!("mailto:{}", contact.email))
}

/// A page or a file for people to read.
pub(super) fn document(url: &str, title: &str, language: &str) -> Node {
    Node::new(url, &[foaf::Document]).words(dct::title, title, language)
}

/// The IRI of a place: its address at GeoNames, or a part of the page that speaks of it.
pub(in crate::describe) fn place_id(location: &Location, page: &str) -> String {
    location.geonames.clone().unwrap_or_else(|| format!("{page}#place"))
}

/// A place that a page speaks of.
pub(super) fn place(location: &Location, page: &str, language: &str) -> Node {
    let [bbox, centroid] = location.wkt();
    Node::new(place_id(location, page), &[dct::Location])
        .words(skos::prefLabel, &location.name, language)
        .literal(dcat::bbox, bbox)
        .literal(dcat::centroid, centroid)
}
