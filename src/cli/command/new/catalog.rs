//! `townbook new --from-catalog FILE|URL`: the datasets of a portal that is being left.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::{Exit, terminal};
use crate::draft::{self, Choices, Moved};
use crate::fetch::{self, Options, Wanted};
use crate::files::{self, Cache};

/// Drafts a folder for every dataset of an old catalogue, and leads their old addresses here. What is there already stays as
/// it is.
pub(super) fn move_in(root: &Path, catalog: &str, choices: &Choices) -> Result<Exit, String> {
    let named = |message: String| format!("{catalog}: {message}");
    let path = brought(root, catalog).map_err(named)?;
    let text = files::read_text(&path, draft::CATALOG_LIMIT).map_err(|error| error.to_string())?;
    let old = draft::read_catalog(text.as_bytes(), choices).map_err(named)?;
    let (mut drafted, mut kept) = (Vec::new(), 0_u64);
    for dataset in &old.datasets {
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
        drafted.push(dataset);
    }
    redirect(root, &drafted)?;
    for problem in &old.problems {
        eprintln!("{problem}");
    }
    if old.more > 0 {
        eprintln!("… and {} more of this kind", old.more);
    }
    eprintln!(
        "\nDatasets drafted: {}; left as they are: {kept}.\n\
         Next: `townbook fetch` brings the files that have a `url`; then `townbook check` says what is missing.",
        drafted.len()
    );
    Ok(Exit::Clean)
}

/// The catalogue on this machine: the file itself, or what lies at an address.
fn brought(root: &Path, catalog: &str) -> Result<PathBuf, String> {
    if !(catalog.starts_with("https://") || catalog.starts_with("http://")) {
        return Ok(PathBuf::from(catalog));
    }
    let cache = Cache::of(root);
    let wanted = Wanted { dataset: String::new(), url: catalog.to_owned(), sha256: None, bytes: None };
    let options = Options { allow_http: false, pause: Duration::from_secs(2) };
    let bar = terminal::Bar::download();
    let fetched = fetch::fetch(&cache, &wanted, options, &bar);
    drop(bar);
    Ok(cache.path(fetched.map_err(|error| error.to_string())?.sha256))
}

/// Adds the old addresses to `portal.toml`, or shows them where that cannot be done.
fn redirect(root: &Path, moved: &[&Moved]) -> Result<(), String> {
    let path = root.join("portal.toml");
    let portal = files::read_text(&path, draft::CATALOG_LIMIT).map_err(|error| error.to_string())?;
    match draft::with_redirects(&portal, moved) {
        Ok(None) => {}
        Ok(Some(new)) => {
            files::write_atomic(&path, new.as_bytes()).map_err(|error| error.to_string())?;
            println!("portal.toml");
        }
        Err(entries) => eprintln!("The old addresses lead to the new ones with these lines in portal.toml:\n{entries}"),
    }
    Ok(())
}
