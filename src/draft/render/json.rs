//! `{"tables": […], "findings": […]}`: absent parts omitted.

use serde::Serialize;
use serde_json::Value;

use super::{line_ending, pattern, range, word};
use crate::diagnostic::render::{Format, Options, render};
use crate::diagnostic::{CheckReceipt, Finding, Quoted, Report, Values};
use crate::draft::{Distinct, InspectedField, InspectedTable, Inspection, NearKey};
use crate::model::SourceFormat;

#[derive(Serialize)]
struct Document<'a> {
    tables: Vec<Table<'a>>,
    findings: Vec<Value>,
}

#[derive(Serialize)]
struct Table<'a> {
    file: &'a str,
    name: &'a str,
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line_ending: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header_rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skip_rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    footer_rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<u64>,
    fields: Vec<Field<'a>>,
    key: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alike: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crs: Option<&'a str>,
    findings: Vec<Value>,
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_char: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decimal_char: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bare_number: Option<bool>,
    missing_values: Vec<String>,
    nulls: u64,
    distinct: Value,
    unique: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<String>,
    examples: Vec<String>,
    why: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    privacy: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    near_key: Option<NearKey>,
}

/// What was found, for programs. Values stand there as `values` says.
///
/// # Panics
/// Never: it is plain data.
pub fn json(inspections: &[Inspection], values: Values) -> String {
    let tables = inspections.iter().flat_map(|one| one.tables.iter().map(|found| table(one, found, values))).collect();
    let findings = inspections.iter().flat_map(|one| findings(&one.findings)).collect();
    let mut text = serde_json::to_string_pretty(&Document { tables, findings }).expect("an inspection is plain data");
    text.push('\n');
    text
}

fn table<'a>(inspection: &'a Inspection, table: &'a InspectedTable, values: Values) -> Table<'a> {
    let layout = &table.layout;
    let is_text = table.format == SourceFormat::Csv;
    let is_grid = is_text || table.format == SourceFormat::Spreadsheet;
    let is_known = is_grid && !table.fields.is_empty();
    let has_sheet = matches!(table.format, SourceFormat::GeoPackage | SourceFormat::Spreadsheet);
    Table {
        file: &inspection.file,
        name: &table.name,
        format: table.format.word(),
        encoding: table.encoding.as_ref().map(|encoding| encoding.name),
        delimiter: (is_text && table.encoding.is_some()).then(|| layout.dialect.delimiter.unwrap_or(',')),
        line_ending: table.line_ending.and_then(line_ending),
        header_rows: is_known.then_some(layout.header_rows),
        skip_rows: is_known.then_some(layout.skip_rows),
        footer_rows: is_known.then_some(layout.footer_rows),
        range: range(layout),
        sheet: has_sheet.then(|| layout.sheet.as_deref().unwrap_or(&table.name)),
        entry: layout.entry.as_deref(),
        records: (!layout.records.is_empty()).then(|| layout.records.join(".")),
        rows: table.rows,
        fields: table.fields.iter().map(|one| field(one, values)).collect(),
        key: &table.key,
        alike: inspection.alike(table),
        crs: table.crs.as_deref(),
        findings: findings(&table.findings),
    }
}

fn field(field: &InspectedField, values: Values) -> Field<'_> {
    let quote = |text: &String| Quoted::value(text).render(values);
    Field {
        name: &field.name,
        source: &field.source,
        kind: word(&field.kind),
        format: pattern(&field.kind),
        group_char: field.group_char,
        decimal_char: field.decimal_char,
        bare_number: field.bare_number,
        missing_values: field.missing_values.clone(),
        nulls: field.nulls,
        distinct: match field.distinct {
            Distinct::Exactly(count) => count.into(),
            Distinct::MoreThan(count) => format!("more than {count}").into(),
        },
        unique: field.is_unique,
        min: field.min.as_ref().map(quote),
        max: field.max.as_ref().map(quote),
        examples: field.examples.iter().map(quote).collect(),
        why: &field.why,
        question: field.question.as_deref(),
        privacy: field.privacy.as_deref(),
        near_key: field.near_key,
    }
}

/// Findings as `check --format json` gives them.
fn findings(findings: &[Finding]) -> Vec<Value> {
    let mut report = Report::new();
    findings.iter().for_each(|finding| report.push(finding.clone()));
    let options = Options { values: Values::Shape, colour: false };
    let text = render(&report, report.summary(0), &CheckReceipt::default(), Format::Json, options);
    let mut document: Value = serde_json::from_str(&text).unwrap_or_default();
    document.get_mut("findings").and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default()
}
