//! What programs ask about a dataset: `api/v1/datasets/<slug>.json` says what its tables are, what their values are like, and
//! where to get them. Links are relative to the file.

use serde_json::{Value, json};

use super::table_schema::{schema_path, table_schema};
use super::{Vocabulary, compact, json_bytes};
use crate::files::SitePath;
use crate::model::{
    Catalog, ColumnProfile, Dataset, Distinct, Output, PAGE_ROWS, PortalDescription, Resource, RowsPage, Slug,
};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

pub(super) struct Api;

/// Leads from `api/v1/datasets/` to the root.
const ROOT: &str = "../../../";

impl Vocabulary for Api {
    fn name(&self) -> &'static str {
        "API"
    }

    fn output(&self) -> Output {
        Output::Api
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let one = |dataset: Public<&Dataset>| {
            let json = json_bytes(&self::dataset(&catalog.portal, &dataset));
            SiteFile::of_dataset(&dataset, path(&dataset.slug), Kind::Catalog, json)
        };
        catalog.datasets().map(one).collect()
    }
}

fn path(slug: &Slug) -> SitePath {
    SitePath::known(format!("api/v1/datasets/{slug}.json"))
}

/// What a page of rows says above them: where its dataset is described, and the Table Schema of its rows.
pub fn rows_links(slug: &Slug, resource: &str) -> [String; 2] {
    let depth = RowsPage::path(slug.as_str(), resource, 1).as_str().matches('/').count();
    // The dataset lies beside the folder that holds those of its tables.
    [format!("../../../{slug}.json"), format!("{}{}", "../".repeat(depth), schema_path(slug, resource))]
}

fn dataset(portal: &PortalDescription, dataset: &Dataset) -> Value {
    let metadata = &dataset.metadata;
    compact(json!({
        "identifier": dataset.slug,
        "title": metadata.title,
        "description": metadata.description,
        "page": format!("{ROOT}datasets/{}/", dataset.slug),
        "publisher": portal.publisher(&metadata.publisher).map_or(&metadata.publisher, |publisher| &publisher.name),
        "license": metadata.license.url,
        "issued": metadata.issued,
        "modified": metadata.modified,
        "notice": dataset.notice,
        "tables": dataset.resources.iter().map(|resource| table(dataset, resource)).collect::<Vec<_>>(),
    }))
}

fn table(dataset: &Dataset, resource: &Resource) -> Value {
    let file = |distribution: &crate::model::Distribution| {
        json!({
            "format": distribution.format.label(),
            "media_type": distribution.format.served_as(),
            "latest": format!("{ROOT}{}", distribution.latest),
            "immutable": format!("{ROOT}{}", distribution.path),
            "bytes": distribution.bytes,
            "sha256": distribution.sha256,
        })
    };
    let rows = (!resource.pages.is_empty()).then(|| {
        json!({
            "first": format!("{ROOT}{}", RowsPage::path(dataset.slug.as_str(), &resource.name, 1)),
            "total_pages": resource.pages.len(),
            "rows_on_a_page": PAGE_ROWS,
        })
    });
    compact(json!({
        "name": resource.name,
        "title": resource.title,
        "description": resource.description,
        "total_rows": resource.rows,
        "rows": rows,
        "files": resource.distributions.iter().map(file).collect::<Vec<_>>(),
        "schema": table_schema(&resource.schema),
        "profile": resource.schema.fields.iter().zip(&resource.profile)
            .map(|(field, profile)| column(&field.name, profile)).collect::<Vec<_>>(),
    }))
}

/// What is told of a column's values; what is not known or may not be told is left out.
fn column(name: &str, profile: &ColumnProfile) -> Value {
    compact(json!({
        "name": name,
        "missing": profile.nulls,
        "distinct": profile.distinct.count(),
        "distinct_is_exact": matches!(profile.distinct, Distinct::Exactly(_)),
        "minimum": profile.minimum,
        "maximum": profile.maximum,
        "mean": profile.mean,
        "quantiles": profile.quantiles,
        "histogram": (!profile.histogram.is_empty()).then_some(&profile.histogram),
        "lengths": profile.lengths,
        "frequent": (!profile.frequent.is_empty()).then_some(&profile.frequent),
    }))
}
