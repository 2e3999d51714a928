//! The outputs that `portal.toml` switches off.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::{Output, Outputs};

/// What is written for programs beside the pages. All of it, unless it is switched off here: `croissant = false`. Nothing links to
/// what is switched off. The Table Schema of each table
/// goes with the last of `data_package`, `api`, `dcat` and `dcat_us_3`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputSettings {
    /// `data.json`: DCAT-US 1.1, which data.gov harvests.
    pub dcat_us: Option<bool>,
    /// DCAT-US 3.0: `dcat-us-3.json`.
    pub dcat_us_3: Option<bool>,
    /// DCAT 3: `catalog.jsonld`, `catalog.ttl`, `catalog.rdf`, and `data/<dataset>/dcat.jsonld`.
    pub dcat: Option<bool>,
    /// schema.org in the home page and the pages of datasets, which search engines read.
    pub schema_org: Option<bool>,
    /// `data/<dataset>/datapackage.json`: Data Package v2 with the Table Schema of each table.
    pub data_package: Option<bool>,
    /// `data/<dataset>/dictionary.csv`: the data dictionary as a table.
    pub data_dictionary: Option<bool>,
    /// `<table>.csv-metadata.json`: CSV on the Web, beside each CSV and in `data/<dataset>/`.
    pub csvw: Option<bool>,
    /// `data/<dataset>/croissant.json`: Croissant 1.1, for tools of machine learning.
    pub croissant: Option<bool>,
    /// `api/`: the datasets for programs, and the rows of tables in pages.
    pub api: Option<bool>,
    /// CKAN's lists as files: `api/3/action/` and `api/action/`.
    pub ckan: Option<bool>,
    /// `feed.xml` and `feed.json`: what is new, of the portal, of each department, topic and dataset.
    pub feeds: Option<bool>,
    /// `sitemap.xml`: all pages, for search engines.
    pub sitemap: Option<bool>,
    /// `llms.txt`: what there is and where, for language models.
    pub llms: Option<bool>,
    /// `datasets/<dataset>/index.md`: the page of each dataset as Markdown.
    pub markdown: Option<bool>,
    /// `catalog.csv` and `catalog.parquet`: the catalogue as a table, a row for each dataset.
    pub catalog_table: Option<bool>,
    /// `data/<dataset>/SHA256SUMS`: the digest of each file, for `sha256sum --check`.
    pub checksums: Option<bool>,
    /// `files.csv`: the address, size and digest of every file of data, to download all of them.
    pub file_list: Option<bool>,
}

impl OutputSettings {
    pub(super) fn outputs(&self) -> Outputs {
        let settings = [
            (Output::DcatUs, self.dcat_us),
            (Output::DcatUs3, self.dcat_us_3),
            (Output::Dcat, self.dcat),
            (Output::SchemaOrg, self.schema_org),
            (Output::DataPackage, self.data_package),
            (Output::DataDictionary, self.data_dictionary),
            (Output::Csvw, self.csvw),
            (Output::Croissant, self.croissant),
            (Output::Api, self.api),
            (Output::Ckan, self.ckan),
            (Output::Feeds, self.feeds),
            (Output::Sitemap, self.sitemap),
            (Output::Llms, self.llms),
            (Output::Markdown, self.markdown),
            (Output::CatalogTable, self.catalog_table),
            (Output::Checksums, self.checksums),
            (Output::FileList, self.file_list),
        ];
        Outputs::without(settings.into_iter().filter(|(_, is_on)| *is_on == Some(false)).map(|(output, _)| output))
    }
}
