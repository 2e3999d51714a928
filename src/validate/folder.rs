//! What lies in a dataset's folder and is not its data.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::files::{EntryKind, FileError, Tree, is_litter};
use crate::metadata::{Draft, ResourceDraft, ResourceEntry};
use crate::model::resource_name;
use crate::read::belongs_to_shapefile;

pub(super) static CODES: &[&Code] = &[&UNDECLARED_FILE, &LEFT_BEHIND];

static UNDECLARED_FILE: Code = Code {
    id: "metadata/undeclared-file",
    severity: Severity::Warning,
    title: "A file that dataset.toml does not mention",
    explain: "A file lies in the dataset's folder and no resource names it, so it is neither checked nor published. If it is \
a table, declare it; if it is not data of this dataset, keep it elsewhere: whoever can see the repository can read \
it.\n\n```toml\n[[resources]]\npath = \"inspections-2026.csv\"\ntitle = \"Inspections of 2026\"\ndescription = \"One row is one \
visit.\"\n```\n\nA file that has to lie here and is not to be published is declared as that:\n\n```toml\n[[resources]]\npath = \
\"notes-of-2026.xlsx\"\npublish = false\n```\n",
};

static LEFT_BEHIND: Code = Code {
    id: "metadata/left-behind-file",
    severity: Severity::Warning,
    title: "A file that a program left behind",
    explain: "Office programs write a lock file beside a document that is open (`~$trees.xlsx`, `.~lock.trees.ods#`), and file \
managers keep `.DS_Store`, `Thumbs.db` and `desktop.ini`. They are no data and are never read. A lock file also says that the \
document may not have been saved when it was committed, and holds the name of whoever had it open.\n\n```console\n$ git rm \
'datasets/trees/~$trees.xlsx'\n```\n",
};

/// Files that belong to every dataset's folder.
const KNOWN: &[&str] = &[
    "dataset.toml",
    "release.toml",
    "proof.json",
    "ledger.toml",
    "dictionary.xlsx",
    ".gitattributes",
    ".gitkeep",
    ".gitignore",
];

/// Looks at the names in the folder of a dataset that was let in, and opens nothing.
///
/// # Errors
/// When the folder cannot be listed.
pub fn check_folder(draft: &Draft, report: &mut Report) -> Result<(), FileError> {
    let declared = declared(draft);
    // As long as a resource is declared in a way that cannot be read, nobody can tell which files it means.
    let published = |entries: &Vec<ResourceEntry>| entries.iter().filter(|entry| entry.is_published()).count();
    let is_whole = draft.file.resources.as_ref().is_some_and(|entries| published(entries) == draft.resources.len())
        && draft.file.documents.len() == draft.attachments.len();
    for entry in Tree::new(&draft.directory).entries(usize::MAX)? {
        let name = entry.relative.rsplit('/').next().unwrap_or_default();
        let place = || Place::file(format!("datasets/{}/{}", draft.slug, entry.relative));
        let is_known = KNOWN.contains(&entry.relative.as_str()) || name.to_lowercase().starts_with("readme");
        if entry.kind == EntryKind::Folder || is_known || entry.relative.starts_with("approvals/") {
            continue;
        }
        if is_litter(name) {
            let message = "This file was left behind by a program and is no data, so it is not read.";
            let help = "Close the document, and take this file out of the repository with `git rm`.";
            report.push(Finding::new(&LEFT_BEHIND, message, place()).help(help));
        } else if is_whole
            && !is_declared(&entry.relative, &declared)
            && !declared.iter().any(|declared| belongs_to_shapefile(&entry.relative, declared))
        {
            let message = "This file is not mentioned in `dataset.toml`, so it is neither checked nor published.";
            let help = "Declare it as a table, with a `[[resources.fields]]` for each column, or keep it elsewhere. A file that \
                        has to lie here and is not to be published gets the line `publish = false` instead.";
            let path = serde_json::to_string(&entry.relative).unwrap_or_default();
            let name = resource_name(&entry.relative);
            let block = format!(
                "[[resources]]\npath = {path}\nname = \"{name}\"\ntitle = \"\"         # what residents see\n\
                 description = \"\"   # what one row is\n"
            );
            report.push(Finding::new(&UNDECLARED_FILE, message, place()).help(help).fix(block));
        }
    }
    Ok(())
}

/// The files that resources and documents name, those that are not to be published included, relative to the folder.
fn declared(draft: &Draft) -> BTreeSet<String> {
    let folder = format!("datasets/{}/", draft.slug);
    let tables = draft.resources.iter().flat_map(ResourceDraft::files).map(|file| file.shown);
    let documents = draft.attachments.iter().map(|attachment| attachment.shown.clone());
    let published = tables.chain(documents).filter_map(|shown| shown.strip_prefix(&folder).map(str::to_owned));
    let withheld = draft.file.resources.iter().flatten().filter(|entry| !entry.is_published());
    let tree = Tree::new(&draft.directory);
    let named = |entry: &ResourceEntry| -> Vec<String> {
        let matching = |pattern: &String| tree.matching(pattern).unwrap_or_default();
        let found = entry.files.iter().flat_map(matching).map(|file| file.relative);
        entry.path.iter().cloned().chain(found).collect()
    };
    published.chain(withheld.flat_map(named)).collect()
}

/// Whether a resource names a file, or a folder above it: that one cannot be read as a file is another finding.
fn is_declared(path: &str, declared: &BTreeSet<String>) -> bool {
    let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    folders.chain([path]).any(|path| declared.contains(path))
}
