//! Identifiers that become folder names and URLs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::plain_letters;

/// The identifier of a dataset: its folder's name, `[a-z0-9]` words with single hyphens between, at most 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// Parses a slug.
    ///
    /// # Errors
    /// A sentence that says what a slug is.
    pub fn new(text: impl Into<String>) -> Result<Self, String> {
        let text = text.into();
        let word_is_fine =
            |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if text.len() <= 100 && text.split('-').all(word_is_fine) {
            Ok(Slug(text))
        } else {
            Err(format!(
                "`{text}` is not a dataset name: use lower-case letters and digits, with single hyphens between words"
            ))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Slug::new(text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> String {
        slug.0
    }
}

/// The name of a resource made from a file's name: its stem in plain lower-case letters, everything but `[a-z0-9_-]` as a
/// hyphen.
pub fn resource_name(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    let mut name = String::new();
    for c in plain_letters(stem).to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' | '_' => name.push(c),
            _ if name.ends_with('-') || name.is_empty() => {}
            _ => name.push('-'),
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { "data".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_kebab_case() {
        for good in ["parks", "311-requests", "a"] {
            assert!(Slug::new(good).is_ok(), "{good}");
        }
        for bad in ["", "Parks", "a--b", "-a", "a-", "a_b", "é", "a/b", ".."] {
            assert!(Slug::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn resource_names_come_from_files() {
        assert_eq!(resource_name("BOUNDARY_Zipcodes.geojson"), "boundary_zipcodes");
        assert_eq!(resource_name("cases sample (no-geo).csv"), "cases-sample-no-geo");
        assert_eq!(resource_name("Matériel export.csv"), "materiel-export");
        assert_eq!(resource_name("..."), "data");
    }
}
