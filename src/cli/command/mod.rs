//! One file a command.

pub(super) mod build;
pub(super) mod check;
pub(super) mod explain;
pub(super) mod fetch;
pub(super) mod init;
pub(super) mod inspect;
pub(super) mod new;
pub(super) mod publish;
pub(super) mod schema;
pub(super) mod serve;
pub(super) mod update;

use std::process::ExitCode;

use super::{Exit, terminal};
use crate::diagnostic::render::{Format, render};
use crate::diagnostic::{CheckReceipt, Severity, Values};
use crate::pipeline::{Built, PipelineError, UpdateError};

/// Prints an error and gives the exit code for it.
fn fail(error: &PipelineError) -> ExitCode {
    terminal::print_error(error);
    match error {
        PipelineError::Breach(_) | PipelineError::Update(UpdateError::Protected(_)) => Exit::Refused.into(),
        PipelineError::Unproven(_) => Exit::VerificationFailed.into(),
        PipelineError::Publish(error) => ExitCode::from(error.exit_code()),
        _ => Exit::CouldNotRun.into(),
    }
}

/// Prints to standard error what a build found and held back.
fn print_build(built: &Built, values: Values) {
    if built.report.findings().iter().any(|finding| finding.severity == Severity::Error) || built.summary.warnings > 0 {
        let options = crate::diagnostic::render::Options { values, colour: false };
        eprintln!(
            "{}",
            render(&built.report, built.summary, &CheckReceipt::default(), Format::Human, options).trim_end()
        );
    }
    for held in &built.held {
        eprintln!("held back: {} ({})", held.slug(), held.reasons().join("; "));
    }
}
