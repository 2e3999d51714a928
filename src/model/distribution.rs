//! Files that are published.

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
    /// Apache Parquet, zstd.
    Parquet,
    /// RFC 7946.
    GeoJson,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 5] = [Format::Csv, Format::Xlsx, Format::Json, Format::Parquet, Format::GeoJson];

    /// The ending of file names.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
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
            Format::Parquet => "Parquet",
            Format::GeoJson => "GeoJSON",
        }
    }

    /// IANA media type without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json",
            Format::Parquet => "application/vnd.apache.parquet",
            Format::GeoJson => "application/geo+json",
        }
    }

    /// Code in the EU file-type table, which DCAT-AP uses.
    pub fn eu_code(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Xlsx => "XLSX",
            Format::Json => "JSON",
            Format::Parquet => "PARQUET",
            Format::GeoJson => "GEOJSON",
        }
    }
}

/// How large a table may be for the formats that are not made for large ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rows of a table that is published as a workbook too.
    pub xlsx_rows: u64,
}

impl Limits {
    /// Whether a table with so many rows is published in a format.
    pub fn allow(&self, format: Format, rows: u64) -> bool {
        format != Format::Xlsx || rows <= self.xlsx_rows
    }
}

impl Default for Limits {
    /// As many rows as a sheet has, without the one for the names.
    fn default() -> Self {
        Limits { xlsx_rows: (1 << 20) - 1 }
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
            latest: SitePath::known(format!("data/{slug}/latest/{file}")),
            bytes,
            sha256,
        }
    }

    /// The file's name.
    pub fn filename(&self) -> &str {
        self.latest.as_str().rsplit('/').next().unwrap_or_default()
    }
}
