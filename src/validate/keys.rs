//! Keys: primary, unique and foreign, and rows that stand twice. They concern a whole table, or two.
//!
//! Every row's key is kept as a 128-bit hash (XXH3, of the canonical text of its fields) with the row's number: 32 bytes a row.
//! Beyond a million rows they are sorted and written to a temporary file, so that memory stays bounded; at the end the sorted
//! runs are merged. Two different keys with one hash would be a false finding: at a billion rows the odds are below one in
//! ten to the twentieth.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{Code, Finding, PLACES_KEPT, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::scan::{Observer, Partial, own};

pub(super) static CODES: &[&Code] = &[&DUPLICATE_ROW, &PRIMARY_KEY, &UNIQUE_ERROR, &FOREIGN_KEY];

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
    explain: "`primary_key` promises that its columns together identify a row, and two rows hold the same values there. Either \
a row was exported twice, or the key needs another column.\n\n```toml\nprimary_key = [\"station\", \"read_at\"]\n```\n",
};

static UNIQUE_ERROR: Code = Code {
    id: "table/unique-error",
    severity: Severity::Error,
    title: "A value that stands twice in a unique column",
    explain: "The column is declared `unique` and a value stands in more than one row. Correct the rows, or drop the \
promise.\n\n```toml\nconstraints = { unique = true }\n```\n",
};

static FOREIGN_KEY: Code = Code {
    id: "table/foreign-key",
    severity: Severity::Error,
    title: "A reference to a row that is not there",
    explain: "`foreign_keys` promises that every value is found in another table of the dataset, and one is not: the other table \
is older, or the value is misspelt.\n\n```toml\nforeign_keys = [{ fields = [\"license_no\"], reference = { resource = \
\"establishments\", fields = [\"license_no\"] } }]\n```\n",
};

/// Keys kept in memory before a run is written out: 32 MB.
const RUN: usize = 1 << 20;

/// A key and the row it stands in.
type Entry = (u128, u64);

/// What a set of keys is gathered for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Purpose {
    /// Rows that are written alike, in a table without a primary key.
    Row,
    Primary,
    Unique,
    /// Looked up in a [`Purpose::Target`]: the position of the foreign key in the schema.
    Reference(usize),
    /// Looked up by another table.
    Target,
}

/// Gathers the keys of a table during its scan.
pub struct KeyObserver<'a> {
    resource: &'a ResourceDraft,
    purpose: Purpose,
    fields: Vec<usize>,
    names: Vec<String>,
    log: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    entries: Vec<Entry>,
    runs: Vec<File>,
}

/// All key observers that a table needs: for its own keys, and for the keys of other tables that refer to it.
pub fn observers<'a>(resource: &'a ResourceDraft, all: &'a [ResourceDraft]) -> Vec<KeyObserver<'a>> {
    let schema = &resource.schema;
    let mut observers = Vec::new();
    let add = |purpose, names: &[String], observers: &mut Vec<_>| {
        if let Some(fields) = schema.positions(names).filter(|fields| !fields.is_empty()) {
            observers.push(KeyObserver { resource, purpose, fields, names: names.to_vec(), log: Mutex::default() });
        }
    };
    add(Purpose::Primary, &schema.primary_key, &mut observers);
    if schema.primary_key.is_empty() {
        observers.push(KeyObserver {
            resource,
            purpose: Purpose::Row,
            fields: Vec::new(),
            names: Vec::new(),
            log: Mutex::default(),
        });
    }
    for field in schema.fields.iter().filter(|field| field.constraints.unique) {
        add(Purpose::Unique, std::slice::from_ref(&field.name), &mut observers);
    }
    for (at, key) in schema.foreign_keys.iter().enumerate() {
        add(Purpose::Reference(at), &key.fields, &mut observers);
    }
    let mut targets: Vec<&[String]> = Vec::new();
    for other in all {
        for key in &other.schema.foreign_keys {
            if refers_to(other, &key.reference.resource, resource) && !targets.contains(&&key.reference.fields[..]) {
                targets.push(&key.reference.fields);
            }
        }
    }
    for names in targets {
        add(Purpose::Target, names, &mut observers);
    }
    observers
}

