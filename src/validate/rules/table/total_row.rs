//! `table/total-row`

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, Column};
use crate::validate::Rule;

pub(crate) struct TotalRow;

static CODE: Code = Code {
    id: "table/total-row",
    severity: Severity::Warning,
    title: "A total among the records",
    explain: "A row says in its first column or in its key that it is a total, and besides the sums nothing stands in it, while \
the rows around it are full. It is published as a record: whoever adds up the column counts everything twice.\n\nTake such \
rows out of the file. If the row is a record, leave it; it is only a warning. Totals below the last record are \
`table/footer-row`.\n\n```csv\norder_no,street,done_on,cost\n1,Oak Street,2026-03-01,120\nSubtotal,,,120                \
wrong\n2,Elm Street,2026-04-01,80\n```\n",
};

impl Rule for TotalRow {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let message = "This row looks like a total among the records, and is read as one of them.";
        for row in totals(resource, batch) {
            report.push_or_count(&CODE, &resource.shown, None, message, || {
                let place = Place { row: Some(batch.locator.row_number(row)), ..Place::file(&*resource.shown) };
                let help = "Remove the row, if it is no record: whoever adds up the column counts everything twice.";
                Finding::new(&CODE, message, place).help(help)
            });
        }
    }
}

/// The rows that are totals of others.
fn totals(resource: &ResourceDraft, batch: &Batch) -> BTreeSet<usize> {
    let schema = &resource.schema;
    let is_named = |at: usize| at == 0 || schema.primary_key.contains(&schema.fields[at].name);
    let mut found = BTreeSet::new();
    for (at, column) in batch.columns.iter().enumerate().filter(|(at, _)| is_named(*at)) {
        let Column::Text(texts) = column else { continue };
        let named = texts.iter().enumerate().filter(|(_, text)| text.is_some_and(is_word));
        found.extend(named.map(|(row, _)| row).filter(|row| holds_only_sums(batch, *row, at)));
    }
    if found.is_empty() {
        return found;
    }
    // Held against how much the other rows fill.
    let all: usize = batch.columns.iter().map(|column| column.len() - column.null_count()).sum();
    let fill = all - found.iter().map(|row| filled(batch, *row)).sum::<usize>();
    let others = batch.rows - found.len();
    let is_sparse = |row: usize| filled(batch, row) * 2 * others <= fill;
    // What stands below the last full row is no matter of this rule.
    let last = (0..batch.rows).rfind(|row| !is_sparse(*row)).unwrap_or(0);
    found.retain(|row| *row < last && is_sparse(*row));
    found
}

fn filled(batch: &Batch, row: usize) -> usize {
    batch.columns.iter().filter(|column| !column.is_null(row)).count()
}

/// Whether numbers stand in a row beside the column that names it, and nothing else.
fn holds_only_sums(batch: &Batch, row: usize, name: usize) -> bool {
    let others = batch.columns.iter().enumerate().filter(|(at, column)| *at != name && !column.is_null(row));
    let mut others = others.map(|(_, column)| column).peekable();
    others.peek().is_some()
        && others.all(|column| match column {
            Column::Integer(_) | Column::Number(_) | Column::Decimal(..) => true,
            Column::Text(texts) => is_sum(texts.value(row)),
            _ => false,
        })
}

/// Whether a text is a number with its signs: `$1,250.00`.
fn is_sum(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(|c| !c.is_alphabetic() && !"/:".contains(c))
}

/// Whether a text says that a row is a total.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 7] = ["total", "totals", "subtotal", "subtotals", "sub-total", "grand total", "sum"];
    const LONGEST: usize = 16;
    // Most cells are ruled out by their first letter.
    let text = text.trim_start();
    text.starts_with(['t', 'T', 's', 'S', 'g', 'G'])
        && text.len() <= LONGEST
        && WORDS.iter().any(|word| text.trim_end().trim_end_matches(':').eq_ignore_ascii_case(word))
}
