//! `table/blank-label`

use super::at_label;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Header;
use crate::validate::Rule;

pub(crate) struct BlankLabel;

static CODE: Code = Code {
    id: "table/blank-label",
    severity: Severity::Error,
    title: "A column without a name",
    explain: "A cell of the header is empty, so nobody can say what stands below it. A spreadsheet program writes such columns when \
something was once typed beside the table, or after the last column of a file whose lines end with a comma.\n\nGive the column a \
name in the file, or remove it. A single one can be declared as it is:\n\n```toml\n[[resources.fields]]\nname = \
\"row_label\"\nsource = \"\"\ntype = \"string\"\ndescription = \"What the rows are about.\"\n```\n",
};

impl Rule for BlankLabel {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_header(&self, resource: &ResourceDraft, header: &Header, report: &mut Report) {
        // The first one can be declared; a second cannot be told from it.
        let mut is_declared = resource.schema.fields.iter().any(|field| field.source.is_empty());
        for (at, label) in header.labels.iter().enumerate().filter(|(_, label)| label.text.is_empty()) {
            if !std::mem::take(&mut is_declared) {
                let message = format!("Column {} of the file has no name.", at + 1);
                let help = "Give it a name in the file, or remove the column from it.";
                report.push(at_label(&CODE, resource, label, message).help(help));
            }
        }
    }
}
