//! What the page about the quality of the catalogue receives.

use schemars::JsonSchema;
use serde::Serialize;

/// The page about the quality of the catalogue, `pages/quality.html`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Quality {
    /// The points of a dataset on average.
    pub points: String,
    /// The most points that there are.
    pub most: u32,
    /// The word for so many points: `excellent`, `good`, `sufficient` or `bad`.
    pub rating: String,
    /// How many warnings data.gov gives.
    pub warnings: usize,
    /// What points are given for.
    pub dimensions: Vec<QualityDimension>,
    /// The datasets with the most warnings and the fewest points.
    pub datasets: Vec<QualityDataset>,
    /// How many datasets there are.
    pub total: String,
    /// Whether these are all datasets.
    pub is_complete: bool,
}

/// A group of things that points are given for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QualityDimension {
    /// What it is called.
    pub label: String,
    /// The points of a dataset on average.
    pub points: String,
    /// The most points that there are.
    pub most: u32,
    /// What they are given for.
    pub indicators: Vec<QualityIndicator>,
}

/// Something that points are given for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QualityIndicator {
    /// What is true where they are given.
    pub sentence: String,
    /// The points of a dataset on average.
    pub points: String,
    /// The most points that there are.
    pub most: u32,
}

/// A dataset and how well it is described.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QualityDataset {
    /// Its title.
    pub label: String,
    /// Its page.
    pub url: String,
    /// Its points.
    pub points: String,
    /// What data.gov warns of, each a sentence.
    pub warnings: Vec<String>,
}
