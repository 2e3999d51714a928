//! `table/sheet-missing`

use super::{at_file, listed, parts_of};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::SourceFormat;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct SheetMissing;

static CODE: Code = Code {
    id: "table/sheet-missing",
    severity: Severity::Error,
    title: "A sheet that is not in its workbook, or a layer that is not in its GeoPackage",
    explain: "`sheet` names a sheet that the workbook, or a layer that the GeoPackage does not have: it was renamed, or its name is spelt differently \
(capital letters and spaces count). Without `sheet`, the workbook has no visible sheet with data: hidden ones are read \
only when they are named.\n\n```toml\npath = \"inspections.xlsx\"\nsheet = \"Inspections 2026\"\n```\n",
};

impl Rule for SheetMissing {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::NoSheet { wanted, there } = flaw else { continue };
            let (part, whole) = parts_of(resource.format);
            let message = match wanted {
                Some(wanted) => format!("This {whole} has no {part} `{wanted}`."),
                None if resource.format == SourceFormat::Spreadsheet => {
                    format!("This {whole} has no visible {part} with data.")
                }
                None => format!("This {whole} has no {part} with rows."),
            };
            let finding = at_file(&CODE, resource, message);
            report.push(if there.is_empty() { finding } else { finding.help(format!("It has {}.", listed(there))) });
        }
    }
}
