//! Which columns of some tables name rows of others.

use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use twox_hash::XxHash3_128;

use super::{InspectedTable, Inspection};
use crate::files::Bundle;
use crate::model::schema::{Field, Schema};
use crate::model::table::{Batch, ZoneHabit};
use crate::read;
use crate::scan::{self, Observer, Partial, own};

/// The most different values of a column that are compared.
const VALUES: usize = 2_000_000;

/// Names that say nothing about the table that a column points to.
const GENERIC: &[&str] = &["id", "fid", "objectid", "oid", "row", "no", "number", "code", "name"];

/// A column whose values are all found in the key of another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The table that points: position of its file, and in that.
    pub(super) from: (usize, usize),
    /// The table that it points to.
    pub(super) to: (usize, usize),
    /// The column's name, which is the same on both sides.
    pub(super) field: String,
}

/// A file with what was found in it.
pub(super) struct Looked<'a> {
    pub(super) path: &'a Path,
    pub(super) inspection: &'a Inspection,
}

/// The links between tables, told from a column of the same name as another table's key and from all its values.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn links(files: &[Looked<'_>]) -> io::Result<Vec<Link>> {
    let tables: Vec<((usize, usize), &InspectedTable)> = files
        .iter()
        .enumerate()
        .flat_map(|(file, looked)| {
            looked.inspection.tables.iter().enumerate().map(move |(at, table)| ((file, at), table))
        })
        .filter(|(_, table)| table.is_usable())
        .collect();
    let mut links = Vec::new();
    for (to, target) in &tables {
        let Some(key) = key(target).filter(|key| !GENERIC.contains(&target.fields[*key].name.as_str())) else {
            continue;
        };
        let field = &target.fields[key].name;
        let mut keys: Option<HashSet<u128>> = None;
        for (from, table) in tables.iter().filter(|(from, _)| from != to) {
            let Some(at) = table.fields.iter().position(|other| other.name == *field) else { continue };
            if self::key(table) == Some(at) {
                continue;
            }
            if keys.is_none() {
                keys = values(files[to.0].path, target, key)?;
            }
            let Some(keys) = &keys else { break };
            let is_inside = values(files[from.0].path, table, at)?.is_some_and(|found| found.is_subset(keys));
            if is_inside {
                links.push(Link { from: *from, to: *to, field: field.clone() });
            }
        }
    }
    Ok(links)
}

/// The position of the only column of a table's likely key.
fn key(table: &InspectedTable) -> Option<usize> {
    match table.key.as_slice() {
        [name] => table.fields.iter().position(|field| field.name == *name),
        _ => None,
    }
}

/// Hashes of the different values of a column; `None` if there are none, or too many to compare.
fn values(path: &Path, table: &InspectedTable, column: usize) -> io::Result<Option<HashSet<u128>>> {
    let field = |field: &super::InspectedField| {
        let mut text = Field::text(&field.name, &field.source);
        text.missing_values.extend(field.missing_values.iter().map(|text| text.as_str().into()));
        text
    };
    let fields: Vec<Field> = table.fields.iter().map(field).collect();
    let habits = vec![ZoneHabit::Local; fields.len()];
    let schema = Schema { fields, ..Schema::default() };
    let bundle = Bundle::found(path, &read::SHAPEFILE_PARTS);
    let open = read::open(&bundle, table.format, &table.layout, &schema, habits)?;
    let observer = ValuesObserver { column, found: Mutex::new(Some(HashSet::new())) };
    scan::loose(open, &[&observer])?;
    let found = observer.found.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(found.filter(|found| !found.is_empty()))
}

/// Collects the values of a column as hashes.
struct ValuesObserver {
    column: usize,
    found: Mutex<Option<HashSet<u128>>>,
}

impl Observer for ValuesObserver {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let column = &batch.columns[self.column];
        let (mut hashes, mut text) = (HashSet::new(), Vec::new());
        for row in (0..batch.rows).filter(|row| !column.is_null(*row)) {
            text.clear();
            column.push_text(row, &mut text);
            hashes.insert(XxHash3_128::oneshot(&text));
        }
        Ok(Box::new(hashes))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let hashes: HashSet<u128> = own(partial);
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = found.as_mut() {
            known.extend(hashes);
            if known.len() > VALUES {
                *found = None;
            }
        }
        Ok(())
    }
}
