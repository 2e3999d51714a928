//! What is known about a dataset before anyone has been asked, and the head of the `dataset.toml` made of it.

use super::choices::{Choice, Choices, word};
use super::toml_text::{comment, list, text};
use crate::document::BLANK_DAY;
use crate::model::{Date, Frequency, Theme};

/// Answers to the questions about a dataset as a whole, as far as there are any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// The title residents see.
    pub title: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Words residents would search for.
    pub keywords: Vec<String>,
    /// The topic.
    pub theme: Option<Theme>,
    /// Identifier of the department.
    pub publisher: Option<String>,
    /// SPDX identifier of the licence.
    pub license: Option<String>,
    /// How often it is updated.
    pub update_frequency: Option<Frequency>,
    /// The day it was first published.
    pub issued: Option<Date>,
    /// The day its data last changed.
    pub modified: Option<Date>,
    /// Name and e-mail address of whom to ask.
    pub contact: Option<(String, String)>,
    /// First day that the data covers, and the last one unless it goes on.
    pub temporal: Option<(Date, Option<Date>)>,
    /// Its identifier in an older portal.
    pub identifier: Option<String>,
    /// Address of its documentation.
    pub documentation: Option<String>,
    /// What else is known about a key and has to be decided by a person: the key, and a sentence.
    pub notes: Vec<(&'static str, String)>,
}

impl Answers {
    /// The keys of `dataset.toml` above its first table, in the usual order. What nobody has answered is a comment with the
    /// question, so that `check` still asks for it.
    pub(super) fn head(&self, choices: &Choices) -> String {
        let mut head = Head { notes: &self.notes, lines: Vec::new() };
        let quoted = |value: &Option<String>| value.as_deref().map(text);
        head.asked("title", quoted(&self.title), "What do residents call it?", "\"\"");
        head.asked(
            "description",
            quoted(&self.description),
            "What is it, what is one row, where does it come from, what is left out? 50 to 5000 characters.",
            "\"\"",
        );
        let keywords = (!self.keywords.is_empty()).then(|| list(&self.keywords));
        head.asked("keywords", keywords, "Which words would residents search for? At least one.", "[\"\", \"\"]");
        let theme = self.theme.map(|theme| text(theme.code()));
        head.asked("theme", theme, &one_of("Which topic is it?", &choices.themes), "\"\"");
        let publisher = one_of("Which department keeps it?", &choices.publishers);
        head.asked("publisher", quoted(&self.publisher), &publisher, "\"\"");
        let license = one_of("Under which licence may it be used?", &choices.licenses);
        head.asked("license", quoted(&self.license), &license, "\"\"");
        let frequency = self.update_frequency.map(|frequency| text(&word(frequency)));
        let words: Vec<String> = Choices::frequencies().into_iter().map(|choice| choice.id).collect();
        let question = format!("How often is it updated? One of {}.", words.join(", "));
        head.asked("update_frequency", frequency, &question, "\"\"");
        let issued = self.issued.map(|day| day.to_string());
        head.asked("issued", issued, "On which day is it first published? Such as 2026-11-21.", BLANK_DAY);
        head.known("modified", self.modified.map(|day| day.to_string()));
        let contact = self.contact.as_ref().map(|(name, email)| contact_line(name, email));
        head.asked("contact", contact, "Whom may residents ask about it? An office, no person.", &contact_line("", ""));
        let temporal = self.temporal.map(|(start, end)| {
            let end = end.map_or_else(|| "ongoing".to_owned(), |end| end.to_string());
            format!("{{ start = {start}, end = {} }}", text(&end))
        });
        let question = "Which time does the data cover? The first day, and the last one or \"ongoing\".";
        head.asked("temporal", temporal, question, &format!("{{ start = {BLANK_DAY}, end = \"ongoing\" }}"));
        head.known("identifier", quoted(&self.identifier));
        head.known("documentation", quoted(&self.documentation));
        head.lines.join("\n") + "\n"
    }
}

/// The table `[classification]` with its questions. Who may decide it is nobody here: nothing is answered.
pub(super) fn classification() -> String {
    format!(
        "\
# May it be public? Decide it by these questions:
#   1. Does an exemption of the public records law apply (policy/exemptions.toml)? Then list its id under `exemptions`.
#   2. Could a person be recognised, alone or together with what is published elsewhere?
#   3. Is there another law about these records (schools, health, criminal records)?
# If every answer is no, it is public. Until somebody has decided, it is checked and not published.
# [classification]
# level = \"public\"          # or \"protected\"; then remove the data from this folder
# exemptions = []
# reviewed_by = \"\"          # the e-mail address of who decided
# reviewed_on = {BLANK_DAY}  # when
# review_by = {BLANK_DAY}    # when it is looked at again
"
    )
}

/// The lines being written.
struct Head<'a> {
    notes: &'a [(&'static str, String)],
    lines: Vec<String>,
}

impl Head<'_> {
    /// A key that must be there: its value, or the question and a line to fill in.
    fn asked(&mut self, key: &'static str, value: Option<String>, question: &str, blank: &str) {
        self.begin(key, value.is_none());
        match value {
            Some(value) => self.lines.push(format!("{key} = {value}")),
            None => {
                // A list of choices may be longer than one line of a comment.
                self.lines.extend(question.lines().map(comment));
                self.lines.push(format!("# {key} = {blank}"));
            }
        }
    }

    /// What is to be said about a key, with a blank line before whatever wants reading.
    fn begin(&mut self, key: &'static str, is_question: bool) {
        let notes: Vec<String> =
            self.notes.iter().filter(|(about, _)| *about == key).map(|(_, sentence)| comment(sentence)).collect();
        if !self.lines.is_empty() && (is_question || !notes.is_empty()) {
            self.lines.push(String::new());
        }
        self.lines.extend(notes);
    }

    /// A key that may be left out.
    fn known(&mut self, key: &'static str, value: Option<String>) {
        self.begin(key, false);
        self.lines.extend(value.map(|value| format!("{key} = {value}")));
    }
}

/// A question with its choices, one a line.
fn one_of(question: &str, choices: &[Choice]) -> String {
    let mut lines = format!("{question} One of:");
    for choice in choices {
        lines.push_str(&format!("\n  {}  {}", choice.id, choice.words.replace('\n', " ")));
    }
    lines
}

fn contact_line(name: &str, email: &str) -> String {
    format!("{{ name = {}, email = {} }}", text(name), text(email))
}
