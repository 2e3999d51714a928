//! `metadata/bad-language`

use crate::diagnostic::{Code, Report, Severity};
use crate::portal::is_language_tag;
use crate::validate::{DraftContext, Rule};

pub(crate) struct BadLanguage;

static CODE: Code = Code {
    id: "metadata/bad-language",
    severity: Severity::Error,
    title: "A language that is not a language tag",
    explain: "Languages are named by their tags (BCP 47): `en`, `es`, `pt-BR`, not by their names. Programs that read text aloud \
need the tag.\n\n```toml\nlanguage = \"English\"   # wrong\nlanguage = \"en\"        # right\n[translations.es]\ntitle = \"Árboles de las \
calles\"\n```\n",
};

impl Rule for BadLanguage {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let file = &context.draft.file;
        let document = &context.draft.document;
        let message = |tag: &str| format!("`{tag}` is not a language tag such as `en` or `pt-BR`.");
        if let Some(tag) = file.language.as_deref().filter(|tag| !is_language_tag(tag)) {
            report.push(document.finding(&CODE, "/language", message(tag)));
        }
        for (at, entry) in file.documents.iter().enumerate() {
            if let Some(tag) = entry.language.as_deref().filter(|tag| !is_language_tag(tag)) {
                report.push(document.finding(&CODE, &format!("/documents/{at}/language"), message(tag)));
            }
        }
        for tag in file.translations.keys().filter(|tag| !is_language_tag(tag)) {
            report.push(document.finding(&CODE, &format!("/translations/{tag}"), message(tag)));
        }
    }
}
