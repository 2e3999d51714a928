//! One file a command.

pub(super) mod build;
pub(super) mod check;
pub(super) mod explain;
pub(super) mod fetch;
pub(super) mod init;
pub(super) mod inspect;
pub(super) mod new;
pub(super) mod publish;
pub(super) mod report;
pub(super) mod schema;
pub(super) mod serve;
pub(super) mod update;

use std::process::ExitCode;

use super::args::CacheArguments;
use super::{Exit, terminal};
use crate::diagnostic::render::{Format, render};
use crate::diagnostic::{CheckReceipt, Severity, Values};
use crate::files::{Digest, FileError, Fingerprint};
use crate::pipeline::{Found, PipelineError, UpdateError};

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

/// The digest of this program, by which what it keeps for later runs is told from what another kept; `None` if nothing may be
/// kept or used.
fn program(arguments: &CacheArguments) -> Option<Digest> {
    if arguments.no_cache {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    Fingerprint::of(&program).ok()?.digest(&program)
}

/// Says that something could not be kept: the next run takes longer, and nothing else comes of it.
fn print_not_kept(error: Option<&FileError>) {
    if let Some(error) = error {
        eprintln!("note: nothing could be kept for the next run, which will take as long as this one: {error}");
    }
}

/// Prints to standard error what a build found and held back.
fn print_found(found: &Found, values: Values) {
    if found.report.findings().iter().any(|finding| finding.severity == Severity::Error) || found.summary.warnings > 0 {
        let options = crate::diagnostic::render::Options { values, colour: false };
        eprintln!(
            "{}",
            render(&found.report, found.summary, &CheckReceipt::default(), Format::Human, options).trim_end()
        );
    }
    print_not_kept(found.not_kept.as_ref());
    for held in &found.held {
        eprintln!("held back: {} ({})", held.slug(), held.reasons().join("; "));
    }
}
