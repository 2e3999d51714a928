//! Keys: primary, unique and foreign, and rows that stand twice. They concern a whole table, or two.
//!
//! Every row's key is kept as a 128-bit hash (XXH3, of the canonical text of its fields) with the row's place: 32 bytes a row.
//! Beyond a million rows they are sorted and written to a temporary file, so that memory stays bounded; at the end the sorted
//! runs are merged. Two different keys with one hash would be a false finding: at a billion rows the odds are below one in
//! ten to the twentieth.

mod difference;
mod log;
mod places;

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use self::difference::{RowDifference, RowObserver};
use self::log::{Entry, Log, Spot};
use self::places::Broken;
pub use self::places::Rescan;
use crate::diagnostic::{Code, Finding, Report, Severity};
use crate::document::Document;
use crate::metadata::ResourceDraft;
use crate::model::schema::{ForeignKey, Reference};
use crate::model::table::Batch;
use crate::scan::{Observer, Partial, own};

pub(super) static CODES: &[&Code] = &[&DUPLICATE_ROW, &PRIMARY_KEY, &UNIQUE_ERROR, &FOREIGN_KEY, &UNKNOWN_REFERENCE];

static DUPLICATE_ROW: Code = Code {
    id: "table/duplicate-row",
    severity: Severity::Warning,
    title: "A row that stands in the table twice",
    explain: "A row is the same as an earlier one in every cell. It may be right (two payments of one amount on one day), but more \
often a part of the data was exported twice, and every sum is wrong then.\n\nIf each row is one thing, say what tells them apart; \
a row that stands twice is then an error.\n\n```toml\nprimary_key = [\"payment_no\"]\n```\n",
};

static PRIMARY_KEY: Code = Code {
    id: "table/primary-key",
    severity: Severity::Error,
    title: "Two rows with the same primary key",
    explain: "`primary_key` promises that its columns together identify a row, and two rows hold the same values there. \
Either a row was exported twice, or the key needs another column.\n\n```toml\nprimary_key = [\"station\", \"read_at\"]\n```\n",
};

static UNIQUE_ERROR: Code = Code {
    id: "table/unique-error",
    severity: Severity::Error,
    title: "A value that stands twice where it must not",
    explain: "A column is declared `unique`, or a group of columns stands in `unique_keys`, and the same values stand in more \
than one row. Correct the rows, or drop the promise. Rows in which one of the columns is empty do not count.\n\n```toml\nunique_keys = \
[[\"street\", \"house_number\"]]   # of the resource\nconstraints = { unique = true }             # of one column\n```\n",
};

static FOREIGN_KEY: Code = Code {
    id: "table/foreign-key",
    severity: Severity::Error,
    title: "A reference to a row that is not there",
    explain: "`foreign_keys` promises that every value is found in another table, of this dataset or of another, and one is not: the other \
table is older, or the value is misspelt.\n\n```toml\nforeign_keys = [{ fields = [\"license_no\"], reference = { resource = \
\"establishments\", fields = [\"license_no\"] } }]\n```\n",
};

static UNKNOWN_REFERENCE: Code = Code {
    id: "metadata/unknown-reference",
    severity: Severity::Error,
    title: "A foreign key into a table that cannot be looked into",
    explain: "`foreign_keys` names a table of another dataset, and there is no such dataset, table or column, or the dataset \
is protected. Protected data is never opened, not even to look a value up: it would tell what is in it.\n\n```toml\nforeign_keys \
= [{ fields = [\"airport\"], reference = { dataset = \"airports\", resource = \"airports\", fields = [\"code\"] } }]\n```\n",
};

/// What a set of keys is gathered for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Purpose {
    /// Rows that are written alike, in a table without a primary key.
    Row,
    Primary,
    Unique,
    /// Looked up in a [`Purpose::Target`]: the position of the foreign key in the schema.
    Reference(usize),
    /// Looked up by another table: the dataset it belongs to, empty for the one that is checked.
    Target(String),
}

/// Gathers the keys of a table during its scan.
pub struct KeyObserver<'a> {
    resource: &'a ResourceDraft,
    purpose: Purpose,
    fields: Vec<usize>,
    names: Vec<String>,
    /// How many parts of the table were begun.
    part: AtomicUsize,
    log: Mutex<Log>,
}

