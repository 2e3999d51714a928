//! The questions about a dataset as a whole, with the answers that it has.

use crate::draft::choices::word;
use crate::draft::{Choice, Choices};
use crate::metadata::DatasetFile;

/// A question of the sheet.
pub(super) struct Question {
    /// What stands in the column `Key`.
    pub(super) key: &'static str,
    /// What is asked.
    pub(super) words: &'static str,
    /// What `dataset.toml` says today.
    pub(super) answer: String,
    /// What can be chosen; nothing where one writes.
    pub(super) choices: Vec<Choice>,
}

/// All questions, in the order of `dataset.toml`.
pub(super) fn questions(file: &DatasetFile, choices: &Choices) -> Vec<Question> {
    let question = |key, words, answer: Option<String>| Question {
        key,
        words,
        answer: answer.unwrap_or_default(),
        choices: Vec::new(),
    };
    let chosen = |key, words, answer: Option<String>, choices: &[Choice]| Question {
        choices: choices.to_vec(),
        ..question(key, words, answer)
    };
    let contact = file.contact.as_ref();
    let temporal = file.temporal.as_ref();
    vec![
        question("title", "What do residents call it?", file.title.clone()),
        question(
            "description",
            "What is it, what is one row, where does it come from, what is left out? 50 to 5000 characters.",
            file.description.clone(),
        ),
        question(
            "keywords",
            "Which words would residents search for? With a comma, a semicolon or | between them.",
            file.keywords.as_ref().map(|words| words.join(", ")),
        ),
        chosen("theme", "Which topic is it?", file.theme.map(|theme| theme.code().to_owned()), &choices.themes),
        chosen(
            "publisher",
            "Which department keeps it? One that is not in the list is added in portal.toml: ask whoever looks after that.",
            file.publisher.clone(),
            &choices.publishers,
        ),
        chosen("license", "Under which licence may it be used?", file.license.clone(), &choices.licenses),
        chosen(
            "update_frequency",
            "How often is it updated?",
            file.update_frequency.map(word),
            &Choices::frequencies(),
        ),
        question(
            "issued",
            "On which day is it first published? Such as 2026-01-31, or `today`.",
            file.issued.map(|day| day.to_string()),
        ),
        question(
            "contact name",
            "Whom may residents ask about it? An office, no person.",
            contact.map(|contact| contact.name.clone()),
        ),
        question("contact e-mail", "The e-mail address of that office.", contact.map(|contact| contact.email.clone())),
        question(
            "first day",
            "Which is the first day that the data is about? Such as 2026-01-31.",
            temporal.map(|temporal| temporal.start.to_string()),
        ),
        question(
            "last day",
            "Which is the last day that it is about? Such as 2026-12-31, or `ongoing` if records are still added.",
            temporal.map(|temporal| temporal.end.clone()),
        ),
    ]
}
