//! `townbook fetch`

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::fail;
use crate::cli::args::FetchArguments;
use crate::cli::{Exit, terminal};
use crate::fetch::{self, Options};
use crate::files::Cache;
use crate::pipeline;

/// Between two tries, so that a server that is too busy has time to recover.
pub(super) const PAUSE: Duration = Duration::from_secs(2);

pub(crate) fn run(portal: &Path, arguments: &FetchArguments) -> ExitCode {
    let wanted = match pipeline::externals(portal, &arguments.slugs) {
        Ok(wanted) => wanted,
        Err(error) => return fail(&error),
    };
    if wanted.is_empty() {
        eprintln!("nothing to fetch: no resource has a `url`");
    }
    let cache = Cache::of(portal);
    let options = Options { allow_http: arguments.allow_http, pause: PAUSE };
    let mut exit = Exit::Clean.into();
    let mut failed = false;
    for one in &wanted {
        let bar = terminal::Bar::download();
        let fetched = fetch::fetch(&cache, one, options, &bar);
        drop(bar);
        match fetched {
            Ok(file) => {
                let what = if file.was_there { "is there already" } else { "fetched" };
                eprintln!("{}: {what}: {} ({} bytes)", one.dataset, one.url, file.bytes);
                if one.sha256.is_none() || one.bytes.is_none() {
                    eprintln!("add these lines below its `url` in datasets/{}/dataset.toml:", one.dataset);
                    println!("sha256 = \"{}\"\nbytes = {}", file.sha256, file.bytes);
                }
            }
            Err(error) => {
                eprintln!("error: {}: {}: {error}", one.dataset, one.url);
                // One file that cannot be had does not stop the others; the first failure decides how the run ends.
                if !failed {
                    exit = ExitCode::from(error.exit_code());
                }
                failed = true;
            }
        }
    }
    exit
}
