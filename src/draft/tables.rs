//! The tables of a drafted `dataset.toml`: what can be seen in a file, with a question beside what cannot.

use std::collections::BTreeSet;

use super::column::column;
use super::inspection::asks_for_crs;
use super::links::Link;
use super::toml_text::{comment, list, text, value};
use super::{InspectedTable, Inspection};
use crate::diagnostic::Finding;
use crate::model::{CellRange, Dialect, SourceFormat, column_letters, resource_name};

/// What is asked about a table.
pub(super) const ROW: &str = "What is one row? Such as: One row is one visit of an inspector.";

/// What is said of a sheet without rows.
pub(super) const NOTE: &str = "This sheet has no rows and looks like a note.";

/// The tables of some files, as TOML. A table that cannot be read as it is becomes a comment with the reason.
pub(super) fn tables(inspections: &[Inspection], links: &[Link]) -> String {
    let names = names(inspections);
    let mut written = String::new();
    for (at, inspection) in inspections.iter().enumerate() {
        if inspection.tables.is_empty() {
            written.push('\n');
            written.push_str(&left_out(&inspection.file, &inspection.findings, "it holds no table."));
        }
        for (table_at, table) in inspection.tables.iter().enumerate() {
            written.push('\n');
            match &names[at][table_at] {
                Some(name) => {
                    written.push_str(&stacked(table, &inspection.alike(table)));
                    let links = links.iter().filter(|link| link.from == (at, table_at));
                    let keys: Vec<String> = links.filter_map(|link| foreign_key(link, &names)).collect();
                    written.push_str(&resource(&inspection.file, table, name, &keys));
                }
                None => written.push_str(&left_out(&table.name, &table.findings, "it has no columns.")),
            }
        }
        if !inspection.is_usable() {
            let file = text(&inspection.file);
            let words = format!(
                "If it stays in the folder, `[[resources]]` with `path = {file}` and `publish = false` says so."
            );
            written.push_str(&(comment(&words) + "\n"));
        }
    }
    written
}

/// The names of the resources, file by file and table by table; none for a table that is left out.
pub(super) fn names(inspections: &[Inspection]) -> Vec<Vec<Option<String>>> {
    let mut taken = BTreeSet::new();
    let mut of_file = |inspection: &Inspection| {
        let is_several = inspection.tables.iter().filter(|table| table.is_usable()).count() > 1;
        let mut name = |table: &InspectedTable| {
            let name = resource_name(if is_several { &table.name } else { &inspection.file });
            table.is_usable().then(|| unique(name, &mut taken))
        };
        inspection.tables.iter().map(&mut name).collect()
    };
    inspections.iter().map(&mut of_file).collect()
}

fn left_out(name: &str, findings: &[Finding], otherwise: &str) -> String {
    let mut lines = vec![comment(&format!("`{name}` is left out:"))];
    lines.extend(findings.iter().map(|finding| comment(&format!("  {}", finding.message))));
    if findings.is_empty() {
        lines.push(comment(&format!("  {otherwise}")));
    }
    lines.join("\n") + "\n"
}

/// What is said of a sheet that may be a part of a table.
fn stacked(table: &InspectedTable, alike: &[&str]) -> String {
    let Some(sheet) = table.layout.sheet.as_deref().filter(|_| !alike.is_empty()) else { return String::new() };
    let names: Vec<String> = std::iter::once(sheet).chain(alike.iter().copied()).map(str::to_owned).collect();
    let lines = [
        format!("The same columns are in other sheets. To publish all as one table, put `sheets = {}`", list(&names)),
        "into the place of `sheet` here, and delete the blocks of the others.".to_owned(),
    ];
    lines.iter().map(|line| comment(line) + "\n").collect()
}

