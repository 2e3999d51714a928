//! The program: hands its arguments to [`townbook::cli`] and ends with the exit code that comes back.

use std::process::ExitCode;

fn main() -> ExitCode {
    townbook::cli::run(std::env::args_os())
}
