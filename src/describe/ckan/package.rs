//! A dataset as CKAN's clients know it: a package with resources.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::id;
use crate::files::{Digest, SitePath};
use crate::model::{Attachment, Dataset, Date, Distribution, PeriodEnd, PortalDescription, Resource, Theme};

/// A dataset.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CkanPackage")]
pub(super) struct Package<'a> {
    /// Its UUID.
    id: Id,
    /// Its identifier in the portal.
    name: &'a str,
    /// Its title.
    title: &'a str,
    /// What it is.
    notes: &'a str,
    /// Its page.
    #[schemars(extend("format" = "uri"))]
    url: String,
    /// What kind of package it is.
    #[serde(rename = "type")]
    #[schemars(extend("const" = "dataset"))]
    kind: &'static str,
    /// That it is there.
    #[schemars(extend("const" = "active"))]
    state: &'static str,
    /// That everybody may see it.
    #[schemars(extend("const" = false))]
    private: bool,
    /// The day on which its data last changed.
    version: String,
    /// The department that keeps it.
    organization: Organization<'a>,
    /// The UUID of that department.
    owner_org: Id,
    /// Whom to ask.
    maintainer: &'a str,
    /// The e-mail address of the same.
    #[schemars(extend("format" = "email"))]
    maintainer_email: &'a str,
    /// The SPDX identifier of its licence.
    license_id: &'a str,
    /// The name of its licence.
    license_title: &'a str,
    /// The page of its licence.
    #[schemars(extend("format" = "uri"))]
    license_url: &'a str,
    /// When it was first published.
    metadata_created: String,
    /// When its data last changed.
    metadata_modified: String,
    /// Its topic.
    groups: [Group<'a>; 1],
    /// Its keywords.
    tags: Vec<Tag<'a>>,
    /// How many there are.
    num_tags: usize,
    /// Its files: each table in each format, then documents.
    resources: Vec<PackageResource<'a>>,
    /// How many there are.
    num_resources: usize,
    /// What CKAN has no member for.
    extras: Vec<Extra>,
}

/// A UUID.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Id(#[schemars(extend("format" = "uuid"))] String);

impl From<Uuid> for Id {
    fn from(id: Uuid) -> Self {
        Id(id.to_string())
    }
}

/// A department.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CkanOrganization")]
struct Organization<'a> {
    /// Its UUID.
    id: Id,
    /// Its identifier in the portal.
    name: &'a str,
    /// Its name.
    title: &'a str,
    /// What kind of group it is.
    #[serde(rename = "type")]
    #[schemars(extend("const" = "organization"))]
    kind: &'static str,
    /// That it is there.
    #[schemars(extend("const" = "active"))]
    state: &'static str,
}

/// A topic.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CkanGroup")]
struct Group<'a> {
    /// Its UUID.
    id: Id,
    /// Its code, in small letters.
    name: String,
    /// What the portal calls it.
    title: &'a str,
    /// The same.
    display_name: &'a str,
}

/// A keyword.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CkanTag")]
struct Tag<'a> {
    /// Its UUID.
    id: Id,
    /// The keyword.
    name: &'a str,
    /// The same.
    display_name: &'a str,
    /// That it is there.
    #[schemars(extend("const" = "active"))]
    state: &'static str,
}

/// A file.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CkanResource")]
struct PackageResource<'a> {
    /// Its UUID.
    id: Id,
    /// The UUID of its dataset.
    package_id: Id,
    /// Its name.
    name: String,
    /// What is in it.
    description: &'a str,
    /// The address that people keep: always the newest content.
    #[schemars(extend("format" = "uri"))]
    url: String,
    /// Its format, for instance `CSV`.
    format: &'static str,
    /// Its media type.
    mimetype: &'static str,
    /// Its size in bytes.
    size: u64,
    /// `sha256:` and its SHA-256.
    hash: String,
    /// When it last changed.
    last_modified: String,
    /// Its place in the package, from 0.
    position: usize,
    /// That it is there.
    #[schemars(extend("const" = "active"))]
    state: &'static str,
    /// That its rows cannot be queried.
    #[schemars(extend("const" = false))]
    datastore_active: bool,
}

/// A further member, as CKAN's DCAT extension names it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CkanExtra")]
struct Extra {
    /// Its name.
    key: &'static str,
    /// Its value.
    value: String,
}

const ACTIVE: &str = "active";

/// A file of a table, or a document.
struct Published<'a> {
    name: String,
    description: &'a str,
    latest: &'a SitePath,
    format: &'static str,
    mimetype: &'static str,
    bytes: u64,
    sha256: Digest,
}

