//! Views of a report: one file a format.

mod concise;
mod fingerprint;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
#[cfg(test)]
mod sample;
mod sarif;
mod words;

pub use markdown::{fenced, prose};
pub use words::{counted, lines, one_line, thousands};

use super::{CheckReceipt, Report, Summary, Values};

/// A way to write a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Human,
    /// One line a finding, for people and editors.
    Concise,
    /// For programs: the contract of `docs/reference/findings.md`.
    Json,
    /// SARIF 2.1.0, which forges and editors read.
    Sarif,
    /// JUnit's XML, which GitLab and Jenkins show as tests.
    Junit,
    /// Workflow commands that GitHub shows as notes beside the lines of a pull request.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// The comment that a bot posts on a pull request.
    Markdown,
}

/// What a renderer may show.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether values of the data are quoted. Only [`Format::Human`] ever quotes them: what the other formats say is
    /// kept and read by others.
    pub values: Values,
    /// Whether the output may use colour.
    pub colour: bool,
}

/// Writes a whole report. The receipt is what was looked at, which some formats name beside the findings.
pub fn render(report: &Report, summary: Summary, receipt: &CheckReceipt, format: Format, options: Options) -> String {
    let shape = Options { values: Values::Shape, colour: false };
    match format {
        Format::Human => human::render(report, summary, options),
        Format::Concise => concise::render(report),
        Format::Json => json::render(report, summary, shape),
        Format::Sarif => sarif::render(report, shape),
        Format::Junit => junit::render(report, receipt, shape),
        Format::Github => github::render(report, summary, shape),
        Format::Gitlab => gitlab::render(report, shape),
        Format::Markdown => markdown::render(report, summary, receipt, shape),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_others_read_give_shapes_whatever_is_asked() {
        let (report, receipt) = (sample::report(0), sample::receipt());
        let formats = [
            Format::Concise,
            Format::Json,
            Format::Sarif,
            Format::Junit,
            Format::Github,
            Format::Gitlab,
            Format::Markdown,
        ];
        for format in formats {
            let options = Options { values: Values::Show, colour: true };
            let text = render(&report, report.summary(3), &receipt, format, options);
            assert!(!text.contains("123-45") && !text.contains("<script"), "{format:?}: {text}");
            assert!(format == Format::Concise || text.contains("999-99-9999"), "{format:?}: {text}");
            assert!(!text.contains('\u{1b}'), "{format:?}");
        }
    }
}
