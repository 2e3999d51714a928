//! `townbook update`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::fail;
use super::fetch::PAUSE;
use crate::change::render::{human, markdown};
use crate::cli::args::{UpdateArguments, UpdateFormat};
use crate::cli::{Exit, terminal};
use crate::diagnostic::Values;
use crate::diagnostic::render::{Format, Options, render};
use crate::fetch::{self, Wanted};
use crate::files::Cache;
use crate::pipeline::{self, NewFile, PipelineError, Prepared, Proposal, Update};

/// Why a run ended before there was anything to show, with its exit code.
enum Stop {
    Pipeline(PipelineError),
    Message(String, ExitCode),
}

impl From<PipelineError> for Stop {
    fn from(error: PipelineError) -> Self {
        Stop::Pipeline(error)
    }
}

pub(crate) fn run(portal: &Path, arguments: &UpdateArguments, values: Values) -> ExitCode {
    match update(portal, arguments, values) {
        Ok(exit) => exit.into(),
        Err(Stop::Pipeline(error)) => fail(&error),
        Err(Stop::Message(message, exit)) => {
            eprintln!("error: {message}");
            exit
        }
    }
}

fn update(portal: &Path, arguments: &UpdateArguments, values: Values) -> Result<Exit, Stop> {
    let today = arguments.now.unwrap_or_else(terminal::today);
    let update = Update::of(portal, &arguments.slug, arguments.resource.as_deref(), today)?;
    let from =
        arguments.from.as_deref().or(update.url()).ok_or_else(|| {
            Stop::Message("say where the new data is, with --from".to_owned(), Exit::CouldNotRun.into())
        })?;
    let is_address = from.starts_with("https://") || from.starts_with("http://");
    let path = if is_address { bring(portal, arguments, from)? } else { PathBuf::from(from) };
    let name = match is_address {
        true => pipeline::file_name(from).to_owned(),
        false => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
    };
    let new = NewFile { path: &path, name: &name, url: is_address.then_some(from) };
    let wheel = terminal::Bar::wheel("comparing");
    let prepared = update.prepare(new, arguments.append, arguments.accept_columns);
    wheel.finish_and_clear();
    match prepared? {
        Prepared::Unchanged => {
            if arguments.format == UpdateFormat::Json {
                println!("{}", serde_json::json!({ "status": "unchanged" }));
            }
            eprintln!("{}: nothing has changed, and nothing was written", arguments.slug);
            Ok(Exit::Clean)
        }
        Prepared::Changed(proposal) => settle(*proposal, arguments, terminal::options(values)),
    }
}

/// Brings a file into the cache, and says where it lies.
fn bring(portal: &Path, arguments: &UpdateArguments, url: &str) -> Result<PathBuf, Stop> {
    let cache = Cache::of(portal);
    let wanted = Wanted { dataset: arguments.slug.clone(), url: url.to_owned(), sha256: None, bytes: None };
    let options = fetch::Options { allow_http: arguments.allow_http, pause: PAUSE };
    let bar = terminal::Bar::download();
    match fetch::fetch(&cache, &wanted, options, &bar) {
        Ok(file) => Ok(cache.path(file.sha256)),
        Err(error) => Err(Stop::Message(format!("{url}: {error}"), error.exit_code().into())),
    }
}

/// Shows what changes, and writes it if it may be and somebody wants it.
fn settle(proposal: Proposal, arguments: &UpdateArguments, options: Options) -> Result<Exit, Stop> {
    let is_fit = proposal.is_fit;
    let mut document = None;
    match arguments.format {
        UpdateFormat::Json => document = Some(json(&proposal, options)),
        UpdateFormat::Human => {
            print!("{}\n{}", human(&proposal.change, is_fit), report(&proposal, Format::Human, options))
        }
        UpdateFormat::Markdown => {
            print!("{}\n{}", markdown(&proposal.change, is_fit), report(&proposal, Format::Markdown, options));
        }
    }
    let wanted = match () {
        () if !is_fit || arguments.dry_run => false,
        () if arguments.yes => true,
        () => terminal::confirm("Write this?").unwrap_or(false),
    };
    if wanted {
        proposal.write()?;
    }
    let (status, exit, note) = match (wanted, is_fit) {
        (true, _) => ("written", Exit::Clean, "Written."),
        (false, false) => (
            "refused",
            Exit::Findings,
            "Nothing was written: with the new data the dataset has errors, which are shown above.",
        ),
        (false, true) if arguments.dry_run => ("pending", Exit::ChangesPending, "Nothing was written (--dry-run)."),
        (false, true) => {
            ("pending", Exit::ChangesPending, "Nothing was written. The same command with --yes writes it.")
        }
    };
    if let Some(mut document) = document {
        document["status"] = status.into();
        println!("{}", serde_json::to_string_pretty(&document).expect("a report is plain data"));
    }
    eprintln!("\n{note}");
    Ok(exit)
}

fn report(proposal: &Proposal, format: Format, options: Options) -> String {
    let checked = &proposal.checked;
    render(&checked.report, checked.summary, &checked.receipt, format, options)
}

/// The report of `check`, with the change beside it.
fn json(proposal: &Proposal, options: Options) -> serde_json::Value {
    let mut document: serde_json::Value =
        serde_json::from_str(&report(proposal, Format::Json, options)).expect("a report is JSON");
    document["change"] = serde_json::to_value(&proposal.change).expect("a change is plain data");
    document
}
