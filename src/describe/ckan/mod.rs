//! Actions of the CKAN API (version 3) as files, for clients that know no other portal.
//!
//! Only actions whose answer does not depend on the question are here. A file answers every question alike: a `package_show`
//! would give the wrong dataset, and a `package_search` would find what was not sought.

mod id;
mod package;

use std::collections::BTreeSet;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use super::Vocabulary;
use super::api::Response;
use crate::files::SitePath;
use crate::model::{Catalog, Output};
use crate::policy::Public;
use crate::site::{ACTION_PREFIXES, Kind, SiteFile};
use package::Package;

pub(super) struct Ckan;

/// An action.
pub(super) struct Action {
    /// What CKAN calls it; also the name of its file.
    pub(super) name: &'static str,
    /// What it answers.
    pub(super) summary: &'static str,
    /// The name of its answer among [`RESPONSES`].
    pub(super) response: &'static str,
    /// Its answer.
    answer: fn(&Public<Catalog>) -> Vec<u8>,
}

/// The actions.
pub(super) static ACTIONS: &[Action] = &[
    Action {
        name: "package_list",
        summary: "The names of all datasets",
        response: "ckan-names",
        answer: |catalog| {
            envelope(catalog, catalog.datasets.iter().map(|dataset| dataset.slug.as_str()).collect::<Vec<_>>())
        },
    },
    Action {
        name: "current_package_list_with_resources",
        summary: "All datasets with their files",
        response: "ckan-packages",
        answer: |catalog| envelope(catalog, packages(catalog)),
    },
    Action {
        name: "organization_list",
        summary: "The names of the departments that have datasets",
        response: "ckan-names",
        answer: |catalog| names(catalog, |dataset| vec![dataset.metadata.publisher.clone()]),
    },
    Action {
        name: "group_list",
        summary: "The names of the topics that have datasets",
        response: "ckan-names",
        answer: |catalog| names(catalog, |dataset| vec![package::group_name(dataset.metadata.theme)]),
    },
    Action {
        name: "tag_list",
        summary: "All keywords",
        response: "ckan-names",
        answer: |catalog| names(catalog, |dataset| dataset.metadata.keywords.clone()),
    },
    Action {
        name: "license_list",
        summary: "The licences of all datasets",
        response: "ckan-licenses",
        answer: |catalog| envelope(catalog, licenses(catalog)),
    },
    Action {
        name: "status_show",
        summary: "What this portal is",
        response: "ckan-status",
        answer: |catalog| envelope(catalog, status(catalog)),
    },
];

/// The kinds of their answers.
pub(super) static RESPONSES: &[Response] = &[
    Response::of::<Names>("ckan-names", "Names."),
    Response::of::<Packages<'static>>("ckan-packages", "Datasets with their files."),
    Response::of::<Licenses<'static>>("ckan-licenses", "Licences."),
    Response::of::<Status<'static>>("ckan-status", "What this portal is."),
];

impl Vocabulary for Ckan {
    fn name(&self) -> &'static str {
        "CKAN"
    }

    fn output(&self) -> Output {
        Output::Ckan
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let [versioned, latest] = ACTION_PREFIXES;
        let one = |action: &Action| {
            let path = |prefix: &str| SitePath::known(format!("{prefix}{}", action.name));
            let file = SiteFile::of_catalog(catalog, path(versioned), Kind::Catalog, (action.answer)(catalog));
            [file.also_at(path(latest)), file]
        };
        ACTIONS.par_iter().flat_map_iter(one).collect()
    }
}

/// What every action answers.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CkanAnswer_{T}")]
struct Answer<T> {
    /// Where the actions are explained.
    #[schemars(extend("format" = "uri"))]
    help: String,
    /// Whether it succeeded, as it always does.
    #[schemars(extend("const" = true))]
    success: bool,
    /// What was asked for.
    result: T,
}

type Names = Answer<Vec<String>>;
type Packages<'a> = Answer<Vec<Package<'a>>>;
type Licenses<'a> = Answer<Vec<License<'a>>>;

/// A licence that datasets have.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CkanLicense")]
struct License<'a> {
    /// Its SPDX identifier.
    id: &'a str,
    /// Its name.
    title: &'a str,
    /// Its own page.
    #[schemars(extend("format" = "uri"))]
    url: &'a str,
}

type Status<'a> = Answer<Portal<'a>>;

/// What a portal is. It has no version of CKAN, because it is none.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CkanPortal")]
struct Portal<'a> {
    /// Its title.
    site_title: &'a str,
    /// What it is.
    site_description: &'a str,
    /// Its address.
    #[schemars(extend("format" = "uri"))]
    site_url: &'a str,
    /// The language of its words.
    locale_default: &'a str,
    /// What is added to CKAN: nothing.
    extensions: [&'a str; 0],
}

fn envelope<T: Serialize>(catalog: &Catalog, result: T) -> Vec<u8> {
    let answer = Answer { help: catalog.portal.url("developers/#ckan"), success: true, result };
    serde_json::to_vec(&answer).expect("answers are plain data")
}

/// Names of what datasets have, each once, in order.
fn names(catalog: &Catalog, of: impl Fn(&crate::model::Dataset) -> Vec<String>) -> Vec<u8> {
    let names: BTreeSet<String> = catalog.datasets.iter().flat_map(of).collect();
    envelope(catalog, names)
}

/// The datasets, already written: there may be many.
fn packages(catalog: &Catalog) -> Vec<Box<RawValue>> {
    let write = |dataset| serde_json::value::to_raw_value(&package::package(&catalog.portal, dataset));
    let written = catalog.datasets.par_iter().map(|dataset| write(dataset).expect("a package is plain data"));
    written.collect()
}

fn licenses(catalog: &Catalog) -> Vec<License<'_>> {
    let mut licenses: Vec<License<'_>> = Vec::new();
    for license in catalog.datasets.iter().map(|dataset| &dataset.metadata.license) {
        if !licenses.iter().any(|known| known.id == license.id) {
            licenses.push(License { id: &license.id, title: &license.title, url: &license.url });
        }
    }
    licenses.sort_unstable_by_key(|license| license.id);
    licenses
}

fn status(catalog: &Catalog) -> Portal<'_> {
    let portal = &catalog.portal;
    Portal {
        site_title: &portal.title,
        site_description: &portal.description,
        site_url: portal.base_url.trim_end_matches('/'),
        locale_default: portal.default_language(),
        extensions: [],
    }
}
