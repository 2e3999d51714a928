//! `townbook explain`

use std::process::ExitCode;

use crate::cli::Exit;
use crate::cli::args::ExplainArguments;
use crate::diagnostic::closest;
use crate::pipeline;

pub(crate) fn run(arguments: &ExplainArguments) -> ExitCode {
    let codes = pipeline::codes();
    let Some(wanted) = &arguments.code else {
        for code in codes {
            println!("{:<38} {}", code.id, code.title);
        }
        return Exit::Clean.into();
    };
    match codes.iter().find(|code| code.id == wanted) {
        Some(code) => {
            println!("{} ({})\n{}\n\n{}", code.id, code.severity.word(), code.title, code.explain.trim_end());
            Exit::Clean.into()
        }
        None => {
            eprintln!("error: there is no finding with the code `{wanted}`");
            // The name alone is often all that people remember.
            let by_name = codes.iter().find(|code| code.id.rsplit('/').next() == Some(wanted));
            match by_name.map(|code| code.id).or_else(|| closest(wanted, codes.iter().map(|code| code.id))) {
                Some(meant) => eprintln!("hint: did you mean `{meant}`?"),
                None => eprintln!("hint: `townbook explain` lists all codes"),
            }
            Exit::CouldNotRun.into()
        }
    }
}
