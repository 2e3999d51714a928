//! Themes: the data-theme table of the EU Publications Office, which DCAT-AP asks for.

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};

/// A theme code. `[themes]` in `portal.toml` gives the labels that residents see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(transform = with_labels)]
#[expect(missing_docs, reason = "the label is the documentation")]
pub enum Theme {
    Agri,
    Econ,
    Educ,
    Ener,
    Envi,
    Gove,
    Heal,
    Intr,
    Just,
    Regi,
    Soci,
    Tech,
    Tran,
}

impl Theme {
    /// The code of the EU table.
    pub fn code(self) -> &'static str {
        match self {
            Theme::Agri => "AGRI",
            Theme::Econ => "ECON",
            Theme::Educ => "EDUC",
            Theme::Ener => "ENER",
            Theme::Envi => "ENVI",
            Theme::Gove => "GOVE",
            Theme::Heal => "HEAL",
            Theme::Intr => "INTR",
            Theme::Just => "JUST",
            Theme::Regi => "REGI",
            Theme::Soci => "SOCI",
            Theme::Tech => "TECH",
            Theme::Tran => "TRAN",
        }
    }

    /// The label used when the portal gives none.
    pub fn label(self) -> &'static str {
        match self {
            Theme::Agri => "Agriculture, fisheries and food",
            Theme::Econ => "Economy and finance",
            Theme::Educ => "Education, culture and sport",
            Theme::Ener => "Energy",
            Theme::Envi => "Environment",
            Theme::Gove => "Government",
            Theme::Heal => "Health",
            Theme::Intr => "International issues",
            Theme::Just => "Justice and public safety",
            Theme::Regi => "Regions and cities",
            Theme::Soci => "Population and society",
            Theme::Tech => "Science and technology",
            Theme::Tran => "Transport",
        }
    }
}

/// Puts the labels beside the codes in the JSON Schema, under the key that editors know.
fn with_labels(schema: &mut Schema) {
    let codes = schema.get("enum").cloned().unwrap_or_default();
    let themes: Vec<Theme> = serde_json::from_value(codes).expect("the schema lists the codes");
    schema.insert("enumDescriptions".to_owned(), themes.into_iter().map(Theme::label).collect());
}
