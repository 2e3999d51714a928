//! The parts of a workbook that is a zip archive, and what they say belongs to them.

use std::io::{BufReader, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;

use super::markup::Tags;
use super::shared::Shared;
use crate::read::archive::Entry;

/// The parts of a workbook. Their sizes were counted before: see [`crate::read::archive::bounded`].
pub(super) struct Package {
    input: Shared,
    entries: Vec<Entry>,
}

/// A part, as it is unpacked.
pub(super) type Part = BufReader<Box<dyn Read>>;

/// What a part says belongs to it.
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its kind: `worksheet`, `comments`.
    pub(super) kind: String,
    /// The part that is meant.
    pub(super) target: String,
}

impl Package {
    pub(super) fn new(input: Shared, mut entries: Vec<Entry>) -> Self {
        entries.iter_mut().for_each(|entry| entry.name = plain(&entry.name));
        Package { input, entries }
    }

    /// A part, whatever the case of its name; nothing if it is not there or cannot be unpacked.
    pub(super) fn part(&self, name: &str) -> Option<Part> {
        let name = plain(name);
        let entry = self.entries.iter().find(|entry| entry.name == name && !entry.is_encrypted)?;
        let mut input = self.input.clone();
        input.seek(SeekFrom::Start(entry.start)).ok()?;
        let packed = input.take(entry.packed);
        Some(BufReader::new(match entry.is_deflated? {
            true => Box::new(DeflateDecoder::new(packed)),
            false => Box::new(packed),
        }))
    }

    /// The tags of a part; none if it is not there.
    pub(super) fn tags(&self, name: &str) -> Option<Tags<Part>> {
        self.part(name).map(Tags::new)
    }

    /// What belongs to a part; with no name, to the workbook.
    pub(super) fn relations(&self, part: &str) -> Vec<Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let Some(mut tags) = self.tags(&format!("{folder}/_rels/{file}.rels")) else { return Vec::new() };
        let mut relations = Vec::new();
        while let Some(tag) = tags.next() {
            if let (true, Some(id), Some(kind), Some(target)) =
                (tag.opens("Relationship"), tag.attribute("Id"), tag.attribute("Type"), tag.attribute("Target"))
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.push(Relation { id, kind, target: resolved(folder, &target) });
            }
        }
        relations
    }
}

/// A part's name as it is compared.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// Where an address leads that stands in a folder.
fn resolved(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/').filter(|step| !matches!(*step, "" | ".")) {
        match step {
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_from_their_folder() {
        assert_eq!(resolved("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved("xl", "worksheets/./sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolved("", "../../a.xml"), "a.xml");
        assert_eq!(plain("\\XL\\Comments1.xml"), "xl/comments1.xml");
    }
}
