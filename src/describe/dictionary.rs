//! The data dictionary of each dataset as a table: `data/<slug>/dictionary.csv`, one row a column.

use super::Vocabulary;
use crate::files::SitePath;
use crate::model::schema::Categories;
use crate::model::{Catalog, Dataset};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

const HEADER: [&str; 9] = ["resource", "name", "title", "type", "unit", "required", "key", "categories", "description"];

pub(super) struct Dictionary;

impl Vocabulary for Dictionary {
    fn name(&self) -> &'static str {
        "Data dictionary"
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let one = |dataset: Public<&Dataset>| {
            let path = SitePath::known(format!("data/{}/dictionary.csv", dataset.slug));
            SiteFile::of_dataset(&dataset, path, Kind::Catalog, table(&dataset))
        };
        catalog.datasets().map(one).collect()
    }
}

fn table(dataset: &Dataset) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: [&str; 9]| writer.write_record(record).expect("memory can be written");
    write(HEADER);
    let yes = |truth: bool| if truth { "true" } else { "false" };
    for resource in &dataset.resources {
        for field in &resource.schema.fields {
            let is_key = resource.schema.primary_key.contains(&field.name);
            write([
                &resource.name,
                &field.name,
                field.title.as_deref().unwrap_or_default(),
                field.kind.name(),
                field.unit.as_deref().unwrap_or_default(),
                yes(field.constraints.required || is_key),
                yes(is_key),
                &field.categories.as_ref().map(categories).unwrap_or_default(),
                &field.description,
            ]);
        }
    }
    writer.into_inner().expect("memory can be written")
}

/// `A = active; C = closed`.
fn categories(categories: &Categories) -> String {
    let one = |category: &crate::model::schema::Category| match category.label() {
        Some(label) => format!("{} = {label}", category.value()),
        None => category.value().to_string(),
    };
    categories.values.iter().map(one).collect::<Vec<_>>().join("; ")
}
