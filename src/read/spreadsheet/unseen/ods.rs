//! ODS (OpenDocument 1.3): rows and columns have a `visibility`, and stand for as many as they say they repeat; a note
//! lies in its cell.

use super::Unseen;
use crate::read::spreadsheet::markup::Tag;
use crate::read::spreadsheet::package::Package;

/// What a sheet holds unseen.
pub(super) fn unseen(package: &Package, sheet: &str) -> Option<Unseen> {
    let mut tags = package.tags("content.xml")?;
    loop {
        let tag = tags.next()?;
        if tag.opens("table") && tag.attribute("name").as_deref() == Some(sheet) {
            break;
        }
    }
    let mut found = Unseen::default();
    // The tables that are open: a cell may hold another table.
    let mut depth = 1;
    // The next row and column, and the row and column of the cell that is open.
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut place = (0, 0);
    while let Some(tag) = tags.next() {
        match (tag.name, tag.is_end) {
            ("table", true) if depth == 1 => break,
            ("table", true) => depth -= 1,
            ("table", false) => depth += u32::from(!tag.is_whole),
            _ if depth > 1 || tag.is_end => {}
            ("table-column", _) => {
                let end = column.saturating_add(repeated(&tag, "number-columns-repeated"));
                if is_hidden(&tag) && column < end {
                    found.hide_columns(column, end - 1);
                }
                column = end;
            }
            ("table-row", _) => {
                let end = row.saturating_add(repeated(&tag, "number-rows-repeated"));
                if is_hidden(&tag) && row < end {
                    found.hide_rows(row, end - 1);
                }
                (place.0, row, column) = (row, end, 0);
            }
            ("table-cell" | "covered-table-cell", _) => {
                place.1 = column;
                column = column.saturating_add(repeated(&tag, "number-columns-repeated"));
            }
            ("annotation", _) => found.note(place.0, place.1),
            _ => {}
        }
    }
    Some(found)
}

/// How many rows or columns a tag stands for: no more than any sheet has.
fn repeated(tag: &Tag<'_>, attribute: &str) -> u32 {
    const MOST: u32 = 1 << 20;
    tag.number(attribute).unwrap_or(1).min(MOST)
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.attribute("visibility").is_some_and(|visibility| visibility != "visible")
}
