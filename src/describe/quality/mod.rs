//! How good the descriptions are that are published, by the measures of those who harvest them.

mod write;

use rayon::prelude::*;

use super::{dcat, dcat_us_3};
use crate::model::{Catalog, Dataset};
use crate::policy::Public;

pub use super::dcat::{Dimension, INDICATORS, Indicator};

/// The quality of a catalogue.
#[derive(Debug, Clone)]
pub struct Quality {
    /// That of its datasets, by slug.
    pub datasets: Vec<DatasetQuality>,
}

/// The quality of a dataset's description.
#[derive(Debug, Clone)]
pub struct DatasetQuality {
    /// The dataset.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Which part of each of [`INDICATORS`] it meets, from 0 to 1.
    pub shares: Vec<f64>,
    /// What data.gov would warn of, each a sentence.
    pub warnings: Vec<String>,
}

/// The most points that there are.
pub const MOST: u32 = 405;

/// Looks at all datasets of a catalogue.
pub fn measure(catalog: &Public<Catalog>) -> Quality {
    let portal = &catalog.portal;
    let one = |dataset: &Dataset| DatasetQuality {
        slug: dataset.slug.to_string(),
        title: dataset.metadata.title.clone(),
        shares: dcat::assess(portal, dataset),
        warnings: dcat_us_3::warnings(portal, dataset),
    };
    Quality { datasets: catalog.datasets.par_iter().map(one).collect() }
}

impl DatasetQuality {
    /// Its points.
    pub fn points(&self) -> f64 {
        total(&self.shares, |_| true)
    }

    /// Its points in a dimension.
    pub fn points_in(&self, dimension: Dimension) -> f64 {
        total(&self.shares, |indicator| indicator.dimension == dimension)
    }
}

impl Quality {
    /// Which part of each of [`INDICATORS`] the datasets meet on average; nothing of any where there is no dataset.
    pub fn shares(&self) -> Vec<f64> {
        let mean = |at: usize| {
            let sum: f64 = self.datasets.iter().map(|dataset| dataset.shares[at]).sum();
            if self.datasets.is_empty() { 0.0 } else { sum / self.datasets.len() as f64 }
        };
        (0..INDICATORS.len()).map(mean).collect()
    }

    /// The points of a dataset on average.
    pub fn points(&self) -> f64 {
        total(&self.shares(), |_| true)
    }

    /// The points of a dataset in a dimension, on average.
    pub fn points_in(&self, dimension: Dimension) -> f64 {
        total(&self.shares(), |indicator| indicator.dimension == dimension)
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.datasets.iter().map(|dataset| dataset.warnings.len()).sum()
    }
}

/// The most points of a dimension.
pub fn most_in(dimension: Dimension) -> u32 {
    INDICATORS.iter().filter(|indicator| indicator.dimension == dimension).map(|indicator| indicator.points).sum()
}

/// The word that the assessment has for so many points.
pub fn rating(points: f64) -> &'static str {
    match points.round() {
        351.0.. => "excellent",
        221.0.. => "good",
        121.0.. => "sufficient",
        _ => "bad",
    }
}

/// Points as people read them: to a tenth where they are not whole.
pub fn words(points: f64) -> String {
    let tenths = (points * 10.0).round();
    if tenths % 10.0 == 0.0 { format!("{:.0}", tenths / 10.0) } else { format!("{:.1}", tenths / 10.0) }
}

/// The points of some indicators.
fn total(shares: &[f64], counts: impl Fn(&Indicator) -> bool) -> f64 {
    let pairs = INDICATORS.iter().zip(shares).filter(|(indicator, _)| counts(indicator));
    pairs.map(|(indicator, share)| f64::from(indicator.points) * share).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_add_up_to_the_most() {
        let best = DatasetQuality {
            slug: "a".to_owned(),
            title: "A".to_owned(),
            shares: vec![1.0; INDICATORS.len()],
            warnings: Vec::new(),
        };
        assert_eq!(best.points(), f64::from(MOST));
        assert_eq!(rating(best.points()), "excellent");
        assert_eq!(Dimension::ALL.map(most_in).iter().sum::<u32>(), MOST);
        let half = DatasetQuality { shares: vec![0.5; INDICATORS.len()], ..best.clone() };
        let quality = Quality { datasets: vec![best, half] };
        assert_eq!(quality.points(), f64::from(MOST) * 0.75);
        assert_eq!(rating(quality.points()), "good");
        assert_eq!((Quality { datasets: Vec::new() }).points(), 0.0);
    }
}
