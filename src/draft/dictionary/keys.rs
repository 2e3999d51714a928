//! What follows from answers about columns for keys.

use super::columns::Table;
use super::read::Answers;
use super::table_name;
use crate::draft::toml_text::{self, list};
use crate::model::schema::ForeignKey;

impl Answers {
    /// Sets the keys that changed: under the new names of their columns, and without those of which a part is not published.
    pub(super) fn keys(&mut self, tables: &[Table<'_>]) {
        for (at, table) in tables.iter().enumerate() {
            let (pointer, resource) = (format!("/resources/{at}"), table.resource);
            let is_published = |name: &String| !table.withheld.contains(name);
            let key: Vec<String> = table.key.iter().filter(|name| is_published(name)).cloned().collect();
            let key = renamed(&key, &table.renamed);
            if key != resource.primary_key {
                self.set(&pointer, "primary_key", list(&key));
            }
            let whole = resource.unique_keys.iter().filter(|key| key.iter().all(is_published));
            let unique: Vec<Vec<String>> = whole.map(|key| renamed(key, &table.renamed)).collect();
            if unique != resource.unique_keys {
                let lists: Vec<String> = unique.iter().map(list).collect();
                self.set(&pointer, "unique_keys", format!("[{}]", lists.join(", ")));
            }
            let keys: Vec<ForeignKey> =
                resource.foreign_keys.iter().filter_map(|key| foreign_key(key, table, tables)).collect();
            if keys != resource.foreign_keys
                && let Some(value) = serde_json::to_value(&keys).ok().and_then(|keys| toml_text::value(&keys))
            {
                self.set(&pointer, "foreign_keys", value);
            }
        }
    }
}

/// A key that points to another table, as it is under the new names; `None` if a side of it is not published.
fn foreign_key(key: &ForeignKey, table: &Table<'_>, tables: &[Table<'_>]) -> Option<ForeignKey> {
    let side = |names: &[String], of: &Table<'_>| {
        let is_whole = of.is_published && !names.iter().any(|name| of.withheld.contains(name));
        is_whole.then(|| renamed(names, &of.renamed))
    };
    let mut key = ForeignKey { fields: side(&key.fields, table)?, ..key.clone() };
    let other = match key.reference.resource.as_str() {
        _ if !key.reference.dataset.is_empty() => None,
        "" => Some(table),
        name => tables.iter().find(|table| table_name(table.resource) == name),
    };
    if let Some(other) = other {
        key.reference.fields = side(&key.reference.fields, other)?;
    }
    Some(key)
}

/// Names with those that changed replaced.
fn renamed(names: &[String], changed: &[(String, String)]) -> Vec<String> {
    let new = |name: &String| changed.iter().find(|(old, _)| old == name).map_or(name, |(_, new)| new).clone();
    names.iter().map(new).collect()
}
