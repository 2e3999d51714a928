//! One dataset of an old catalogue.

use serde_json::{Map, Value};

use super::terms;
use crate::draft::toml_text::{list, text};
use crate::draft::{Answers, Choices, RemoteFile};
use crate::portal::is_email;

/// The longest text that is taken over, in characters: as long as a description may be.
const LONGEST: usize = 5_000;

/// The longest name, word or address.
const LONGEST_LINE: usize = 2_000;

/// The most words and files.
const MOST: usize = 200;

/// What a dataset's entry says.
pub(super) struct Read {
    pub title: String,
    pub answers: Answers,
    pub files: Vec<RemoteFile>,
    /// The address of its page.
    pub page: Option<String>,
    pub problems: Vec<String>,
}

/// Reads an entry; the reason when there is nothing to begin with.
pub(super) fn read(entry: &Value, choices: &Choices) -> Result<Read, String> {
    let object = entry.as_object().ok_or("it is not an object")?;
    let mut from = Entry { object, problems: Vec::new() };
    let title = from.text("title", 1_000).ok_or("it has no title that can be used")?;
    let mut answers = Answers {
        title: Some(title.clone()),
        description: from.text("description", LONGEST),
        keywords: from.words("keyword"),
        identifier: from.text("identifier", LONGEST_LINE),
        documentation: from.text("describedBy", LONGEST_LINE).filter(|address| address.starts_with("http")),
        issued: from.read("issued", "a day such as 2024-01-31", terms::day),
        modified: from.day_if_any("modified"),
        temporal: from.read("temporal", "two days with a slash between", terms::period),
        ..Answers::default()
    };
    answers.update_frequency = from.read("accrualPeriodicity", "a repeating interval such as R/P1M", terms::frequency);
    contact(&mut from, &mut answers);
    publisher(&mut from, &mut answers, choices);
    license(&mut from, &mut answers);
    theme(&mut from, &mut answers, choices);
    if let Some(level) = from.text("accessLevel", 100).filter(|level| level != "public") {
        answers
            .notes
            .push(("title", format!("Take care: the old portal calls its access `{level}`, which is not public.")));
    }
    let page = from.text("landingPage", LONGEST_LINE);
    if let Some(page) = &page {
        answers.notes.push(("identifier", format!("Its page in the old portal was {page}")));
    }
    if answers.description.as_deref().is_some_and(has_tags) {
        answers.notes.push(("description", "There are marks of HTML in this text: take them out.".to_owned()));
    }
    let files = files(&mut from);
    Ok(Read { title, answers, files, page: page.filter(|page| page.starts_with("http")), problems: from.problems })
}

/// Whether there seem to be tags of HTML in a text: a sign of less than stands right before a letter or a slash.
fn has_tags(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| rest.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()))
}

fn contact(from: &mut Entry<'_>, answers: &mut Answers) {
    let Some(mut point) = from.object("contactPoint") else { return };
    let email = point.text("hasEmail", LONGEST_LINE);
    let email =
        email.as_deref().map(|email| email.trim_start_matches("mailto:").trim()).filter(|email| is_email(email));
    match (point.text("fn", LONGEST_LINE), email) {
        (Some(name), Some(email)) => answers.contact = Some((name, email.to_owned())),
        (Some(name), None) => answers.notes.push(("contact", format!("The old portal names {name}."))),
        _ => {}
    }
    from.problems.extend(point.problems);
}

fn publisher(from: &mut Entry<'_>, answers: &mut Answers, choices: &Choices) {
    let Some(mut named) = from.object("publisher") else { return };
    if let Some(name) = named.text("name", LONGEST_LINE) {
        match terms::publisher(&name, choices) {
            Some(choice) => answers.publisher = Some(choice.id.clone()),
            None => {
                let sentence =
                    format!("The old portal names {name}. If that department is not listed, portal.toml needs:");
                let block = format!("  [[publishers]]  with an id of its own, and  name = {}", text(&name));
                answers.notes.extend([("publisher", sentence), ("publisher", block)]);
            }
        }
    }
    from.problems.extend(named.problems);
}

