//! Writes the workbook. The same dataset gives the same bytes: it holds no clock and no author.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::labels::{self, COLUMN_LABELS, COLUMNS, DATASET, DATASET_LABELS, TABLE_LABELS, TABLES};
use super::questions::questions;
use super::{BETWEEN, TYPES, YES_OR_NO, allowed, asked, notation, table_name};
use crate::draft::column::shapes;
use crate::draft::{Choices, InspectedTable, Inspection, tables};
use crate::metadata::DatasetFile;
use crate::model::Slug;
use crate::model::schema::MissingValue;

/// The sheet that holds what can be chosen.
const CHOICES: &str = "Choices";

/// The widths of the sheet of columns, in characters.
const WIDTHS: [u16; 21] = [20, 24, 24, 24, 40, 10, 24, 12, 16, 70, 12, 16, 16, 24, 40, 12, 12, 12, 12, 16, 16];

/// The most characters that a cell holds.
const CELL: usize = 32_767;

const HELP: &[&str] = &[
    "Fill in the white cells of the sheets Dataset, Tables and Columns; leave the grey ones as they are.",
    "An empty cell changes nothing: what dataset.toml says stays. To take an answer back, write - in its cell.",
    "Days: 2026-01-31, or as you write them where only one day can be meant: 1/31/2026. The word today also does.",
    "Publish: write no to leave a table or a column out. Nothing of it is published, and its other cells may stay empty.",
    "Please check: what of a table is left out or hidden, why a column has its type, and what its values leave open.",
    "Missing values: texts that mean \"not known\", such as N/A or -, with a | between them. Empty cells always do. A | alone \
     says that there are none.",
    "Identifies a row: yes for the column, or the columns together, in which no two rows are alike.",
    "New name: only to give the published column another name than the one in grey; lower-case letters, digits and underscores.",
    "Allowed values: only where no other can stand in the column, with a | between them: N = new | C = closed, or N | C.",
    "Format: only for dates and times, as in the file: mm/dd/yyyy for 11/02/2026, dd.mm.yyyy for 02.11.2026.",
    "Unit: of numbers, such as ft or kg; money in three letters, such as USD.",
    "Decimals: of numbers that always have the same count of them, such as 2 for money. The marks are those in the file: comma \
     and point in 1.234,50. Signs around: yes where $, % or the like, or spaces, stand around them.",
    "Words for yes, words for no: as they stand in a column of the type boolean, with a | between them: Y | yes. Without an \
     answer they are true, 1 and false, 0.",
    "Whether the data may be public is not asked here: a steward decides that in dataset.toml.",
];

/// The workbook for the dataset with this slug, with the answers that it has. The inspections say what values look like, where
/// there are any.
///
/// # Errors
/// When the workbook cannot hold it.
pub fn write(
    slug: &Slug,
    file: &DatasetFile,
    choices: &Choices,
    inspections: &[Inspection],
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let mut lists = Lists::default();
    let inspected = by_name(inspections);
    let help = book.add_worksheet().set_name("Help")?.set_column_width(0, 110)?;
    let command = format!(
        "Save the workbook. Then, in the folder of the portal: townbook new {slug} --dictionary \
         datasets/{slug}/dictionary.xlsx"
    );
    for (row, line) in (0..).zip(HELP.iter().copied().chain([command.as_str()])) {
        help.write_string(row, 0, line)?;
    }
    dataset(book.add_worksheet().set_active(true), file, choices, &mut lists)?;
    tables_sheet(book.add_worksheet(), file, &inspected, &mut lists)?;
    columns(book.add_worksheet(), file, &inspected, &mut lists)?;
    let sheet = book.add_worksheet().set_name(CHOICES)?;
    for (column, list) in (0..).zip(&lists.0) {
        for (row, choice) in (0..).zip(list) {
            sheet.write_string(row, column, cut(choice))?;
        }
    }
    sheet.set_hidden(true);
    book.save_to_buffer()
}

/// Lists of choices, each a column of a hidden sheet: Excel keeps no long list in a cell.
#[derive(Default)]
struct Lists(Vec<Vec<String>>);

impl Lists {
    fn validation(&mut self, list: Vec<String>) -> DataValidation {
        let letters = crate::model::column_letters(self.0.len() as u32);
        let formula = format!("={CHOICES}!${letters}$1:${letters}${}", list.len().max(1));
        self.0.push(list);
        DataValidation::new().allow_list_formula(Formula::new(formula))
    }

    /// Offers the same choices in each row of a column, down to the last one.
    fn offer(&mut self, sheet: &mut Worksheet, last: u32, column: usize, choices: &[&str]) -> Result<(), XlsxError> {
        if last > 0 {
            let list = self.validation(choices.iter().map(|choice| (*choice).to_owned()).collect());
            sheet.add_data_validation(1, column as u16, last, column as u16, &list)?;
        }
        Ok(())
    }
}

fn start(sheet: &mut Worksheet, name: &str, labels: &[&str], widths: &[u16]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for ((column, label), width) in (0..).zip(labels).zip(widths) {
        sheet.write_string_with_format(0, column, *label, &bold)?.set_column_width(column, *width)?;
    }
    Ok(())
}

