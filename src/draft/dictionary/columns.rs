//! What the sheet of columns answers.

use super::labels::COLUMNS;
use super::labels::column::{DESCRIPTION, KEY, LABEL, MISSING, NAME, NEW_NAME, PUBLISH, TITLE, UNIT};
use super::read::Answers;
use super::sheet::{Row, Sheet};
use super::{CLEAR, table_name, texts};
use crate::draft::judgement;
use crate::draft::toml_text::{list, text};
use crate::draft::unit::{Unit, unit};
use crate::metadata::{DatasetFile, FieldEntry, ResourceEntry};
use crate::model::schema::MissingValue;

/// What is answered about the columns of a table.
pub(super) struct Table<'a> {
    pub(super) resource: &'a ResourceEntry,
    /// Whether the table is to be published.
    pub(super) is_published: bool,
    pub(super) key: Vec<String>,
    /// Old and new names of columns.
    pub(super) renamed: Vec<(String, String)>,
    /// Old names of columns that are not to be published.
    pub(super) withheld: Vec<String>,
}

impl<'a> Table<'a> {
    fn new(resource: &'a ResourceEntry, is_published: bool) -> Self {
        let withheld = resource.fields.iter().filter(|field| !field.is_published());
        Table {
            resource,
            is_published,
            key: resource.primary_key.clone(),
            renamed: Vec::new(),
            withheld: withheld.filter_map(|field| field.name.clone()).collect(),
        }
    }
}

impl Answers {
    /// Takes the answers about columns; `published` says which tables are to be published.
    pub(super) fn columns(&mut self, sheet: &Sheet, file: &DatasetFile, published: &[bool]) {
        let resources = file.resources.as_deref().unwrap_or_default();
        let mut tables: Vec<Table<'_>> = resources
            .iter()
            .zip(published)
            .map(|(resource, is_published)| Table::new(resource, *is_published))
            .collect();
        for row in &sheet.rows {
            let Some((table_at, resource)) = self.table(sheet, row, file) else { continue };
            let Some(at) = position(row, &resource.fields) else {
                let words = format!("the table has no column `{}` in dataset.toml", row.cells[NAME]);
                self.problems.push(sheet.problem(row, NAME, &words));
                continue;
            };
            let (field, pointer) = (&resource.fields[at], format!("/resources/{table_at}/fields/{at}"));
            let name = field.name.as_deref().unwrap_or_default();
            let Some(table) = tables.get_mut(table_at) else { continue };
            table.withheld.retain(|known| known != name);
            if !self.publish(sheet, row, PUBLISH, &pointer, field.is_published()) {
                table.withheld.push(name.to_owned());
            }
            self.column(sheet, row, &pointer, field);
            match self.yes_or_no(sheet, row, KEY) {
                Some(true) if !table.key.iter().any(|known| known == name) => table.key.push(name.to_owned()),
                Some(false) => table.key.retain(|known| known != name),
                Some(true) | None => {}
            }
            if let Some(new) = self.new_name(sheet, row, at, &resource.fields) {
                self.set(&pointer, "name", text(&new));
                if field.source.is_none() {
                    self.set(&pointer, "source", text(name));
                }
                table.renamed.push((name.to_owned(), new));
            }
        }
        for table in &tables {
            let count = table.resource.fields.len();
            if table.is_published && count > 0 && table.withheld.len() >= count {
                let name = table_name(table.resource);
                self.problems.push(format!(
                    "{COLUMNS}: no column of `{name}` is to be published; to leave out the table, write no on the sheet Tables"
                ));
            }
        }
        self.keys(&tables);
    }

    /// The new name of a column, if it gets one that can be kept.
    fn new_name(&mut self, sheet: &Sheet, row: &Row, at: usize, fields: &[FieldEntry]) -> Option<String> {
        // Taken back, the name is the one that the workbook began with.
        let new = Some(row.cells[NEW_NAME].as_str()).map(|new| if new == CLEAR { &row.cells[NAME] } else { new })?;
        if new.is_empty() || fields[at].name.as_deref() == Some(new) {
            return None;
        }
        let is_taken = fields.iter().any(|field| field.name.as_deref() == Some(new))
            || sheet.rows.iter().filter(|other| other.cells[0] == row.cells[0] && other.cells[NEW_NAME] == new).count()
                > 1;
        let words = if judgement::name(new, 0, |_| false) != new {
            format!("`{new}` is no name such as `tree_height`: lower-case letters, digits and underscores")
        } else if is_taken {
            format!("another column of this table is called `{new}`")
        } else {
            return Some(new.to_owned());
        };
        self.problems.push(sheet.problem(row, NEW_NAME, &words));
        None
    }

    fn column(&mut self, sheet: &Sheet, row: &Row, pointer: &str, field: &FieldEntry) {
        let cell = |at: usize| row.cells[at].as_str();
        self.set_text(pointer, "title", cell(TITLE), field.title.as_deref());
        self.kind(sheet, row, pointer, field);
        self.set_text(pointer, "description", cell(DESCRIPTION), field.description.as_deref());
        self.unit(sheet, row, pointer, field);
        let missing = texts(cell(MISSING), &['|']);
        let today = field.missing_values.iter().flatten().map(MissingValue::value);
        let today: Vec<&str> = today.filter(|text| !text.is_empty()).collect();
        // A dash is a usual word for a missing value, so that only the mark between them says that there is none.
        if missing.is_empty() && !cell(MISSING).is_empty() && !today.is_empty() {
            self.drop(pointer, "missing_values");
        } else if !missing.is_empty() && missing.iter().ne(today) {
            let all: Vec<&str> = std::iter::once("").chain(missing.iter().map(String::as_str)).collect();
            self.set(pointer, "missing_values", list(&all));
        }
    }

    /// The unit, which is no sign that several countries have for their money.
    fn unit(&mut self, sheet: &Sheet, row: &Row, pointer: &str, field: &FieldEntry) {
        let (cell, today) = (row.cells[UNIT].as_str(), field.unit.as_deref());
        let sign = ['$', '€', '£', '¥'].into_iter().find(|sign| cell == sign.to_string() && today != Some(cell));
        match sign.and_then(|sign| unit("", Some(sign))) {
            None => self.set_text(pointer, "unit", cell, today),
            Some(Unit::Known(money)) => self.set_text(pointer, "unit", &money, today),
            Some(Unit::Sign(sign)) => {
                let words = format!("`{sign}` is the money of several countries: write its three letters, such as USD");
                self.problems.push(sheet.problem(row, UNIT, &words));
            }
        }
    }
}

/// Where the column stands that a row is about: its name may have changed since the workbook was made, its label has not.
fn position(row: &Row, fields: &[FieldEntry]) -> Option<usize> {
    let find = |cell: &str, of: fn(&FieldEntry) -> Option<&str>| {
        fields.iter().position(|field| !cell.is_empty() && of(field) == Some(cell))
    };
    find(&row.cells[LABEL], |field| field.source.as_deref().or(field.name.as_deref()))
        .or_else(|| find(&row.cells[NAME], |field| field.name.as_deref()))
        .or_else(|| find(&row.cells[NEW_NAME], |field| field.name.as_deref()))
}
