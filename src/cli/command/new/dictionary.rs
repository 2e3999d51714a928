//! `townbook new SLUG --dictionary FILE`: the answers of people who never see TOML.

use std::path::Path;

use crate::cli::{Exit, terminal};
use crate::diagnostic::Report;
use crate::document::Document;
use crate::draft::dictionary::{self, Filled};
use crate::draft::{Choices, Drafted};
use crate::files;
use crate::metadata::DatasetFile;
use crate::model::Slug;

/// The largest `dataset.toml`.
const LIMIT: u64 = 4 << 20;

/// The workbook for a draft.
pub(super) fn of_draft(slug: &Slug, drafted: &Drafted, choices: &Choices) -> Result<Vec<u8>, String> {
    let mut report = Report::new();
    let document = Document::parse(drafted.toml.clone(), "dataset.toml", &mut report);
    let file: DatasetFile = document.lower(&mut report).unwrap_or_default();
    let book = dictionary::write(slug, &file, choices, &drafted.inspections);
    book.map_err(|error| format!("dictionary.xlsx cannot be made: {error}"))
}

/// Shows what the answers of a workbook change in `dataset.toml`, and writes it when told to.
pub(super) fn bring_in(root: &Path, slug: &str, book: &Path, yes: bool, choices: &Choices) -> Result<Exit, String> {
    let slug = Slug::new(slug)?;
    let shown = format!("datasets/{slug}/dataset.toml");
    let path = root.join(&shown);
    let old = files::read_text(&path, LIMIT).map_err(|error| error.to_string())?;
    let filled = dictionary::fill(&old, book, choices, terminal::today());
    let (new, changes) = match filled.map_err(|error| format!("{}: {error}", book.display()))? {
        Filled::Answers { toml, changes } => (toml, changes),
        Filled::Problems(problems) => {
            for problem in &problems {
                eprintln!("{}: {problem}.", book.display());
            }
            eprintln!("\nNothing was written. Mend these cells and save the workbook again.");
            return Ok(Exit::Findings);
        }
    };
    if new == old {
        eprintln!(
            "Nothing changes: {shown} says all that the workbook says. An empty cell changes nothing; to take an answer\n\
             back, write - in its cell."
        );
        return Ok(Exit::Clean);
    }
    changes.iter().for_each(|change| println!("{change}"));
    if !yes {
        eprintln!("\nNothing was written yet. The same command with --yes writes it.");
        return Ok(Exit::ChangesPending);
    }
    files::write_atomic(&path, new.as_bytes()).map_err(|error| error.to_string())?;
    eprintln!("\nWritten. Next: `townbook check {slug}` says what is still missing.");
    Ok(Exit::Clean)
}
