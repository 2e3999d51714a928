//! Columns that a file has and `dataset.toml` does not: drafted where they belong, and everything else stays as it is.

use super::column::column;
use super::judgement;
use super::{InspectedField, Inspection};
use crate::document::Document;
use crate::metadata::ResourceDraft;

/// A `dataset.toml` with further columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its text.
    pub toml: String,
    /// The names of the columns that were drafted.
    pub names: Vec<String>,
}

/// The text of `dataset.toml` with a drafted column for each of these labels, in the order of the file. What a column means is
/// asked, so that `check` goes on asking. `None` if the columns of the table cannot be added to: they are shared, or written in
/// braces, or the file does not show such columns.
pub fn declare(
    document: &Document,
    resource: &ResourceDraft,
    inspection: &Inspection,
    labels: &[String],
) -> Option<Declared> {
    if document.has(&format!("{}/schema", resource.pointer)) {
        return None;
    }
    let declared = &resource.schema.fields;
    let position = |label: &str| declared.iter().position(|field| field.source == label);
    let is_known = |field: &&InspectedField| position(&field.source).is_some() || labels.contains(&field.source);
    // Of several tables in the file, the one that has the most of these columns.
    let table = inspection.tables.iter().max_by_key(|table| table.fields.iter().filter(is_known).count())?;
    let withheld = resource.schema.withheld.iter().map(|field| field.name.clone());
    let mut names: Vec<String> = declared.iter().map(|field| field.name.clone()).chain(withheld).collect();
    let known_names = names.len();
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut before = None;
    for (at, field) in table.fields.iter().enumerate() {
        if let Some(known) = position(&field.source) {
            before = Some(known);
        } else if labels.contains(&field.source) {
            let name = judgement::name(&field.source, at, |name| names.iter().any(|known| known == name));
            names.push(name.clone());
            let end = match before {
                Some(known) => end_of_column(document, &resource.column_pointer(known))?,
                None => end_of_head(document, &resource.pointer)?,
            };
            blocks.push((end, column(&InspectedField { name, ..field.clone() }).join("\n")));
        }
    }
    if blocks.is_empty() {
        return None;
    }
    // A stable sort: blocks for one place stay in the order of the file.
    blocks.sort_by_key(|(at, _)| *at);
    let source = document.source();
    let (mut text, mut done) = (String::with_capacity(source.len()), 0);
    for (at, block) in blocks {
        text.push_str(&source[done..at]);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&format!("\n{block}\n"));
        done = at;
    }
    text.push_str(&source[done..]);
    Some(Declared { toml: text, names: names.split_off(known_names) })
}

/// Where what is written of a column ends, tables inside it included.
fn end_of_column(document: &Document, pointer: &str) -> Option<usize> {
    end(document, pointer, |heading| heading.starts_with("resources.fields."))
}

/// Where what is written of a table ends, before its first column.
fn end_of_head(document: &Document, pointer: &str) -> Option<usize> {
    end(document, pointer, |heading| heading.starts_with("resources.") && !heading.starts_with("resources.fields"))
}

/// Where the section of a header ends: after its last line, before the header that follows and the comment right above that.
fn end(document: &Document, pointer: &str, belongs: impl Fn(&str) -> bool) -> Option<usize> {
    let source = document.source();
    let (start, headers) = (document.span(pointer)?.start, document.headers());
    if !headers.contains(&start) {
        return None;
    }
    let heading = |at: usize| {
        let line = source[at..].lines().next().unwrap_or_default();
        line.split(']').next().unwrap_or_default().trim_start_matches('[').replace([' ', '\t', '"', '\''], "")
    };
    let next = headers.into_iter().find(|header| *header > start && !belongs(&heading(*header)));
    let mut end = next.unwrap_or(source.len());
    let last_line = |end: usize| source[..end].trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
    if next.is_some() {
        while source[last_line(end)..end].trim_start().starts_with('#') && !source[..end].ends_with("\n\n") {
            end = last_line(end);
        }
    }
    let kept = source[..end].trim_end().len();
    Some(source[kept..end].find('\n').map_or(end, |line_end| kept + line_end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Report;

    /// What stands before the end of a section.
    fn until(source: &str, end: impl Fn(&Document, &str) -> Option<usize>, pointer: &str) -> Option<String> {
        let document = Document::parse(source.to_owned(), "dataset.toml", &mut Report::new());
        end(&document, pointer).map(|at| source[..at].to_owned())
    }

    #[test]
    fn a_column_ends_before_the_next_header_and_what_introduces_it() {
        let column = "[[resources]]\n[[resources.fields]]\nname = \"a\"\n# asked\n[resources.fields.constraints]\nunique = true\n";
        let next = "\n# The second table.\n[[resources]]\nx = 1\n";
        let found = until(&format!("{column}{next}"), end_of_column, "/resources/0/fields/0");
        assert_eq!(found.as_deref(), Some(column));
        assert_eq!(
            until(column.trim_end(), end_of_column, "/resources/0/fields/0").as_deref(),
            Some(column.trim_end())
        );
        let head = "[[resources]]\npath = \"x\"\n[resources.dialect]\ndelimiter = \";\"\n";
        let source = format!("{head}\n[[resources.fields]]\nname = \"a\"\n");
        assert_eq!(until(&source, end_of_head, "/resources/0").as_deref(), Some(head));
        assert_eq!(until("resources = [{ fields = [{}] }]\n", end_of_column, "/resources/0/fields/0"), None);
    }
}
