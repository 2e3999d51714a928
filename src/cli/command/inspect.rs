//! `townbook inspect`

use std::process::ExitCode;

use crate::cli::args::{InspectArguments, PlanFormat, ValuesArgument};
use crate::cli::{Exit, terminal};
use crate::draft::{self, render};

pub(crate) fn run(arguments: &InspectArguments, values: Option<ValuesArgument>) -> ExitCode {
    let mut inspections = Vec::new();
    let wheel = terminal::Bar::wheel("reading");
    for file in &arguments.files {
        match draft::inspect(file, arguments.sample) {
            Ok(inspection) => inspections.push(inspection),
            Err(error) => {
                wheel.finish_and_clear();
                eprintln!("error: {error}");
                return Exit::CouldNotRun.into();
            }
        }
    }
    wheel.finish_and_clear();
    let text = match arguments.format {
        PlanFormat::Human => render::human(&inspections, terminal::options(terminal::values(values))),
        PlanFormat::Json => render::json(&inspections, terminal::asked(values)),
    };
    print!("{text}");
    Exit::Clean.into()
}
