//! What programs ask about a dataset: `api/v1/datasets/<slug>.json` says what its tables are, what their values are like, and
//! where to get them.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Day, FOLDER, Link, Url};
use crate::describe::json_bytes;
use crate::describe::table_schema::{schema_path, table_schema};
use crate::files::SitePath;
use crate::model::{
    Attachment, Bin, Catalog, ColumnProfile, Distinct, Distribution, Frequency, Frequent, Lengths, PAGE_ROWS,
    PeriodEnd, PortalDescription, Quantiles, RowsHead, RowsPage, Slug,
};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

/// Leads from `api/v1/datasets/` to the root.
const ROOT: &str = "../../../";

/// A dataset: what is known about it, its tables and their files.
#[derive(Serialize, JsonSchema)]
pub(super) struct Dataset<'a> {
    /// Its identifier.
    identifier: &'a str,
    /// Its title.
    title: &'a str,
    /// What it is.
    description: &'a str,
    /// Its page.
    page: Link,
    /// The list of all datasets.
    catalog: Link,
    /// The department that keeps it.
    publisher: Publisher<'a>,
    /// Whom to ask about it.
    contact: Contact<'a>,
    /// Its topic.
    theme: Theme<'a>,
    /// Its keywords.
    keywords: &'a [String],
    /// The language of its words, a BCP 47 tag.
    language: &'a str,
    /// Its licence.
    license: License<'a>,
    /// How often it is updated.
    update_frequency: Frequency,
    /// The time that it covers.
    temporal: Temporal,
    /// When it was first published.
    issued: Day,
    /// When its data last changed.
    modified: Day,
    /// Why an earlier version is published, when the newest one is held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'a str>,
    /// Its tables.
    resources: Vec<Resource<'a>>,
    /// The documents that belong to it.
    documents: Vec<Document<'a>>,
}

/// The department that keeps a dataset.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DatasetPublisher")]
struct Publisher<'a> {
    /// Its identifier.
    id: &'a str,
    /// Its name.
    name: &'a str,
    /// Its page.
    page: Link,
}

/// Whom to ask.
#[derive(Serialize, JsonSchema)]
struct Contact<'a> {
    /// Name of the office.
    name: &'a str,
    /// Its e-mail address.
    #[schemars(extend("format" = "email"))]
    email: &'a str,
}

/// The topic of a dataset.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DatasetTheme")]
struct Theme<'a> {
    /// Its code.
    code: &'static str,
    /// What the portal calls it.
    label: &'a str,
    /// Its page.
    page: Link,
}

/// A licence.
#[derive(Serialize, JsonSchema)]
struct License<'a> {
    /// Its SPDX identifier.
    id: &'a str,
    /// Its name.
    title: &'a str,
    /// Its own page.
    url: Url<'a>,
}

/// The time that data covers.
#[derive(Serialize, JsonSchema)]
struct Temporal {
    /// The first day.
    start: Day,
    /// The last day; not there while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Day>,
}

/// A table.
#[derive(Serialize, JsonSchema)]
struct Resource<'a> {
    /// Its name, unique in the dataset.
    name: &'a str,
    /// Its title.
    title: &'a str,
    /// What one row is.
    description: &'a str,
    /// How many rows it has.
    total_rows: u64,
    /// Its rows in pages, where they are published so.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Rows>,
    /// The same table in each format.
    files: Vec<File>,
    /// Its columns and keys, a Table Schema (Data Package v2).
    #[schemars(with = "Map<String, Value>")]
    schema: Value,
    /// What the values of each column are like.
    profile: Vec<Column<'a>>,
}

/// The rows of a table in pages.
#[derive(Serialize, JsonSchema)]
struct Rows {
    /// The first page; each names the next one.
    first: Link,
    /// How many there are.
    total_pages: usize,
    /// Rows of a full page.
    rows_on_a_page: u64,
}

/// A file of a table.
#[derive(Serialize, JsonSchema)]
struct File {
    /// Its format, for instance `CSV`.
    format: &'static str,
    /// Its media type.
    media_type: &'static str,
    /// The address that people keep: always the newest content.
    latest: Link,
    /// The address whose content never changes.
    immutable: Link,
    /// Its size.
    bytes: u64,
    /// Its SHA-256, in hexadecimal.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    sha256: String,
}

/// A document, published as it is.
#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    /// Its title.
    title: &'a str,
    /// What is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(flatten)]
    file: File,
}

/// What is told of a column's values; what is not known or may not be told is left out.
#[derive(Serialize, JsonSchema)]
struct Column<'a> {
    /// The column's name.
    name: &'a str,
    /// Missing values.
    missing: u64,
    /// Different values, missing ones aside.
    distinct: u64,
    /// Whether they are counted; if not, estimated with a standard error of 1.6 %.
    distinct_is_exact: bool,
    /// The smallest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<&'a str>,
    /// The largest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<&'a str>,
    /// The mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    mean: Option<f64>,
    /// Quantiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    quantiles: Option<Quantiles>,
    /// How the values spread.
    #[serde(skip_serializing_if = "Option::is_none")]
    histogram: Option<&'a [Bin]>,
    /// How long the texts are.
    #[serde(skip_serializing_if = "Option::is_none")]
    lengths: Option<Lengths>,
    /// The most frequent values, most frequent first.
    #[serde(skip_serializing_if = "Option::is_none")]
    frequent: Option<&'a [Frequent]>,
}

/// A page of a table's rows.
#[derive(Serialize, JsonSchema)]
pub(super) struct RowsOfTable<'a> {
    #[serde(flatten)]
    head: RowsHead<'a>,
    /// The rows: each has a member for every column, `null` where there is no value.
    rows: Vec<Map<String, Value>>,
}

