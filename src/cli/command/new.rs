//! `townbook new`

use std::path::Path;
use std::process::ExitCode;

use super::fail;
use crate::cli::Exit;
use crate::cli::args::NewArguments;
use crate::draft::{self, Choices};
use crate::files;
use crate::pipeline::PipelineError;
use crate::policy::Policy;
use crate::portal;

pub(crate) fn run(portal: &Path, arguments: &NewArguments) -> ExitCode {
    let choices = match choices(portal) {
        Ok(choices) => choices,
        Err(error) => return fail(&error),
    };
    match move_in(portal, &arguments.from_catalog, &choices) {
        Ok(()) => Exit::Clean.into(),
        Err(message) => {
            eprintln!("error: {message}");
            Exit::CouldNotRun.into()
        }
    }
}

fn choices(root: &Path) -> Result<Choices, PipelineError> {
    Ok(Choices::of(&portal::open(root)?, &Policy::open(root)?))
}

/// Drafts a folder for every dataset of an old catalogue. Folders that are there already stay as they are.
fn move_in(root: &Path, path: &Path, choices: &Choices) -> Result<(), String> {
    let named = |message: String| format!("{}: {message}", path.display());
    let text = files::read_text(path, draft::CATALOG_LIMIT).map_err(|error| error.to_string())?;
    let catalog = draft::read_catalog(text.as_bytes(), choices).map_err(named)?;
    let (mut drafted, mut kept) = (0_u64, 0_u64);
    for dataset in &catalog.datasets {
        let shown = format!("datasets/{}", dataset.slug);
        if root.join(&shown).exists() {
            kept += 1;
            eprintln!("{shown} is there already and stays as it is");
            continue;
        }
        let text = draft::compose_remote(&dataset.answers, choices, &dataset.files);
        let file = format!("{shown}/dataset.toml");
        files::write_atomic(&root.join(&file), text.as_bytes()).map_err(|error| error.to_string())?;
        println!("{file}");
        drafted += 1;
    }
    for problem in &catalog.problems {
        eprintln!("{problem}");
    }
    if catalog.more > 0 {
        eprintln!("… and {} more of this kind", catalog.more);
    }
    eprintln!(
        "\nDatasets drafted: {drafted}; left as they are: {kept}.\n\
         Next: put the files into their folders, then `townbook check` says what is missing."
    );
    Ok(())
}
