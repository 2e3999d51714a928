//! What all tests share: portals in temporary folders, runs of the real program, and what they printed.

pub mod clerk;
pub mod geopackage;
mod portal;
mod ran;
pub mod reading;
pub mod tables;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub use portal::{PortalTest, dataset_toml};
pub use ran::Ran;

/// The repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// `tests/portals`.
pub fn portals() -> PathBuf {
    repository().join("tests/portals")
}

/// Copies a folder over another: files of the same name are replaced, the others stay.
pub fn overlay(from: &Path, to: &Path) {
    for path in files_below(from) {
        let target = to.join(&path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(from.join(&path), target).unwrap();
    }
}

/// All files below a folder, as paths relative to it, in order. Links are files here: their names count.
pub fn files_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()));
        for entry in entries {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path();
                let relative = path.strip_prefix(folder).unwrap();
                found.push(relative.to_str().expect("names in tests are UTF-8").replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// Every file below a folder with the digest of its bytes.
pub fn digests(folder: &Path) -> BTreeMap<String, String> {
    let digest = |path: &String| townbook::files::Digest::of(&fs::read(folder.join(path)).unwrap()).to_string();
    files_below(folder).into_iter().map(|path| (path.clone(), digest(&path))).collect()
}

/// The files in which some text stands, Parquet and all, byte for byte.
pub fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let holds = |path: &String| {
        let bytes = fs::read(folder.join(path)).unwrap_or_default();
        memchr::memmem::find(&bytes, text.as_bytes()).is_some()
    };
    files_below(folder).into_iter().filter(|path| path.contains(text) || holds(path)).collect()
}

/// Says loudly that something was not tested here, and why.
pub fn skipped(what: &str, why: &str) {
    eprintln!("SKIPPED: {what}: {why}");
}

/// A zip archive with some texts in it, by name.
pub fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
