//! The draft of a `dataset.toml`: right about what files and catalogues say, asking for what only a person knows.

use super::answers::classification;
use super::links::Link;
use super::remote::{self, RemoteFile};
use super::toml_text::{comment, text};
use super::{Answers, Choices, Inspection, tables};

/// Said at the top of every draft.
const NOTE: &str = "\
# A draft by `townbook new`. What could be seen is filled in. A question is followed by a line such as `# key = \"\"`:
# write the answer between the marks or in the place of YYYY-MM-DD, and take the # away. `townbook check` says what is
# still missing.
";

/// Drafts the `dataset.toml` for files that were looked at, the links between their tables, and the documents beside them.
pub fn compose(
    answers: &Answers,
    choices: &Choices,
    inspections: &[Inspection],
    links: &[Link],
    documents: &[String],
) -> String {
    let documents: String = documents.iter().map(|name| document(name)).collect();
    let (head, classification, tables) = (answers.head(choices), classification(), tables::tables(inspections, links));
    format!("{NOTE}\n{head}\n{classification}{tables}{documents}")
}

/// A document that is published as it is.
fn document(name: &str) -> String {
    let lines = [
        String::new(),
        comment(
            "A document beside the data, such as a codebook: published as it is. Take these lines away if it is not.",
        ),
        "[[documents]]".to_owned(),
        format!("path = {}", text(name)),
        comment("What do residents call it?"),
        "# title = \"\"".to_owned(),
        comment("What is in it?"),
        "# description = \"\"".to_owned(),
    ];
    lines.join("\n") + "\n"
}

/// Drafts the `dataset.toml` for files that nobody has fetched yet: their columns are still unknown.
pub fn compose_remote(answers: &Answers, choices: &Choices, files: &[RemoteFile]) -> String {
    format!("{NOTE}\n{}\n{}{}", answers.head(choices), classification(), remote::resources(files))
}
