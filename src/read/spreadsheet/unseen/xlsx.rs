//! XLSX (ECMA-376): `row` and `col` have an attribute `hidden`; notes lie in parts that belong to the sheet.

use super::{Unseen, cell};
use crate::read::spreadsheet::package::Package;

/// What a sheet holds unseen; nothing if its part is not found.
pub(super) fn unseen(package: &Package, sheet: &str) -> Option<Unseen> {
    let part = part(package, sheet)?;
    let mut found = Unseen::default();
    let mut tags = package.tags(&part)?;
    let mut next = 0;
    while let Some(tag) = tags.next() {
        if tag.opens("row") {
            // A row without a number comes after the one before it.
            let row = tag.number("r").map_or(next, |number| number.saturating_sub(1));
            next = row.saturating_add(1);
            if tag.says("hidden") || tag.attribute("ht").is_some_and(|height| is_zero(&height)) {
                found.hide_rows(row, row);
            }
        } else if tag.opens("col")
            && (tag.says("hidden") || tag.attribute("width").is_some_and(|width| is_zero(&width)))
        {
            let (first, last) = (tag.number("min")?, tag.number("max")?);
            found.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
        } else if tag.name == "sheetData" && (tag.is_end || tag.is_whole) {
            break;
        }
    }
    for relation in package.relations(&part) {
        if !matches!(relation.kind.as_str(), "comments" | "threadedComment") {
            continue;
        }
        let Some(mut tags) = package.tags(&relation.target) else { continue };
        while let Some(tag) = tags.next() {
            if (tag.opens("comment") || tag.opens("threadedComment"))
                && let Some((row, column)) = tag.attribute("ref").and_then(|place| cell(&place))
            {
                found.note(row, column);
            }
        }
    }
    Some(found)
}

/// What is no height or width is as good as hidden.
fn is_zero(size: &str) -> bool {
    size.trim().parse::<f64>() == Ok(0.0)
}

/// The part of a sheet.
fn part(package: &Package, sheet: &str) -> Option<String> {
    let workbook = package.relations("").into_iter().find(|relation| relation.kind == "officeDocument");
    let workbook = workbook.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    let mut tags = package.tags(&workbook)?;
    let id = loop {
        let tag = tags.next()?;
        if tag.opens("sheet") && tag.attribute("name").as_deref() == Some(sheet) {
            break tag.attribute("id")?;
        }
    };
    package.relations(&workbook).into_iter().find(|relation| relation.id == id).map(|relation| relation.target)
}
