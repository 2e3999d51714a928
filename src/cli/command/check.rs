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
    let checked = pipeline::check(portal, &arguments.slugs, Some(arguments.now.unwrap_or_else(terminal::today)));
    wheel.finish_and_clear();
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return fail(&error),
    };
    let format = format(arguments.format);
    print!("{}", render(&checked.report, checked.summary, &checked.receipt, format, terminal::options(values)));
    if checked.report.has_errors() { Exit::Findings.into() } else { Exit::Clean.into() }
}

fn format(argument: FormatArgument) -> Format {
    match argument {
        FormatArgument::Human => Format::Human,
        FormatArgument::Concise => Format::Concise,
        FormatArgument::Json => Format::Json,
        FormatArgument::Sarif => Format::Sarif,
        FormatArgument::Junit => Format::Junit,
        FormatArgument::Github => Format::Github,
        FormatArgument::Gitlab => Format::Gitlab,
        FormatArgument::Markdown => Format::Markdown,
    }
}
