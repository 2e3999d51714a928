//! Moving in: drafts for every dataset of a portal that is being left, from its `data.json` (DCAT-US 1.1) or a catalogue
//! in DCAT 3 as JSON-LD.
//!
//! The catalogue was written by another program and may be damaged or hostile. Whatever is not what the standard says is
//! left out and named; texts and lists have an upper bound; nothing in it decides what is published.

mod dataset;
mod json_ld;
mod redirects;
mod terms;

use std::collections::BTreeSet;

use serde_json::Value;

pub use redirects::with_redirects;

use super::{Answers, Choices, RemoteFile};
use crate::model::{Slug, plain_letters};

/// The largest catalogue that is read, in bytes. It is held in memory as a whole, several times its size.
pub const LIMIT: u64 = 64 << 20;

/// How many problems are told one by one.
const PROBLEMS_KEPT: usize = 100;

/// A dataset of the old portal.
#[derive(Debug)]
pub struct Moved {
    /// Its identifier here, made from its title.
    pub slug: Slug,
    /// What the old catalogue says about it.
    pub answers: Answers,
    /// Its files.
    pub files: Vec<RemoteFile>,
    /// The address of its page.
    pub page: Option<String>,
}

/// What an old catalogue holds.
#[derive(Debug, Default)]
pub struct OldCatalog {
    /// Its datasets, in their order.
    pub datasets: Vec<Moved>,
    /// What could not be taken over, the first of it.
    pub problems: Vec<String>,
    /// How many more problems there are.
    pub more: u64,
}

impl OldCatalog {
    fn problem(&mut self, sentence: String) {
        if self.problems.len() < PROBLEMS_KEPT {
            self.problems.push(sentence);
        } else {
            self.more += 1;
        }
    }
}

/// Reads a `data.json`, or a catalogue in JSON-LD.
///
/// # Errors
/// A sentence that says why it is no such catalogue.
pub fn read_catalog(json: &[u8], choices: &Choices) -> Result<OldCatalog, String> {
    let json = json.strip_prefix("\u{feff}".as_bytes()).unwrap_or(json);
    let value: Value = serde_json::from_slice(json).map_err(|error| format!("this is not JSON: {error}"))?;
    let listed = value.get("dataset").and_then(Value::as_array);
    let linked = if listed.is_some() && is_dcat_us(&value) { Vec::new() } else { json_ld::datasets(&value) };
    let datasets = if linked.is_empty() { listed } else { Some(&linked) };
    let datasets = datasets.ok_or(
        "this is no catalogue in the form of DCAT-US 1.1, with a list named `dataset`, and none in JSON-LD with datasets",
    )?;
    let mut catalog = OldCatalog::default();
    let mut slugs = BTreeSet::new();
    for (at, entry) in datasets.iter().enumerate() {
        let number = at + 1;
        match dataset::read(entry, choices) {
            Ok(read) => {
                let slug = slug(&read.title, &mut slugs);
                for problem in read.problems {
                    catalog.problem(format!("dataset {number} (`{slug}`): {problem}"));
                }
                catalog.datasets.push(Moved { slug, answers: read.answers, files: read.files, page: read.page });
            }
            Err(reason) => catalog.problem(format!("dataset {number} is left out: {reason}")),
        }
    }
    Ok(catalog)
}

/// Whether a catalogue says of itself or of its datasets what DCAT-US 1.1 alone has.
fn is_dcat_us(catalog: &Value) -> bool {
    let conforms = catalog.get("conformsTo").and_then(Value::as_str).unwrap_or_default();
    let has_level = |entry: &Value| entry.get("accessLevel").is_some();
    conforms.contains("project-open-data")
        || catalog["dataset"].as_array().is_some_and(|list| list.iter().any(has_level))
}

/// An identifier made from a title, unlike all before.
fn slug(title: &str, taken: &mut BTreeSet<Slug>) -> Slug {
    /// Leaves room for a number within the hundred characters of a slug.
    const LONGEST: usize = 92;
    let mut words = String::new();
    let title = plain_letters(title);
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let length = if words.is_empty() { word.len() } else { words.len() + 1 + word.len() };
        if length > LONGEST {
            break;
        }
        if !words.is_empty() {
            words.push('-');
        }
        words.push_str(&word.to_ascii_lowercase());
    }
    if words.is_empty() {
        words.push_str("dataset");
    }
    let numbered = (2..).map(|number: u64| format!("{words}-{number}"));
    let slug = std::iter::once(words.clone())
        .chain(numbered)
        .map(|text| Slug::new(text).expect("made of lower-case words"))
        .find(|slug| !taken.contains(slug))
        .expect("there are more numbers than datasets");
    taken.insert(slug.clone());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_short_and_differ() {
        let mut taken = BTreeSet::new();
        let mut made = |title: &str| slug(title, &mut taken).as_str().to_owned();
        assert_eq!(made("Street Trees (2024)"), "street-trees-2024");
        assert_eq!(made("street trees: 2024!"), "street-trees-2024-2");
        assert_eq!(made("Équipements sportifs"), "equipements-sportifs");
        assert_eq!(made("日本"), "dataset");
        assert_eq!(made(&"word ".repeat(100)).len(), 89);
        assert_eq!(made(&"x".repeat(10_000)), "dataset-2");
    }
}
