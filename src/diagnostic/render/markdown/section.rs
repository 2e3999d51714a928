//! The folded part of one dataset: a table with place, what is wrong and what to do; below it, blocks to paste.

use std::fmt::Write;

use super::escape::{fenced, inert, prose};
use super::length;
use crate::diagnostic::render::Options;
use crate::diagnostic::render::words::{counted, found, inside, thousands};
use crate::diagnostic::{CheckReceipt, Finding, Place, Severity};

/// Further rows of one finding that are named; the rest is counted.
const ROWS_SHOWN: usize = 5;

/// A block that is longer is not put into a comment: half of it would be of no use. The draft for a table of fifty columns is
/// shorter.
const FIX_LIMIT: usize = 16_000;

const HEAD: &str = "| Where | What is wrong | What to do |\n|---|---|---|\n";
const END: &str = "\n</details>\n";

/// One dataset's part, written out, to be taken whole or in part.
pub(super) struct Section {
    start: String,
    findings: Vec<Item>,
}

/// A finding's row and the block that belongs to it.
struct Item {
    row: String,
    block: String,
}

/// What became of a section.
pub(super) struct Written {
    /// Characters that were used.
    pub(super) length: usize,
    /// Findings for which there was no room.
    pub(super) left_out: usize,
}

impl Section {
    /// The section of a dataset, or of the portal itself.
    pub(super) fn new(slug: Option<&str>, findings: &[&Finding], receipt: &CheckReceipt, options: Options) -> Self {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).map(|f| f.count).sum::<u64>();
        let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
            .into_iter()
            .filter(|(severity, _)| count(*severity) > 0)
            .map(|(severity, noun)| counted(count(severity), noun))
            .collect::<Vec<_>>()
            .join(", ");
        let start = format!("\n<details>\n<summary>{}: {counts}</summary>\n\n{HEAD}", name(slug, receipt));
        let folder = slug.map(|slug| format!("datasets/{slug}/")).unwrap_or_default();
        let mut blocks = 0;
        let findings = findings.iter().map(|finding| Item::new(finding, &folder, &mut blocks, options)).collect();
        Section { start, findings }
    }

    /// Its length when all of it is written.
    pub(super) fn length(&self) -> usize {
        let items = self.findings.iter().map(|item| length(&item.row) + length(&item.block));
        length(&self.start) + items.sum::<usize>() + length(END)
    }

    /// Its length with its first finding only.
    pub(super) fn least(&self) -> usize {
        let first = self.findings.first().map_or(0, |item| length(&item.row) + length(&item.block));
        length(&self.start) + first + self.ends()
    }

    /// Room for what follows the findings.
    fn ends(&self) -> usize {
        length(END) + length(&more(self.findings.len()))
    }

    /// Writes as much as there is room for; `None` if not even one finding fits.
    pub(super) fn write(&self, out: &mut String, room: usize) -> Option<Written> {
        let mut used = length(&self.start) + self.ends();
        let fitting = |item: &&Item| {
            used += length(&item.row) + length(&item.block);
            used <= room
        };
        let items: Vec<&Item> = self.findings.iter().take_while(fitting).collect();
        if items.is_empty() {
            return None;
        }
        let left_out = self.findings.len() - items.len();
        let mut text = self.start.clone();
        items.iter().for_each(|item| text.push_str(&item.row));
        items.iter().for_each(|item| text.push_str(&item.block));
        if left_out > 0 {
            text.push_str(&more(left_out));
        }
        text.push_str(END);
        out.push_str(&text);
        Some(Written { length: length(&text), left_out })
    }
}

/// Said where findings of a section are left out.
fn more(left_out: usize) -> String {
    format!("\n{} more here: see the note at the end.\n", thousands(left_out as u64))
}

/// A dataset by its title, if that is known, and its identifier.
fn name(slug: Option<&str>, receipt: &CheckReceipt) -> String {
    let Some(slug) = slug else { return "<b>The portal</b>".to_owned() };
    let known = receipt.datasets.iter().find(|dataset| dataset.slug == slug);
    match known.and_then(|dataset| dataset.title.as_deref()) {
        Some(title) => format!("<b>{}</b> ({})", inert(title), inert(slug)),
        None => format!("<b>{}</b>", inert(slug)),
    }
}

impl Item {
    fn new(finding: &Finding, folder: &str, blocks: &mut usize, options: Options) -> Self {
        let place = finding.place();
        let path = place.path.strip_prefix(folder).unwrap_or(&place.path);
        let mut todo: Vec<String> = finding.help.iter().map(|help| prose(help)).collect();
        let mut block = String::new();
        match finding.fix.as_deref() {
            Some(fix) if length(fix) > FIX_LIMIT => {
                todo.push("`townbook check` prints what to paste; it is too long for a comment.".to_owned());
            }
            Some(fix) => {
                *blocks += 1;
                // Nothing is ever pasted into data: what mends a table is said in the file that describes it.
                let file = if path.ends_with(".toml") { path } else { "dataset.toml" };
                block = format!("\nBlock {blocks}, for {}:\n\n{}", inert(file), fenced(fix, "toml"));
                todo.push(format!("Paste block {blocks} from below."));
            }
            None => {}
        }
        if todo.is_empty() {
            todo.push(format!("`townbook explain {}` says more.", finding.code.id));
        }
        let row =
            format!("| {} | {} | {} |\n", cell_where(path, finding), cell_what(finding, options), todo.join("<br>"));
        Item { row, block }
    }
}

/// `trees.csv<br>row 2, column height_m<br>also rows 3, 9 and 1,201 more`
fn cell_where(path: &str, finding: &Finding) -> String {
    let place = finding.place();
    let mut text = inert(path);
    let inside = inside(place);
    if !inside.is_empty() {
        let _ = write!(text, "<br>{}", inert(&inside));
    }
    if finding.count > 1 {
        let row = |place: &Place| place.row.map(thousands);
        let rows: Vec<String> = finding.places.iter().skip(1).filter_map(row).take(ROWS_SHOWN).collect();
        let rest = finding.count - 1 - rows.len() as u64;
        text.push_str("<br>also ");
        match (rows.as_slice(), rest) {
            ([], rest) => _ = write!(text, "at {} more", counted(rest, "place")),
            (rows, 0) => _ = write!(text, "{} {}", if rows.len() == 1 { "row" } else { "rows" }, rows.join(", ")),
            (rows, rest) => _ = write!(text, "rows {} and {} more", rows.join(", "), thousands(rest)),
        }
    }
    text
}

/// `**error** A cell is not a number.<br>found: 999-99-9999<br>table/type-error`
fn cell_what(finding: &Finding, options: Options) -> String {
    let mut text = format!("**{}**: {}", finding.severity.word(), prose(&finding.message));
    if let Some(found) = found(finding.place(), options) {
        let _ = write!(text, "<br>found: {}", inert(&found));
    }
    let _ = write!(text, "<br>`{}`", finding.code.id);
    text
}
