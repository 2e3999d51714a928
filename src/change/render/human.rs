//! The form people read at a terminal.

use super::{headline, points};
use crate::change::Change;
use crate::diagnostic::render::{lines, one_line};

/// Writes a change for a terminal.
pub fn human(change: &Change) -> String {
    let mut out = format!("{}, table `{}`: {}\n\n", change.dataset, change.resource, one_line(&headline(change)));
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
