//! Whether the JSON of a table still has the form that its size asks for. What is published once stays as it is, because
//! programs read it under its address; so this is for people to decide.

use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::{Draft, ResourceDraft};
use crate::model::JsonForm;

pub(super) static CODES: &[&Code] = &[&JSON_FORM];

static JSON_FORM: Code = Code {
    id: "metadata/json-form",
    severity: Severity::Warning,
    title: "A table whose JSON has outgrown its form, or no longer needs it",
    explain: "The JSON of a table is one array of records, which every program can read, or, above a size, lines in gzip \
(`.ndjson.gz`), which programs can read record by record. The size is `json_bytes` in `portal.toml`, 50 MB if it is not \
there. It decides once, when the table is published first; after that the form stays, because programs read the file under \
its address. By now the table has grown or shrunk past that size.\n\nSay which it shall be:\n\n```toml\n[[resources]]\njson \
= \"array\"   # or \"lines\"\n```\n\nThe form that is published keeps its address. With the other the old address is gone, so \
tell those who use it. Only `build --published` and `publish` know what is published.\n",
};

/// Warns where a form that nobody declared is not the one that the table's size asks for.
pub fn check_json_form(
    draft: &Draft,
    resource: &ResourceDraft,
    form: JsonForm,
    by_size: JsonForm,
    report: &mut Report,
) {
    if form == by_size || resource.json.is_some() {
        return;
    }
    let (message, change) = match form {
        JsonForm::Array => (
            format!("The JSON of `{}` has grown too large for one array, and is published as one.", resource.name),
            "it is easier to read as lines; the address then ends in .ndjson.gz instead of .json",
        ),
        JsonForm::Lines => (
            format!("The JSON of `{}` is small enough for one array, and is published in lines.", resource.name),
            "more programs read an array; the address then ends in .json instead of .ndjson.gz",
        ),
    };
    let help = format!(
        "Nothing changes by itself, because programs read it under its address. This line keeps it as it is. With `json = \
         \"{}\"` {change}.",
        by_size.word(),
    );
    let finding = draft.document.finding(&JSON_FORM, &resource.pointer, message).help(help);
    report.push(finding.fix(format!("json = \"{}\"", form.word())));
}
