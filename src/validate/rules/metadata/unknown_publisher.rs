//! `metadata/unknown-publisher`

use crate::diagnostic::{Code, Report, Severity, closest};
use crate::model::Slug;
use crate::validate::{DraftContext, Rule};

pub(crate) struct UnknownPublisher;

static CODE: Code = Code {
    id: "metadata/unknown-publisher",
    severity: Severity::Error,
    title: "A publisher that the portal does not list",
    explain: "`publisher` is the identifier of a department in `portal.toml`, so that residents see who keeps the \
data.\n\n```toml\npublisher = \"parks\"     # portal.toml has [[publishers]] with id = \"parks\"\n```\n\n\
A department that publishes for the first time is added to `portal.toml`, with the name that residents know it by:\n\n\
```toml\n[[publishers]]\nid = \"parks\"\nname = \"Parks Department\"\n```\n",
};

/// What to do about a department that is not listed yet.
const ADD: &str = "If it is another department, paste these lines into portal.toml and mend its name.";

impl Rule for UnknownPublisher {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let Some(id) = &context.draft.file.publisher else { return };
        let portal = &context.portal.description;
        if portal.publisher(id).is_some() {
            return;
        }
        let known: Vec<&str> = portal.publishers.iter().map(|publisher| publisher.id.as_str()).collect();
        let message = format!("There is no publisher `{}` in portal.toml.", id);
        let mut finding = context.draft.document.finding(&CODE, "/publisher", message);
        finding = match closest(id, known.iter().copied()) {
            Some(meant) => finding.help(format!("Did you mean `{meant}`?")),
            None => {
                let finding = finding.help(format!("The publishers are: {}.", known.join(", ")));
                match Slug::new(id) {
                    Ok(id) => finding.help(ADD).fix(block(&id)),
                    Err(_) => finding,
                }
            }
        };
        report.push(finding);
    }
}

/// A department for `portal.toml`, named as its identifier reads: `public-works` becomes `Public works`.
fn block(id: &Slug) -> String {
    let words = id.as_str().replace('-', " ");
    let (first, rest) = words.split_at(1);
    format!("[[publishers]]\nid = \"{id}\"\nname = \"{}{rest}\"\n", first.to_uppercase())
}
