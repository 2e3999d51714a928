//! The draft of a `dataset.toml`: right about what files and catalogues say, asking for what only a person knows.

use super::answers::CLASSIFICATION;
use super::links::Link;
use super::toml_text::{comment, text};
use super::{Answers, Choices, Inspection, tables};

/// Said at the top of every draft.
const NOTE: &str = "\
# A draft by `townbook new`. What could be seen is filled in. A question is followed by a line such as `# key = \"\"`:
# write the answer between the marks, and take the # away. `townbook check` says what is still missing.
";

/// A file that stays where it is, at an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RemoteFile {
    /// Where it is.
    pub url: String,
    /// What residents call it.
    pub title: Option<String>,
    /// What it holds.
    pub description: Option<String>,
    /// What the old catalogue says about its format, as a media type or a word.
    pub format: Option<String>,
}

/// Drafts the `dataset.toml` for files that were looked at, the links between their tables, and the documents beside them.
pub fn compose(
    answers: &Answers,
    choices: &Choices,
    inspections: &[Inspection],
    links: &[Link],
    documents: &[String],
) -> String {
    let documents: String = documents.iter().map(|name| document(name)).collect();
    format!("{NOTE}\n{}\n{CLASSIFICATION}{}{documents}", answers.head(choices), tables::tables(inspections, links))
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
    let resources: Vec<String> = files.iter().map(remote).collect();
    format!("{NOTE}\n{}\n{CLASSIFICATION}{}", answers.head(choices), resources.concat())
}

/// A file of an old portal, as a comment until somebody has fetched it: a table without columns would say nothing.
fn remote(file: &RemoteFile) -> String {
    let mut lines = vec![String::new(), comment("A file of the old portal. Put it into this folder and describe it:")];
    if let Some(format) = &file.format {
        lines.push(comment(&format!("  it is said to be {format}")));
    }
    // Not cut as comments are: an address is of use only when it is whole.
    lines.push(format!("#   {}", text(&file.url)));
    lines.push("# [[resources]]".to_owned());
    lines.push("# path = \"\"".to_owned());
    lines.push(format!("# title = {}", text(file.title.as_deref().unwrap_or_default())));
    lines.push(format!("# description = {}", text(file.description.as_deref().unwrap_or("One row is one …"))));
    lines.join("\n") + "\n"
}
