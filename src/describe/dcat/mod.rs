//! DCAT 3 in the shape of DCAT-AP 3.0.1 and DCAT-US 3: one graph of the catalogue in three syntaxes, `catalog.jsonld`,
//! `catalog.ttl` and `catalog.rdf`, and of each dataset by itself, `data/<slug>/dcat.jsonld`. The graph of a dataset is a part of
//! the catalogue's.

mod assessment;
mod catalog;
mod concept;
mod dataset;
mod node;
mod syntax;
mod term;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::node::Node;
use self::syntax::{JsonLd, RdfXml, Syntax, Text, Turtle};
use self::term::dcat;
use super::Vocabulary;
use crate::files::SitePath;
use crate::model::{Catalog, Dataset, Output, PortalDescription};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

pub use self::assessment::{Dimension, INDICATORS, Indicator};
pub(super) use self::catalog::{agent_id, id as catalog_id, place_id};
pub(super) use self::dataset::{distribution_id, id as dataset_id};

pub(super) struct Dcat;

/// How many datasets are written at a time, so that no more than these are in memory as nodes.
const AT_A_TIME: usize = 256;

impl Vocabulary for Dcat {
    fn name(&self) -> &'static str {
        "DCAT 3"
    }

    fn output(&self) -> Output {
        Output::Dcat
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let portal = &catalog.portal;
        let (json_ld, turtle, rdf_xml) = (JsonLd::new(portal.default_language()), Turtle::new(), RdfXml::new());
        let syntaxes: [&dyn Syntax; 3] = [&json_ld, &turtle, &rdf_xml];
        let mut texts = syntaxes.map(Text::new);
        let mut add = |bodies: &[Vec<u8>; 3]| texts.iter_mut().zip(bodies).for_each(|(text, body)| text.push(body));

        let head = self::catalog::node(catalog);
        let whole = head
            .clone()
            .links(dcat::dataset, catalog.datasets.iter().map(|dataset| dataset::id(portal, dataset)))
            .links(dcat::record, catalog.datasets.iter().map(|dataset| dataset::record_id(portal, dataset)));
        add(&syntaxes.map(|syntax| syntax.body(&[&whole])));

        let mut shared = unknown(&shared_by([&head]), &BTreeMap::new());
        let mut files = Vec::new();
        let datasets: Vec<Public<&Dataset>> = catalog.datasets().collect();
        for some in datasets.chunks(AT_A_TIME) {
            let one = |dataset: &Public<&Dataset>| {
                let nodes = dataset::nodes(portal, dataset);
                let nodes: Vec<&Node> = nodes.iter().collect();
                let bodies = syntaxes.map(|syntax| syntax.body(&nodes));
                let own = shared_by(nodes.iter().copied());
                let file = of_dataset(dataset, portal, &head, &json_ld, &bodies[0], &own);
                (bodies, unknown(&own, &shared), file)
            };
            let written: Vec<_> = some.par_iter().map(one).collect();
            for (bodies, own, file) in written {
                add(&bodies);
                shared.extend(own);
                files.push(file);
            }
        }
        let shared: Vec<&Node> = shared.values().collect();
        add(&syntaxes.map(|syntax| syntax.terms(&shared)));
        files.extend(texts.into_iter().zip(syntaxes).map(|(text, syntax)| {
            SiteFile::of_catalog(catalog, SitePath::known(syntax.file()), Kind::Catalog, text.finish())
        }));
        files
    }
}

/// Which part of each of [`INDICATORS`] a dataset meets, from 0 to 1.
pub(super) fn assess(portal: &PortalDescription, dataset: &Dataset) -> Vec<f64> {
    assessment::assess(&dataset::nodes(portal, dataset), &portal.base_url)
}

/// The nodes that others share, by their IRIs.
fn shared_by<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> BTreeMap<&'a str, &'a Node> {
    let mut shared = BTreeMap::new();
    nodes.into_iter().for_each(|node| node.gather_shared(&mut shared));
    shared
}

/// Copies of those that are not known yet.
fn unknown(shared: &BTreeMap<&str, &Node>, known: &BTreeMap<String, Node>) -> BTreeMap<String, Node> {
    let new = shared.iter().filter(|(id, _)| !known.contains_key(**id));
    new.map(|(id, node)| ((*id).to_owned(), Node::clone(node))).collect()
}

/// The graph of one dataset: it, the terms that it speaks of, and the catalogue with this one entry.
fn of_dataset(
    dataset: &Public<&Dataset>,
    portal: &PortalDescription,
    catalog: &Node,
    syntax: &JsonLd<'_>,
    body: &[u8],
    shared: &BTreeMap<&str, &Node>,
) -> SiteFile {
    let catalog = catalog
        .clone()
        .links(dcat::dataset, [dataset::id(portal, dataset)])
        .links(dcat::record, [dataset::record_id(portal, dataset)]);
    let mut described = shared_by([&catalog]);
    described.extend(shared);
    let mut text = Text::new(syntax);
    text.push(body);
    text.push(&syntax.body(&[&catalog]));
    text.push(&syntax.terms(&described.into_values().collect::<Vec<_>>()));
    let path = SitePath::known(format!("data/{}/dcat.jsonld", dataset.slug));
    SiteFile::of_dataset(dataset, path, Kind::Catalog, text.finish())
}