fn refers_to(from: &ResourceDraft, name: &str, to: &ResourceDraft) -> bool {
    if name.is_empty() { from.name == to.name } else { name == to.name }
}

impl Observer for KeyObserver<'_> {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let mut entries: Vec<Entry> = Vec::with_capacity(batch.rows);
        let mut text = Vec::new();
        for row in 0..batch.rows {
            if self.purpose == Purpose::Row {
                let written = batch.locator.written(row).map(twox_hash::XxHash3_128::oneshot);
                entries.extend(written.map(|hash| (hash, batch.locator.row_number(row))));
                continue;
            }
            if self.fields.iter().any(|&field| batch.columns[field].is_null(row)) {
                continue;
            }
            text.clear();
            for &field in &self.fields {
                let start = text.len();
                batch.columns[field].push_text(row, &mut text);
                // The length closes each part, so that ("ab", "c") and ("a", "bc") differ.
                let length = (text.len() - start) as u64;
                text.extend_from_slice(&length.to_le_bytes());
            }
            entries.push((twox_hash::XxHash3_128::oneshot(&text), batch.locator.row_number(row)));
        }
        Ok(Box::new(entries))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.entries.append(&mut own::<Vec<Entry>>(partial));
        if log.entries.len() >= RUN {
            let mut entries = std::mem::take(&mut log.entries);
            entries.sort_unstable();
            log.runs.push(write_run(&entries)?);
        }
        Ok(())
    }
}

fn write_run(entries: &[Entry]) -> io::Result<File> {
    let mut writer = BufWriter::new(tempfile::tempfile()?);
    for (key, row) in entries {
        writer.write_all(&key.to_le_bytes())?;
        writer.write_all(&row.to_le_bytes())?;
    }
    writer.into_inner().map_err(io::IntoInnerError::into_error)
}

/// Sorted entries of one run.
enum Run<'a> {
    Memory(std::slice::Iter<'a, Entry>),
    File(BufReader<&'a File>),
}

impl Run<'_> {
    fn next(&mut self) -> io::Result<Option<Entry>> {
        match self {
            Run::Memory(entries) => Ok(entries.next().copied()),
            Run::File(reader) => {
                let mut bytes = [0; 24];
                match reader.read_exact(&mut bytes) {
                    Ok(()) => {
                        let (key, row) = bytes.split_at(16);
                        let key = u128::from_le_bytes(key.try_into().expect("16 bytes"));
                        Ok(Some((key, u64::from_le_bytes(row.try_into().expect("8 bytes")))))
                    }
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
                    Err(error) => Err(error),
                }
            }
        }
    }
}

/// All keys of a table in order, from their sorted runs; the log stays, because several tables may refer to one.
struct Sorted<'a> {
    runs: Vec<Run<'a>>,
    heads: BinaryHeap<Reverse<(Entry, usize)>>,
}

impl<'a> Sorted<'a> {
    fn new(log: &'a mut Log) -> io::Result<Self> {
        log.entries.sort_unstable();
        let mut runs = vec![Run::Memory(log.entries.iter())];
        for mut file in &log.runs {
            file.seek(SeekFrom::Start(0))?;
            runs.push(Run::File(BufReader::new(file)));
        }
        let mut heads = BinaryHeap::new();
        for (at, run) in runs.iter_mut().enumerate() {
            if let Some(entry) = run.next()? {
                heads.push(Reverse((entry, at)));
            }
        }
        Ok(Sorted { runs, heads })
    }

    fn next(&mut self) -> io::Result<Option<Entry>> {
        let Some(Reverse((entry, at))) = self.heads.pop() else { return Ok(None) };
        if let Some(next) = self.runs[at].next()? {
            self.heads.push(Reverse((next, at)));
        }
        Ok(Some(entry))
    }
}

