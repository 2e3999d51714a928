//! The form people read: the source line, a caret, what was found, what to do.

use std::fmt::Write;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::Options;
use super::words::{counted, thousands};
use crate::diagnostic::{Finding, Place, Report, Severity, Summary};

/// Places of one finding that are shown; the rest is counted.
const PLACES_SHOWN: usize = 5;

/// A longer block to paste would push the other findings off the screen; `help` says how to get it.
const FIX_LINES: usize = 40;

pub(super) fn render(report: &Report, summary: Summary, options: Options) -> String {
    let mut out = String::new();
    for finding in report.findings() {
        write_finding(&mut out, finding, options);
        out.push('\n');
    }
    write_summary(&mut out, summary, report);
    out
}

fn write_finding(out: &mut String, finding: &Finding, options: Options) {
    let renderer = if options.colour { Renderer::styled() } else { Renderer::plain() };
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let first = finding.place();
    let excerpt = first.excerpt.as_ref().and_then(|excerpt| Some((excerpt.line.shown(options.values)?, &excerpt.mark)));
    let label = first.value.as_ref().map(|value| value.render(options.values)).unwrap_or_default();
    let mut group = level.primary_title(finding.message.as_str()).id(finding.code.id);
    let mut lines = String::new();
    match excerpt {
        Some((line, mark)) => {
            let mark = clamp(line, mark);
            let annotation = AnnotationKind::Primary.span(mark);
            let snippet = Snippet::source(line)
                .path(first.path.as_str())
                .line_start(first.line.unwrap_or(1) as usize)
                .annotation(annotation);
            let report = [annotate_snippets::Group::with_title(group).element(snippet)];
            let _ = writeln!(out, "{}", renderer.render(&report));
            if first.part.is_some() || first.note.is_some() {
                let _ = writeln!(lines, "  --> {}{}", place_text(first), found(&label));
            }
        }
        None => {
            group = group.id(finding.code.id);
            let report = [annotate_snippets::Group::with_title(group)];
            let _ = writeln!(out, "{}", renderer.render(&report));
            let _ = writeln!(lines, "  --> {}{}", place_text(first), found(&label));
        }
    }
    for place in finding.places.iter().skip(1).take(PLACES_SHOWN - 1) {
        let label = place.value.as_ref().map(|value| value.render(options.values)).unwrap_or_default();
        let _ = writeln!(lines, "   also {}{}", place_text(place), found(&label));
    }
    let shown = finding.places.len().min(PLACES_SHOWN) as u64;
    if finding.count > shown {
        let _ = writeln!(lines, "   … and {} more like this", thousands(finding.count - shown));
    }
    for help in &finding.help {
        let _ = writeln!(lines, "  help: {}", help.replace('\n', "\n        "));
    }
    if let Some(fix) = finding.fix.as_ref().filter(|fix| fix.lines().count() <= FIX_LINES) {
        let _ = writeln!(lines, "  to paste:\n\n      {}\n", fix.trim_end().replace('\n', "\n      "));
    }
    out.push_str(&lines);
}

fn found(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(", found `{label}`") }
}

fn clamp(line: &str, mark: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = line.floor_char_boundary(mark.start.min(line.len()));
    let end = line.ceil_char_boundary(mark.end.min(line.len())).max(start);
    start..end
}

fn place_text(place: &Place) -> String {
    let mut text = place.path.clone();
    if let Some(part) = &place.part {
        let _ = write!(text, ", {part}");
    }
    match (place.row, place.line, place.column) {
        (Some(row), _, _) => {
            let _ = write!(text, ", row {}", thousands(row));
        }
        (None, Some(line), Some(column)) => {
            let _ = write!(text, ":{line}:{column}");
        }
        (None, Some(line), None) => {
            let _ = write!(text, ":{line}");
        }
        _ => {}
    }
    if let Some(field) = &place.field {
        let _ = write!(text, ", column `{field}`");
    }
    if let Some(note) = &place.note {
        let _ = write!(text, ", {note}");
    }
    text
}

/// How many of the errors are keys that nobody has written yet, where there are others beside them.
fn unanswered(report: &Report, summary: Summary) -> String {
    let is_answer =
        |finding: &&Finding| finding.severity == Severity::Error && finding.code.id == "document/missing-key";
    let answers: u64 = report.findings().iter().filter(is_answer).map(|finding| finding.count).sum();
    match summary.errors.saturating_sub(answers) {
        0 => String::new(),
        _ if answers == 0 => String::new(),
        others => format!(" ({} not written yet, {})", counted(answers, "answer"), counted(others, "mistake")),
    }
}

fn write_summary(out: &mut String, summary: Summary, report: &Report) {
    let datasets = counted(summary.datasets, "dataset");
    // A folder that is no dataset yet has findings too.
    let checked =
        if summary.datasets == 0 { "; there is no dataset to check yet".to_owned() } else { format!(" in {datasets}") };
    if report.findings().is_empty() {
        let _ = writeln!(out, "All is well: {datasets} checked, nothing found.");
        return;
    }
    let _ = writeln!(
        out,
        "{}{} and {}{checked}. `townbook explain CODE` says what a code means.",
        counted(summary.errors, "error"),
        unanswered(report, summary),
        counted(summary.warnings, "warning"),
    );
}
