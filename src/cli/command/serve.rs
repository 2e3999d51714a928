//! `townbook serve`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{fail, print_found, program};
use crate::cli::Exit;
use crate::cli::args::ServeArguments;
use crate::diagnostic::Values;
use crate::files;
use crate::pipeline::{self, Manner, PipelineError};
use crate::serve::{Event, Preview, serve};

/// What a change of which causes a rebuild.
const WATCHED: [&str; 5] = ["portal.toml", "datasets", "policy", "agreements", "schemas"];

pub(crate) fn run(portal: &Path, arguments: &ServeArguments, values: Values) -> ExitCode {
    let previews = match files::Workspace::new(&portal.join(".townbook")) {
        Ok(previews) => previews,
        Err(error) => return fail(&error.into()),
    };
    let mut count = 0;
    let program = program(&arguments.cache);
    let (root, folder) = (portal.to_owned(), previews.path("previews"));
    let mut build = move || -> Result<PathBuf, PipelineError> {
        let built = pipeline::build(&root, None, Manner { program, verify: false })?;
        count += 1;
        let out = folder.join(count.to_string());
        let (found, _) = built.write_to(&out)?;
        print_found(&found, values);
        // The one before is kept: somebody may be reading it.
        if count > 2 {
            files::remove_folder(&folder.join((count - 2).to_string()))?;
        }
        Ok(out)
    };
    let site = match build() {
        Ok(site) => site,
        Err(error) => return fail(&error),
    };
    let watched = WATCHED.iter().map(|path| portal.join(path)).collect();
    let preview = Preview { site, port: arguments.port, watched };
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    match serve(&preview, build, tell, interrupted) {
        Ok(()) => Exit::Clean.into(),
        Err(error) => {
            eprintln!("error: {error}");
            Exit::CouldNotRun.into()
        }
    }
}

fn tell(event: Event) {
    match event {
        Event::Listening(address) => eprintln!("serving http://{address}/ (Ctrl-C ends it)"),
        Event::Rebuilding => eprintln!("a file changed: building again"),
        Event::Rebuilt => eprintln!("built"),
        Event::NotWatching(reason) => eprintln!("changes are not noticed: {reason}"),
        Event::Failed(reason) => eprintln!("not built, the earlier site stays: {reason}"),
    }
}
