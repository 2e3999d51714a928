//! Excel's Power Query (the language M). Columns are text until told otherwise, so that numbers with zeros in front keep them.

use super::{Language, Table};
use crate::model::schema::FieldType;
use crate::model::{Format, Limits};

pub(super) const EXCEL: Language = Language {
    id: "excel",
    label: "Excel (Power Query)",
    hint: Some("Data, Get Data, From Other Sources, Blank Query; then paste it into the Advanced Editor."),
    table,
    catalogue: None,
};

fn table(table: &Table<'_>) -> Option<String> {
    // What does not fit on a sheet would be cut off there.
    if table.resource.rows > Limits::default().xlsx_rows {
        return None;
    }
    let url = text(&table.url(Format::Csv)?);
    let types: Vec<String> = table
        .resource
        .schema
        .fields
        .iter()
        .filter_map(|field| Some(format!("{{{}, {}}}", text(&field.name), type_of(&field.kind)?)))
        .collect();
    let typed = match types.is_empty() {
        true => String::new(),
        false => format!(
            ",\n  Typed = Table.TransformColumnTypes(Headers, {{\n    {}\n  }}, \"en-US\")",
            types.join(",\n    ")
        ),
    };
    let last = if types.is_empty() { "Headers" } else { "Typed" };
    Some(format!(
        "\
let
  Source = Csv.Document(Web.Contents({url}), [Delimiter = \",\", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
  Headers = Table.PromoteHeaders(Source, [PromoteAllScalars = true]){typed}
in
  {last}"
    ))
}

/// The type of a column that is more than text in M.
fn type_of(kind: &FieldType) -> Option<&'static str> {
    Some(match kind {
        FieldType::Integer | FieldType::Year => "Int64.Type",
        FieldType::Number { .. } => "type number",
        FieldType::Boolean { .. } => "type logical",
        FieldType::Date { .. } => "type date",
        _ => return None,
    })
}

/// A text of M. Neither addresses nor names of columns have signs that would have to be escaped.
fn text(text: &str) -> String {
    format!("\"{text}\"")
}
