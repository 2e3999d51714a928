//! Brings the answers of a workbook into `dataset.toml`.

use std::io;
use std::path::Path;

use super::questions::questions;
use super::sheet::{Row, Sheet};
use super::{COLUMN_LABELS, COLUMNS, DATASET, DATASET_LABELS, TABLE_LABELS, TABLES, table_name, texts};
use crate::diagnostic::Report;
use crate::document::Document;
use crate::draft::edit::{Edit, apply};
use crate::draft::toml_text::{list, text};
use crate::draft::{Choice, Choices};
use crate::metadata::{DatasetFile, ResourceEntry};
use crate::model::Date;

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

/// Answers as they are gathered.
pub(super) struct Answers {
    edits: Vec<Edit>,
    pub(super) problems: Vec<String>,
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

    pub(super) fn set(&mut self, table: &str, key: &'static str, value: String) {
        self.edits.push(Edit { table: table.to_owned(), key, value: Some(value) });
    }

    /// Takes a key away.
    pub(super) fn drop(&mut self, table: &str, key: &'static str) {
        self.edits.push(Edit { table: table.to_owned(), key, value: None });
    }

    /// Sets a text where it is an answer and a new one.
    pub(super) fn set_text(&mut self, table: &str, key: &'static str, cell: &str, today: Option<&str>) {
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
    pub(super) fn table<'a>(
        &mut self,
        sheet: &Sheet,
        row: &Row,
        file: &'a DatasetFile,
    ) -> Option<(String, &'a ResourceEntry)> {
        let name = row.cells[0].as_str();
        let mut resources = file.resources.iter().flatten().enumerate();
        let found = resources.find(|(_, resource)| table_name(resource) == name);
        if found.is_none() && row.cells.iter().any(|cell| !cell.is_empty()) {
            self.problems.push(sheet.problem(row, 0, &format!("dataset.toml has no table `{name}`")));
        }
        found.map(|(at, resource)| (format!("/resources/{at}"), resource))
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
