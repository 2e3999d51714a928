//! What a portal lets people choose from, and the questions that go with each key.

use crate::model::{Frequency, License, Theme};
use crate::policy::Policy;
use crate::portal::Portal;

/// All themes, in the order of their codes.
const THEMES: [Theme; 13] = [
    Theme::Agri,
    Theme::Econ,
    Theme::Educ,
    Theme::Ener,
    Theme::Envi,
    Theme::Gove,
    Theme::Heal,
    Theme::Intr,
    Theme::Just,
    Theme::Regi,
    Theme::Soci,
    Theme::Tech,
    Theme::Tran,
];

/// An answer that may be given: what is written in `dataset.toml`, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is written.
    pub id: String,
    /// What people call it.
    pub words: String,
}

/// The answers that a portal knows, key by key.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Departments.
    pub publishers: Vec<Choice>,
    /// Topics, with the portal's own words for them.
    pub themes: Vec<Choice>,
    /// Licences that the policy allows.
    pub licenses: Vec<Choice>,
}

impl Choices {
    /// What a portal and its policy offer.
    pub fn of(portal: &Portal, policy: &Policy) -> Self {
        let description = &portal.description;
        let theme = |theme: Theme| Choice {
            id: theme.code().to_owned(),
            words: description.themes.get(&theme).cloned().unwrap_or_else(|| theme.label().to_owned()),
        };
        let license = |id: &String| Choice {
            id: id.clone(),
            words: License::from_spdx(id).map_or_else(String::new, |license| license.title),
        };
        Choices {
            publishers: description
                .publishers
                .iter()
                .map(|publisher| Choice { id: publisher.id.clone(), words: publisher.name.clone() })
                .collect(),
            themes: THEMES.into_iter().map(theme).collect(),
            licenses: policy.licenses.iter().map(license).collect(),
        }
    }

    /// How often a dataset can be updated, the same in every portal.
    pub fn frequencies() -> Vec<Choice> {
        let choice = |frequency: Frequency| Choice { id: word(frequency), words: frequency.words().to_owned() };
        Frequency::ALL.into_iter().map(choice).collect()
    }
}

/// The word of `dataset.toml` for a frequency.
pub(super) fn word(frequency: Frequency) -> String {
    match serde_json::to_value(frequency) {
        Ok(serde_json::Value::String(word)) => word,
        _ => unreachable!("a frequency is one word"),
    }
}
