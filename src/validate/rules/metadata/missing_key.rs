//! `metadata/missing-key`

use crate::diagnostic::{Code, Report, Severity};
use crate::document::Document;
use crate::metadata::{DatasetFile, FieldEntry, ResourceEntry};
use crate::validate::{DraftContext, Rule};

pub(crate) struct MissingKey;

static CODE: Code = Code {
    id: "metadata/missing-key",
    severity: Severity::Error,
    title: "A key that the city asks for is missing",
    explain: "Besides what every dataset must say, a city asks its departments for more: the keys in `required` of \
`policy/standards.toml`. This dataset does not have one of them.\n\n```toml\n# policy/standards.toml\nrequired = [\"provenance\", \
\"resources.fields.title\"]\n\n# dataset.toml\nprovenance = \"Counted by the arborists on their yearly walk.\"\n```\n\nColumns of a \
schema that several datasets share are not asked.\n",
};

impl Rule for MissingKey {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn is_standard(&self) -> bool {
        true
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let document = &context.draft.document;
        for path in &context.policy.standards.required {
            for pointer in pointers(document, path) {
                let is_there = document.has(&pointer) && !document.is_empty_list(&pointer);
                if is_there || !is_published(&context.draft.file, &pointer) {
                    continue;
                }
                let message = format!("The city asks for the key `{path}`, which is not here.");
                let help = "Add it; docs/reference/dataset.toml.md says what belongs there.";
                report.push(document.finding(&CODE, &pointer, message).help(help));
            }
        }
    }
}

/// Whether the table and the column around a key are to be published: of others nothing needs to be said.
fn is_published(file: &DatasetFile, pointer: &str) -> bool {
    let mut parts = pointer.split('/').skip(1);
    let (Some("resources"), Some(table)) = (parts.next(), parts.next()) else { return true };
    let resource = table.parse().ok().and_then(|at: usize| file.resources.as_deref()?.get(at));
    let column = parts.next().filter(|key| *key == "fields").and(parts.next()).and_then(|at| at.parse::<usize>().ok());
    let field = resource.zip(column).and_then(|(resource, at)| resource.fields.get(at));
    resource.is_none_or(ResourceEntry::is_published) && field.is_none_or(FieldEntry::is_published)
}

/// Where a key should stand: in every entry of the lists on its path.
fn pointers(document: &Document, path: &str) -> Vec<String> {
    let mut pointers = vec![String::new()];
    for name in path.split('.') {
        let entries = |pointer: String| match document.has(&format!("{pointer}/0")) {
            true => {
                let entry = move |at| format!("{pointer}/{at}");
                (0..).map(entry).take_while(|pointer| document.has(pointer)).collect()
            }
            false if document.is_empty_list(&pointer) || pointer.ends_with("/fields") => Vec::new(),
            false => vec![pointer],
        };
        pointers = pointers.into_iter().flat_map(entries).map(|pointer| format!("{pointer}/{name}")).collect();
    }
    pointers
}
