//! `table/padded-twin`

use std::collections::BTreeSet;

use super::at_cell;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, Column};
use crate::validate::Rule;

pub(crate) struct PaddedTwin;

static CODE: Code = Code {
    id: "table/padded-twin",
    severity: Severity::Warning,
    title: "Two values that differ only by a space at their end",
    explain: "A column holds a value once with a space before or after it and once without. Nobody sees the difference, and \
every count has two values where people see one.\n\nTake the spaces away in the source system. Spreadsheet programs have a \
function for it (`TRIM`).\n\n```csv\nbreed\nMixed      # one value\nMixed      # another, if a space follows it\n```\n",
};

/// Values with a space that are looked for without it, in a column and a run of rows. More are no slip.
const MOST: usize = 64;

/// Bytes of the longest that are: a long text is not counted by anyone.
const LONGEST: usize = 100;

impl Rule for PaddedTwin {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for (at, column) in batch.columns.iter().enumerate() {
            let Column::Text(texts) = column else { continue };
            let is_padded = |text: &&str| text.starts_with(' ') || text.ends_with(' ');
            let mut padded: BTreeSet<&str> = BTreeSet::new();
            for text in texts.iter().flatten().filter(is_padded) {
                let plain = text.trim_matches(' ');
                if !plain.is_empty() && plain.len() <= LONGEST && padded.len() < MOST {
                    padded.insert(plain);
                }
            }
            if padded.is_empty() {
                continue;
            }
            // Only those that stand without a space too.
            let twins: BTreeSet<&str> = texts.iter().flatten().filter(|text| padded.contains(text)).collect();
            let field = &resource.schema.fields[at];
            // A value that is not on the column's list has been named with its space.
            if twins.is_empty() || !field.constraints.enumeration.is_empty() {
                continue;
            }
            for (row, text) in texts.iter().enumerate() {
                let Some(text) = text.filter(is_padded).filter(|text| twins.contains(text.trim_matches(' '))) else {
                    continue;
                };
                let side = if text.ends_with(' ') { "after" } else { "before" };
                let message = format!(
                    "A space stands {side} this value of `{}`, which other rows have without it: they count as two.",
                    field.name
                );
                report.push_or_count(&CODE, &resource.shown, Some(&field.name), &message, || {
                    at_cell(&CODE, resource, batch, row, at, &message)
                        .help("Take the space away in the system that the file comes from.")
                });
            }
        }
    }
}
