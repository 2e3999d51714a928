//! `table/damaged-file`

use super::{at_file, at_rows};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, RowFaultKind};
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct DamagedFile;

static CODE: Code = Code {
    id: "table/damaged-file",
    severity: Severity::Error,
    title: "A file that is broken",
    explain: "The file is of its format, and broken: it was cut off on its way here, written by a program with a mistake, or made \
so that what it says of itself is not what is in it.\n\nCompare its size with that of the original, and copy or export it again. If \
a fresh copy has the same finding, open it in the program it came from and save it anew.\n\n```console\n$ ls -l \
trees.parquet   # as many bytes as the original?\n```\n",
};

const HELP: &str = "Copy or export the file again, and compare its size with that of the original.";

impl Rule for DamagedFile {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if let Flaw::Damaged(reason) = flaw {
                let message = format!("This file is broken: {reason}.");
                report.push(at_file(&CODE, resource, message).help(HELP));
            }
        }
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let damaged = |kind: &RowFaultKind| match kind {
            RowFaultKind::Damaged(reason) => Some(format!("From here on the file is broken: {reason}.")),
            _ => None,
        };
        at_rows(&CODE, resource, batch, damaged).for_each(|finding| report.push(finding.help(HELP)));
    }
}
