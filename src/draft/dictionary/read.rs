//! Brings the answers of a workbook into `dataset.toml`.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::questions::questions;
use super::{COLUMN_LABELS, COLUMNS, DATASET, DATASET_LABELS, TABLE_LABELS, TABLES, TYPES, table_name, texts};
use crate::diagnostic::Report;
use crate::document::Document;
use crate::draft::edit::{Edit, apply};
use crate::draft::toml_text::{list, text};
use crate::draft::{Choice, Choices};
use crate::files::Bundle;
use crate::metadata::{DatasetFile, FieldEntry, ResourceEntry};
use crate::model::schema::{Field, MissingValue, Schema};
use crate::model::table::{Batch, ZoneHabit};
use crate::model::{Date, Layout, SourceFormat, column_letters};
use crate::read::{self, Flaw, Header};
use crate::scan::{self, Observer, Partial, own};

/// The most rows that a dictionary has.
const ROWS: usize = 20_000;

/// What comes of a filled-in workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// The new text of `dataset.toml`, the old one if nothing was answered anew.
    Toml(String),
    /// Everything that cannot be understood, each with its cell.
    Problems(Vec<String>),
}

/// The text of `dataset.toml` with the answers of the workbook at `path`. Empty cells change nothing.
///
/// # Errors
/// When the workbook cannot be read from the disk.
pub fn fill(toml: &str, path: &Path, choices: &Choices) -> io::Result<Filled> {
    let mut report = Report::new();
    let document = Document::parse(toml.to_owned(), "dataset.toml", &mut report);
    if let Some(finding) = report.findings().first() {
        return Ok(Filled::Problems(vec![format!("dataset.toml: {}", finding.message)]));
    }
    // What is missing or wrong in it is what the workbook may answer.
    let file: DatasetFile = document.lower(&mut report).unwrap_or_default();
    let mut answers = Answers { edits: Vec::new(), problems: Vec::new() };
    if let Some(sheet) = answers.sheet(path, DATASET, DATASET_LABELS)? {
        answers.dataset(&sheet, &file, choices);
    }
    if let Some(sheet) = answers.sheet(path, TABLES, TABLE_LABELS)? {
        answers.tables(&sheet, &file);
    }
    if let Some(sheet) = answers.sheet(path, COLUMNS, COLUMN_LABELS)? {
        answers.columns(&sheet, &file);
    }
    Ok(if answers.problems.is_empty() {
        Filled::Toml(apply(&document, &answers.edits))
    } else {
        Filled::Problems(answers.problems)
    })
}

struct Answers {
    edits: Vec<Edit>,
    problems: Vec<String>,
}

impl Answers {
    /// A sheet, or the problem that there is none like it.
    fn sheet(&mut self, path: &Path, name: &'static str, labels: &[&str]) -> io::Result<Option<Sheet>> {
        match Sheet::read(path, name, labels)? {
            Ok(sheet) => return Ok(Some(sheet)),
            Err(problem) => self.problems.push(problem),
        }
        Ok(None)
    }

    fn set(&mut self, table: &str, key: &'static str, value: String) {
        self.edits.push(Edit { table: table.to_owned(), key, value });
    }

    /// Sets a text where it is an answer and a new one.
    fn set_text(&mut self, table: &str, key: &'static str, cell: &str, today: Option<&str>) {
        if !cell.is_empty() && today != Some(cell) {
            self.set(table, key, text(cell));
        }
    }