/// The files of all datasets.
pub(super) fn files(catalog: &Public<Catalog>) -> Vec<SiteFile> {
    let one = |dataset: Public<&crate::model::Dataset>| {
        let path = SitePath::known(format!("{FOLDER}/datasets/{}.json", dataset.slug));
        let json = json_bytes(&describe(&catalog.portal, &dataset));
        SiteFile::of_dataset(&dataset, path, Kind::Catalog, json)
    };
    catalog.datasets().collect::<Vec<_>>().into_par_iter().map(one).collect()
}

/// What a page of rows says above them: where its dataset is described, and the Table Schema of its rows.
pub fn rows_links(slug: &Slug, resource: &str) -> [String; 2] {
    let depth = RowsPage::path(slug.as_str(), resource, 1).as_str().matches('/').count();
    // The dataset lies beside the folder that holds those of its tables.
    [format!("../../../{slug}.json"), format!("{}{}", "../".repeat(depth), schema_path(slug, resource))]
}

/// A link to the description of a dataset; `to` leads to the folder of the API.
pub(super) fn link(to: &str, slug: &Slug) -> Link {
    Link(format!("{to}datasets/{slug}.json"))
}

/// A link to the first page of a table's rows, where there are pages; `to` leads to the folder of the API.
pub(super) fn rows_link(to: &str, slug: &Slug, resource: &crate::model::Resource) -> Option<Link> {
    let path = RowsPage::path(slug.as_str(), &resource.name, 1);
    let path = path.as_str().trim_start_matches(FOLDER).trim_start_matches('/');
    (!resource.pages.is_empty()).then(|| Link(format!("{to}{path}")))
}

/// A link to a page that people read.
pub(super) fn page(root: &str, folder: &str, id: &str) -> Link {
    Link(format!("{root}{folder}/{id}/"))
}

fn describe<'a>(portal: &'a PortalDescription, dataset: &'a crate::model::Dataset) -> Dataset<'a> {
    let metadata = &dataset.metadata;
    let publisher = metadata.publisher.as_str();
    let theme = metadata.theme;
    Dataset {
        identifier: dataset.slug.as_str(),
        title: &metadata.title,
        description: &metadata.description,
        page: page(ROOT, "datasets", dataset.slug.as_str()),
        catalog: Link("../datasets.json".to_owned()),
        publisher: Publisher {
            id: publisher,
            name: portal.publisher(publisher).map_or(publisher, |publisher| &publisher.name),
            page: page(ROOT, "publishers", publisher),
        },
        contact: Contact { name: &metadata.contact.name, email: &metadata.contact.email },
        theme: Theme {
            code: theme.code(),
            label: portal.theme_label(theme),
            page: page(ROOT, "themes", &theme.code().to_lowercase()),
        },
        keywords: &metadata.keywords,
        language: metadata.language.as_deref().unwrap_or(portal.default_language()),
        license: License { id: &metadata.license.id, title: &metadata.license.title, url: Url(&metadata.license.url) },
        update_frequency: metadata.update_frequency,
        temporal: Temporal {
            start: Day(metadata.temporal.start),
            end: match metadata.temporal.end {
                PeriodEnd::On(day) => Some(Day(day)),
                PeriodEnd::Ongoing => None,
            },
        },
        issued: Day(metadata.issued),
        modified: Day(metadata.modified),
        notice: dataset.notice.as_deref(),
        resources: dataset.resources.iter().map(|table| resource(&dataset.slug, table)).collect(),
        documents: dataset.attachments.iter().map(document).collect(),
    }
}

fn resource<'a>(slug: &Slug, resource: &'a crate::model::Resource) -> Resource<'a> {
    let columns = resource.schema.fields.iter().zip(&resource.profile);
    let rows = rows_link("../", slug, resource);
    Resource {
        name: &resource.name,
        title: &resource.title,
        description: &resource.description,
        total_rows: resource.rows,
        rows: rows.map(|first| Rows { first, total_pages: resource.pages.len(), rows_on_a_page: PAGE_ROWS }),
        files: resource.distributions.iter().map(file).collect(),
        schema: table_schema(&resource.schema),
        profile: columns.map(|(field, profile)| column(&field.name, profile)).collect(),
    }
}

fn file(distribution: &Distribution) -> File {
    File {
        format: distribution.format.label(),
        media_type: distribution.format.served_as(),
        latest: Link(format!("{ROOT}{}", distribution.latest)),
        immutable: Link(format!("{ROOT}{}", distribution.path)),
        bytes: distribution.bytes,
        sha256: distribution.sha256.to_string(),
    }
}

fn document(attachment: &Attachment) -> Document<'_> {
    Document {
        title: &attachment.title,
        description: attachment.description.as_deref(),
        file: File {
            format: attachment.kind.label(),
            media_type: attachment.kind.media_type(),
            latest: Link(format!("{ROOT}{}", attachment.latest)),
            immutable: Link(format!("{ROOT}{}", attachment.path)),
            bytes: attachment.bytes,
            sha256: attachment.sha256.to_string(),
        },
    }
}

fn column<'a>(name: &'a str, profile: &'a ColumnProfile) -> Column<'a> {
    Column {
        name,
        missing: profile.nulls,
        distinct: profile.distinct.count(),
        distinct_is_exact: matches!(profile.distinct, Distinct::Exactly(_)),
        minimum: profile.minimum.as_deref(),
        maximum: profile.maximum.as_deref(),
        mean: profile.mean,
        quantiles: profile.quantiles,
        histogram: (!profile.histogram.is_empty()).then_some(&profile.histogram),
        lengths: profile.lengths,
        frequent: (!profile.frequent.is_empty()).then_some(&profile.frequent),
    }
}
