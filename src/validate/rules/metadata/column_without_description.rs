//! `metadata/column-without-description`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct ColumnWithoutDescription;

static CODE: Code = Code {
    id: "metadata/column-without-description",
    severity: Severity::Error,
    title: "A column that nobody has explained",
    explain: "Every column needs a description that says more than its name: what it means, in which unit, what its codes stand \
for. Without it the data cannot be used rightly. The city may ask for a length too.\n\n```toml\nname = \"dept\"\ndescription = \"Dept\"                                    \
# wrong\ndescription = \"Department that received the request.\"   # right\n```\n",
};

const HELP: &str = "Say what nobody can tell from the name: who or what is meant, where the values come from, in which unit \
they are, what codes or an empty cell stand for. For instance: \"Name that the owner gave when the dog was registered; empty if \
there was none.\"";

impl Rule for ColumnWithoutDescription {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn is_standard(&self) -> bool {
        true
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        for resource in &context.draft.resources {
            for (at, field) in resource.schema.fields.iter().enumerate() {
                let pointer = format!("{}/description", resource.column_pointer(at));
                // A description that is not there at all is a missing key, reported as such.
                if !context.draft.document.has(&pointer) && field.description.is_empty() {
                    continue;
                }
                let title = field.title.as_deref().unwrap_or_default();
                if says_no_more(&field.description, &field.name) || says_no_more(&field.description, title) {
                    let message = format!("The description of `{}` says no more than its name.", field.name);
                    let finding = context.draft.document.finding(&CODE, &pointer, message);
                    report.push(finding.help(HELP));
                    continue;
                }
                let standard = &context.policy.standards.column_description;
                let length = field.description.trim().chars().count();
                if !standard.contains(&length) {
                    let (name, least, most) = (&field.name, standard.start(), standard.end());
                    let message =
                        format!("The description of `{name}` has {length} characters; it needs {least} to {most}.");
                    let finding = context.draft.document.finding(&CODE, &pointer, message);
                    report.push(finding.help(HELP));
                }
            }
        }
    }
}

/// Words that add nothing to a name.
const EMPTY_WORDS: &[&str] = &["the", "a", "an", "of", "this", "that", "is", "for", "column", "field"];

/// Whether every word of a description is one of the name, or adds nothing to it: "The id", "Name of the name". Names that
/// run words together (`StreetName`) are compared by their letters as well.
pub(super) fn says_no_more(description: &str, name: &str) -> bool {
    let known: Vec<String> = words(name).collect();
    let said: Vec<String> = words(description).filter(|word| !EMPTY_WORDS.contains(&word.as_str())).collect();
    said.iter().all(|word| known.contains(word)) || said.concat() == known.concat()
}

/// The words of a text in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::says_no_more;

    #[test]
    fn a_name_in_other_words_says_no_more() {
        for (description, name) in
            [("The id", "id"), ("Street name.", "StreetName"), ("Name of the name", "name"), ("", "x")]
        {
            assert!(says_no_more(description, name), "{description} / {name}");
        }
        for (description, name) in [("Height in metres.", "height_m"), ("Name of the species", "species")] {
            assert!(!says_no_more(description, name), "{description} / {name}");
        }
    }
}
