//! ODS (OpenDocument 1.3): a number style is an element, a cell style names one, and a cell without a style has that of its
//! row or its column.

use std::collections::HashMap;

use super::{Look, MOST_STYLES, Styles};
use crate::read::spreadsheet::grid::Grid;
use crate::read::spreadsheet::markup::{Tag, Tags};
use crate::read::spreadsheet::package::{Package, Part};

/// The most rows and columns that a tag may stand for: no sheet has more.
const MOST: u32 = 1 << 20;

/// Digits that a number keeps.
const DIGITS: u32 = 15;

/// Gives the cells of a sheet their looks.
pub(super) fn dress(package: &Package, sheet: &str, grid: &mut Grid) -> Option<()> {
    let mut known = Known::default();
    if let Some(mut tags) = package.tags("styles.xml") {
        known.read(&mut tags, |_| false);
    }
    let mut tags = package.tags("content.xml")?;
    // The styles come first, then the sheets.
    known.read(&mut tags, |tag| tag.opens("table") && tag.attribute("name").as_deref() == Some(sheet));
    let Known { styles, by_name, .. } = known;
    if !styles.is_plain() {
        let look = |name: Option<String>| name.and_then(|name| by_name.get(&name).copied());
        cells(&mut tags, look, grid);
        grid.set_looks(styles.into_looks());
    }
    Some(())
}

/// The looks of styles by their names.
#[derive(Default)]
struct Known {
    styles: Styles,
    /// Of number styles.
    formats: HashMap<String, Option<Look>>,
    /// Of cell styles, as numbers.
    by_name: HashMap<String, u8>,
}

impl Known {
    /// Reads styles until a tag, or to the end.
    fn read(&mut self, tags: &mut Tags<Part>, is_end: impl Fn(&Tag<'_>) -> bool) {
        while let Some(tag) = tags.next() {
            if is_end(&tag) || self.by_name.len() + self.formats.len() > MOST_STYLES {
                break;
            }
            if tag.is_end {
                continue;
            }
            let Some(name) = tag.attribute("name") else { continue };
            match tag.name {
                "number-style" | "currency-style" | "percentage-style" if !tag.is_whole => {
                    let kind = tag.name.to_owned();
                    let look = number_style(tags, &kind);
                    self.formats.insert(name, look);
                }
                "style" if tag.attribute("family").as_deref() == Some("table-cell") => {
                    let format = tag.attribute("data-style-name");
                    let look = match format.and_then(|format| self.formats.get(&format)) {
                        Some(look) => look.clone().map_or(0, |look| self.styles.number(look)),
                        None => {
                            let parent = tag.attribute("parent-style-name");
                            parent.and_then(|parent| self.by_name.get(&parent).copied()).unwrap_or(0)
                        }
                    };
                    self.by_name.insert(name, look);
                }
                _ => {}
            }
        }
    }
}

/// What a number style says, to its end.
fn number_style(tags: &mut Tags<Part>, kind: &str) -> Option<Look> {
    // The style as the code that other programs write for it.
    let mut code = String::new();
    let mut digits = 0;
    let (mut decimals, mut is_grouped, mut is_mapped) = (0, false, false);
    let mut inside: Vec<(u32, String)> = Vec::new();
    let mut at = 0;
    while let Some(tag) = tags.next() {
        match (tag.name, tag.is_end) {
            (name, true) if name == kind => break,
            ("number", false) => {
                digits = tag.number("min-integer-digits").unwrap_or(0);
                decimals = tag.number("decimal-places").unwrap_or(0);
                is_grouped = tag.says("grouping");
                at = code.len();
            }
            ("embedded-text", false) => {
                let position = tag.number("position").unwrap_or(0);
                inside.push((position, escaped(&tags.whole_text())));
            }
            ("text", false) if !tag.is_whole => code.push_str(&escaped(&tags.whole_text())),
            ("map", false) => is_mapped = true,
            _ => {}
        }
    }
    match kind {
        "percentage-style" => Some(Look::Percent),
        "currency-style" => (decimals == 2).then_some(Look::Cents),
        _ if decimals == 2 && is_grouped => Some(Look::Cents),
        _ if decimals > 0 || is_grouped || is_mapped || digits > DIGITS => None,
        _ => {
            let mut zeros = String::new();
            for position in (0..digits).rev() {
                zeros.push('0');
                zeros.extend(inside.iter().filter(|(place, _)| *place == position).map(|(_, text)| text.as_str()));
            }
            code.insert_str(at, &zeros);
            Look::of(&code)
        }
    }
}

/// A text as marks that stand for themselves.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| ['\\', c]).collect()
}

/// Gives the numbers of the open table their looks.
fn cells(tags: &mut Tags<Part>, look: impl Fn(Option<String>) -> Option<u8>, grid: &mut Grid) {
    // The looks of columns: from which on.
    let mut columns: Vec<(u32, u8)> = Vec::new();
    let mut next_column = 0_u32;
    let (mut rows, mut of_row, mut column) = (0_u32..0, None, 0_u32);
    let mut depth = 1;
    while let Some(tag) = tags.next() {
        match (tag.name, tag.is_end) {
            ("table", true) if depth == 1 => break,
            ("table", true) => depth -= 1,
            ("table", false) => depth += u32::from(!tag.is_whole),
            _ if depth > 1 || tag.is_end => {}
            ("table-column", _) => {
                columns.push((next_column, look(tag.attribute("default-cell-style-name")).unwrap_or(0)));
                next_column = next_column.saturating_add(repeated(&tag, "number-columns-repeated"));
            }
            ("table-row", _) => {
                let end = rows.end.saturating_add(repeated(&tag, "number-rows-repeated"));
                (rows, of_row, column) = (rows.end..end, look(tag.attribute("default-cell-style-name")), 0);
            }
            ("table-cell" | "covered-table-cell", _) => {
                let end = column.saturating_add(repeated(&tag, "number-columns-repeated"));
                let is_number = tag.attribute("value-type").is_some_and(|kind| is_number(&kind));
                if is_number {
                    let of_cell = look(tag.attribute("style-name")).or(of_row);
                    for at in column..end {
                        let of_column = || {
                            let after = columns.partition_point(|(from, _)| *from <= at);
                            columns[..after].last().map_or(0, |(_, look)| *look)
                        };
                        match of_cell.unwrap_or_else(of_column) {
                            0 => {}
                            look => rows.clone().for_each(|row| grid.dress(row, at, look)),
                        }
                    }
                }
                column = end;
            }
            _ => {}
        }
    }
}

fn is_number(kind: &str) -> bool {
    matches!(kind, "float" | "currency" | "percentage")
}

/// How many rows or columns a tag stands for.
fn repeated(tag: &Tag<'_>, attribute: &str) -> u32 {
    tag.number(attribute).unwrap_or(1).min(MOST)
}
