//! What is written for programs beside the pages, and can be left out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A kind of file for programs. `[outputs]` in `portal.toml` has a key for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Output {
    /// `data.json`.
    DcatUs,
    /// `dcat-us-3.json`.
    DcatUs3,
    /// `catalog.jsonld`, `.ttl` and `.rdf`, and `dcat.jsonld` of each dataset.
    Dcat,
    /// JSON-LD in the pages.
    SchemaOrg,
    /// `datapackage.json` of each dataset.
    DataPackage,
    /// `dictionary.csv` of each dataset.
    DataDictionary,
    /// `<table>.csv-metadata.json` of each CSV.
    Csvw,
    /// `croissant.json` of each dataset.
    Croissant,
    /// `api/v1/`.
    Api,
    /// CKAN's lists at `api/3/action/` and `api/action/`.
    Ckan,
    /// `feed.xml` and `feed.json`.
    Feeds,
    /// `sitemap.xml`.
    Sitemap,
    /// `llms.txt`.
    Llms,
    /// `index.md` beside the page of each dataset.
    Markdown,
    /// `catalog.csv` and `catalog.parquet`.
    CatalogTable,
    /// `SHA256SUMS` of each dataset.
    Checksums,
    /// `files.csv`.
    FileList,
}

/// Which outputs a portal has: all but those that it switches off.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outputs {
    off: BTreeSet<Output>,
}

impl Outputs {
    /// All but these.
    pub fn without(off: impl IntoIterator<Item = Output>) -> Self {
        Outputs { off: off.into_iter().collect() }
    }

    /// Whether an output is written, and so may be linked.
    pub fn has(&self, output: Output) -> bool {
        !self.off.contains(&output)
    }
}
