//! Views of a [`Change`]: for people, for programs, and for the text of a pull request.

mod human;
mod markdown;

use super::{Action, Change};
use crate::diagnostic::render::{counted, thousands};
use crate::model::Date;

pub use self::human::human;
pub use self::markdown::markdown;

/// What is done, in a sentence; or what would be, if the new version may not be taken in.
fn headline(change: &Change, is_fit: bool) -> String {
    let file = &change.file;
    let (is, are) = if is_fit { ("is", "are") } else { ("would be", "would be") };
    match change.action {
        Action::Replace => format!("`{file}` {is} replaced."),
        Action::Append => format!("Rows {are} added to the end of `{file}`."),
        Action::Add => format!("`{file}` {is} added to the files of the table."),
        Action::Pin => format!("`{file}` {is} declared anew, by its digest."),
    }
}

/// What there is to say, each point with its name.
fn points(change: &Change) -> Vec<(&'static str, String)> {
    let mut points = vec![("rows", rows(change))];
    points.push(("columns", columns(change)));
    points.extend(change.misfits.iter().map(|misfit| {
        let what = misfit.field.as_deref().map_or_else(String::new, |field| format!("`{field}`: "));
        let places = counted(misfit.count, "place");
        match misfit.before {
            0 => ("no longer fits", format!("{what}{} ({places})", misfit.code)),
            before => ("does not fit", format!("{what}{} ({places}; {} before)", misfit.code, thousands(before))),
        }
    }));
    points.push(("size", size(change)));
    if let Some(digest) = change.after.as_ref().and_then(|version| version.sha256) {
        points.push(("sha256", digest.to_string()));
    }
    points.push(("modified", change.modified.to_string()));
    points.extend(change.covered_until.map(|day| ("look at", coverage(day))));
    points
}

fn coverage(day: Date) -> String {
    format!("`temporal` says that the data ends on {day}; give a later `end` if the new rows go on")
}

fn rows(change: &Change) -> String {
    let Some(after) = &change.after else { return "not known: the new version cannot be read".to_owned() };
    let Some(before) = &change.before else {
        return format!("{}; the version before cannot be read here", counted(after.rows, "row"));
    };
    let mut text = format!("{} before, {} now", counted(before.rows, "row"), counted(after.rows, "row"));
    if let Some(rows) = &change.rows {
        let mut parts =
            vec![format!("{} added", counted(rows.added, "row")), format!("{} removed", counted(rows.removed, "row"))];
        parts.extend(rows.changed.map(|changed| format!("{} changed", counted(changed, "row"))));
        text += &format!(": {}", parts.join(", "));
        if !rows.key.is_empty() {
            text += &format!(" (by {})", listed(&rows.key));
        }
    }
    text
}

fn columns(change: &Change) -> String {
    let Some(columns) = &change.columns else { return "not compared".to_owned() };
    if columns.is_none() {
        return format!("{}, as before", counted(columns.count, "column"));
    }
    let mut parts = Vec::new();
    if !columns.added.is_empty() {
        parts.push(format!("added {}", listed(&columns.added)));
    }
    if !columns.removed.is_empty() {
        parts.push(format!("removed {}", listed(&columns.removed)));
    }
    parts.extend(columns.renamed.iter().map(|one| format!("`{}` is now most likely `{}`", one.from, one.to)));
    if columns.reordered {
        parts.push("the others in another order".to_owned());
    }
    parts.join("; ")
}

fn size(change: &Change) -> String {
    let bytes = |version: &Option<super::Version>| version.as_ref().and_then(|version| version.bytes);
    match (bytes(&change.before), bytes(&change.after)) {
        (Some(before), Some(after)) => format!("{} before, {} now", counted(before, "byte"), counted(after, "byte")),
        (None, Some(after)) => counted(after, "byte"),
        (_, None) => "not known".to_owned(),
    }
}

/// Names for a sentence, as many as one can read.
fn listed(names: &[String]) -> String {
    const MOST: usize = 20;
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > MOST { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
