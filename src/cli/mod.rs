//! The command line. Only this module prints, and only it reads the environment.
//!
//! Data goes to standard output, everything else to standard error. Exit codes are those of `docs/reference/cli.md`.

mod args;
mod command;
mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

pub use args::Cli;
use args::Command;

/// What a run ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Clean = 0,
    /// There are findings at error level.
    Findings = 1,
    /// It could not run: wrong usage, files, configuration.
    CouldNotRun = 2,
    /// The policy refused.
    Refused = 3,
    /// A file does not hold what its source says.
    VerificationFailed = 6,
    /// Published, but some datasets were held back.
    SomeHeld = 8,
    /// There are changes, which were shown and not made.
    ChangesPending = 9,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Runs the program with its arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { Exit::CouldNotRun } else { Exit::Clean };
            let _ = error.print();
            return code.into();
        }
    };
    let values = terminal::values(cli.values);
    match cli.command {
        Command::Init(arguments) => command::init::run(&arguments),
        Command::New(arguments) => command::new::run(&cli.portal, &arguments),
        Command::Inspect(arguments) => command::inspect::run(&arguments, cli.values),
        Command::Update(arguments) => command::update::run(&cli.portal, &arguments, values),
        Command::Check(arguments) => command::check::run(&cli.portal, &arguments, values),
        Command::Build(arguments) => command::build::run(&cli.portal, &arguments, values),
        Command::Serve(arguments) => command::serve::run(&cli.portal, &arguments, values),
        Command::Publish(arguments) => command::publish::run(&cli.portal, &arguments, values),
        Command::Report(arguments) => command::report::run(&cli.portal, &arguments),
        Command::Explain(arguments) => command::explain::run(&arguments),
        Command::Fetch(arguments) => command::fetch::run(&cli.portal, &arguments),
        Command::Schema(arguments) => command::schema::run(&arguments),
    }
}

/// The command line as the reference shows it.
pub fn definition() -> clap::Command {
    Cli::command()
}

pub use command::schema::SCHEMAS;
