//! GitHub workflow commands: `::error file=…,line=…,title=…::message`.

use std::fmt::Write;

use super::Options;
use crate::diagnostic::{Report, Severity, Summary};

/// A forge shows only a handful of notes a step; the count in the message carries the rest.
const PLACES_SHOWN: usize = 10;

pub(super) fn render(report: &Report, summary: Summary, options: Options) -> String {
    let mut out = String::new();
    for finding in report.findings() {
        for place in finding.places.iter().take(PLACES_SHOWN) {
            let mut properties = format!("file={}", escape_property(&place.path));
            if let Some(line) = place.line {
                let _ = write!(properties, ",line={line}");
            }
            if let Some(column) = place.column {
                let _ = write!(properties, ",col={column}");
            }
            let _ = write!(properties, ",title={}", escape_property(finding.code.id));
            let mut message = finding.message.clone();
            if let Some(value) = &place.value {
                let _ = write!(message, " Found: {}", value.render(options.values));
            }
            if finding.count > 1 {
                let _ = write!(message, " ({} in all)", finding.count);
            }
            for help in &finding.help {
                let _ = write!(message, "\n{help}");
            }
            let command = match finding.severity {
                Severity::Note => "notice",
                graver => graver.word(),
            };
            let _ = writeln!(out, "::{command} {properties}::{}", escape(&message));
        }
    }
    let _ = writeln!(
        out,
        "::notice title=townbook::{} errors, {} warnings in {} datasets",
        summary.errors, summary.warnings, summary.datasets
    );
    out
}

fn escape(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    // Names that people send are part of messages; the log is read on terminals, which obey control characters.
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}

fn escape_property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
