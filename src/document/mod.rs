//! TOML files that people write: parsed with a place for every key and value, held against their JSON Schema, and only
//! then turned into types, so that all mistakes of a file are found at once and each points at its line and column.

mod choice;
mod node;
mod quotes;
mod shape;
mod waiting;
mod words;

use std::any::TypeId;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;

pub use choice::synonym;
pub use node::{Node, pointer_part};
pub use words::BLANK_DAY;

use crate::diagnostic::{Code, Excerpt, Finding, Place, Quoted, Report, Severity};
use crate::files::{self, FileError};

/// The largest file that a person can be thought to have written.
const LIMIT: u64 = 4 << 20;

/// Findings about the form of a file, whatever it says.
pub static CODES: &[&Code] =
    &[&UNREADABLE, &SYNTAX_ERROR, &shape::UNKNOWN_KEY, &shape::MISSING_KEY, &shape::WRONG_TYPE, &shape::UNKNOWN_VALUE];

static UNREADABLE: Code = Code {
    id: "document/unreadable",
    severity: Severity::Error,
    title: "A text file that cannot be read",
    explain: "The file is not UTF-8 text, is larger than anyone writes by hand, or may not be opened. Nothing of its dataset can be \
checked until that is mended. Save it again as UTF-8 from a text editor.\n",
};

static SYNTAX_ERROR: Code = Code {
    id: "document/syntax-error",
    severity: Severity::Error,
    title: "A TOML file cannot be parsed",
    explain: "The file is not well-formed [TOML](https://toml.io): most often a quotation mark or a bracket is missing, or a \
key stands twice.\n\nNothing that depends on the line can be checked until it is mended.\n\n```toml\ntitle = \"Street trees   \
# wrong: the closing mark is missing\ntitle = \"Street trees\"  # right\n```\n",
};

/// A parsed file.
#[derive(Debug)]
pub struct Document {
    path: String,
    source: String,
    root: Node,
    /// The lines that are not well-formed.
    broken: Vec<BrokenLine>,
}

/// A line that could not be parsed. What else seems wrong in it follows from that.
#[derive(Debug)]
struct BrokenLine {
    line: u64,
    /// The key before its equals sign, if there is one.
    key: String,
}

impl Document {
    /// Reads and parses a file. Syntax errors go to the report, the first of each line; what could be parsed is kept.
    /// `None` if it cannot be read at all, which is a finding too. `shown` is the path that findings name.
    /// So is that this machine fails: for files without which nothing goes on.
    pub fn read(path: &Path, shown: &str, report: &mut Report) -> Option<Self> {
        Document::try_read(path, shown, report).unwrap_or_else(|error| {
            report.push(unreadable(shown, &error));
            None
        })
    }

    /// [`Document::read`], for files of which there are many: what is wrong with one must be told from what is wrong with this
    /// machine.
    ///
    /// # Errors
    /// When this machine fails, so that nothing is known of the file.
    pub fn try_read(path: &Path, shown: &str, report: &mut Report) -> Result<Option<Self>, FileError> {
        Ok(read_text(path, shown, report)?.map(|text| Document::parse(text, shown, report)))
    }

