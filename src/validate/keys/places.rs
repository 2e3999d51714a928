//! Where in its file a broken key stands: found in a second pass, which only tables with broken keys take.

use std::collections::{BTreeMap, BinaryHeap};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::log::Spot;
use crate::diagnostic::{Cell, Code, Finding, PLACES_KEPT, Quoted, Report};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::scan::{Observer, Partial, own};

/// Rows of a table that break one key in one way: the first ones, and how many there are.
pub(super) struct Broken<'a> {
    pub(super) resource: &'a ResourceDraft,
    pub(super) code: &'static Code,
    /// The same for all of them.
    pub(super) message: String,
    pub(super) help: String,
    /// Positions of the key's fields.
    pub(super) fields: Vec<usize>,
    /// Each with the row that has the same key and comes first, where that is what is wrong.
    spots: BinaryHeap<(Spot, Option<Spot>)>,
    count: u64,
}

impl<'a> Broken<'a> {
    pub(super) fn new(
        resource: &'a ResourceDraft,
        code: &'static Code,
        fields: &[usize],
        message: String,
        help: impl Into<String>,
    ) -> Self {
        let help = help.into();
        Broken { resource, code, message, help, fields: fields.to_vec(), spots: BinaryHeap::new(), count: 0 }
    }

    pub(super) fn add(&mut self, spot: Spot, first: Option<Spot>) {
        self.count += 1;
        self.spots.push((spot, first));
        if self.spots.len() > PLACES_KEPT {
            self.spots.pop();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// One finding, with its places in the order of the table.
    fn report(self, seen: &Seen, report: &mut Report) {
        let names: Vec<&str> =
            self.fields.iter().map(|&field| self.resource.schema.fields[field].name.as_str()).collect();
        let field = if let [name] = names[..] { Some(name) } else { None };
        let kept = self.spots.len() as u64;
        for (at, (spot, first)) in self.spots.into_sorted_vec().into_iter().enumerate() {
            let part = seen.parts.get(spot.part());
            let cells = seen.cells.get(&spot).map(Vec::as_slice).unwrap_or_default();
            let cell = cells.iter().find(|(fields, _)| *fields == self.fields).map(|(_, cell)| cell.clone());
            let shown = part.map_or(&self.resource.shown, |part| &part.shown);
            let mut place = cell.unwrap_or_default().place(shown, field);
            place.row = Some(spot.row());
            place.part = part.and_then(|part| part.part.clone());
            place.note = first.map(|first| seen.first(spot, first));
            let mut finding = Finding::new(self.code, self.message.as_str(), place);
            if at == 0 {
                finding = finding.help(self.help.as_str());
                finding.count += self.count - kept;
            }
            report.push(finding);
        }
    }
}

/// Reads a table once more.
pub type Rescan<'a> = &'a dyn Fn(&ResourceDraft, &[&dyn Observer]) -> io::Result<()>;

/// Reports what is broken in a table, with the places.
pub(super) fn report(broken: Vec<Broken<'_>>, rescan: Rescan<'_>, report: &mut Report) -> io::Result<()> {
    let Some(first) = broken.first() else { return Ok(()) };
    let mut wanted: BTreeMap<Spot, Vec<Vec<usize>>> = BTreeMap::new();
    for one in &broken {
        for (spot, _) in &one.spots {
            let keys = wanted.entry(*spot).or_default();
            if !keys.contains(&one.fields) {
                keys.push(one.fields.clone());
            }
        }
    }
    let finder = Finder { wanted, part: AtomicUsize::new(0), seen: Mutex::default() };
    rescan(first.resource, &[&finder])?;
    let seen = finder.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    broken.into_iter().for_each(|one| one.report(&seen, report));
    Ok(())
}

/// Looks for the cells of certain rows.
struct Finder {
    wanted: BTreeMap<Spot, Vec<Vec<usize>>>,
    /// Number of the part that is being read, from 1.
    part: AtomicUsize,
    seen: Mutex<Seen>,
}

/// The cells of keys: for each row, the fields of a key with the place of the first of them and the text of all.
type Cells = Vec<(Spot, Vec<(Vec<usize>, Cell)>)>;

#[derive(Default)]
struct Seen {
    parts: Vec<ResourceDraft>,
    cells: BTreeMap<Spot, Vec<(Vec<usize>, Cell)>>,
}

impl Seen {
    /// Where a key was met first, as seen from a row that repeats it.
    fn first(&self, spot: Spot, first: Spot) -> String {
        let mut text = format!("first seen in row {}", first.row());
        if spot.part() != first.part()
            && let Some(part) = self.parts.get(first.part())
        {
            let file = part.shown.rsplit('/').next().unwrap_or(&part.shown);
            text += &format!(" of {}", part.part.as_deref().unwrap_or(file));
        }
        text
    }
}

impl Observer for Finder {
    fn begin(&self, part: &ResourceDraft) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).parts.push(part.clone());
        self.part.fetch_add(1, Ordering::Relaxed);
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let mut found: Cells = Vec::new();
        if let Some(last) = batch.rows.checked_sub(1) {
            let part = self.part.load(Ordering::Relaxed).saturating_sub(1);
            let spot = |row: usize| Spot::new(part, batch.locator.row_number(row));
            for (wanted, keys) in self.wanted.range(spot(0)..=spot(last)) {
                // Rows of a batch are numbered upwards, with gaps where some were left out.
                let (mut low, mut high) = (0, last);
                while low < high {
                    let middle = low.midpoint(high);
                    if spot(middle) < *wanted { low = middle + 1 } else { high = middle }
                }
                if spot(low) == *wanted {
                    let cells = keys.iter().map(|fields| (fields.clone(), cell(batch, low, fields)));
                    found.push((*wanted, cells.collect()));
                }
            }
        }
        Ok(Box::new(found))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.cells.extend(own::<Cells>(partial));
        Ok(())
    }
}

/// The place of a key's first field, with the values of all.
fn cell(batch: &Batch, row: usize, fields: &[usize]) -> Cell {
    let mut cell = batch.locator.cell(row, fields[0]);
    if fields.len() > 1 {
        let texts: Vec<String> =
            fields.iter().map(|&field| batch.columns[field].text(row).unwrap_or_default()).collect();
        cell.value = Some(Quoted::value(texts.join(", ")));
    }
    cell
}
