//! `table/code-as-number`

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::schema::FieldType;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct CodeAsNumber;

static CODE: Code = Code {
    id: "table/code-as-number",
    severity: Severity::Warning,
    title: "Codes of a workbook that are declared as numbers",
    explain: "A cell can show 02101 and hold the number 2101: its number format, `00000`, puts the zero before it. The column is \
declared as a number, so 2101 would be published, and people who compare it with the workbook would miss the zero.\n\nIf the \
column holds codes (ZIP codes, account numbers, times such as 09:30), declare it as text. Townbook then reads every cell with \
such a format as the workbook shows it:\n\n```toml\nname = \"zip\"\ntype = \"string\"   # 02101; as \"integer\" it would be 2101\n\
```\n\nIf it holds amounts that are only shown so, leave it, or give the cells a plain number format.\n",
};

impl Rule for CodeAsNumber {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        let columns = flaws.iter().flat_map(|flaw| match flaw {
            Flaw::ShownAsCodes(columns) => &columns[..],
            _ => &[],
        });
        for (label, row) in columns {
            let Some(field) = resource.schema.fields.iter().find(|field| field.source == *label) else { continue };
            if !matches!(field.kind, FieldType::Integer | FieldType::Number { .. } | FieldType::Year) {
                continue;
            }
            let message = format!(
                "The workbook shows the numbers of `{}` as codes, with zeros or marks that `{}` does not keep.",
                field.name,
                field.kind.name()
            );
            let place = Place { row: Some(*row), field: Some(field.name.clone()), ..Place::file(&*resource.shown) };
            let help = "Declare the column as text if they are codes; else give its cells a plain number format.";
            report.push(Finding::new(&CODE, message, place).help(help).fix("type = \"string\""));
        }
    }
}