fn license(from: &mut Entry<'_>, answers: &mut Answers) {
    let Some(address) = from.text("license", LONGEST_LINE) else { return };
    answers.license = terms::license(&address);
    if answers.license.is_none() {
        answers.notes.push(("license", format!("The old portal gives the licence as {address}")));
    }
}

fn theme(from: &mut Entry<'_>, answers: &mut Answers, choices: &Choices) {
    let words = from.words("theme");
    answers.theme = words.iter().find_map(|word| terms::theme(word, choices));
    if answers.theme.is_none() && !words.is_empty() {
        answers.notes.push(("theme", format!("The old portal files it under {}.", list(&words))));
    }
}

fn files(from: &mut Entry<'_>) -> Vec<RemoteFile> {
    let mut files = Vec::new();
    for value in from.array("distribution") {
        let Some(object) = value.as_object() else {
            from.problems.push("an item of `distribution` is not an object".to_owned());
            continue;
        };
        let mut file = Entry { object, problems: Vec::new() };
        let address = file.text("downloadURL", LONGEST_LINE).or_else(|| file.text("accessURL", LONGEST_LINE));
        if let Some(url) = address.filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
            files.push(RemoteFile {
                url,
                title: file.text("title", 1_000),
                description: file.text("description", LONGEST),
                format: file.text("mediaType", 200).or_else(|| file.text("format", 200)),
            });
        }
        from.problems.extend(file.problems);
    }
    files
}

/// An object of the catalogue that may hold anything.
struct Entry<'a> {
    object: &'a Map<String, Value>,
    problems: Vec<String>,
}

impl<'a> Entry<'a> {
    /// What stands under a key; null is nothing.
    fn get(&self, key: &str) -> Option<&'a Value> {
        self.object.get(key).filter(|value| !value.is_null())
    }

    /// A text that is not empty and not too long.
    fn text(&mut self, key: &str, longest: usize) -> Option<String> {
        let Some(text) = self.get(key)?.as_str() else {
            self.problems.push(format!("`{key}` is not a text"));
            return None;
        };
        let text = text.trim();
        if text.chars().nth(longest).is_some() {
            self.problems.push(format!("`{key}` has more than {longest} characters"));
            return None;
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A text with a meaning.
    fn read<T>(&mut self, key: &str, expected: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(key, LONGEST_LINE)?;
        let value = read(&text);
        if value.is_none() {
            self.problems.push(format!("`{key}` is not {expected}"));
        }
        value
    }

    /// A day; the standard allows a repeating interval in its place, which says nothing about a day.
    fn day_if_any(&mut self, key: &str) -> Option<crate::model::Date> {
        terms::day(&self.text(key, LONGEST_LINE)?)
    }

    /// Texts, each once.
    fn words(&mut self, key: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for value in self.array(key) {
            match value.as_str().map(str::trim) {
                Some(word) if word.chars().nth(200).is_some() => {
                    self.problems.push(format!("an item of `{key}` has more than 200 characters"));
                }
                Some(word) if word.is_empty() || words.iter().any(|known| known == word) => {}
                Some(word) => words.push(word.to_owned()),
                None => self.problems.push(format!("an item of `{key}` is not a text")),
            }
        }
        words
    }

    /// The first items of a list.
    fn array(&mut self, key: &str) -> &'a [Value] {
        match self.get(key) {
            None => &[],
            Some(Value::Array(items)) if items.len() <= MOST => items,
            Some(Value::Array(items)) => {
                self.problems.push(format!("`{key}` has more than {MOST} items"));
                &items[..MOST]
            }
            Some(_) => {
                self.problems.push(format!("`{key}` is not a list"));
                &[]
            }
        }
    }

    fn object(&mut self, key: &str) -> Option<Entry<'a>> {
        match self.get(key)? {
            Value::Object(object) => Some(Entry { object, problems: Vec::new() }),
            _ => {
                self.problems.push(format!("`{key}` is not an object"));
                None
            }
        }
    }
}
