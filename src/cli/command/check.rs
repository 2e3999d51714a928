//! `townbook check`

use std::path::Path;
use std::process::ExitCode;

use super::fail;
use crate::cli::args::{CheckArguments, FormatArgument};
use crate::cli::{Exit, terminal};
use crate::diagnostic::Values;
use crate::diagnostic::render::{Format, render};
use crate::pipeline;

pub(crate) fn run(portal: &Path, arguments: &CheckArguments, values: Values) -> ExitCode {
    let wheel = terminal::Bar::wheel("checking");
    let checked = pipeline::check(portal, &arguments.slugs);
    wheel.finish_and_clear();
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return fail(&error),
    };
    // Formats for machines are read by others, so they never quote values.
    let (format, values) = match arguments.format {
        FormatArgument::Human => (Format::Human, values),
        FormatArgument::Json => (Format::Json, Values::Shape),
        FormatArgument::Github => (Format::Github, Values::Shape),
    };
    print!("{}", render(&checked.report, checked.summary, format, terminal::options(values)));
    if checked.report.has_errors() { Exit::Findings.into() } else { Exit::Clean.into() }
}
