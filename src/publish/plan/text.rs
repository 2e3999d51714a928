//! A plan as people read it.

use std::fmt::{self, Write as _};

use super::{Action, Plan, Summary};

/// Paths longer than this push the size to the right instead of making every line long.
const WIDEST_PATH: usize = 72;

pub(super) fn render(plan: &Plan) -> String {
    let summary = plan.summary();
    let mut text = String::new();
    let changes: Vec<_> =
        plan.entries().iter().filter_map(|entry| sign(entry.action).map(|sign| (sign, entry))).collect();
    let width = changes.iter().map(|(_, entry)| entry.path.as_str().len()).max().unwrap_or(0).min(WIDEST_PATH);
    for ((sign, note), entry) in &changes {
        let size = if entry.action == Action::Remove { String::new() } else { size(entry.bytes) };
        let line = format!("  {sign} {path:width$}  {size:>9}  {note}", path = entry.path.as_str());
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if plan.is_empty() {
        text.push_str("Nothing to do: the host already has this site.\n");
    } else {
        let (add, change, header, remove) = (summary.add, summary.change, summary.header, summary.remove);
        let bytes = size(summary.upload_bytes);
        let _ = writeln!(
            text,
            "Plan: {add} to add, {change} to change, {header} header-only, {remove} to remove; {bytes} to upload"
        );
    }
    if summary.carry > 0 {
        let files =
            if summary.carry == 1 { "1 earlier file stays" } else { &format!("{} earlier files stay", summary.carry) };
        let _ = writeln!(text, "{files}, because links that people keep lead there");
    }
    text
}

/// What was done, in the words of a plan that is carried out.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { add, change, header, remove, upload_bytes, .. } = self;
        let bytes = size(*upload_bytes);
        write!(f, "{add} added, {change} changed, {header} header-only, {remove} removed; {bytes} uploaded")
    }
}

/// The sign of a change and a word about it; nothing for what stays.
fn sign(action: Action) -> Option<(char, &'static str)> {
    match action {
        Action::Add => Some(('+', "")),
        Action::Change => Some(('~', "")),
        Action::Header => Some(('!', "headers only")),
        Action::Remove => Some(('-', "")),
        Action::Keep | Action::Carry => None,
    }
}

/// A size in decimal units, as shops and browsers count.
fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut unit = "B";
    for larger in ["kB", "MB", "GB", "TB"] {
        // What would be printed as 1000.0 belongs to the next unit.
        if value < 999.95 {
            break;
        }
        value /= 1000.0;
        unit = larger;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_decimal() {
        let cases = [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (47_900_000, "47.9 MB"), (999_960, "1.0 MB")];
        for (bytes, text) in cases {
            assert_eq!(size(bytes), text);
        }
    }
}
