//! `portal.toml` as it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::outputs::OutputSettings;
use super::redirects::RedirectEntry;
use crate::model::{Format, Limits, Theme};

/// `portal.toml`: the portal as a whole.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalFile {
    /// The portal's title.
    #[schemars(required)]
    pub title: Option<String>,
    /// What the portal is, in a paragraph of plain text.
    #[schemars(required)]
    pub description: Option<String>,
    /// The address at which the site is served. Pages use relative links; metadata needs this.
    #[schemars(required)]
    pub base_url: Option<String>,
    /// Language tags (BCP 47); the first is the default. Without it, `["en"]`.
    pub languages: Option<Vec<String>>,
    /// The place the portal covers.
    #[schemars(required)]
    pub spatial: Option<Spatial>,
    /// Identifier of the publisher of the catalogue.
    #[schemars(required)]
    pub publisher: Option<String>,
    /// What others may do with the catalogue itself, with titles, descriptions and lists: the short name (SPDX) of a licence.
    /// Without it, `CC0-1.0`: the catalogue may be copied freely. What they may do with data, each dataset says.
    pub license: Option<String>,
    /// Whom to ask about the portal.
    #[schemars(required)]
    pub contact: Option<Contact>,
    /// The host that `townbook publish` uses when none is named.
    pub host: Option<String>,
    /// Labels that residents see for theme codes.
    #[serde(default)]
    pub themes: BTreeMap<Theme, String>,
    /// The city and its departments.
    #[schemars(required)]
    pub publishers: Option<Vec<PublisherEntry>>,
    /// In which formats tables are published.
    #[serde(default)]
    pub formats: FormatSettings,
    /// Which files are written for programs.
    #[serde(default)]
    pub outputs: OutputSettings,
    /// Addresses of the portal that this one replaces, and where they lead now.
    #[serde(default)]
    pub redirects: Vec<RedirectEntry>,
    /// Where the site can be published to, by name.
    #[serde(default)]
    pub hosts: BTreeMap<String, HostSettings>,
}

/// A place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spatial {
    /// Its name.
    pub name: String,
    /// West, south, east and north in degrees.
    pub bbox: [f64; 4],
    /// Its address at GeoNames.
    pub geonames: Option<String>,
}

/// Whom to ask.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name of the office.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
}

/// A department.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublisherEntry {
    /// Its identifier, which becomes part of its page's address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The publisher it belongs to.
    pub parent: Option<String>,
    /// Its own site.
    pub url: Option<String>,
}

/// In which formats tables are published: all that suit a table, some of them up to a size.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormatSettings {
    /// Formats in which nothing is published. What is published already in one of them is gone with the next publication.
    #[serde(default)]
    pub leave_out: Vec<OptionalFormat>,
    /// Tables of up to so many rows are published as workbooks for Excel too; 0 for none. Without it, 1048575, which is all
    /// that a sheet can hold.
    pub xlsx_rows: Option<u64>,
    /// A table whose JSON would be larger than so many bytes is published as NDJSON in gzip instead: a record on each line.
    /// Without it, 50000000 (50 MB). What is published once stays as it is: `json` in `dataset.toml` changes it.
    #[schemars(range(max = 500_000_000))]
    pub json_bytes: Option<u64>,
    /// The rows of tables of up to so many rows are also published in pages of JSON, a thousand on each; 0 for none. Without it,
    /// 10000.
    pub rows_api: Option<u64>,
    /// Larger tables whose rows are published in pages too, each as `dataset/table`.
    #[serde(default)]
    pub rows_api_for: Vec<String>,
}

/// A format that a portal may leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OptionalFormat {
    /// CSV. The Data Package then names another of a table's files.
    Csv,
    /// The workbook for Excel.
    Xlsx,
    /// JSON, as an array or in lines.
    Json,
    /// Parquet.
    Parquet,
    /// GeoJSON.
    GeoJson,
}

impl OptionalFormat {
    fn format(self) -> Format {
        match self {
            OptionalFormat::Csv => Format::Csv,
            OptionalFormat::Xlsx => Format::Xlsx,
            OptionalFormat::Json => Format::Json,
            OptionalFormat::Parquet => Format::Parquet,
            OptionalFormat::GeoJson => Format::GeoJson,
        }
    }
}

impl FormatSettings {
    /// The limits that it sets, and the usual ones where it sets none.
    pub(super) fn limits(&self) -> Limits {
        let usual = Limits::default();
        Limits {
            leave_out: self.leave_out.iter().map(|format| format.format()).collect(),
            xlsx_rows: self.xlsx_rows.unwrap_or(usual.xlsx_rows),
            json_bytes: self.json_bytes.unwrap_or(usual.json_bytes),
            rows_api: self.rows_api.unwrap_or(usual.rows_api),
        }
    }
}

/// Where the site is served. Credentials never stand here: they come from the environment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostSettings {
    /// What kind of host it is.
    pub kind: HostKind,
    /// `directory`: the folder that holds the releases, relative to the portal.
    pub path: Option<String>,
    /// `s3`: the bucket.
    pub bucket: Option<String>,
    /// `s3`: its region.
    pub region: Option<String>,
    /// `s3`: the address of the service, when it is not Amazon's.
    pub endpoint: Option<String>,
    /// `s3`: a prefix for all keys, without slashes at its ends.
    pub prefix: Option<String>,
    /// `s3`: whether the endpoint may be reached without encryption; for servers on the same machine only.
    #[serde(default)]
    pub allow_http: bool,
    /// The address at which the public reaches this host.
    pub public_url: Option<String>,
}

/// Kinds of hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HostKind {
    /// A folder on this machine, with releases and a `current` link.
    Directory,
    /// Object storage that speaks the S3 protocol.
    S3,
}
