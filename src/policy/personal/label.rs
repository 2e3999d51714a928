//! What the names of a column say about what it holds.

use crate::model::plain_letters;
use crate::model::schema::{Field, Schema};

/// The words by which a column is named: in the published files, in the department's file, and for people.
#[derive(Debug, Clone, Default)]
pub struct Label {
    /// Each name as lower-case words, with a space before and behind every word.
    names: Vec<String>,
    /// Whether its values tell rows apart.
    pub(super) is_key: bool,
}

impl Label {
    pub(super) fn new(field: &Field, schema: &Schema) -> Self {
        let names = [Some(&field.name), Some(&field.source), field.title.as_ref()];
        let is_key = schema.primary_key == [field.name.as_str()]
            || schema.unique_keys.iter().any(|key| *key == [field.name.as_str()])
            || field.constraints.unique;
        Label { names: names.into_iter().flatten().map(|name| words(name)).collect(), is_key }
    }

    /// Whether a name has one of these words, or several in a row: `social security`.
    pub fn says<'a>(&self, wanted: impl IntoIterator<Item = &'a str>) -> bool {
        wanted.into_iter().any(|word| self.names.iter().any(|name| name.contains(&format!(" {word} "))))
    }

    /// Whether a word of a name ends so.
    pub fn ends(&self, ending: &str) -> bool {
        self.names.iter().any(|name| name.contains(&format!("{ending} ")))
    }
}

/// The words of a name: `ApplicantSSN_2` is ` applicant ssn 2 `.
fn words(name: &str) -> String {
    let letters: Vec<char> = plain_letters(name).chars().collect();
    let mut words = String::from(" ");
    for (at, c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        // A capital letter begins a word after a small one, or before one at the end of several capitals.
        let begins = before.is_some_and(|before| {
            c.is_uppercase()
                && (before.is_lowercase()
                    || (before.is_uppercase() && letters.get(at + 1).is_some_and(|after| after.is_lowercase())))
        });
        if (begins || !c.is_alphanumeric()) && !words.ends_with(' ') {
            words.push(' ');
        }
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if *c == '#' {
            words.push_str("number ");
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_into_words() {
        for (name, expected) in [
            ("ApplicantSSN_2", " applicant ssn 2 "),
            ("SSNumber", " ss number "),
            ("SS#", " ss number "),
            ("social-security (number)", " social security number "),
            ("Numéro", " numero "),
            ("", " "),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
        let label = Label::new(&Field::text("c1", "Emp Soc Sec"), &Schema::default());
        assert!(label.says(["soc sec"]) && !label.says(["sec emp", "so", "ec"]) && label.ends("ec"));
    }
}