pub(super) fn package<'a>(portal: &'a PortalDescription, dataset: &'a Dataset) -> Package<'a> {
    let metadata = &dataset.metadata;
    let own = id::of_dataset(portal, dataset);
    let organization = organization(portal, &metadata.publisher);
    let tables =
        dataset.resources.iter().flat_map(|table| table.distributions.iter().map(|file| of_table(table, file)));
    let files = tables.chain(dataset.attachments.iter().map(of_document)).enumerate();
    let resources: Vec<PackageResource<'_>> = files
        .map(|(position, file)| PackageResource {
            id: id::of_part(own, file.latest.as_str().rsplit('/').next().unwrap_or_default()).into(),
            package_id: own.into(),
            name: file.name,
            description: file.description,
            url: portal.url(file.latest.as_str()),
            format: file.format,
            mimetype: file.mimetype,
            size: file.bytes,
            hash: format!("sha256:{}", file.sha256),
            last_modified: midnight(metadata.modified),
            position,
            state: ACTIVE,
            datastore_active: false,
        })
        .collect();
    let modified = metadata.modified;
    Package {
        id: own.into(),
        name: dataset.slug.as_str(),
        title: &metadata.title,
        notes: &metadata.description,
        url: portal.url(&format!("datasets/{}/", dataset.slug)),
        kind: "dataset",
        state: ACTIVE,
        private: false,
        version: format!("{}.{}.{}", modified.year(), modified.month(), modified.day()),
        owner_org: Id(organization.id.0.clone()),
        organization,
        maintainer: &metadata.contact.name,
        maintainer_email: &metadata.contact.email,
        license_id: &metadata.license.id,
        license_title: &metadata.license.title,
        license_url: &metadata.license.url,
        metadata_created: midnight(metadata.issued),
        metadata_modified: midnight(modified),
        groups: [group(portal, metadata.theme)],
        num_tags: metadata.keywords.len(),
        tags: metadata.keywords.iter().map(|keyword| tag(portal, keyword)).collect(),
        num_resources: resources.len(),
        resources,
        extras: extras(portal, dataset),
    }
}

/// The name of a topic among CKAN's groups, which have small letters.
pub(super) fn group_name(theme: Theme) -> String {
    theme.code().to_lowercase()
}

fn of_table<'a>(table: &'a Resource, file: &'a Distribution) -> Published<'a> {
    Published {
        name: format!("{} ({})", table.title, file.format.label()),
        description: &table.description,
        latest: &file.latest,
        format: file.format.label(),
        mimetype: file.format.served_as(),
        bytes: file.bytes,
        sha256: file.sha256,
    }
}

fn of_document(document: &Attachment) -> Published<'_> {
    Published {
        name: document.title.clone(),
        description: document.description.as_deref().unwrap_or_default(),
        latest: &document.latest,
        format: document.kind.label(),
        mimetype: document.kind.media_type(),
        bytes: document.bytes,
        sha256: document.sha256,
    }
}

fn organization<'a>(portal: &'a PortalDescription, publisher: &'a str) -> Organization<'a> {
    Organization {
        id: id::of_address(portal, &format!("publishers/{publisher}/")).into(),
        name: publisher,
        title: portal.publisher(publisher).map_or(publisher, |publisher| &publisher.name),
        kind: "organization",
        state: ACTIVE,
    }
}

fn group(portal: &PortalDescription, theme: Theme) -> Group<'_> {
    let (name, title) = (group_name(theme), portal.theme_label(theme));
    Group { id: id::of_address(portal, &format!("themes/{name}/")).into(), name, title, display_name: title }
}

fn tag<'a>(portal: &PortalDescription, keyword: &'a str) -> Tag<'a> {
    let id = id::of_address(portal, &format!("keywords/{keyword}/")).into();
    Tag { id, name: keyword, display_name: keyword, state: ACTIVE }
}

fn extras(portal: &PortalDescription, dataset: &Dataset) -> Vec<Extra> {
    let metadata = &dataset.metadata;
    let place = metadata.spatial.as_ref().unwrap_or(&portal.spatial);
    let [west, south, east, north] = place.bbox;
    let corners = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    let end = match metadata.temporal.end {
        PeriodEnd::On(day) => Some(day.to_string()),
        PeriodEnd::Ongoing => None,
    };
    let all = [
        ("identifier", Some(dataset.identifier(&portal.base_url))),
        ("language", Some(metadata.language.as_deref().unwrap_or(portal.default_language()).to_owned())),
        ("frequency", Some(metadata.update_frequency.iso8601().to_owned())),
        ("temporal_start", Some(metadata.temporal.start.to_string())),
        ("temporal_end", end),
        ("spatial_text", Some(place.name.clone())),
        ("spatial", Some(json!({ "type": "Polygon", "coordinates": [corners] }).to_string())),
        ("provenance", metadata.provenance.clone()),
        ("documentation", metadata.documentation.clone()),
    ];
    all.into_iter().filter_map(|(key, value)| Some(Extra { key, value: value? })).collect()
}

/// A day as the time that CKAN has: without an offset.
fn midnight(day: Date) -> String {
    format!("{day}T00:00:00")
}
