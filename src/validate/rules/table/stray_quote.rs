//! `table/stray-quote`

use super::at_rows;
use crate::diagnostic::{Code, Finding, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind, StrayQuote};
use crate::validate::Rule;

pub(crate) struct StrayQuotes;

static CODE: Code = Code {
    id: "table/stray-quote",
    severity: Severity::Error,
    title: "A quotation mark where none belongs",
    explain: "A cell that begins with a quotation mark ends with one, and a mark inside it is written twice. Anywhere else \
programs disagree about what a mark means: some take it as a character, others lose it, or take the rest of the file for one \
cell. A mark in the middle of a cell that is not quoted at all (the first line below) is only a warning, for most programs read it \
alike.\n\n```csv\nid,note\n1,5\" pipe           wrong\n1,\"5\"\" pipe\"       right: 5\" pipe\n2,\"closed\" early    wrong\n3, \
\"after a space\"  wrong, unless skip_initial_space is declared\n```\n\nIf the file never uses quotation marks around cells, say \
so:\n\n```toml\ndialect = { quote_char = \"\" }\n```\n",
};

impl Rule for StrayQuotes {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for (stray, severity, message, help) in [
            (
                StrayQuote::Within,
                // Most programs agree that it is a character of the cell.
                Severity::Warning,
                "A quotation mark stands inside a cell that does not begin with one.",
                "Put the cell inside quotation marks and write each mark in it twice; if the file quotes no cell at all, \
                 declare `dialect = { quote_char = \"\" }`.",
            ),
            (
                StrayQuote::AfterSpace,
                Severity::Error,
                "A space stands before the quotation mark that begins a cell.",
                "Remove the space, or declare `dialect = { skip_initial_space = true }`.",
            ),
            (
                StrayQuote::After,
                Severity::Error,
                "Something stands between the quotation mark that closes a cell and the end of the cell.",
                "Write a mark that belongs to the text twice, and nothing after the one that closes it.",
            ),
        ] {
            let stray = |kind: &RowFaultKind| (*kind == RowFaultKind::StrayQuote(stray)).then(|| message.to_owned());
            for finding in at_rows(&CODE, resource, batch, stray) {
                report.push(Finding { severity, ..finding.help(help) });
            }
        }
    }
}
