//! `townbook build`

use std::path::Path;
use std::process::ExitCode;

use super::{fail, print_found, program};
use crate::cli::args::BuildArguments;
use crate::cli::{Exit, terminal};
use crate::diagnostic::Values;
use crate::diagnostic::render::counted;
use crate::files;
use crate::pipeline::{self, Earlier, Found, Manner, PipelineError};
use crate::site::{Deployment, MANIFEST_PATH};

pub(crate) fn run(portal: &Path, arguments: &BuildArguments, values: Values) -> ExitCode {
    let out = if arguments.out.is_absolute() { arguments.out.clone() } else { portal.join(&arguments.out) };
    let wheel = terminal::Bar::wheel("building");
    let found = build(portal, &out, arguments);
    wheel.finish_and_clear();
    match found {
        Ok(found) => {
            print_found(&found, values);
            let all = counted(found.summary.datasets, "dataset");
            eprintln!("built {} of {all} into {}", found.published, out.display());
            eprintln!("to look at it, open {} in a browser", out.join("index.html").display());
            if found.report.has_errors() { Exit::Findings.into() } else { Exit::Clean.into() }
        }
        Err(error) => fail(&error),
    }
}

fn build(portal: &Path, out: &Path, arguments: &BuildArguments) -> Result<Found, PipelineError> {
    let manner = Manner { program: program(&arguments.cache), verify: arguments.verify };
    let Some(manifest) = arguments.published.as_deref() else {
        return pipeline::build_into(portal, out, None, manner);
    };
    let deployment = Deployment::from_json(&files::read(manifest)?)?;
    // The manifest lies in `.townbook/` of the tree that it describes.
    let depth = MANIFEST_PATH.matches('/').count() + 1;
    let absolute = std::path::absolute(manifest).unwrap_or_else(|_| manifest.to_owned());
    let tree = absolute.ancestors().nth(depth).unwrap_or(Path::new("/")).to_owned();
    pipeline::build_into(portal, out, Some(&Earlier::in_tree(tree, &deployment)), manner)
}
