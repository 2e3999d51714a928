//! `townbook check`

use std::path::Path;
use std::process::ExitCode;

use super::{fail, print_not_kept, program};
use crate::cli::args::{CheckArguments, FormatArgument};
use crate::cli::{Exit, terminal};
use crate::diagnostic::Values;
use crate::diagnostic::render::{Format, counted, lines, one_line, render};
use crate::pipeline::{self, Checked, Mended, PipelineError};

pub(crate) fn run(portal: &Path, arguments: &CheckArguments, values: Values) -> ExitCode {
    let checked = if arguments.fix { fix(portal, arguments) } else { check(portal, arguments) };
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return fail(&error),
    };
    print_not_kept(checked.not_kept.as_ref());
    let format = format(arguments.format);
    print!("{}", render(&checked.report, checked.summary, &checked.receipt, format, terminal::options(values)));
    if checked.report.has_errors() { Exit::Findings.into() } else { Exit::Clean.into() }
}

fn check(portal: &Path, arguments: &CheckArguments) -> Result<Checked, PipelineError> {
    let wheel = terminal::Bar::wheel("checking");
    let today = arguments.now.unwrap_or_else(terminal::today);
    let checked = pipeline::check(portal, &arguments.slugs, Some(today), program(&arguments.cache));
    wheel.finish_and_clear();
    checked
}

/// Shows what can be mended, writes it if somebody wants that, and gives what is left.
fn fix(portal: &Path, arguments: &CheckArguments) -> Result<Checked, PipelineError> {
    let wheel = terminal::Bar::wheel("checking");
    let repaired = pipeline::repair(portal, &arguments.slugs, Some(arguments.now.unwrap_or_else(terminal::today)));
    wheel.finish_and_clear();
    let repaired = repaired?;
    if repaired.mended.is_empty() {
        eprintln!("There is nothing that can be mended without a decision.\n");
        return Ok(repaired.before);
    }
    // The report alone goes to standard output, where programs read it.
    repaired.mended.iter().for_each(show);
    let is_wanted = match () {
        () if arguments.dry_run => false,
        () if arguments.yes => true,
        () => terminal::confirm("Write this?").unwrap_or(false),
    };
    if is_wanted {
        let checked = repaired.write()?;
        eprintln!("\nWritten. What is left:\n");
        return Ok(checked);
    }
    let left = counted(repaired.after.summary.errors, "error");
    let how = if arguments.dry_run { "" } else { " The same command with --yes writes it." };
    eprintln!("\nNothing was written.{how} Then {left} would be left. As things are:\n");
    Ok(repaired.before)
}

fn show(mended: &Mended) {
    for file in &mended.files {
        let rows = counted(file.rows, "row");
        eprintln!("{}: {} ({rows} compared, no value changes)", one_line(&file.file), file.change);
    }
    if !mended.declaration.is_empty() {
        eprint!("{}", lines(&mended.declaration));
    }
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