    /// Parses text.
    pub fn parse(source: String, shown: &str, report: &mut Report) -> Self {
        let source = match source.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => source,
        };
        let (table, errors) = toml::de::DeTable::parse_recoverable(&source);
        let root = Node::from_table(&table);
        let mut document = Document { path: shown.to_owned(), source, root, broken: Vec::new() };
        for error in errors {
            let place = document.place_at(error.span().unwrap_or(0..0));
            let line = place.line.unwrap_or_default();
            if document.is_broken(line) {
                continue;
            }
            let text = document.source.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default();
            let (key, written) = text.split_once('=').map_or(("", ""), |(key, written)| (key.trim(), written));
            let finding = if written.contains(BLANK_DAY) {
                let message = format!("A day is still missing in this line: it says `{BLANK_DAY}`.");
                Finding::new(&SYNTAX_ERROR, message, place).help("Write the day in its place, such as 2026-11-21.")
            } else if words::is_day(written) {
                words::with_day(Finding::new(&SYNTAX_ERROR, "This is not how TOML writes a day.", place), key, written)
            } else if quotes::is_typographic(written) {
                let message = "These are typographic quotation marks, which TOML does not know.";
                let finding = Finding::new(&SYNTAX_ERROR, message, place).help("Write \" in their place.");
                match quotes::straightened(text) {
                    Some(line) => finding.fix(line),
                    None => finding,
                }
            } else {
                let message = error.message().trim_end_matches('.').replace('\n', "; ");
                Finding::new(&SYNTAX_ERROR, format!("This line is not valid TOML: {message}"), place)
            };
            report.push(finding);
            document.broken.push(BrokenLine { line, key: key.to_owned() });
        }
        document
    }

    fn is_broken(&self, line: u64) -> bool {
        self.broken.iter().any(|broken| broken.line == line)
    }

    /// Holds the file against the JSON Schema of `T` and turns what is right into a `T`. Whatever is wrong is in the report
    /// and left out, as if it had not been written; `None` only when not even that can be read.
    pub fn lower<T: JsonSchema + DeserializeOwned + 'static>(&self, report: &mut Report) -> Option<T> {
        let schema = known_schema::<T>();
        let mut found = Report::new();
        let value = shape::check(self, &schema, &mut found);
        report.extend_in_order_of_lines(found);
        match serde_json::from_value(value) {
            Ok(lowered) => Some(lowered),
            Err(error) => {
                // The schema and the type come from one definition, so this is only reached for what a schema cannot say.
                let finding = Finding::new(
                    &shape::WRONG_TYPE,
                    format!("This file cannot be understood: {error}"),
                    self.place(""),
                );
                report.push(finding);
                None
            }
        }
    }

    /// The path that findings name.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The place of the value at a JSON pointer (`/resources/0/path`), or of the nearest thing around it that exists.
    pub fn place(&self, pointer: &str) -> Place {
        self.place_at(self.root.nearest(pointer).span.clone())
    }

    /// The place of the comment in which a table of the file waits to be filled in: `# [classification]`.
    pub fn waiting_table(&self, name: &str) -> Option<Place> {
        waiting::waiting_table(&self.source, &self.root, name).map(|span| self.place_at(span))
    }

    /// The text that was parsed.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The bytes of the source that hold the value at a JSON pointer; for a table with a header of its own, those from the
    /// header on.
    pub fn span(&self, pointer: &str) -> Option<std::ops::Range<usize>> {
        self.root.at(pointer).map(|node| node.span.clone())
    }

    /// Where the headers of tables (`[table]`, `[[tables]]`) stand in the source, in order.
    pub fn headers(&self) -> Vec<usize> {
        let mut starts = Vec::new();
        self.root.headers(&self.source, &mut starts);
        starts.sort_unstable();
        starts
    }

    /// Whether something was written at a JSON pointer.
    pub fn has(&self, pointer: &str) -> bool {
        self.root.at(pointer).is_some()
    }

    /// The keys of the table at a JSON pointer; none if there is no table.
    pub fn keys(&self, pointer: &str) -> impl Iterator<Item = &str> {
        let entries = match self.root.at(pointer).map(|node| &node.kind) {
            Some(node::Kind::Table(entries)) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(|(key, _, _)| key.as_str())
    }

    /// Whether a list without items is written at a JSON pointer.
    pub fn is_empty_list(&self, pointer: &str) -> bool {
        matches!(self.root.at(pointer).map(|node| &node.kind), Some(node::Kind::Array(items)) if items.is_empty())
    }

    /// The text written at a JSON pointer; a date or time counts as the text it was written with.
    pub fn text(&self, pointer: &str) -> Option<&str> {
        match &self.root.at(pointer)?.kind {
            node::Kind::Plain(serde_json::Value::String(text)) | node::Kind::Moment(text) => Some(text),
            _ => None,
        }
    }

    /// A finding at the value of a JSON pointer.
    pub fn finding(&self, code: &'static Code, pointer: &str, message: impl Into<String>) -> Finding {
        Finding::new(code, message, self.place(pointer))
    }

    fn place_at(&self, span: std::ops::Range<usize>) -> Place {
        let start = self.source.floor_char_boundary(span.start.min(self.source.len()));
        let line_start = self.source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.source[start..].find('\n').map_or(self.source.len(), |at| start + at);
        let line = self.source[..start].matches('\n').count() as u64 + 1;
        let column = self.source[line_start..start].chars().count() as u64 + 1;
        let text = self.source[line_start..line_end].trim_end_matches('\r');
        let mark = start - line_start..span.end.clamp(start, line_end) - line_start;
        let excerpt = Excerpt { line: Quoted::metadata(text), mark };
        Place { excerpt: Some(excerpt), ..Place::text(self.path.clone(), line, column) }
    }
}

/// Reads a text that people write; `None` if that cannot be done, which is a finding.
///
/// # Errors
/// When this machine fails, so that nothing is known of the file.
pub fn read_text(path: &Path, shown: &str, report: &mut Report) -> Result<Option<String>, FileError> {
    match files::read_text(path, LIMIT) {
        Ok(text) => Ok(Some(text)),
        Err(error) if !error.is_about_file() => Err(error),
        Err(error) => {
            report.push(unreadable(shown, &error));
            Ok(None)
        }
    }
}

/// The keys that an object must have, and those that it must have unless `condition` tells that it fits the `if` of the schema.
pub fn required_keys(schema: &serde_json::Value, condition: impl Fn(&serde_json::Value) -> bool) -> Vec<&str> {
    let other = Some(&schema["else"]).filter(|_| !condition(&schema["if"]));
    let names = std::iter::once(schema).chain(other).filter_map(|schema| schema["required"].as_array());
    names.flatten().filter_map(serde_json::Value::as_str).collect()
}

fn unreadable(shown: &str, error: &FileError) -> Finding {
    let message = format!("This file cannot be read: {}.", error.reason());
    Finding::new(&UNREADABLE, message, Place::file(shown)).help("Save it as UTF-8 text.")
}

/// The JSON Schema (2020-12) of a file that people write.
pub fn json_schema<T: JsonSchema>() -> serde_json::Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    schema.to_value()
}

/// The same, made once for the thousands of files of a portal.
fn known_schema<T: JsonSchema + 'static>() -> Arc<serde_json::Value> {
    static KNOWN: Mutex<BTreeMap<TypeId, Arc<serde_json::Value>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(known.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(json_schema::<T>())))
}