fn resource(file: &str, table: &InspectedTable, name: &str, foreign_keys: &[String]) -> String {
    let mut lines = vec!["[[resources]]".to_owned(), format!("path = {}", text(file))];
    if name != resource_name(file) {
        lines.push(format!("name = {}", text(name)));
    }
    lines.push(comment("What do residents call this table?"));
    lines.push("# title = \"\"".to_owned());
    lines.push(comment(ROW));
    lines.push("# description = \"\"".to_owned());
    lines.extend(hints(file, table));
    if !table.key.is_empty() {
        lines.push(comment("No two rows have the same value here today. Take the line away if that is chance."));
        lines.push(format!("primary_key = {}", list(&table.key)));
    }
    lines.extend(near_key(table));
    if !foreign_keys.is_empty() {
        lines.push(comment("Every value is found in the other table today. Take the line away if that is chance."));
        lines.push(format!("foreign_keys = [{}]", foreign_keys.join(", ")));
    }
    if let Some(crs) = &table.crs {
        lines.push(comment(&format!("The file says that its positions are in {crs}; they are published in degrees.")));
    }
    lines.extend(table.findings.iter().map(|finding| comment(&finding.message)));
    if is_note(table) {
        lines.extend([comment(&format!("Please check: {NOTE} Leave it out?")), "# publish = false".to_owned()]);
    }
    if table.findings.iter().any(asks_for_crs) {
        lines.push(comment("Which is it? Whoever made the file knows its code, such as EPSG:2249."));
        lines.push("# crs = \"\"".to_owned());
    }
    for field in &table.fields {
        lines.push(String::new());
        lines.extend(column(field));
    }
    lines.join("\n") + "\n"
}

/// Whether a sheet has labels, or a single cell, and no row below them.
pub(super) fn is_note(table: &InspectedTable) -> bool {
    table.layout.sheet.is_some() && table.rows == Some(0)
}

/// Why a column is no key though it looks like one. Where the rows can be mended, the line is there to be taken.
fn near_key(table: &InspectedTable) -> Vec<String> {
    let Some((field, near)) = table.fields.iter().find_map(|field| Some((field, field.near_key?))) else {
        return Vec::new();
    };
    let why = format!("`{}` would identify a row, but it {}. Once that is mended:", field.name, near.words());
    vec![comment(&why), format!("# primary_key = {}", list([&field.name]))]
}

fn foreign_key(link: &Link, names: &[Vec<Option<String>>]) -> Option<String> {
    let resource = names[link.to.0][link.to.1].as_deref()?;
    let (fields, resource) = (list([&link.field]), text(resource));
    Some(format!("{{ fields = {fields}, reference = {{ resource = {resource}, fields = {fields} }} }}"))
}

/// A name that no table before has.
pub(super) fn unique(name: String, names: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name));
    let free = free.expect("there are more numbers than tables");
    names.insert(free.clone());
    free
}

/// Where in its file the table lies, as far as the file's name does not say it.
fn hints(file: &str, table: &InspectedTable) -> Vec<String> {
    let InspectedTable { format, layout, around, .. } = table;
    let mut lines = Vec::new();
    let mut hint = |key: &str, value: Option<String>| lines.extend(value.map(|value| format!("{key} = {value}")));
    hint("format", (SourceFormat::of_name(file) != Some(*format)).then(|| text(format.word())));
    hint("encoding", layout.encoding.as_deref().map(text));
    hint("dialect", dialect(&layout.dialect));
    hint("entry", layout.entry.as_deref().map(text));
    hint("records", (!layout.records.is_empty()).then(|| text(&layout.records.join("."))));
    hint("sheet", layout.sheet.as_deref().map(text));
    lines.extend(around.above.as_deref().map(comment));
    let mut hint = |key: &str, value: Option<String>| lines.extend(value.map(|value| format!("{key} = {value}")));
    hint("range", layout.range.as_ref().map(|cells| text(&range(cells))));
    let rows = |rows: usize, usual: usize| (rows != usual).then(|| rows.to_string());
    hint("skip_rows", rows(layout.skip_rows, 0));
    hint("header_rows", rows(layout.header_rows, 1));
    let below = around.below.iter().filter(|_| layout.footer_rows > 0);
    lines.extend(below.map(|below| comment(&format!("{below} {}", around.otherwise.unwrap_or_default()))));
    lines.extend(rows(layout.footer_rows, 0).map(|rows| format!("footer_rows = {rows}")));
    lines
}

/// What is unusual about a dialect; its members have the names of the keys.
fn dialect(dialect: &Dialect) -> Option<String> {
    let members = |dialect: &Dialect| serde_json::to_value(dialect).expect("a dialect is plain data");
    let (mut unusual, usual) = (members(dialect), members(&Dialect::default()));
    let table = unusual.as_object_mut()?;
    table.retain(|key, member| usual.get(key) != Some(member));
    if table.is_empty() { None } else { value(&unusual) }
}

fn range(cells: &CellRange) -> String {
    let (first, last) = (column_letters(cells.first_column), column_letters(cells.last_column));
    match cells.last_row {
        Some(row) => format!("{first}{}:{last}{}", cells.first_row + 1, row + 1),
        None => format!("{first}{}:{last}", cells.first_row + 1),
    }
}