    fn dataset(&mut self, sheet: &Sheet, file: &DatasetFile, choices: &Choices) {
        let questions = questions(file, choices);
        let mut parts: [Option<String>; 4] = Default::default();
        const PARTS: [&str; 4] = ["contact name", "contact e-mail", "first day", "last day"];
        for row in &sheet.rows {
            let (key, answer) = (row.cells[0].as_str(), row.cells[2].as_str());
            let Some(question) = questions.iter().find(|question| question.key == key) else {
                if !key.is_empty() {
                    self.problems.push(sheet.problem(row, 0, &format!("there is no question `{key}`")));
                }
                continue;
            };
            let is_day = matches!(key, "issued" | "first day") || key == "last day" && answer != "ongoing";
            if is_day && !answer.is_empty() && answer.parse::<Date>().is_err() {
                self.problems.push(sheet.problem(row, 2, &format!("`{answer}` is no day such as 2026-01-31")));
                continue;
            }
            if let Some(at) = PARTS.iter().position(|part| *part == key) {
                parts[at] = Some(answer.to_owned()).filter(|answer| !answer.is_empty());
                continue;
            }
            if answer.is_empty() || answer == question.answer {
                continue;
            }
            match key {
                "keywords" => self.set("", "keywords", list(texts(answer, ','))),
                "issued" => self.set("", "issued", answer.to_owned()),
                _ if question.choices.is_empty() => self.set("", question.key, text(answer)),
                _ => match chosen(answer, &question.choices) {
                    Some(id) if id == question.answer => {}
                    Some(id) => self.set("", question.key, text(id)),
                    None => {
                        let known: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
                        let words = format!("`{answer}` is none of the choices: {}", known.join(", "));
                        self.problems.push(sheet.problem(row, 2, &words));
                    }
                },
            }
        }
        let [name, email, start, end] = parts;
        let today = questions.iter().filter(|question| PARTS.contains(&question.key)).map(|question| &question.answer);
        let today: Vec<&String> = today.collect();
        let is_new = |at: usize, answer: &str| today[at] != answer;
        match (name, email) {
            (Some(name), Some(email)) if is_new(0, &name) || is_new(1, &email) => {
                self.set("", "contact", format!("{{ name = {}, email = {} }}", text(&name), text(&email)));
            }
            (Some(_), None) | (None, Some(_)) => {
                self.problems.push(format!("{DATASET}: a contact needs both a name and an e-mail address"));
            }
            _ => {}
        }
        match (start, end) {
            (Some(start), Some(end)) if is_new(2, &start) || is_new(3, &end) => {
                self.set("", "temporal", format!("{{ start = {start}, end = {} }}", text(&end)));
            }
            (Some(_), None) | (None, Some(_)) => {
                self.problems.push(format!("{DATASET}: the time that the data covers needs a first and a last day"));
            }
            _ => {}
        }
    }

    fn tables(&mut self, sheet: &Sheet, file: &DatasetFile) {
        for row in &sheet.rows {
            let Some((pointer, resource)) = self.table(sheet, row, file) else { continue };
            self.set_text(&pointer, "title", &row.cells[2], resource.title.as_deref());
            self.set_text(&pointer, "description", &row.cells[3], resource.description.as_deref());
        }
    }

    /// The table that a row is about.
    fn table<'a>(&mut self, sheet: &Sheet, row: &Row, file: &'a DatasetFile) -> Option<(String, &'a ResourceEntry)> {
        let name = row.cells[0].as_str();
        let mut resources = file.resources.iter().flatten().enumerate();
        let found = resources.find(|(_, resource)| table_name(resource) == name);
        if found.is_none() && row.cells.iter().any(|cell| !cell.is_empty()) {
            self.problems.push(sheet.problem(row, 0, &format!("dataset.toml has no table `{name}`")));
        }
        found.map(|(at, resource)| (format!("/resources/{at}"), resource))
    }

    fn columns(&mut self, sheet: &Sheet, file: &DatasetFile) {
        let mut keys: Vec<(String, &ResourceEntry, Vec<String>)> = Vec::new();
        for row in &sheet.rows {
            let Some((pointer, resource)) = self.table(sheet, row, file) else { continue };
            let name = row.cells[1].as_str();
            let Some(at) = resource.fields.iter().position(|field| field.name.as_deref() == Some(name)) else {
                self.problems.push(sheet.problem(row, 1, &format!("the table has no column `{name}` in dataset.toml")));
                continue;
            };
            self.column(sheet, row, &format!("{pointer}/fields/{at}"), &resource.fields[at]);
            if !keys.iter().any(|(known, _, _)| *known == pointer) {
                keys.push((pointer.clone(), resource, resource.primary_key.clone()));
            }
            let Some((_, _, key)) = keys.iter_mut().find(|(known, _, _)| *known == pointer) else { continue };
            match row.cells[10].to_lowercase().as_str() {
                "yes" if !key.iter().any(|known| known == name) => key.push(name.to_owned()),
                "no" => key.retain(|known| known != name),
                "yes" | "" => {}
                _ => self.problems.push(sheet.problem(row, 10, "this is neither yes nor no")),
            }
        }
        for (pointer, resource, key) in keys {
            if key != resource.primary_key {
                self.set(&pointer, "primary_key", list(&key));
            }
        }
    }

    fn column(&mut self, sheet: &Sheet, row: &Row, pointer: &str, field: &FieldEntry) {
        let cell = |at: usize| row.cells[at].as_str();
        self.set_text(pointer, "title", cell(4), field.title.as_deref());
        if cell(5).is_empty() || TYPES.contains(&cell(5)) {
            self.set_text(pointer, "type", cell(5), field.kind.map(|kind| kind.word()));
        } else {
            let words = format!("`{}` is none of the types: {}", cell(5), TYPES.join(", "));
            self.problems.push(sheet.problem(row, 5, &words));
        }
        self.set_text(pointer, "format", cell(6), field.format.as_deref());
        self.set_text(pointer, "description", cell(7), field.description.as_deref());
        self.set_text(pointer, "unit", cell(8), field.unit.as_deref());
        let missing = texts(cell(9), '|');
        let today = field.missing_values.iter().flatten().map(MissingValue::value).filter(|text| !text.is_empty());
        if !missing.is_empty() && missing.iter().ne(today) {
            let all: Vec<&str> = std::iter::once("").chain(missing.iter().map(String::as_str)).collect();
            self.set(pointer, "missing_values", list(&all));
        }
    }
}

