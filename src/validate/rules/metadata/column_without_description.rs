//! `metadata/column-without-description`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct ColumnWithoutDescription;

static CODE: Code = Code {
    id: "metadata/column-without-description",
    severity: Severity::Error,
    title: "A column that nobody has explained",
    explain: "Every column needs a description that says more than its name: what it means, in which unit, what its codes stand \
for. Without it the data cannot be used rightly.\n\n```toml\nname = \"dept\"\ndescription = \"Dept\"                                    \
# wrong\ndescription = \"Department that received the request.\"   # right\n```\n",
};

impl Rule for ColumnWithoutDescription {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let letters =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        for resource in &context.draft.resources {
            for (at, field) in resource.schema.fields.iter().enumerate() {
                let said = letters(&field.description);
                let pointer = format!("{}/fields/{at}/description", resource.pointer);
                // A description that is not there at all is a missing key, reported as such.
                if !context.draft.document.has(&pointer) && said.is_empty() {
                    continue;
                }
                if said.is_empty()
                    || said == letters(&field.name)
                    || field.title.as_deref().is_some_and(|t| letters(t) == said)
                {
                    let message = format!("The description of `{}` says no more than its name.", field.name);
                    let finding = context.draft.document.finding(&CODE, &pointer, message);
                    report.push(finding.help("Say what it means, in which unit, and what its codes stand for."));
                }
            }
        }
    }
}
