//! Brings the answers of a workbook into `dataset.toml`.

use std::io;
use std::path::Path;

use super::changes::{changes, twice, unmade};
use super::labels::{COLUMN_LABELS, COLUMNS, DATASET, DATASET_LABELS, TABLE_LABELS, TABLES, table};
use super::sheet::{Row, Sheet};
use super::{CLEAR, table_name};
use crate::diagnostic::Report;
use crate::document::Document;
use crate::draft::Choices;
use crate::draft::edit::{Edit, apply};
use crate::draft::toml_text::text;
use crate::metadata::{DatasetFile, ResourceEntry};
use crate::model::Date;

/// What comes of a filled-in workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// What was answered anew.
    Answers {
        /// The new text of `dataset.toml`.
        toml: String,
        /// A line for each change, in words; none if the text is the old one.
        changes: Vec<String>,
    },
    /// Everything that cannot be understood, each with its cell.
    Problems(Vec<String>),
}

/// The text of `dataset.toml` with the answers of the workbook at `path`. Empty cells change nothing, and `-` takes back.
///
/// # Errors
/// When the workbook cannot be read from the disk.
pub fn fill(toml: &str, path: &Path, choices: &Choices, today: Date) -> io::Result<Filled> {
    let mut report = Report::new();
    let document = Document::parse(toml.to_owned(), "dataset.toml", &mut report);
    if let Some(finding) = report.findings().first() {
        return Ok(Filled::Problems(vec![format!("dataset.toml: {}", finding.message)]));
    }
    // What is missing or wrong in it is what the workbook may answer.
    let file: DatasetFile = document.lower(&mut report).unwrap_or_default();
    let mut answers = Answers { edits: Vec::new(), problems: Vec::new() };
    if let Some(sheet) = answers.sheet(path, DATASET, DATASET_LABELS)? {
        answers.dataset(&sheet, &file, choices, today);
    }
    let mut published: Vec<bool> = file.resources.iter().flatten().map(ResourceEntry::is_published).collect();
    if let Some(sheet) = answers.sheet(path, TABLES, TABLE_LABELS)? {
        answers.tables(&sheet, &file, &mut published);
    }
    if let Some(sheet) = answers.sheet(path, COLUMNS, COLUMN_LABELS)? {
        answers.columns(&sheet, &file, &published);
    }
    answers.problems.extend(twice(&file, &answers.edits));
    if !answers.problems.is_empty() {
        return Ok(Filled::Problems(answers.problems));
    }
    let new = apply(&document, &answers.edits);
    let unmade = unmade(&document, &new, &answers.edits);
    Ok(if unmade.is_empty() {
        Filled::Answers { toml: new, changes: changes(&document, &file, &answers.edits) }
    } else {
        let sentence = |key| format!("dataset.toml: `{key}` does not stand on a line of its own; change it there");
        Filled::Problems(unmade.into_iter().map(sentence).collect())
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

    /// Sets a text where it is an answer and a new one, or takes it back.
    pub(super) fn set_text(&mut self, table: &str, key: &'static str, cell: &str, today: Option<&str>) {
        match cell {
            "" => {}
            _ if today == Some(cell) => {}
            CLEAR => today.into_iter().for_each(|_| self.drop(table, key)),
            _ => self.set(table, key, text(cell)),
        }
    }

    /// Takes the answers about tables, and marks in `published` which of them are to be published.
    fn tables(&mut self, sheet: &Sheet, file: &DatasetFile, published: &mut [bool]) {
        for row in &sheet.rows {
            let Some((at, resource)) = self.table(sheet, row, file) else { continue };
            let pointer = format!("/resources/{at}");
            published[at] = self.publish(sheet, row, table::PUBLISH, &pointer, resource.is_published());
            self.set_text(&pointer, "title", &row.cells[table::TITLE], resource.title.as_deref());
            self.set_text(&pointer, "description", &row.cells[table::DESCRIPTION], resource.description.as_deref());
        }
        if !published.is_empty() && !published.contains(&true) {
            self.problems.push(format!("{TABLES}: no table is to be published"));
        }
    }

    /// What a cell says for yes or no; `None` if it is empty, or says neither, which is a problem.
    pub(super) fn yes_or_no(&mut self, sheet: &Sheet, row: &Row, at: usize) -> Option<bool> {
        match row.cells[at].to_lowercase().as_str() {
            "yes" | "y" => return Some(true),
            "no" | "n" => return Some(false),
            "" => {}
            _ => self.problems.push(sheet.problem(row, at, "this is neither yes nor no")),
        }
        None
    }

    /// Takes the answer whether a table or column is to be published, and gives the one that holds.
    pub(super) fn publish(&mut self, sheet: &Sheet, row: &Row, at: usize, pointer: &str, today: bool) -> bool {
        let answer = self.yes_or_no(sheet, row, at).unwrap_or(today);
        match (today, answer) {
            (true, false) => self.set(pointer, "publish", "false".to_owned()),
            (false, true) => self.drop(pointer, "publish"),
            _ => {}
        }
        answer
    }

    /// The table that a row is about, and its position.
    pub(super) fn table<'a>(
        &mut self,
        sheet: &Sheet,
        row: &Row,
        file: &'a DatasetFile,
    ) -> Option<(usize, &'a ResourceEntry)> {
        let name = row.cells[0].as_str();
        let mut resources = file.resources.iter().flatten().enumerate();
        let found = resources.find(|(_, resource)| table_name(resource) == name);
        if found.is_none() && row.cells.iter().any(|cell| !cell.is_empty()) {
            self.problems.push(sheet.problem(row, 0, &format!("dataset.toml has no table `{name}`")));
        }
        found
    }
}
