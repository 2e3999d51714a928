//! Views of a report: one file a format.

mod github;
mod human;
mod json;

use super::{Report, Summary, Values};

/// A way to write a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Human,
    /// For programs: the contract of `docs/reference/findings.md`.
    Json,
    /// Workflow commands that GitHub shows as notes beside the lines of a pull request.
    Github,
}

/// What a renderer may show.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether values of the data are quoted.
    pub values: Values,
    /// Whether the output may use colour.
    pub colour: bool,
}

/// Writes a whole report.
pub fn render(report: &Report, summary: Summary, format: Format, options: Options) -> String {
    match format {
        Format::Human => human::render(report, summary, options),
        Format::Json => json::render(report, summary, options),
        Format::Github => github::render(report, summary, options),
    }
}