/// One row: cells that stay as they are in grey, then those to fill in.
fn row(sheet: &mut Worksheet, row: u32, fixed: &[&str], open: &[&str]) -> Result<(), XlsxError> {
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    // A text cell: Excel would make numbers and days of what looks like one.
    let (grey, white) = (wrap.clone().set_background_color(0x00E4_E4E4_u32), wrap.set_num_format("@"));
    let cells = fixed.iter().map(|text| (text, &grey)).chain(open.iter().map(|text| (text, &white)));
    for (column, (text, format)) in (0..).zip(cells) {
        match *text {
            "" => sheet.write_blank(row, column, format)?,
            text => sheet.write_string_with_format(row, column, cut(text), format)?,
        };
    }
    Ok(())
}

fn cut(text: &str) -> String {
    text.chars().take(CELL).collect()
}

fn dataset(sheet: &mut Worksheet, file: &DatasetFile, choices: &Choices, lists: &mut Lists) -> Result<(), XlsxError> {
    start(sheet, DATASET, DATASET_LABELS, &[18, 50, 80])?;
    for (at, question) in (1..).zip(questions(file, choices)) {
        row(sheet, at, &[question.key, question.words], &[&question.answer])?;
        if !question.choices.is_empty() {
            let list = question.choices.iter().map(|choice| format!("{} – {}", choice.id, choice.words)).collect();
            sheet.add_data_validation(at, 2, at, 2, &lists.validation(list))?;
        }
    }
    Ok(())
}

fn tables_sheet(
    sheet: &mut Worksheet,
    file: &DatasetFile,
    inspected: &BTreeMap<String, &InspectedTable>,
    lists: &mut Lists,
) -> Result<(), XlsxError> {
    start(sheet, TABLES, TABLE_LABELS, &[24, 30, 60, 10, 40, 80])?;
    let mut last = 0;
    for (at, resource) in (1..).zip(file.resources.iter().flatten()) {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (name, path) = (table_name(resource), text(&resource.path));
        let check = inspected.get(&name).copied().map(asked::of_table).unwrap_or_default();
        let answers = [publish(resource.is_published()), &text(&resource.title), &text(&resource.description)];
        row(sheet, at, &[&name, &path, &check], &answers)?;
        last = at;
    }
    lists.offer(sheet, last, labels::table::PUBLISH, &YES_OR_NO)?;
    Ok(())
}

fn columns(
    sheet: &mut Worksheet,
    file: &DatasetFile,
    inspected: &BTreeMap<String, &InspectedTable>,
    lists: &mut Lists,
) -> Result<(), XlsxError> {
    start(sheet, COLUMNS, COLUMN_LABELS, &WIDTHS)?;
    let mut at = 0;
    for resource in file.resources.iter().flatten() {
        let table = table_name(resource);
        for field in &resource.fields {
            at += 1;
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let name = text(&field.name);
            let label = field.source.clone().unwrap_or_else(|| name.clone());
            let missing = field.missing_values.iter().flatten().map(MissingValue::value);
            let missing: Vec<&str> = missing.filter(|text| !text.is_empty()).collect();
            let is_key = resource.primary_key.contains(&name);
            let inspected =
                inspected.get(&table).and_then(|table| table.fields.iter().find(|field| field.name == name));
            let mostly = inspected.and_then(|field| field.mostly.as_ref());
            let [decimals, decimal_mark, group_mark, signs, true_words, false_words] = notation::cells(field, mostly);
            let looks = inspected.map(shapes).unwrap_or_default();
            let check = inspected.map(asked::of_column).unwrap_or_default();
            row(
                sheet,
                at,
                &[&table, &name, &label, &looks, &check],
                &[
                    publish(field.is_published()),
                    &text(&field.title),
                    field.kind.map_or("", |kind| kind.word()),
                    &text(&field.format),
                    &text(&field.description),
                    &text(&field.unit),
                    &missing.join(BETWEEN),
                    if is_key { YES_OR_NO[0] } else { YES_OR_NO[1] },
                    "",
                    &allowed::cell(field.categories.as_deref().unwrap_or_default()),
                    &decimals,
                    &decimal_mark,
                    &group_mark,
                    &signs,
                    &true_words,
                    &false_words,
                ],
            )?;
        }
    }
    lists.offer(sheet, at, labels::column::PUBLISH, &YES_OR_NO)?;
    lists.offer(sheet, at, labels::column::TYPE, TYPES)?;
    lists.offer(sheet, at, labels::column::KEY, &YES_OR_NO)?;
    lists.offer(sheet, at, labels::column::DECIMAL_MARK, &notation::DECIMAL_MARKS)?;
    lists.offer(sheet, at, labels::column::GROUP_MARK, &notation::GROUP_MARKS)?;
    lists.offer(sheet, at, labels::column::SIGNS, &YES_OR_NO)
}

/// The cell under `Publish`.
fn publish(is_published: bool) -> &'static str {
    if is_published { YES_OR_NO[0] } else { YES_OR_NO[1] }
}

/// What was found in the files, by the name of the table.
fn by_name(inspections: &[Inspection]) -> BTreeMap<String, &InspectedTable> {
    let names = tables::names(inspections).into_iter().flatten();
    let found = inspections.iter().flat_map(|inspection| &inspection.tables);
    names.zip(found).filter_map(|(name, table)| Some((name?, table))).collect()
}
