//! The text of a pull request.

use super::{headline, points};
use crate::change::Change;
use crate::diagnostic::render::{fenced, prose};

/// Writes a change as Markdown; `is_fit` says whether it may be made. Nothing that stands in a file can act in it.
pub fn markdown(change: &Change, is_fit: bool) -> String {
    let mut out = format!(
        "## New data for `{}`, table `{}`\n\n{}\n\n",
        change.dataset,
        change.resource,
        prose(&headline(change, is_fit))
    );
    out += "| | |\n|---|---|\n";
    for (name, text) in points(change) {
        out += &format!("| {name} | {} |\n", prose(&text));
    }
    if !change.declaration.is_empty() {
        out += &format!("\nWhat changes in `dataset.toml`:\n\n{}", fenced(&change.declaration, "diff"));
    }
    out
}
