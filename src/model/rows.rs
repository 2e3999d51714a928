//! The rows of a table as pages of JSON at addresses that count: `api/v1/datasets/<slug>/<table>/rows/<n>.json`.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::files::{Digest, SitePath};

/// Rows of a full page.
pub const PAGE_ROWS: u64 = 1_000;

/// One page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsPage {
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: Digest,
}

/// What a page says above its rows. Addresses are relative to the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RowsHead<'a> {
    /// Where the dataset is described.
    #[schemars(extend("format" = "uri-reference"))]
    pub dataset: &'a str,
    /// The Table Schema of the rows.
    #[schemars(extend("format" = "uri-reference"))]
    pub schema: &'a str,
    /// How many rows the table has.
    pub total_rows: u64,
    /// On how many pages they are.
    pub total_pages: u64,
    /// The number of this page, from 1.
    pub page: u64,
    /// The page before.
    #[schemars(extend("format" = "uri-reference"))]
    pub previous: Option<String>,
    /// The page after.
    #[schemars(extend("format" = "uri-reference"))]
    pub next: Option<String>,
}

impl RowsPage {
    /// The name of a page, from 1; also its address from the others.
    pub fn filename(number: u64) -> String {
        format!("{number}.json")
    }

    /// Where a page lies before it is published: a path that begins as another.
    pub fn beside(stem: &Path, number: u64) -> PathBuf {
        let mut path = stem.as_os_str().to_owned();
        path.push(RowsPage::filename(number));
        path.into()
    }

    /// The path of a page.
    pub fn path(slug: &str, resource: &str, number: u64) -> SitePath {
        SitePath::known(format!("api/v1/datasets/{slug}/{resource}/rows/{}", RowsPage::filename(number)))
    }
}
