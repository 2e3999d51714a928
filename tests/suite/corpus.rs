//! No file makes the program panic or wait: every file of `../shared/corpus` is declared as a table and checked, in
//! every format. They were gathered by the authors of readers from files that broke them.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use townbook::pipeline;

use crate::support::{PortalTest, dataset_toml, files_below, repository, skipped};

/// All formats, each tried on every file.
const FORMATS: [&str; 6] = ["csv", "geojson", "json", "ndjson", "parquet", "spreadsheet"];

/// What is wrong with how a file was met, if anything.
fn trouble(file: &Path, format: &str) -> Option<String> {
    let toml = dataset_toml("data.bin", &["nobody_wrote_this:string"])
        .replace("path = \"data.bin\"", &format!("path = \"data.bin\"\nformat = \"{format}\""));
    let portal = PortalTest::bare().file("datasets/corpus/dataset.toml", toml);
    fs::copy(file, portal.path("datasets/corpus/data.bin")).unwrap();
    match catch_unwind(|| pipeline::check(portal.root(), &[], None, None)) {
        Err(_) => Some("it panicked".to_owned()),
        Ok(Err(error)) => Some(format!("it stopped: {error}")),
        // Nobody declared these columns rightly, so silence would mean that nothing was looked at; unless there is nothing.
        Ok(Ok(checked)) if checked.report.findings().is_empty() && fs::read(file).unwrap().trim_ascii() != b"[]" => {
            Some("nothing was found".to_owned())
        }
        Ok(Ok(_)) => None,
    }
}

#[test]
fn every_file_of_the_corpus_ends_in_findings() {
    let corpus = repository().join("../shared/corpus");
    if !corpus.is_dir() {
        return skipped("the corpus", "there is no ../shared/corpus here");
    }
    let files: Vec<PathBuf> = files_below(&corpus).into_iter().map(|path| corpus.join(path)).collect();
    let troubles: Vec<String> = files
        .par_iter()
        .flat_map_iter(|file| FORMATS.map(|format| (file, format)))
        .filter_map(|(file, format)| Some(format!("{} as {format}: {}", file.display(), trouble(file, format)?)))
        .collect();
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
    assert!(files.len() > 100, "the corpus is there, whole");
}
