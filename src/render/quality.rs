//! The page that says how good the descriptions are, and its table of all datasets.

use super::{Renderer, TemplateError, context, words};
use crate::describe::quality::{self, Dimension, INDICATORS, MOST, Quality};
use crate::files::SitePath;
use crate::site::{Kind, SiteFile};

/// Datasets that the page shows: those with the fewest points.
const SHOWN: usize = 20;

pub(super) fn render(renderer: &Renderer<'_>) -> Result<[SiteFile; 2], TemplateError> {
    let quality = quality::measure(renderer.catalog);
    let description = "How well the datasets are described, by the measures of those who collect catalogues.";
    let page = renderer.page("quality/", "Quality of the catalogue", description, "");
    let html = renderer.html("pages/quality.html", &page, &content(&quality, &page.root))?;
    let file = |name: &str, kind, bytes| {
        SiteFile::of_catalog(renderer.catalog, SitePath::known(format!("quality/{name}")), kind, bytes)
    };
    Ok([file("index.html", Kind::Page, html), file("quality.csv", Kind::Catalog, quality.to_csv().into_bytes())])
}

fn content(quality: &Quality, root: &str) -> context::Quality {
    let shares = quality.shares();
    let indicators = |dimension: Dimension| {
        let pairs = INDICATORS.iter().zip(&shares).filter(move |(indicator, _)| indicator.dimension == dimension);
        pairs.map(|(indicator, share)| context::QualityIndicator {
            sentence: indicator.sentence.to_owned(),
            points: quality::words(f64::from(indicator.points) * share),
            most: indicator.points,
        })
    };
    let dimensions = Dimension::ALL.map(|dimension| context::QualityDimension {
        label: dimension.label().to_owned(),
        points: quality::words(quality.points_in(dimension)),
        most: quality::most_in(dimension),
        indicators: indicators(dimension).collect(),
    });
    let mut lowest: Vec<_> = quality.datasets.iter().collect();
    lowest.sort_by(|a, b| b.warnings.len().cmp(&a.warnings.len()).then(a.points().total_cmp(&b.points())));
    let datasets = lowest.into_iter().take(SHOWN).map(|dataset| context::QualityDataset {
        label: dataset.title.clone(),
        url: format!("{root}datasets/{}/", dataset.slug),
        points: quality::words(dataset.points()),
        warnings: dataset.warnings.clone(),
    });
    context::Quality {
        points: quality::words(quality.points()),
        most: MOST,
        rating: quality::rating(quality.points()).to_owned(),
        warnings: quality.warnings(),
        dimensions: dimensions.into(),
        datasets: datasets.collect(),
        total: words::number(quality.datasets.len() as u64),
        is_complete: quality.datasets.len() <= SHOWN,
    }
}
