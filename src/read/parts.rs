//! Files of which several tables are read as one: which tables those are.

use std::io;

use super::archive::Entry;
use super::container;
use super::sniff::Content;
use super::spreadsheet::Book;
use super::{Flaw, geopackage};
use crate::files::{Bundle, natural_order};
use crate::model::{Layout, Packing, Several};

/// A part of a file.
#[derive(Debug, Clone)]
pub struct Part {
    /// Where in the file it lies.
    pub layout: Layout,
    /// What people call it, "sheet `May`"; none for a file that is a whole.
    pub name: Option<String>,
}

/// The parts of a file that a layout names, in the order in which they are read. Nothing is opened for a layout that names
/// no several.
///
/// # Errors
/// When the file cannot be read.
pub fn parts(bundle: &Bundle, layout: &Layout) -> io::Result<Result<Vec<Part>, Flaw>> {
    let Some(several) = &layout.several else {
        return Ok(Ok(vec![Part { layout: layout.clone(), name: None }]));
    };
    let whole = Layout { several: None, ..layout.clone() };
    Ok(match several {
        Several::Entries(wanted) => entries(bundle, wanted)?.map(|names| {
            let part = |name: String| Part {
                name: Some(format!("file `{name}`")),
                layout: Layout { packing: Packing::Zip, entry: Some(name), ..whole.clone() },
            };
            names.into_iter().map(part).collect()
        }),
        Several::Sheets(wanted) => sheets(bundle, &whole, wanted)?.map(|(word, names)| {
            let part = |name: String| Part {
                name: Some(format!("{word} `{name}`")),
                layout: Layout { sheet: Some(name), ..whole.clone() },
            };
            names.into_iter().map(part).collect()
        }),
    })
}

fn entries(bundle: &Bundle, wanted: &[String]) -> io::Result<Result<Vec<String>, Flaw>> {
    let there: Vec<String> = match container::entries(bundle)? {
        Ok(entries) => entries.into_iter().filter(Entry::is_data).map(|entry| entry.name).collect(),
        Err(flaw) => return Ok(Err(flaw)),
    };
    let chosen = chosen(wanted, &there, true);
    Ok(chosen.map_err(|wanted| Flaw::NoEntry { wanted: Some(wanted), there: there.into_iter().take(30).collect() }))
}

/// The sheets of a workbook or the layers of a GeoPackage, with the word for what they are.
fn sheets(bundle: &Bundle, whole: &Layout, wanted: &[String]) -> io::Result<Result<(&'static str, Vec<String>), Flaw>> {
    let source = match container::unpack(bundle, whole)? {
        Ok((Content::Sqlite, source)) => {
            let layers = geopackage::layers(source)?;
            return Ok(layers.and_then(|there| match chosen(wanted, &there, false) {
                Ok(chosen) => Ok(("layer", chosen)),
                Err(wanted) => Err(Flaw::NoSheet { wanted: Some(wanted), there }),
            }));
        }
        Ok((_, source)) => source,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let input = match source.into_seekable()? {
        Ok(input) => input,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let mut book = match Book::open(input)? {
        Ok(book) => book,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let mut there = Vec::new();
    for sheet in book.sheets() {
        // A pattern means what can be seen and holds something; a name means that sheet, whatever becomes of it.
        let is_named = wanted.contains(&sheet.name);
        if is_named || !sheet.is_hidden && fits_any(wanted, &sheet.name) && book.has_cells(&sheet.name) {
            there.push(sheet.name);
        }
    }
    let chosen = chosen(wanted, &there, false).map(|chosen| ("sheet", chosen));
    Ok(chosen.map_err(|wanted| {
        let there = book.sheets().into_iter().map(|sheet| sheet.name).collect();
        Flaw::NoSheet { wanted: Some(wanted), there }
    }))
}

fn fits_any(wanted: &[String], name: &str) -> bool {
    wanted.iter().any(|wanted| fits(wanted, name))
}

fn fits(wanted: &str, name: &str) -> bool {
    wanted == name || glob::Pattern::new(wanted).is_ok_and(|pattern| pattern.matches(name))
}

/// What is meant of what is there, each once, in the order of the wishes; what one pattern fits in its own order, or in
/// that of numbers. A wish that nothing fits is the error.
fn chosen(wanted: &[String], there: &[String], by_number: bool) -> Result<Vec<String>, String> {
    let mut chosen: Vec<String> = Vec::new();
    for wish in wanted {
        let mut found: Vec<&String> = there.iter().filter(|name| fits(wish, name)).collect();
        if found.is_empty() {
            return Err(wish.clone());
        }
        if by_number {
            found.sort_by(|a, b| natural_order(a, b));
        }
        for name in found {
            if !chosen.contains(name) {
                chosen.push(name.clone());
            }
        }
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wish_is_met_once_and_in_order() {
        let there = ["b-10.csv", "b-9.csv", "a.csv", "[x]"].map(str::to_owned);
        let wish = |wanted: &[&str], by_number| {
            chosen(&wanted.iter().map(|wish| (*wish).to_owned()).collect::<Vec<_>>(), &there, by_number)
        };
        assert_eq!(wish(&["b*", "*.csv"], true).unwrap(), ["b-9.csv", "b-10.csv", "a.csv"]);
        assert_eq!(wish(&["*.csv"], false).unwrap(), ["b-10.csv", "b-9.csv", "a.csv"]);
        assert_eq!(wish(&["[x]"], false).unwrap(), ["[x]"], "a name goes before a pattern");
        assert_eq!(wish(&["a.csv", "c.csv"], false).unwrap_err(), "c.csv");
    }
}
