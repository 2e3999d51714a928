//! What the sheet of columns answers, and what follows from it for keys.

use super::read::Answers;
use super::sheet::{Row, Sheet};
use super::{CLEAR, TYPES, allowed, pattern, texts};
use crate::draft::judgement;
use crate::draft::toml_text::{self, list, text};
use crate::draft::unit::{Unit, unit};
use crate::metadata::{DatasetFile, FieldEntry, ResourceEntry};
use crate::model::schema::MissingValue;

// Where the answers stand among the labels of the sheet.
const NAME: usize = 1;
const LABEL: usize = 2;
const TITLE: usize = 5;
const TYPE: usize = 6;
const FORMAT: usize = 7;
const DESCRIPTION: usize = 8;
const UNIT: usize = 9;
const MISSING: usize = 10;
const KEY: usize = 11;
const NEW_NAME: usize = 12;
const ALLOWED: usize = 13;

/// A table of which columns were answered.
struct Table<'a> {
    pointer: String,
    resource: &'a ResourceEntry,
    key: Vec<String>,
    /// Old and new names of columns.
    renamed: Vec<(String, String)>,
}

impl Answers {
    pub(super) fn columns(&mut self, sheet: &Sheet, file: &DatasetFile) {
        let mut tables: Vec<Table<'_>> = Vec::new();
        for row in &sheet.rows {
            let Some((pointer, resource)) = self.table(sheet, row, file) else { continue };
            let Some(at) = position(row, &resource.fields) else {
                let words = format!("the table has no column `{}` in dataset.toml", row.cells[NAME]);
                self.problems.push(sheet.problem(row, NAME, &words));
                continue;
            };
            let name = resource.fields[at].name.as_deref().unwrap_or_default();
            self.column(sheet, row, &format!("{pointer}/fields/{at}"), &resource.fields[at]);
            if !tables.iter().any(|table| table.pointer == pointer) {
                let (key, renamed) = (resource.primary_key.clone(), Vec::new());
                tables.push(Table { pointer: pointer.clone(), resource, key, renamed });
            }
            let Some(table) = tables.iter_mut().find(|table| table.pointer == pointer) else { continue };
            match row.cells[KEY].to_lowercase().as_str() {
                "yes" if !table.key.iter().any(|known| known == name) => table.key.push(name.to_owned()),
                "no" => table.key.retain(|known| known != name),
                "yes" | "" => {}
                _ => self.problems.push(sheet.problem(row, KEY, "this is neither yes nor no")),
            }
            if let Some(new) = self.new_name(sheet, row, at, &resource.fields) {
                let field = &resource.fields[at];
                self.set(&format!("{pointer}/fields/{at}"), "name", text(&new));
                if field.source.is_none() {
                    self.set(&format!("{pointer}/fields/{at}"), "source", text(name));
                }
                table.renamed.push((name.to_owned(), new));
            }
        }
        self.keys(&tables, file);
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

    /// The type with its format and the values that it allows, which depend on it.
    fn kind(&mut self, sheet: &Sheet, row: &Row, pointer: &str, field: &FieldEntry) {
        let cell = |at: usize| row.cells[at].as_str();
        let today = field.kind.map(|kind| kind.word()).unwrap_or_default();
        let kind = if cell(TYPE).is_empty() { today } else { cell(TYPE) };
        if !TYPES.contains(&kind) && kind != today {
            let words = format!("`{kind}` is none of the types: {}", TYPES.join(", "));
            return self.problems.push(sheet.problem(row, TYPE, &words));
        }
        let is_new = kind != today;
        if is_new {
            self.set(pointer, "type", text(kind));
            options(field, kind).into_iter().for_each(|key| self.drop(pointer, key));
        }
        let (format, written) = (cell(FORMAT), field.format.as_deref().unwrap_or_default());
        // What the format of the old type was says nothing about the new one.
        let is_left_over = is_new && (format.is_empty() || format == written);
        if !written.is_empty() && (format == CLEAR || is_left_over) {
            self.drop(pointer, "format");
        } else if !matches!(format, "" | CLEAR) && format != written {
            match pattern::format(format, kind) {
                Ok(new) if new == written => {}
                Ok(new) => self.set(pointer, "format", text(&new)),
                Err(words) => self.problems.push(sheet.problem(row, FORMAT, &words)),
            }
        }
        self.allowed(sheet, row, pointer, field, (kind, is_new));
    }

    /// The values that a column allows, whose type may be a new one.
    fn allowed(&mut self, sheet: &Sheet, row: &Row, pointer: &str, field: &FieldEntry, (kind, is_new): (&str, bool)) {
        let today = field.categories.as_deref();
        match row.cells[ALLOWED].as_str() {
            "" if !is_new => {}
            "" | CLEAR => today.into_iter().for_each(|_| self.drop(pointer, "categories")),
            // Also what could not be told apart in one cell stays as it is where nobody touched it.
            cell if !is_new && cell == allowed::cell(today.unwrap_or_default()) => {}
            cell => match allowed::values(cell, kind) {
                Ok(values) if values.is_empty() || Some(values.as_slice()) == today => {}
                Ok(values) => self.set(pointer, "categories", allowed::toml(&values)),
                Err(words) => self.problems.push(sheet.problem(row, ALLOWED, &words)),
            },
        }
    }

    /// Sets the keys that changed, under the new names of their columns.
    fn keys(&mut self, tables: &[Table<'_>], file: &DatasetFile) {
        for table in tables {
            let key = renamed(&table.key, &table.renamed);
            if key != table.resource.primary_key {
                self.set(&table.pointer, "primary_key", list(&key));
            }
            let unique: Vec<Vec<String>> =
                table.resource.unique_keys.iter().map(|key| renamed(key, &table.renamed)).collect();
            if unique != table.resource.unique_keys {
                let lists: Vec<String> = unique.iter().map(list).collect();
                self.set(&table.pointer, "unique_keys", format!("[{}]", lists.join(", ")));
            }
        }
        let none = Vec::new();
        for (at, resource) in file.resources.iter().flatten().enumerate() {
            let of = |name: &str| {
                let table = tables.iter().find(|table| super::table_name(table.resource) == name);
                table.map_or(&none, |table| &table.renamed)
            };
            let own = super::table_name(resource);
            let mut keys = resource.foreign_keys.clone();
            for key in &mut keys {
                key.fields = renamed(&key.fields, of(&own));
                if key.reference.dataset.is_empty() {
                    let other = if key.reference.resource.is_empty() { &own } else { &key.reference.resource };
                    key.reference.fields = renamed(&key.reference.fields, of(other));
                }
            }
            if keys != resource.foreign_keys
                && let Some(value) = serde_json::to_value(&keys).ok().and_then(|keys| toml_text::value(&keys))
            {
                self.set(&format!("/resources/{at}"), "foreign_keys", value);
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

/// Names with those that changed replaced.
fn renamed(names: &[String], changed: &[(String, String)]) -> Vec<String> {
    let new = |name: &String| changed.iter().find(|(old, _)| old == name).map_or(name, |(_, new)| new).clone();
    names.iter().map(new).collect()
}

/// The options of a column that another type does not have.
fn options(field: &FieldEntry, kind: &str) -> Vec<&'static str> {
    let is_number = matches!(kind, "integer" | "number");
    let options = [
        ("decimals", field.decimals.is_some(), kind == "number"),
        ("group_char", field.group_char.is_some(), is_number),
        ("decimal_char", field.decimal_char.is_some(), kind == "number"),
        ("bare_number", field.bare_number.is_some(), is_number),
        ("true_values", field.true_values.is_some(), kind == "boolean"),
        ("false_values", field.false_values.is_some(), kind == "boolean"),
        ("timezone", field.timezone.is_some(), kind == "datetime"),
    ];
    options.into_iter().filter(|(_, is_there, is_kept)| *is_there && !is_kept).map(|(key, _, _)| key).collect()
}
