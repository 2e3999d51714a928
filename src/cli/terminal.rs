//! What is known about the person or program on the other side.

use std::io::{IsTerminal, stderr, stdin, stdout};

use indicatif::{ProgressBar, ProgressStyle};

use super::args::ValuesArgument;
use crate::diagnostic::render::Options;
use crate::diagnostic::{CheckReceipt, Values};
use crate::files::SitePath;
use crate::model::Date;
use crate::pipeline::PipelineError;
use crate::publish::Progress;

/// Whether values may be quoted where people read: on a terminal that is not CI, unless told otherwise.
pub(super) fn values(argument: Option<ValuesArgument>) -> Values {
    match argument {
        Some(ValuesArgument::Show) => Values::Show,
        Some(ValuesArgument::Shape) => Values::Shape,
        None if stdout().is_terminal() && !in_ci() => Values::Show,
        None => Values::Shape,
    }
}

/// Whether values may be quoted where programs read: only if that was asked for, since a terminal reads nothing then.
pub(super) fn asked(argument: Option<ValuesArgument>) -> Values {
    match argument {
        Some(ValuesArgument::Show) => Values::Show,
        _ => Values::Shape,
    }
}

/// The day it is here.
pub(super) fn today() -> Date {
    jiff::Zoned::now().date()
}

/// Asks a person; nothing where there is none to ask.
pub(super) fn confirm(question: &str) -> Option<bool> {
    if !stdin().is_terminal() || !stderr().is_terminal() || in_ci() {
        return None;
    }
    eprint!("\n{question} [y/N] ");
    let mut answer = String::new();
    let is_read = stdin().read_line(&mut answer).is_ok();
    Some(is_read && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value != "false" && !value.is_empty())
}

/// Options for a report on standard output.
pub(super) fn options(values: Values) -> Options {
    Options { values, colour: stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() }
}

/// Prints why a run could not be finished, with the findings behind it.
pub(super) fn print_error(error: &PipelineError) {
    if let Some(report) = error.report() {
        let options =
            Options { values: Values::Shape, colour: stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() };
        let text = crate::diagnostic::render::render(
            report,
            report.summary(0),
            &CheckReceipt::default(),
            crate::diagnostic::render::Format::Human,
            options,
        );
        // The closing line counts datasets, and none was looked at.
        let findings = text.trim_end().rsplit_once('\n').map_or("", |(findings, _)| findings);
        eprintln!("{findings}");
    }
    eprintln!("error: {error}");
}

/// A bar on a terminal, nothing elsewhere.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(super) fn new() -> Self {
        Bar { bar: ProgressBar::hidden() }
    }

    /// A turning wheel with a word, for work whose length is not known.
    pub(super) fn wheel(what: &'static str) -> ProgressBar {
        if !stderr().is_terminal() || in_ci() {
            return ProgressBar::hidden();
        }
        let wheel = ProgressBar::new_spinner().with_message(what);
        wheel.enable_steady_tick(std::time::Duration::from_millis(120));
        wheel
    }

    /// A bar for a file that comes, by its bytes.
    pub(super) fn download() -> Self {
        if !stderr().is_terminal() || in_ci() {
            return Bar::new();
        }
        let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {eta}");
        Bar { bar: ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())) }
    }

    pub(super) fn uploads() -> Self {
        if !stderr().is_terminal() || in_ci() {
            return Bar::new();
        }
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files {msg}");
        Bar { bar: ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())) }
    }
}

impl Progress for Bar {
    fn begin(&self, files: usize, _bytes: u64) {
        self.bar.set_length(files as u64);
    }

    fn sent(&self, _path: &SitePath, _bytes: u64) {
        self.bar.inc(1);
    }
}

impl crate::fetch::Progress for Bar {
    fn reached(&self, bytes: u64, of: Option<u64>) {
        self.bar.set_length(of.unwrap_or(bytes));
        self.bar.set_position(bytes);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
