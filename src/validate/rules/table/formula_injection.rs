//! `table/formula-injection`

use super::at_texts;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::validate::Rule;

pub(crate) struct FormulaInjection;

static CODE: Code = Code {
    id: "table/formula-injection",
    severity: Severity::Warning,
    title: "A text that a spreadsheet program would run",
    explain: "A cell begins like a formula that calls a function or another program. Whoever opens the published CSV in a \
spreadsheet program may set it off: it can show a false link, or send what else is in the sheet to a stranger. Such texts come from \
forms that anybody may fill in. Nothing is changed: what is published is what the file holds.\n\nCorrect the cell in the source \
system, and ask who wrote it. If it is right, the city can switch the rule off or waive it for this dataset.\n\n```csv\n\
request,comment\n101,\"=HYPERLINK(\"\"https://example.net\"\",\"\"click\"\")\"\n```\n",
};

impl Rule for FormulaInjection {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let any = |bytes: &[u8]| memchr::memchr2(b'(', b'|', bytes).is_some();
        at_texts(resource, batch, any, |field, text, find| {
            if is_formula(text) {
                let message = format!("A spreadsheet program would run this cell of `{field}` as a formula.");
                let help = "Correct the cell in the system that the file comes from, and ask who wrote it.";
                report
                    .push_or_count(&CODE, &resource.shown, Some(field), &message, || find(&CODE, &message).help(help));
            }
        });
    }
}

/// Whether a text begins as a formula does and calls a function, `=SUM(`, or another program, `=cmd|' /C calc'!A0`. A
/// sign before a number or a note in brackets is no call.
fn is_formula(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix(['=', '+', '-', '@']) else { return false };
    // What comes before the call are numbers, signs and cells: `=1+SUM(`. Words with spaces between them are a sentence.
    let Some(call) = rest.find(['(', '|']) else { return false };
    let (before, call) = rest.split_at(call);
    let name = before.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).next().unwrap_or_default();
    name.starts_with(char::is_alphabetic)
        && !before.trim_start().contains(char::is_whitespace)
        && (call.starts_with('(') || call.contains('!'))
}

#[cfg(test)]
mod tests {
    use super::is_formula;

    #[test]
    fn calls_are_told_from_signs() {
        for text in
            ["=HYPERLINK(\"x\")", "=cmd|' /C calc'!A0", "+SUM(1,2)", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t= A.B(1)"]
        {
            assert!(is_formula(text), "{text:?}");
        }
        for text in
            ["=", "-(see note)", "+1 (617) 555-0100", "-71.06", "@mayor (official)", "= equal", "a=SUM(1)", "-a|b"]
        {
            assert!(!is_formula(text), "{text:?}");
        }
    }
}