impl<'a> KeyObserver<'a> {
    fn new(resource: &'a ResourceDraft, purpose: Purpose, names: &[String]) -> Option<Self> {
        let fields = resource.schema.positions(names).filter(|fields| !fields.is_empty())?;
        Some(KeyObserver { fields, names: names.to_vec(), ..Self::of_rows(resource, purpose) })
    }

    /// An observer of rows as a whole.
    fn of_rows(resource: &'a ResourceDraft, purpose: Purpose) -> Self {
        let (part, log) = (AtomicUsize::new(0), Mutex::default());
        KeyObserver { resource, purpose, fields: Vec::new(), names: Vec::new(), part, log }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All key observers that a table needs: for its own keys, and for the keys of other tables of the dataset that refer to it.
pub fn observers<'a>(resource: &'a ResourceDraft, all: &'a [ResourceDraft]) -> Vec<KeyObserver<'a>> {
    let schema = &resource.schema;
    let mut observers: Vec<Option<KeyObserver<'a>>> = Vec::new();
    observers.push(match &schema.primary_key[..] {
        [] => Some(KeyObserver::of_rows(resource, Purpose::Row)),
        names => KeyObserver::new(resource, Purpose::Primary, names),
    });
    for field in schema.fields.iter().filter(|field| field.constraints.unique) {
        observers.push(KeyObserver::new(resource, Purpose::Unique, std::slice::from_ref(&field.name)));
    }
    for names in &schema.unique_keys {
        observers.push(KeyObserver::new(resource, Purpose::Unique, names));
    }
    for (at, key) in schema.foreign_keys.iter().enumerate() {
        observers.push(KeyObserver::new(resource, Purpose::Reference(at), &key.fields));
    }
    observers.into_iter().flatten().chain(targets(resource, "", all)).collect()
}

/// The key observers that a table of a dataset needs because tables of the dataset that is checked refer to it. `dataset` is
/// empty where both are the same.
pub fn targets<'a>(resource: &'a ResourceDraft, dataset: &str, from: &[ResourceDraft]) -> Vec<KeyObserver<'a>> {
    let mut wanted: Vec<&[String]> = Vec::new();
    for other in from {
        for ForeignKey { reference, .. } in &other.schema.foreign_keys {
            if refers_to(other, reference, dataset, resource) && !wanted.contains(&&reference.fields[..]) {
                wanted.push(&reference.fields);
            }
        }
    }
    let target = |names| KeyObserver::new(resource, Purpose::Target(dataset.to_owned()), names);
    wanted.into_iter().filter_map(target).collect()
}

fn refers_to(from: &ResourceDraft, reference: &Reference, dataset: &str, to: &ResourceDraft) -> bool {
    let is_own = reference.resource.is_empty() && reference.dataset.is_empty();
    reference.dataset == dataset && if is_own { from.name == to.name } else { reference.resource == to.name }
}

impl Observer for KeyObserver<'_> {
    fn begin(&self, _: &ResourceDraft) {
        self.part.fetch_add(1, Ordering::Relaxed);
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let part = self.part.load(Ordering::Relaxed).saturating_sub(1);
        let mut entries: Vec<Entry> = Vec::with_capacity(batch.rows);
        let mut text = Vec::new();
        for row in 0..batch.rows {
            let spot = || Spot::new(part, batch.locator.row_number(row));
            if self.purpose == Purpose::Row {
                let written = batch.locator.written(row).map(twox_hash::XxHash3_128::oneshot);
                entries.extend(written.map(|hash| (hash, spot())));
                continue;
            }
            // A missing part of a primary key is another finding, `table/missing-value`.
            if self.fields.iter().any(|&field| batch.columns[field].is_null(row)) {
                continue;
            }
            text.clear();
            push_texts(batch, row, &self.fields, &mut text);
            entries.push((twox_hash::XxHash3_128::oneshot(&text), spot()));
        }
        Ok(Box::new(entries))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        self.log().append(own::<Vec<Entry>>(partial))
    }
}

