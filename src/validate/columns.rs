//! A table of which no column is declared: its file is read for their names, so that all can be declared in one go.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{Finding, Repair};
use crate::metadata::{Draft, INVALID_RESOURCE, ResourceDraft};
use crate::model::table::Batch;
use crate::read::Header;
use crate::scan::{Observer, Partial, own};

/// As many columns as anybody would paste; the others are found when these have been declared.
const MOST: usize = 500;

/// Gathers the names of a table's columns: the labels of its header, or the members of its records.
#[derive(Default)]
pub struct ColumnNames {
    names: Mutex<Vec<String>>,
}

impl ColumnNames {
    /// The finding that says that nothing is declared, with a block for each column.
    pub fn finish(self, draft: &Draft, resource: &ResourceDraft) -> Finding {
        let names = self.names.into_inner().unwrap_or_else(PoisonError::into_inner);
        let file = resource.shown.rsplit('/').next().unwrap_or(&resource.shown);
        let message = format!("`{file}` has no columns declared.");
        let finding = draft.document.finding(&INVALID_RESOURCE, &resource.pointer, message);
        if names.is_empty() {
            return finding.help("Add a `[[resources.fields]]` for each column of the file.");
        }
        finding
            .help("Paste these blocks below the resource; then set each `type` and say in `description` what it means.")
            .fix(blocks(&names))
            .repair(Repair::Declare { resource: resource.pointer.clone(), labels: names })
    }

    fn add<'a>(&self, found: impl IntoIterator<Item = &'a str>) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        for name in found {
            if names.len() < MOST && !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
}

impl Observer for ColumnNames {
    fn header(&self, header: &Header) {
        self.add(header.labels.iter().map(|label| label.text.as_str()));
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        Ok(Box::new(batch.undeclared(MOST)))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let found: Vec<String> = own(partial);
        self.add(found.iter().map(String::as_str));
        Ok(())
    }
}

/// A block to paste for each column, with names of their own.
fn blocks(labels: &[String]) -> String {
    let mut taken = BTreeSet::new();
    let mut blocks = Vec::with_capacity(labels.len());
    for label in labels {
        let plain = column_name(label);
        let mut name = plain.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain}_{number}");
            number += 1;
        }
        blocks.push(named_block(&name, label));
    }
    blocks.join("\n")
}

/// Whether two labels are one, written in two ways: with other capitals, spaces, underscores or hyphens.
pub(super) fn is_spelt_alike(a: &str, b: &str) -> bool {
    let letters = |label: &str| -> String {
        label.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
    };
    let (a, b) = (letters(a), letters(b));
    !a.is_empty() && a == b
}

/// A block to paste for one column.
pub(super) fn block(label: &str) -> String {
    named_block(&column_name(label), label)
}

fn named_block(name: &str, label: &str) -> String {
    let source = match name == label {
        true => String::new(),
        false => format!("source = {}\n", toml_text(label)),
    };
    format!("[[resources.fields]]\nname = \"{name}\"\n{source}type = \"string\"\ndescription = \"\"\n")
}

/// A label as a TOML string: JSON writes it in a way that TOML reads.
pub(super) fn toml_text(label: &str) -> String {
    serde_json::to_string(label).unwrap_or_default()
}

/// A name that can be published for a column: its label in lower case, with `_` for all that is no letter or digit.
pub(super) fn column_name(label: &str) -> String {
    let mut name = String::with_capacity(label.len());
    for c in label.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => name.push(c),
            _ if name.is_empty() || name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    name.truncate(100);
    let name = name.trim_end_matches('_');
    if name.is_empty() { "column".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_has_a_name_of_its_own() {
        let blocks = blocks(&["Tree ID".to_owned(), "tree_id".to_owned(), "Addr. / No.".to_owned(), "№".to_owned()]);
        let names: Vec<&str> = blocks.lines().filter(|line| line.starts_with("name")).collect();
        assert_eq!(names, ["name = \"tree_id\"", "name = \"tree_id_2\"", "name = \"addr_no\"", "name = \"column\""]);
        assert!(blocks.contains("source = \"Tree ID\"") && blocks.contains("source = \"tree_id\""));
    }
}
