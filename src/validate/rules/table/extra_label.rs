//! `table/extra-label`

use std::collections::{HashMap, HashSet};

use super::{at_label, at_rows};
use crate::diagnostic::{Code, Finding, Repair, Report, Severity, closest};
use crate::metadata::ResourceDraft;
use crate::model::schema::Schema;
use crate::model::table::{Batch, RowFaultKind};
use crate::read::Header;
use crate::validate::Rule;
use crate::validate::columns::{block, is_spelt_alike};

pub(crate) struct ExtraLabel;

static CODE: Code = Code {
    id: "table/extra-label",
    severity: Severity::Error,
    title: "A column that is not declared",
    explain: "The file has a column that `dataset.toml` does not declare. It is an error because nobody has said what the column \
means, nor whether it may be published.\n\nPaste the block from the finding under the resource's other fields and describe the \
column, or remove the column from the file.\n\nA column that has to stay in the file and is not to be published is declared \
as that:\n\n```toml\n[[resources.fields]]\nname = \"internal_note\"\nsource = \"Internal note\"\npublish = false\n```\n",
};

/// For those who do not want to publish the column.
const LEAVE_OUT: &str = "To leave the column out, remove it from the file, or write `publish = false` in the place of its type and description.";

impl Rule for ExtraLabel {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_header(&self, resource: &ResourceDraft, header: &Header, report: &mut Report) {
        let Schema { fields, withheld, .. } = &resource.schema;
        if fields.is_empty() || resource.schema.fields_match.allows_others() {
            // That nothing is declared at all is one finding, about the resource.
            return;
        }
        let labels: HashSet<&str> = header.labels.iter().map(|label| label.text.as_str()).collect();
        let declared = fields.iter().map(|field| &field.source).chain(withheld.iter().map(|field| &field.source));
        let sources: HashSet<&str> = declared.clone().map(String::as_str).collect();
        let unused: Vec<&str> = declared.map(String::as_str).filter(|source| !labels.contains(source)).collect();
        for label in &header.labels {
            // A column without a name is another finding.
            if label.text.is_empty() || sources.contains(&*label.text) {
                continue;
            }
            let message = format!("The column `{}` is not declared in `dataset.toml`.", label.text);
            let mut finding = at_label(&CODE, resource, label, message).fix(block(&label.text));
            let is_padded = unused.contains(&label.text.trim());
            if is_padded {
                finding = finding.help("It would be, without the spaces around its name: remove them in the file.");
            } else if let Some(meant) = closest(&label.text, unused.iter().copied()) {
                finding =
                    finding.help(format!("If this is the declared column `{meant}`, set its `source` to this header."));
            } else if !unused.iter().any(|source| is_spelt_alike(source, &label.text)) {
                // It can be no other than a new one.
                let labels = vec![label.text.clone()];
                finding = finding.repair(Repair::Declare { resource: resource.pointer.clone(), labels });
            }
            report.push(if is_padded { finding } else { finding.help(LEAVE_OUT) });
        }
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        if resource.schema.fields.is_empty() || resource.schema.fields_match.allows_others() {
            return;
        }
        let message = |name: &str| format!("The property `{name}` is not declared in `dataset.toml`.");
        let undeclared = |kind: &RowFaultKind| match kind {
            RowFaultKind::UndeclaredMember(name) if !resource.schema.withholds(name) => Some(message(name)),
            _ => None,
        };
        // Findings fold by their message, so each finds its name again by it.
        let names = batch.row_faults.iter().filter_map(|fault| match &fault.kind {
            RowFaultKind::UndeclaredMember(name) => Some((message(name), name.as_str())),
            _ => None,
        });
        let names: HashMap<String, &str> = names.collect();
        for finding in at_rows(&CODE, resource, batch, undeclared) {
            let name = names.get(&finding.message);
            let resource = || resource.pointer.clone();
            let repair = name.map(|name| Repair::Declare { resource: resource(), labels: vec![(*name).to_owned()] });
            report.push(Finding { fix: name.map(|name| block(name)), repair, ..finding });
        }
    }
}
