//! Files that are published.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::files::{Digest, SitePath};

/// The form of a published file, in the order in which pages offer them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RFC 4180, UTF-8, LF.
    Csv,
    /// A workbook, Office Open XML (ECMA-376).
    Xlsx,
    /// An array of records.
    Json,
    /// A record on each line (NDJSON), in gzip: for tables that are too large for an array.
    #[serde(rename = "ndjson")]
    JsonLines,
    /// Apache Parquet, zstd.
    Parquet,
    /// RFC 7946.
    GeoJson,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 6] =
        [Format::Csv, Format::Xlsx, Format::Json, Format::JsonLines, Format::Parquet, Format::GeoJson];

    /// The ending of file names.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
            Format::JsonLines => "ndjson.gz",
            Format::Parquet => "parquet",
            Format::GeoJson => "geojson",
        }
    }

    /// What people call it; also its DCAT-US `format`.
    pub fn label(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Xlsx => "Excel",
            Format::Json => "JSON",
            Format::JsonLines => "NDJSON",
            Format::Parquet => "Parquet",
            Format::GeoJson => "GeoJSON",
        }
    }

    /// Its part of addresses and of other names: the ending without what says how it is compressed.
    pub fn id(self) -> &'static str {
        self.extension().split_once('.').map_or(self.extension(), |(id, _)| id)
    }

    /// Media type of the content without parameters, registered with IANA unless it begins with `application/x-`.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json",
            Format::JsonLines => "application/x-ndjson",
            Format::Parquet => "application/vnd.apache.parquet",
            Format::GeoJson => "application/geo+json",
        }
    }

    /// IANA media type of the compression around the content, where the file as a whole is compressed.
    pub fn compression(self) -> Option<&'static str> {
        (self == Format::JsonLines).then_some("application/gzip")
    }

    /// IANA media type of the file as it is served: of the compression, where there is one. So nobody unpacks on the way what
    /// is called `.gz`.
    pub fn served_as(self) -> &'static str {
        self.compression().unwrap_or(self.media_type())
    }

    /// Code in the EU file-type table, which DCAT-AP uses. The table has no code for lines of JSON.
    pub fn eu_code(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Xlsx => "XLSX",
            Format::Json | Format::JsonLines => "JSON",
            Format::Parquet => "PARQUET",
            Format::GeoJson => "GEOJSON",
        }
    }
}

/// How the records of a table are put into JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum JsonForm {
    /// One array of all records: [`Format::Json`].
    Array,
    /// A record on each line, in gzip: [`Format::JsonLines`].
    Lines,
}

impl JsonForm {
    /// Both.
    pub const ALL: [JsonForm; 2] = [JsonForm::Array, JsonForm::Lines];

    /// The word that `dataset.toml` has for it.
    pub fn word(self) -> &'static str {
        match self {
            JsonForm::Array => "array",
            JsonForm::Lines => "lines",
        }
    }

    /// The format that it makes.
    pub fn format(self) -> Format {
        match self {
            JsonForm::Array => Format::Json,
            JsonForm::Lines => Format::JsonLines,
        }
    }
}

/// What a portal says of the formats of its tables: which it leaves out, and how large a table may be for those that are not
/// made for large ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Formats in which nothing is published; [`Format::Json`] stands for both forms.
    pub leave_out: Vec<Format>,
    /// Rows of a table that is published as a workbook too.
    pub xlsx_rows: u64,
    /// Bytes of a table's records as one array of JSON; a larger one is published in lines.
    pub json_bytes: u64,
    /// Rows of a table whose rows are published in pages too, unless it is named.
    pub rows_api: u64,
}

impl Limits {
    /// Whether a table with so many rows is published in a format.
    pub fn allow(&self, format: Format, rows: u64) -> bool {
        !self.leave_out.contains(&format) && (format != Format::Xlsx || rows <= self.xlsx_rows)
    }
}

impl Default for Limits {
    /// As many rows as a sheet has, without the one for the names, and as much JSON as a browser opens without complaint.
    fn default() -> Self {
        Limits { leave_out: Vec::new(), xlsx_rows: (1 << 20) - 1, json_bytes: 50_000_000, rows_api: 10_000 }
    }
}

/// A published file of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// Its form.
    pub format: Format,
    /// The path whose content never changes: `data/<slug>/v/<digest>/<resource>.<ext>`.
    pub path: SitePath,
    /// The path people keep: `data/<slug>/latest/<resource>.<ext>`.
    pub latest: SitePath,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: Digest,
}

impl Distribution {
    /// A file of a table, with the two paths it is published under.
    pub fn new(slug: &str, resource: &str, format: Format, sha256: Digest, bytes: u64) -> Self {
        let file = format!("{resource}.{}", format.extension());
        Distribution {
            format,
            path: SitePath::known(format!("data/{slug}/v/{}/{file}", sha256.short())),
            latest: Distribution::latest_path(slug, resource, format),
            bytes,
            sha256,
        }
    }

    /// The path that people keep for a table in a format.
    pub fn latest_path(slug: &str, resource: &str, format: Format) -> SitePath {
        SitePath::known(format!("data/{slug}/latest/{resource}.{}", format.extension()))
    }

    /// The file's name.
    pub fn filename(&self) -> &str {
        self.latest.as_str().rsplit('/').next().unwrap_or_default()
    }
}
