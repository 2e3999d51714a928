//! `table/no-rows`

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::SourceFormat;
use crate::validate::Rule;

pub(crate) struct NoRows;

static CODE: Code = Code {
    id: "table/no-rows",
    severity: Severity::Warning,
    title: "A table without rows",
    explain: "The file has column names and nothing below them. It may be right (no permit was issued this month), but more often an \
export went wrong: a filter that matches nothing, or a query that lost its connection. Look at the source before the empty table \
takes the place of a full one.\n\nA sheet of a workbook that holds only a note is no table. Leave it out:\n\n```toml\n\
[[resources]]\npath = \"permits.xlsx\"\nsheet = \"Notes\"\npublish = false\n```\n",
};

impl Rule for NoRows {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_end(&self, resource: &ResourceDraft, rows: u64, report: &mut Report) {
        // Where something is wrong with a file, that is why there are no rows. Of several files one may well be empty.
        if rows == 0 && report.findings().is_empty() {
            let sheet = resource.layout.sheet.as_ref().filter(|_| resource.format == SourceFormat::Spreadsheet);
            let part = sheet.map(|sheet| format!("sheet `{sheet}`"));
            let place = Place { part: part.clone(), ..Place::file(&*resource.shown) };
            let message = match part {
                Some(part) => format!("The {part} has no rows, only column names."),
                None => "This table has no rows, only column names.".to_owned(),
            };
            let finding = Finding::new(&CODE, message, place).help("If that is not meant, export the file again.");
            report.push(match sheet {
                Some(_) => finding.help("If the sheet is only a note, write `publish = false` below its `sheet`."),
                None => finding,
            });
        }
    }
}
