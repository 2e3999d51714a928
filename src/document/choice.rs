//! Keys that take one of a few words: which these are, and which one was meant.

use serde_json::Value;

use crate::diagnostic::closest;

/// Words that people have for those of the files, whatever the key.
const SYNONYMS: [(&str, &str); 16] = [
    ("yearly", "annual"),
    ("annually", "annual"),
    ("every year", "annual"),
    ("twice a year", "semiannual"),
    ("half-yearly", "semiannual"),
    ("fortnightly", "biweekly"),
    ("as needed", "irregular"),
    ("ad hoc", "irregular"),
    ("real-time", "continuous"),
    ("text", "string"),
    ("decimal", "number"),
    ("float", "number"),
    ("timestamp", "datetime"),
    ("yes/no", "boolean"),
    ("open", "public"),
    ("private", "protected"),
];

/// The word of the files for what people call it: `annual` for "yearly".
pub fn synonym(word: &str) -> Option<&'static str> {
    SYNONYMS.iter().find(|(usual, _)| usual.eq_ignore_ascii_case(word.trim())).map(|(_, word)| *word)
}

/// A word that a key may have, with what the schema says of it.
pub(super) struct Choice<'a> {
    pub(super) word: &'a str,
    meaning: Option<&'a str>,
}

/// The words of an `enum`, with `enumDescriptions` if there are some, or of a choice between constants (what `schemars` writes for documented variants).
pub(super) fn choices<'a>(schema: &'a Value) -> Option<Vec<Choice<'a>>> {
    let meaning = schema["description"].as_str();
    if let Some(values) = schema["enum"].as_array() {
        let meanings = &schema["enumDescriptions"];
        let choice =
            |(at, word): (usize, &'a Value)| Some(Choice { word: word.as_str()?, meaning: meanings[at].as_str() });
        return Some(values.iter().enumerate().filter_map(choice).collect());
    }
    if let Some(word) = schema["const"].as_str() {
        return Some(vec![Choice { word, meaning }]);
    }
    let branches = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array())?;
    let words: Vec<Vec<Choice<'_>>> =
        branches.iter().filter(|branch| branch["type"] != "null").map(choices).collect::<Option<_>>()?;
    Some(words.into_iter().flatten().collect())
}

/// The word that was meant: another word for it, one that looks like it, or a code by what it stands for.
pub(super) fn meant<'a>(written: &str, choices: &[Choice<'a>]) -> Option<&'a str> {
    let words = || choices.iter().map(|choice| choice.word);
    let by_synonym = synonym(written).and_then(|word| words().find(|known| *known == word));
    let lower = written.trim().to_lowercase();
    let says = |choice: &&Choice<'_>| {
        let meaning = choice.meaning.filter(|_| choice.is_code()).unwrap_or_default().to_lowercase();
        lower.len() >= 4 && meaning.split(|c: char| !c.is_alphanumeric()).any(|word| word == lower) || meaning == lower
    };
    by_synonym.or_else(|| choices.iter().find(says).map(|choice| choice.word)).or_else(|| closest(written, words()))
}

/// All of them for a sentence; codes with what they stand for.
pub(super) fn listed(choices: &[Choice<'_>]) -> String {
    let shown = choices.iter().map(|choice| match choice.meaning.filter(|_| choice.is_code()) {
        Some(meaning) => format!("`{}` ({meaning})", choice.word),
        None => choice.word.to_owned(),
    });
    shown.collect::<Vec<_>>().join(", ")
}

impl Choice<'_> {
    /// Whether it is letters that stand for words: `EDUC`.
    fn is_code(&self) -> bool {
        self.word.bytes().all(|byte| byte.is_ascii_uppercase())
    }
}
