//! `metadata/file-name`

use crate::diagnostic::{Code, Report, Severity};
use crate::model::plain_letters;
use crate::validate::{DraftContext, Rule};

pub(crate) struct FileName;

static CODE: Code = Code {
    id: "metadata/file-name",
    severity: Severity::Warning,
    title: "A file name that will not last",
    explain: "Names of files are read by people, scripts and systems that tell capital letters apart or stumble over spaces. A \
plain name has lower-case letters, digits, hyphens, underscores and full stops. It says nothing of versions (`final`, `v2`, \
`copy`): git keeps the versions, and the next one takes the same name.\n\n```text\nTree List FINAL v2.xlsx   # wrong\n\
tree-list.xlsx            # right\n```\n",
};

/// Words that tell a version instead of a content. `new` and `old` are none: towns and businesses are called so.
const VERSION_WORDS: [&str; 6] = ["final", "copy", "draft", "latest", "version", "revised"];

impl Rule for FileName {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        for (at, entry) in context.draft.file.resources.iter().flatten().enumerate() {
            // Only a file of this repository can be renamed by who reads this, and only what is published needs to last.
            let Some(path) = entry.path.as_ref().filter(|_| entry.is_published()) else { continue };
            let name = path.rsplit('/').next().unwrap_or(path);
            let Some(flaw) = flaw(name) else { continue };
            let message = format!("The file name `{name}` {flaw}.");
            let finding = context.draft.document.finding(&CODE, &format!("/resources/{at}/path"), message);
            report
                .push(finding.help(format!("Rename the file here and in `path`, to `{}` for instance.", plain(name))));
        }
    }
}

/// A name for a file that lasts, where its own does not.
pub fn plainer_name(name: &str) -> Option<String> {
    flaw(name).map(|_| plain(name))
}

/// What is not plain about a name.
fn flaw(name: &str) -> Option<&'static str> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if name.contains(char::is_whitespace) {
        Some("has spaces in it")
    } else if name.contains(|c: char| c.is_uppercase()) {
        Some("has capital letters, which some systems tell apart and others do not")
    } else if !name.chars().all(is_plain) {
        Some("has characters that not every system takes")
    } else if words(name).any(is_version) {
        Some("tells a version, which git keeps anyway")
    } else {
        None
    }
}

/// The name without what is not plain about it.
fn plain(name: &str) -> String {
    let lower = plain_letters(name).to_lowercase();
    let (stem, ending) = lower.split_once('.').unwrap_or((&lower, ""));
    let kept: Vec<&str> =
        stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty() && !is_version(word)).collect();
    let stem = if kept.is_empty() { "data".to_owned() } else { kept.join("-") };
    if ending.is_empty() { stem } else { format!("{stem}.{}", ending.replace(char::is_whitespace, "")) }
}

/// The words of a name, without its endings.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let stem = name.split('.').next().unwrap_or(name);
    stem.split(|c: char| !c.is_ascii_alphanumeric())
}

fn is_version(word: &str) -> bool {
    let number =
        word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    number || VERSION_WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{flaw, plain};

    #[test]
    fn only_names_that_last_are_plain() {
        for name in ["trees.csv", "311-requests_2026.csv.gz", "renewals.json", "copyright.csv"] {
            assert_eq!(flaw(name), None, "{name}");
        }
        for (name, better) in [
            ("Tree List FINAL v2.xlsx", "tree-list.xlsx"),
            ("trees-v2.csv", "trees.csv"),
            ("Copy of trees.csv", "of-trees.csv"),
            ("final.csv", "data.csv"),
            ("Matériel export.csv", "materiel-export.csv"),
        ] {
            assert!(flaw(name).is_some(), "{name}");
            assert_eq!(plain(name), better);
        }
    }
}
