//! `table/mixed-line-breaks`

use super::at_rows;
use crate::diagnostic::{Code, Repair, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::validate::Rule;

pub(crate) struct MixedLineBreaks;

static CODE: Code = Code {
    id: "table/mixed-line-breaks",
    severity: Severity::Error,
    title: "Lines that do not end alike",
    explain: "Windows ends a line with two characters (CRLF), other systems with one (LF, on very old Macs CR). In one file all \
lines must end alike: many programs look at the first line and take the other character of later lines for a part of the last \
cell, or for a line of its own. Most often two files were joined, or one was edited by hand. Line breaks inside quotation marks \
belong to the text and do not count.\n\nSave the file once from one program, or let git do it:\n\n```\n*.csv text \
eol=lf      # in .gitattributes\n```\n",
};

impl Rule for MixedLineBreaks {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let other = |kind: &RowFaultKind| match kind {
            RowFaultKind::OtherLineBreak { expected, found } => {
                Some(format!("The line with the column names ends with {expected}, and this one with {found}."))
            }
            _ => None,
        };
        let expected = batch.row_faults.iter().find_map(|fault| match &fault.kind {
            RowFaultKind::OtherLineBreak { expected, .. } => Some(*expected),
            _ => None,
        });
        let repair = expected
            .and_then(characters)
            .map(|line_break| Repair::UnifyLineBreaks { resource: resource.pointer.clone(), line_break });
        for finding in at_rows(&CODE, resource, batch, other) {
            let finding = finding.help("Save the file once more from one program, so that all lines end alike.");
            report.push(finding.repair(repair.clone()));
        }
    }
}

/// The characters of a line break, by its name.
fn characters(name: &str) -> Option<&'static str> {
    match name {
        "LF" => Some("\n"),
        "CRLF" => Some("\r\n"),
        "CR" => Some("\r"),
        _ => None,
    }
}
