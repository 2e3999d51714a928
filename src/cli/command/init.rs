//! `townbook init`

use std::path::Path;
use std::process::ExitCode;

use crate::cli::Exit;
use crate::cli::args::InitArguments;
use crate::files::{self, Tree};

/// The files of a new portal.
const FILES: &[(&str, &str)] = &[
    ("portal.toml", include_str!("../init/portal.toml")),
    ("policy/policy.toml", include_str!("../init/policy.toml")),
    ("policy/licenses.toml", include_str!("../init/licenses.toml")),
    ("policy/standards.toml", include_str!("../init/standards.toml")),
    ("policy/exemptions.toml", include_str!("../../../policy/exemptions.toml")),
    ("datasets/drinking-fountains/dataset.toml", include_str!("../init/dataset.toml")),
    ("datasets/drinking-fountains/fountains.csv", include_str!("../init/fountains.csv")),
    (".github/workflows/portal.yml", include_str!("../init/github.yml")),
    (".gitlab-ci.yml", include_str!("../init/gitlab.yml")),
    (".gitignore", include_str!("../init/gitignore")),
    (".gitattributes", include_str!("../init/gitattributes")),
    ("README.md", include_str!("../init/README.md")),
];

pub(crate) fn run(arguments: &InitArguments) -> ExitCode {
    match init(&arguments.directory) {
        Ok(()) => Exit::Clean.into(),
        Err(message) => {
            eprintln!("error: {message}");
            Exit::CouldNotRun.into()
        }
    }
}

fn init(directory: &Path) -> Result<(), String> {
    let entries = Tree::new(directory).entries(1).map_err(|error| error.to_string())?;
    // An empty repository is the usual place to start.
    if let Some(entry) = entries.iter().find(|entry| entry.relative != ".git") {
        return Err(format!(
            "{} is not empty (it holds {}); name a new folder, so that nothing is overwritten",
            directory.display(),
            entry.relative
        ));
    }
    for (path, text) in FILES {
        let text = text.replace("{{version}}", env!("CARGO_PKG_VERSION"));
        files::write_atomic(&directory.join(path), text.as_bytes()).map_err(|error| error.to_string())?;
        println!("{path}");
    }
    eprintln!(
        "\nA new portal with the `open` policy: no signatures are asked for, merging a change is the approval. Classification\n\
         and everything that keeps protected data in hold all the same.\n\n\
         Next: edit portal.toml, then `townbook serve --portal {}`.",
        directory.display()
    );
    Ok(())
}