/// Adds the canonical texts of some fields of a row.
fn push_texts(batch: &Batch, row: usize, fields: &[usize], text: &mut Vec<u8>) {
    for &field in fields {
        let start = text.len();
        batch.texts(field).push(row, text);
        // The length closes each part, so that ("ab", "c") and ("a", "bc") differ.
        let length = (text.len() - start) as u64;
        text.extend_from_slice(&length.to_le_bytes());
    }
}

/// Looks at all keys of a dataset's tables, after they were scanned.
///
/// # Errors
/// When a temporary file cannot be read back, or a table cannot be read once more.
pub fn check(observers: Vec<KeyObserver<'_>>, rescan: Rescan<'_>, report: &mut Report) -> io::Result<()> {
    let mut tables: Vec<(&str, Vec<Broken<'_>>)> = Vec::new();
    for observer in &observers {
        let found = match observer.purpose {
            Purpose::Row => {
                let message = "This row is the same as an earlier one in every cell.";
                Some(duplicates(observer, &DUPLICATE_ROW, message.to_owned())?)
            }
            Purpose::Primary => {
                let message =
                    format!("The primary key ({}) of this row stands in an earlier row too.", listed(&observer.names));
                Some(duplicates(observer, &PRIMARY_KEY, message)?)
            }
            Purpose::Unique => {
                let names = listed(&observer.names);
                let message = if observer.names.len() == 1 {
                    format!("This value of {names} stands in an earlier row too.")
                } else {
                    format!("These values of {names} stand together in an earlier row too.")
                };
                Some(duplicates(observer, &UNIQUE_ERROR, message)?)
            }
            Purpose::Reference(at) => references(observer, at, &observers)?,
            Purpose::Target(_) => None,
        };
        let name = observer.resource.name.as_str();
        let broken = found.filter(|broken| !broken.is_empty());
        match tables.iter_mut().find(|(table, _)| *table == name) {
            Some((_, all)) => all.extend(broken),
            None => tables.push((name, broken.into_iter().collect())),
        }
    }
    tables.into_iter().try_for_each(|(_, broken)| places::report(broken, rescan, report))
}

fn duplicates<'a>(observer: &KeyObserver<'a>, code: &'static Code, message: String) -> io::Result<Broken<'a>> {
    let help = "Remove the repeated row, or declare a key that really differs from row to row.";
    let mut broken = Broken::new(observer.resource, code, &observer.fields, message, help);
    let mut log = observer.log();
    let mut keys = log.sorted()?;
    let mut first: Option<Entry> = None;
    while let Some((key, spot)) = keys.next()? {
        match first {
            Some((known, first)) if known == key => broken.add(spot, Some(first)),
            _ => first = Some((key, spot)),
        }
    }
    Ok(broken)
}

fn references<'a>(observer: &KeyObserver<'a>, at: usize, all: &[KeyObserver<'_>]) -> io::Result<Option<Broken<'a>>> {
    let reference = &observer.resource.schema.foreign_keys[at].reference;
    let is_target = |other: &&KeyObserver<'_>| {
        let Purpose::Target(dataset) = &other.purpose else { return false };
        other.names == reference.fields && refers_to(observer.resource, reference, dataset, other.resource)
    };
    // A reference to a table or column that is not there has been reported where it is declared.
    let Some(target) = all.iter().find(is_target) else { return Ok(None) };
    let message = format!("The value of {} in this row is not in `{}`.", listed(&observer.names), target.resource.name);
    let help = format!("Add the missing row to {}, or correct the value.", target.resource.shown);
    let mut broken = Broken::new(observer.resource, &FOREIGN_KEY, &observer.fields, message, help);
    let (mut log, mut target_log) = (observer.log(), target.log());
    let (mut keys, mut targets) = (log.sorted()?, target_log.sorted()?);
    let mut known = targets.next()?;
    while let Some((key, spot)) = keys.next()? {
        while let Some((candidate, _)) = known
            && candidate < key
        {
            known = targets.next()?;
        }
        if known.is_none_or(|(candidate, _)| candidate != key) {
            broken.add(spot, None);
        }
    }
    Ok(Some(broken))
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The finding for a foreign key whose other side cannot be looked into; `pointer` is where the key is declared.
pub fn unknown_reference(document: &Document, pointer: &str, message: String) -> Finding {
    document.finding(&UNKNOWN_REFERENCE, pointer, message)
}
