//! The files of a shapefile: loose, beside each other, or together in a zip archive.

use std::collections::HashSet;
use std::io::{self, BufReader, Read};

use crate::files::Bundle;
use crate::model::{Layout, Packing};
use crate::read::Flaw;
use crate::read::archive::Entry;
use crate::read::container;

/// The endings of the files beside the `.shp` that are looked at.
pub const BESIDE: [&str; 3] = ["dbf", "prj", "cpg"];

/// Endings of other files that belong to a shapefile, and in which there is nothing to read.
const OTHERS: [&str; 12] = ["shx", "sbn", "sbx", "shp.xml", "qix", "qpj", "qmd", "fix", "fbn", "fbx", "atx", "cst"];

/// The bytes of one of its files.
pub(super) type Part = BufReader<Box<dyn Read + Send>>;

/// Where the files of a shapefile are.
pub(super) enum Parts<'a> {
    /// In a folder.
    Loose(&'a Bundle),
    /// In a zip archive: the `.shp`, and those of its name.
    Packed(&'a Bundle, Vec<Entry>),
}

impl<'a> Parts<'a> {
    /// Finds them.
    pub(super) fn find(bundle: &'a Bundle, layout: &Layout) -> io::Result<Result<Self, Flaw>> {
        match layout.packing {
            Packing::None => Ok(Ok(Parts::Loose(bundle))),
            Packing::Gzip => {
                let reason = "a shapefile is several files, and gzip holds one: pack all of them into a zip archive";
                Ok(Err(Flaw::Unreadable(reason.to_owned())))
            }
            Packing::Zip => {
                let entries = match container::entries(bundle)? {
                    Ok(entries) => entries,
                    Err(flaw) => return Ok(Err(flaw)),
                };
                Ok(chosen(entries, layout.entry.as_deref()).map(|parts| Parts::Packed(bundle, parts)))
            }
        }
    }

    /// Opens one by its ending; `None` if it is not there.
    pub(super) fn open(&self, ending: &str) -> io::Result<Result<Option<Part>, Flaw>> {
        let content: Box<dyn Read + Send> = match self {
            Parts::Loose(bundle) if ending == "shp" => Box::new(bundle.open()?),
            Parts::Loose(bundle) => match bundle.beside(ending)? {
                Some(file) => Box::new(file),
                None => return Ok(Ok(None)),
            },
            Parts::Packed(bundle, entries) => {
                let Some(entry) = entries.iter().find(|entry| ends_in(&entry.name, ending)) else {
                    return Ok(Ok(None));
                };
                match container::entry(bundle.open()?, entry)? {
                    Ok(content) => content,
                    Err(flaw) => return Ok(Err(flaw)),
                }
            }
        };
        Ok(Ok(Some(BufReader::new(content))))
    }
}

/// The `.shp` that is meant, and the files of its name.
fn chosen(entries: Vec<Entry>, wanted: Option<&str>) -> Result<Vec<Entry>, Flaw> {
    let shapes: Vec<&Entry> = entries.iter().filter(|entry| entry.is_data() && ends_in(&entry.name, "shp")).collect();
    let names = || shapes.iter().take(30).map(|entry| entry.name.clone()).collect();
    let missing = |wanted: Option<&str>| Flaw::NoEntry { wanted: wanted.map(str::to_owned), there: names() };
    let shape = match (wanted, &shapes[..]) {
        (Some(wanted), _) => shapes.iter().find(|entry| entry.name == wanted).ok_or_else(|| missing(Some(wanted)))?,
        (None, []) => return Err(missing(Some("*.shp"))),
        (None, [only]) => only,
        (None, _) => return Err(Flaw::SeveralEntries(names())),
    };
    let stem = stem(&shape.name).to_owned();
    let shape = shape.name.clone();
    let belongs =
        |entry: &Entry| entry.name == shape || BESIDE.iter().any(|ending| is_part(&entry.name, &stem, ending));
    Ok(entries.into_iter().filter(belongs).collect())
}

/// The files of an archive that are not parts of a shapefile that lies in it too.
pub(in crate::read) fn without_parts(names: &[String]) -> Vec<String> {
    let shapes = names.iter().filter(|name| ends_in(name, "shp"));
    let stems: HashSet<String> = shapes.map(|name| stem(name).to_ascii_lowercase()).collect();
    let is_part = |name: &str| {
        let name = name.to_ascii_lowercase();
        let mut stems_of =
            BESIDE.iter().chain(&OTHERS).filter_map(|ending| name.strip_suffix(ending)?.strip_suffix('.'));
        stems_of.any(|stem| stems.contains(stem))
    };
    names.iter().filter(|name| !is_part(name)).cloned().collect()
}

/// Whether a file is a part of the shapefile whose `.shp` has a certain name, and not that itself.
pub fn belongs_to_shapefile(name: &str, shp: &str) -> bool {
    ends_in(shp, "shp") && BESIDE.iter().chain(&OTHERS).any(|ending| is_part(name, stem(shp), ending))
}

/// A name without its ending of three letters.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn ends_in(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

/// Whether a file has the name of a shapefile, in capital letters or not, with a certain ending.
fn is_part(name: &str, stem: &str, ending: &str) -> bool {
    name.split_at_checked(stem.len()).is_some_and(|(start, rest)| {
        let found = rest.strip_prefix('.');
        start.eq_ignore_ascii_case(stem) && found.is_some_and(|found| found.eq_ignore_ascii_case(ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_by_their_names() {
        let names =
            ["a/roads.SHP", "a/Roads.dbf", "a/roads.shp.xml", "roads.dbf", "a/roads.csv", "é.shp", "é.prj", "x"];
        let left = without_parts(&names.map(str::to_owned));
        assert_eq!(left, ["a/roads.SHP", "roads.dbf", "a/roads.csv", "é.shp", "x"]);
    }
}