/// Rows that break a key: the first ones by number, and how many there are.
#[derive(Default)]
struct Rows {
    kept: BinaryHeap<u64>,
    count: u64,
}

impl Rows {
    fn add(&mut self, row: u64) {
        self.count += 1;
        self.kept.push(row);
        if self.kept.len() > PLACES_KEPT {
            self.kept.pop();
        }
    }

    fn report(self, code: &'static Code, message: &str, help: &str, observer: &KeyObserver<'_>, report: &mut Report) {
        let field = (observer.names.len() == 1).then(|| observer.names[0].clone());
        let kept = self.kept.len() as u64;
        for (at, row) in self.kept.into_sorted_vec().into_iter().enumerate() {
            let place = Place { row: Some(row), field: field.clone(), ..Place::file(&*observer.resource.shown) };
            let mut finding = Finding::new(code, message, place);
            if at == 0 {
                finding = finding.help(help);
                finding.count += self.count - kept;
            }
            report.push(finding);
        }
    }
}

/// Looks at all keys of a dataset's tables, after they were scanned.
///
/// # Errors
/// When a temporary file cannot be read back.
pub fn check(observers: Vec<KeyObserver<'_>>, report: &mut Report) -> io::Result<()> {
    for observer in &observers {
        match observer.purpose {
            Purpose::Row => {
                duplicates(observer, &DUPLICATE_ROW, "This row is the same as an earlier one in every cell.", report)?;
            }
            Purpose::Primary => {
                let names = observer.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                duplicates(
                    observer,
                    &PRIMARY_KEY,
                    &format!("The primary key ({names}) of this row stands in an earlier row too."),
                    report,
                )?;
            }
            Purpose::Unique => {
                let message = format!("This value of `{}` stands in an earlier row too.", observer.names[0]);
                duplicates(observer, &UNIQUE_ERROR, &message, report)?;
            }
            Purpose::Reference(at) => references(observer, at, &observers, report)?,
            Purpose::Target => {}
        }
    }
    Ok(())
}

fn duplicates(observer: &KeyObserver<'_>, code: &'static Code, message: &str, report: &mut Report) -> io::Result<()> {
    let mut log = observer.log.lock().unwrap_or_else(PoisonError::into_inner);
    let mut keys = Sorted::new(&mut log)?;
    let mut rows = Rows::default();
    let mut earlier: Option<u128> = None;
    while let Some((key, row)) = keys.next()? {
        if earlier == Some(key) {
            rows.add(row);
        }
        earlier = Some(key);
    }
    rows.report(
        code,
        message,
        "Remove the repeated row, or declare a key that really differs from row to row.",
        observer,
        report,
    );
    Ok(())
}

fn references(observer: &KeyObserver<'_>, at: usize, all: &[KeyObserver<'_>], report: &mut Report) -> io::Result<()> {
    let reference = &observer.resource.schema.foreign_keys[at].reference;
    let target = all.iter().find(|other| {
        other.purpose == Purpose::Target
            && other.names == reference.fields
            && refers_to(observer.resource, &reference.resource, other.resource)
    });
    // A reference to a table or column that is not there has been reported where it is declared.
    let Some(target) = target else { return Ok(()) };
    let mut log = observer.log.lock().unwrap_or_else(PoisonError::into_inner);
    let mut keys = Sorted::new(&mut log)?;
    let mut target_log = target.log.lock().unwrap_or_else(PoisonError::into_inner);
    let mut targets = Sorted::new(&mut target_log)?;
    let mut known = targets.next()?;
    let mut rows = Rows::default();
    while let Some((key, row)) = keys.next()? {
        while let Some((candidate, _)) = known
            && candidate < key
        {
            known = targets.next()?;
        }
        if known.is_none_or(|(candidate, _)| candidate != key) {
            rows.add(row);
        }
    }
    let names = observer.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let message = format!("The value of {names} in this row is not in `{}`.", target.resource.name);
    let help = format!("Add the missing row to {}, or correct the value.", target.resource.shown);
    rows.report(&FOREIGN_KEY, &message, &help, observer, report);
    Ok(())
}
