//! `metadata/bad-keywords`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct Keywords;

static CODE: Code = Code {
    id: "metadata/bad-keywords",
    severity: Severity::Error,
    title: "Keywords that are missing, too many, empty or repeated",
    explain: "A dataset needs at least one keyword, none of them empty, and each once: harvesters count repeats as mistakes.\n\n\
```toml\nkeywords = [\"trees\", \"parks\"]\n```\n",
};

impl Rule for Keywords {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn is_standard(&self) -> bool {
        true
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let Some(keywords) = &context.draft.file.keywords else { return };
        let document = &context.draft.document;
        let (fewest, most) = context.policy.standards.keywords.clone().into_inner();
        if keywords.len() > most {
            let message = format!("There are {} keywords, and the city takes at most {most}.", keywords.len());
            let finding = document.finding(&CODE, "/keywords", message);
            report.push(finding.help("Keep those that residents would search for."));
        }
        if keywords.len() < fewest {
            let message = match keywords.len() {
                0 => "There is no keyword.".to_owned(),
                there => format!("There are too few keywords: {there}, and the city asks for {fewest}."),
            };
            let finding = document.finding(&CODE, "/keywords", message);
            report.push(finding.help("Add words residents would search for."));
        }
        for (at, keyword) in keywords.iter().enumerate() {
            let pointer = format!("/keywords/{at}");
            let same = |other: &String| other.trim().to_lowercase() == keyword.trim().to_lowercase();
            if keyword.trim().is_empty() {
                report.push(document.finding(&CODE, &pointer, "This keyword is empty."));
            } else if keywords[..at].iter().any(same) {
                report.push(document.finding(&CODE, &pointer, format!("The keyword `{keyword}` stands twice.")));
            }
        }
    }
}
