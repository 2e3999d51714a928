//! The data dictionary of each dataset as a table: `data/<slug>/dictionary.csv`, one row a column.

use rayon::prelude::*;

use super::Vocabulary;
use crate::files::SitePath;
use crate::model::schema::{Categories, Field};
use crate::model::table::format_number;
use crate::model::{Catalog, ColumnProfile, Dataset, Output};
use crate::policy::Public;
use crate::site::{Kind, SiteFile};

const HEADER: [&str; 18] = [
    "resource",
    "name",
    "title",
    "type",
    "unit",
    "required",
    "key",
    "categories",
    "missing_values",
    "description",
    "missing",
    "distinct",
    "minimum",
    "maximum",
    "mean",
    "quartile_1",
    "median",
    "quartile_3",
];

pub(super) struct Dictionary;

impl Vocabulary for Dictionary {
    fn name(&self) -> &'static str {
        "Data dictionary"
    }

    fn output(&self) -> Output {
        Output::DataDictionary
    }

    fn describe(&self, catalog: &Public<Catalog>) -> Vec<SiteFile> {
        let one = |dataset: Public<&Dataset>| {
            let path = SitePath::known(format!("data/{}/dictionary.csv", dataset.slug));
            SiteFile::of_dataset(&dataset, path, Kind::Catalog, table(&dataset))
        };
        catalog.datasets().collect::<Vec<_>>().into_par_iter().map(one).collect()
    }
}

fn table(dataset: &Dataset) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: [&str; 18]| writer.write_record(record).expect("memory can be written");
    write(HEADER);
    let yes = |truth: bool| if truth { "true" } else { "false" };
    for resource in &dataset.resources {
        for (at, field) in resource.schema.fields.iter().enumerate() {
            let is_key = resource.schema.primary_key.contains(&field.name);
            let profile = resource.profile.get(at);
            let count =
                |of: fn(&ColumnProfile) -> u64| profile.map(|profile| of(profile).to_string()).unwrap_or_default();
            let range = profile.filter(|_| field.kind.has_range());
            let bound = |of: fn(&ColumnProfile) -> Option<&str>| range.and_then(of).unwrap_or_default();
            let quantiles = profile.and_then(|profile| profile.quantiles).unwrap_or_default();
            let number = |number: Option<f64>| number.map(format_number).unwrap_or_default();
            write([
                &resource.name,
                &field.name,
                field.title.as_deref().unwrap_or_default(),
                field.kind.name(),
                field.unit.as_deref().unwrap_or_default(),
                yes(field.constraints.required || is_key),
                yes(is_key),
                &field.categories.as_ref().map(categories).unwrap_or_default(),
                &missing_values(field),
                &field.description,
                &count(|profile| profile.nulls),
                &count(|profile| profile.distinct.count()),
                bound(|profile| profile.minimum.as_deref()),
                bound(|profile| profile.maximum.as_deref()),
                &number(profile.and_then(|profile| profile.mean)),
                &number(quantiles.p25),
                &number(quantiles.p50),
                &number(quantiles.p75),
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

/// `-9 = Refused`: what the source has in cells that are empty in the published files, where it says why.
fn missing_values(field: &Field) -> String {
    let reasons = field.missing_values.iter().filter_map(|missing| Some((missing.value(), missing.label()?)));
    reasons.map(|(value, label)| format!("{value} = {label}")).collect::<Vec<_>>().join("; ")
}
