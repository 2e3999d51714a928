//! The form people read at a terminal.

use super::{headline, points};
use crate::change::Change;
use crate::diagnostic::render::{lines, one_line};

/// Writes a change for a terminal; `is_fit` says whether it may be made.
pub fn human(change: &Change, is_fit: bool) -> String {
    let mut out =
        format!("{}, table `{}`: {}\n\n", change.dataset, change.resource, one_line(&headline(change, is_fit)));
    let points = points(change);
    let width = points.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, text) in points {
        out += &format!("  {name:width$}  {}\n", one_line(&text));
    }
    if !change.declaration.is_empty() {
        out += &format!("\n{}", lines(&change.declaration));
    }
    out
}
