//! `table/extra-label`

use std::collections::HashSet;

use super::{at_label, at_rows};
use crate::diagnostic::{Code, Report, Severity, closest};
use crate::metadata::ResourceDraft;
use crate::model::resource_name;
use crate::model::table::{Batch, RowFaultKind};
use crate::read::Header;
use crate::validate::Rule;

pub(crate) struct ExtraLabel;

static CODE: Code = Code {
    id: "table/extra-label",
    severity: Severity::Error,
    title: "A column that is not declared",
    explain: "The file has a column that `dataset.toml` does not declare. It is an error because nobody has said what the column \
means, nor whether it may be published.\n\nPaste the block from the finding under the resource's other fields and describe the \
column, or remove the column from the file.\n",
};

impl Rule for ExtraLabel {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_header(&self, resource: &ResourceDraft, header: &Header, report: &mut Report) {
        let fields = &resource.schema.fields;
        let labels: HashSet<&str> = header.labels.iter().map(|label| label.text.as_str()).collect();
        let unused: Vec<&str> =
            fields.iter().map(|field| field.source.as_str()).filter(|source| !labels.contains(source)).collect();
        for label in &header.labels {
            // A column without a name is another finding.
            if label.text.is_empty() || fields.iter().any(|field| field.source == label.text) {
                continue;
            }
            let message = format!("The column `{}` is not declared in `dataset.toml`.", label.text);
            let mut finding = at_label(&CODE, resource, label, message).fix(block(&label.text));
            if unused.contains(&label.text.trim()) {
                finding = finding.help("It would be, without the spaces around its name: remove them in the file.");
            } else if let Some(meant) = closest(&label.text, unused.iter().copied()) {
                finding =
                    finding.help(format!("If this is the declared column `{meant}`, set its `source` to this header."));
            }
            report.push(finding);
        }
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let undeclared = |kind: &RowFaultKind| match kind {
            RowFaultKind::UndeclaredMember(name) => {
                Some(format!("The property `{name}` is not declared in `dataset.toml`."))
            }
            _ => None,
        };
        for finding in at_rows(&CODE, resource, batch, undeclared) {
            report.push(finding);
        }
    }
}

/// A block to paste.
fn block(label: &str) -> String {
    let name = resource_name(label).replace('-', "_");
    let source = if name == label { String::new() } else { format!("source = {}\n", toml_text(label)) };
    format!("[[resources.fields]]\nname = \"{name}\"\n{source}type = \"string\"\ndescription = \"\"\n")
}

fn toml_text(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
