//! The quality of a catalogue as files.

use serde_json::{Value, json};

use super::{Dimension, INDICATORS, MOST, Quality, most_in, rating};

impl Quality {
    /// All that was found, for programs.
    pub fn to_json(&self) -> Value {
        let dimensions = Dimension::ALL.map(|dimension| {
            json!({ "name": dimension.label(), "points": tenth(self.points_in(dimension)), "most": most_in(dimension) })
        });
        let shares = self.shares();
        let indicators = INDICATORS.iter().zip(&shares).map(|(indicator, share)| {
            json!({
                "dimension": indicator.dimension.label(),
                "indicator": indicator.sentence,
                "points": tenth(f64::from(indicator.points) * share),
                "most": indicator.points,
            })
        });
        let datasets = self.datasets.iter().map(|dataset| {
            json!({
                "dataset": dataset.slug,
                "title": dataset.title,
                "points": tenth(dataset.points()),
                "rating": rating(dataset.points()),
                "warnings": dataset.warnings,
            })
        });
        json!({
            "points": tenth(self.points()),
            "most": MOST,
            "rating": rating(self.points()),
            "warnings": self.warnings(),
            "dimensions": dimensions,
            "indicators": indicators.collect::<Vec<_>>(),
            "datasets": datasets.collect::<Vec<_>>(),
        })
    }

    /// A row for each dataset: its points, those of each dimension, and how many warnings there are.
    pub fn to_csv(&self) -> String {
        let mut text = String::from("dataset,points");
        for dimension in Dimension::ALL {
            text.push_str(&format!(",{}", dimension.label().to_lowercase()));
        }
        text.push_str(",warnings\n");
        for dataset in &self.datasets {
            // The name of a folder holds nothing that a cell could not.
            text.push_str(&format!("{},{}", dataset.slug, tenth(dataset.points())));
            for dimension in Dimension::ALL {
                text.push_str(&format!(",{}", tenth(dataset.points_in(dimension))));
            }
            text.push_str(&format!(",{}\n", dataset.warnings.len()));
        }
        text
    }
}

/// Points to a tenth: more would say nothing.
fn tenth(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}
