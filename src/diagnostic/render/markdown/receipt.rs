//! What was read, and what residents will see of it.

use std::fmt::Write;

use super::escape::inert;
use crate::diagnostic::render::words::{counted, thousands};
use crate::diagnostic::{CheckReceipt, DatasetReceipt, Standing, TableReceipt};

/// A table with a line for every dataset, folded when there are findings above it; empty when nothing was checked.
pub(super) fn render(receipt: &CheckReceipt, open: bool) -> String {
    if receipt.datasets.is_empty() && receipt.protected == 0 {
        return String::new();
    }
    let mut text = String::new();
    if !receipt.datasets.is_empty() {
        text.push_str("\n| Dataset | Was read | Residents will see |\n|---|---|---|\n");
        for dataset in &receipt.datasets {
            let _ = writeln!(text, "| {} | {} | {} |", name(dataset), tables(dataset), seen(dataset));
        }
    }
    if receipt.protected > 0 {
        let protected = counted(receipt.protected, "protected dataset");
        let _ = writeln!(text, "\n{protected}: no data was opened, and residents see nothing.");
    }
    if open {
        return text;
    }
    format!("\n<details>\n<summary>What was read, and what residents will see</summary>\n{text}\n</details>\n")
}

fn name(dataset: &DatasetReceipt) -> String {
    match &dataset.title {
        Some(title) => format!("<b>{}</b><br>{}", inert(title), inert(&dataset.slug)),
        None => inert(&dataset.slug),
    }
}

fn tables(dataset: &DatasetReceipt) -> String {
    let table = |table: &TableReceipt| {
        let (rows, columns) = (counted(table.rows, "row"), counted(table.columns, "column"));
        format!("{}: {rows}, {columns}", inert(&table.name))
    };
    let document = |title: &String| format!("document: {}", inert(title));
    let read: Vec<String> = dataset.tables.iter().map(table).chain(dataset.documents.iter().map(document)).collect();
    if read.is_empty() { "no table".to_owned() } else { read.join("<br>") }
}

fn seen(dataset: &DatasetReceipt) -> String {
    match dataset.standing {
        Standing::Public => {
            let mut formats: Vec<&str> = Vec::new();
            for format in dataset.tables.iter().flat_map(|table| &table.formats) {
                if !formats.contains(format) {
                    formats.push(format);
                }
            }
            let what = match dataset.tables.len() {
                0 => String::new(),
                1 => format!(", with the table as {}", formats.join(", ")),
                tables => format!(", with {} tables as {}", thousands(tables as u64), formats.join(", ")),
            };
            let documents = match dataset.documents.len() as u64 {
                0 => String::new(),
                count => format!(", and {}", counted(count, "document")),
            };
            format!("a page at datasets/{}/{what}{documents}", inert(&dataset.slug))
        }
        Standing::Held => "what was published last, if anything, until this is mended".to_owned(),
        Standing::Unclassified => "nothing, until somebody decides whether it is public".to_owned(),
    }
}
