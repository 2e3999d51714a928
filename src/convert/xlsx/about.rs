//! The second sheet: where the table comes from, and what its columns mean.

use super::cell::{push_text, text_head};
use super::parts::{head, style};
use crate::convert::Subject;
use crate::model::schema::Field;

/// Widths of the columns, in characters.
const WIDTHS: [usize; 6] = [24, 30, 20, 70, 12, 40];

const LABELS: [&str; 6] = ["Column", "Title", "Type", "Description", "Unit", "Values"];

/// The whole sheet.
pub(super) fn sheet(subject: &Subject<'_>) -> String {
    let metadata = subject.metadata;
    let mut out = head(&WIDTHS).into_bytes();
    push_row(&LABELS, style::HEADER, &mut out);
    for field in &subject.schema.fields {
        let cells = [
            &*field.name,
            field.title.as_deref().unwrap_or_default(),
            field.kind.words(),
            &*field.description,
            field.unit.as_deref().unwrap_or_default(),
            &*values(field),
        ];
        push_row(&cells, style::WRAPPED, &mut out);
    }
    push_row(&[], style::WRAPPED, &mut out);
    let modified = metadata.modified.to_string();
    let facts = [
        ("Table", subject.title),
        ("One row", subject.description),
        ("Dataset", &*metadata.title),
        ("Published by", subject.publisher),
        ("Last changed", &*modified),
        ("Licence", &*metadata.license.title),
        ("Terms", &*metadata.license.url),
        ("Source", subject.page),
    ];
    for (label, text) in facts {
        push_row(&[label, text], style::WRAPPED, &mut out);
    }
    out.extend_from_slice(b"</sheetData></worksheet>");
    String::from_utf8(out).expect("XML of text is text")
}

/// The values that are allowed, where they are listed.
fn values(field: &Field) -> String {
    let categories = field.categories.iter().flat_map(|categories| &categories.values);
    let categories = categories.map(|category| match category.label() {
        Some(label) => format!("{}: {label}", category.value()),
        None => category.value().to_string(),
    });
    let allowed = field.constraints.enumeration.iter().map(ToString::to_string);
    categories.chain(allowed).collect::<Vec<_>>().join("\n")
}

fn push_row(cells: &[&str], style: usize, out: &mut Vec<u8>) {
    let head = text_head(style);
    out.extend_from_slice(b"<row>");
    for cell in cells {
        // What is longer than a cell can be stands in the dataset's other files.
        if cell.is_empty() || push_text(cell, &head, out).is_none() {
            out.extend_from_slice(b"<c/>");
        }
    }
    out.extend_from_slice(b"</row>\n");
}
