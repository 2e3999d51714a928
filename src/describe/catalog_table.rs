//! The catalogue as a table, a row for each dataset: `catalog.csv`, and the same as `catalog.parquet`.

use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::{Vocabulary, language};
use crate::files::SitePath;
use crate::model::{Catalog, Dataset, Date, Output, PeriodEnd, PortalDescription};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

/// Written into the Parquet file; fixed, so that the bytes do not change with the version of the library.
const CREATED_BY: &str = "townbook";

/// What stands between the values of a column that has several.
const SEPARATOR: &str = "; ";

pub(super) struct CatalogTable;

impl Vocabulary for CatalogTable {
    fn name(&self) -> &'static str {
        "Catalogue as a table"
    }

    fn output(&self) -> Output {
        Output::CatalogTable
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let file = |path, bytes| SiteFile::of_catalog(catalog, SitePath::known(path), Kind::Catalog, bytes);
        vec![file("catalog.csv", csv(catalog)), file("catalog.parquet", parquet(catalog))]
    }
}

/// What a column holds of a dataset.
enum Cells {
    Text(fn(&PortalDescription, &Dataset) -> Option<String>),
    Count(fn(&Dataset) -> u64),
    Day(fn(&Dataset) -> Option<Date>),
}

/// The columns. New ones come at the end, so that programs that count keep working.
const COLUMNS: [(&str, Cells); 27] = [
    ("identifier", Cells::Text(|_, dataset| Some(dataset.slug.to_string()))),
    ("title", Cells::Text(|_, dataset| Some(dataset.metadata.title.clone()))),
    ("description", Cells::Text(|_, dataset| Some(dataset.metadata.description.clone()))),
    ("keywords", Cells::Text(|_, dataset| Some(dataset.metadata.keywords.join(SEPARATOR)))),
    ("theme", Cells::Text(|_, dataset| Some(dataset.metadata.theme.code().to_owned()))),
    ("theme_label", Cells::Text(|portal, dataset| Some(portal.theme_label(dataset.metadata.theme).to_owned()))),
    ("publisher", Cells::Text(|_, dataset| Some(dataset.metadata.publisher.clone()))),
    (
        "publisher_name",
        Cells::Text(|portal, dataset| Some(portal.publisher_name(&dataset.metadata.publisher).to_owned())),
    ),
    ("contact_name", Cells::Text(|_, dataset| Some(dataset.metadata.contact.name.clone()))),
    ("contact_email", Cells::Text(|_, dataset| Some(dataset.metadata.contact.email.clone()))),
    ("license", Cells::Text(|_, dataset| Some(dataset.metadata.license.id.clone()))),
    ("license_url", Cells::Text(|_, dataset| Some(dataset.metadata.license.url.clone()))),
    ("update_frequency", Cells::Text(|_, dataset| Some(dataset.metadata.update_frequency.words().to_owned()))),
    ("issued", Cells::Day(|dataset| Some(dataset.metadata.issued))),
    ("modified", Cells::Day(|dataset| Some(dataset.metadata.modified))),
    ("temporal_start", Cells::Day(|dataset| Some(dataset.metadata.temporal.start))),
    ("temporal_end", Cells::Day(temporal_end)),
    (
        "spatial",
        Cells::Text(|portal, dataset| Some(dataset.metadata.spatial.as_ref().unwrap_or(&portal.spatial).name.clone())),
    ),
    ("language", Cells::Text(|portal, dataset| Some(language(portal, dataset).to_owned()))),
    ("older_identifier", Cells::Text(|_, dataset| dataset.metadata.identifier.clone())),
    ("formats", Cells::Text(|_, dataset| Some(formats(dataset)))),
    ("tables", Cells::Count(|dataset| dataset.resources.len() as u64)),
    ("rows", Cells::Count(Dataset::rows)),
    ("documents", Cells::Count(|dataset| dataset.attachments.len() as u64)),
    ("bytes", Cells::Count(bytes)),
    ("page", Cells::Text(|portal, dataset| Some(portal.url(&format!("datasets/{}/", dataset.slug))))),
    ("data", Cells::Text(|portal, dataset| Some(portal.url(&format!("data/{}/", dataset.slug))))),
];

fn temporal_end(dataset: &Dataset) -> Option<Date> {
    match dataset.metadata.temporal.end {
        PeriodEnd::On(end) => Some(end),
        PeriodEnd::Ongoing => None,
    }
}

fn formats(dataset: &Dataset) -> String {
    dataset.formats().iter().map(|format| format.id()).collect::<Vec<_>>().join(SEPARATOR)
}

/// Of all files of its data together.
fn bytes(dataset: &Dataset) -> u64 {
    let tables = dataset.resources.iter().flat_map(|resource| &resource.distributions).map(|file| file.bytes);
    tables.chain(dataset.attachments.iter().map(|attachment| attachment.bytes)).sum()
}

fn csv(catalog: &Catalog) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: Vec<String>| writer.write_record(record).expect("memory can be written");
    write(COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect());
    for dataset in &catalog.datasets {
        let cell = |(_, cells): &(&str, Cells)| match cells {
            Cells::Text(text) => text(&catalog.portal, dataset).unwrap_or_default(),
            Cells::Count(count) => count(dataset).to_string(),
            Cells::Day(day) => day(dataset).map(|day| day.to_string()).unwrap_or_default(),
        };
        write(COLUMNS.iter().map(cell).collect());
    }
    writer.into_inner().expect("memory can be written")
}

fn parquet(catalog: &Catalog) -> Vec<u8> {
    let datasets = || catalog.datasets.iter();
    let column = |(name, cells): &(&'static str, Cells)| {
        let array: ArrayRef = match cells {
            Cells::Text(text) => {
                Arc::new(datasets().map(|dataset| text(&catalog.portal, dataset)).collect::<StringArray>())
            }
            Cells::Count(count) => {
                Arc::new(datasets().map(|dataset| Some(count(dataset) as i64)).collect::<Int64Array>())
            }
            Cells::Day(day) => Arc::new(datasets().map(|dataset| day(dataset).map(days)).collect::<Date32Array>()),
        };
        (*name, array, true)
    };
    let batch =
        RecordBatch::try_from_iter_with_nullable(COLUMNS.iter().map(column)).expect("columns are as long as the list");
    let level = ZstdLevel::try_new(3).expect("3 is a level of zstd");
    let properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(level)).set_created_by(CREATED_BY.to_owned());
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties.build())).expect("plain types can be written");
    writer.write(&batch).expect("memory can be written");
    writer.close().expect("memory can be written");
    bytes
}

/// Days since 1970-01-01.
fn days(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    (date - epoch).get_days()
}