/// The choice that was meant: the line of the list, its code alone or its words alone.
fn chosen<'a>(answer: &str, choices: &'a [Choice]) -> Option<&'a str> {
    let code = answer.split_once(" – ").map_or(answer, |(code, _)| code).trim();
    let is_meant = |choice: &&Choice| {
        choice.id.eq_ignore_ascii_case(code) || choice.words.to_lowercase() == answer.trim().to_lowercase()
    };
    choices.iter().find(is_meant).map(|choice| choice.id.as_str())
}

/// A sheet as texts.
struct Sheet {
    name: &'static str,
    /// Where each of the expected labels stands.
    columns: Vec<usize>,
    rows: Vec<Row>,
}

struct Row {
    number: u64,
    /// A cell for each of the expected labels.
    cells: Vec<String>,
}

impl Sheet {
    /// A sentence about a cell, with its address.
    fn problem(&self, row: &Row, column: usize, words: &str) -> String {
        format!("{}!{}{}: {words}", self.name, column_letters(self.columns[column] as u32), row.number)
    }

    /// Reads it as `check` reads a table of a workbook, with the same bounds; or says in a sentence why that cannot be.
    fn read(path: &Path, name: &'static str, labels: &[&str]) -> io::Result<Result<Self, String>> {
        let fields: Vec<Field> = labels.iter().map(|label| Field::text(*label, *label)).collect();
        let layout = Layout { sheet: Some(name.to_owned()), ..Layout::default() };
        let habits = vec![ZoneHabit::Local; fields.len()];
        let schema = Schema { fields, ..Schema::default() };
        let table = read::open(&Bundle::new(path), SourceFormat::Spreadsheet, &layout, &schema, habits)?;
        let reader = SheetReader::default();
        scan::loose(table, &[&reader])?;
        let (found, flaws) = (unlocked(reader.labels), unlocked(reader.flaws));
        let columns = labels.iter().map(|label| found.iter().position(|found| found.trim() == *label));
        let Some(columns) = columns.collect::<Option<Vec<usize>>>() else {
            return Ok(Err(match flaws {
                0 => format!("{name}: the first row must hold the labels {}", labels.join(", ")),
                _ => format!("{name}: there is no sheet of this name that can be read"),
            }));
        };
        Ok(Ok(Sheet { name, columns, rows: unlocked(reader.rows) }))
    }
}

fn unlocked<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the cells of a sheet.
#[derive(Default)]
struct SheetReader {
    labels: Mutex<Vec<String>>,
    flaws: Mutex<usize>,
    rows: Mutex<Vec<Row>>,
}

impl Observer for SheetReader {
    fn flaws(&self, flaws: &[Flaw]) {
        *self.flaws.lock().unwrap_or_else(PoisonError::into_inner) += flaws.len();
    }

    fn header(&self, header: &Header) {
        let labels = header.labels.iter().map(|label| label.text.clone()).collect();
        *self.labels.lock().unwrap_or_else(PoisonError::into_inner) = labels;
    }

    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let cell = |row: usize| {
            move |column: &crate::model::table::Column| column.text(row).unwrap_or_default().trim().to_owned()
        };
        let row = |row: usize| Row {
            number: batch.locator.row_number(row),
            cells: batch.columns.iter().map(cell(row)).collect(),
        };
        Ok(Box::new((0..batch.rows).map(row).collect::<Vec<Row>>()))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let part: Vec<Row> = own(partial);
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let room = ROWS.saturating_sub(rows.len());
        rows.extend(part.into_iter().take(room));
        Ok(())
    }
}
