//! `metadata/unknown-publisher`

use crate::diagnostic::{Code, Report, Severity, closest};
use crate::model::{Slug, resource_name};
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
const ADD: &str =
    "If it is another department, ask whoever looks after portal.toml to add these lines to it, with its right name.";

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
        let by_name = portal.publishers.iter().find(|publisher| publisher.name.eq_ignore_ascii_case(id.trim()));
        let meant = by_name.map(|publisher| publisher.id.as_str()).or_else(|| closest(id, known.iter().copied()));
        finding = match meant {
            Some(meant) => finding.help(format!("Did you mean `{meant}`?")),
            None => {
                let finding = finding.help(format!("The publishers are: {}.", known.join(", ")));
                match Slug::new(id) {
                    Ok(id) => finding.help(ADD).fix(block(&id, &id.as_str().replace('-', " "))),
                    // Somebody wrote the name of the department.
                    Err(_) => match Slug::new(resource_name(id).replace('_', "-")) {
                        Ok(slug) => {
                            let finding = finding.help(ADD).fix(block(&slug, id));
                            finding.help(format!("Then write `publisher = \"{slug}\"` here."))
                        }
                        Err(_) => finding,
                    },
                }
            }
        };
        report.push(finding);
    }
}

/// A department for `portal.toml`, its name with a capital letter: "Public works" for `public-works`.
fn block(id: &Slug, name: &str) -> String {
    let first: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
    let rest: String = name.chars().skip(1).collect();
    let name = toml::Value::from(first + &rest);
    format!("[[publishers]]\nid = \"{id}\"\nname = {name}\n")
}
