//! `metadata/bad-contact`

use crate::diagnostic::{Code, Report, Severity};
use crate::portal::is_email;
use crate::validate::{DraftContext, Rule};

pub(crate) struct BadContact;

static CODE: Code = Code {
    id: "metadata/bad-contact",
    severity: Severity::Error,
    title: "A contact that cannot be reached",
    explain: "Residents write to `contact.email`, and harvesters refuse a dataset without a valid one. Give an office's \
address, not a person's, so that it outlives staff changes.\n\n```toml\ncontact = { name = \"Open Data Team\", email = \
\"data@city.example\" }\n```\n",
};

impl Rule for BadContact {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let Some(contact) = &context.draft.file.contact else { return };
        let document = &context.draft.document;
        if !is_email(&contact.email) {
            let message = format!("`{}` is not an e-mail address.", contact.email);
            report.push(
                document.finding(&CODE, "/contact/email", message).help("Write it without `mailto:`, as name@domain."),
            );
        }
        if contact.name.trim().is_empty() {
            report.push(document.finding(&CODE, "/contact/name", "The contact has no name."));
        }
    }
}
