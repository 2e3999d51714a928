//! `table/unreadable`

use super::{at_file, at_rows};
use crate::diagnostic::{Code, Finding, Place, Repair, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::Dialect;
use crate::model::table::{Batch, RowFaultKind};
use crate::read::{Flaw, Header};
use crate::validate::Rule;

pub(crate) struct Unreadable;

static CODE: Code = Code {
    id: "table/unreadable",
    severity: Severity::Error,
    title: "A file, or a part of it, that is not of its format",
    explain: "The file is not what its name says: it is empty, cut off, damaged, in another encoding, or not of its format at \
all. Export it again from the source system. From a spreadsheet program choose \"CSV UTF-8\".\n",
};

impl Rule for Unreadable {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if let Flaw::Unreadable(reason) = flaw {
                let finding = at_file(&CODE, resource, format!("This cannot be read: {reason}."));
                report.push(finding.help("Export the file again from the source system."));
            }
            if let Flaw::OtherDelimiter { found, is_proved } = flaw {
                report.push(other_delimiter(resource, *found, *is_proved));
            }
        }
    }

    fn check_header(&self, resource: &ResourceDraft, header: &Header, report: &mut Report) {
        if let Some(problem) = &header.problem {
            let place = Place { line: Some(1), ..Place::file(&*resource.shown) };
            report.push(Finding::new(&CODE, problem.as_str(), place).help("Export the file again as UTF-8 text."));
        }
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let malformed = |kind: &RowFaultKind| match kind {
            RowFaultKind::Malformed(reason) => Some(format!("This cannot be read: {reason}.")),
            _ => None,
        };
        at_rows(&CODE, resource, batch, malformed).for_each(|finding| report.push(finding));
    }
}

/// The finding for cells that are told apart by another character than the declared one.
fn other_delimiter(resource: &ResourceDraft, found: char, is_proved: bool) -> Finding {
    let value = format!("{{ delimiter = \"{}\" }}", found.escape_default());
    let message = format!("The cells seem to have {found:?} between them.");
    let finding =
        at_file(&CODE, resource, message).help("Declare it below the `path`.").fix(format!("dialect = {value}\n"));
    // Nothing else is declared that the new line would replace.
    let is_plain = Dialect { delimiter: None, ..resource.layout.dialect.clone() } == Dialect::default();
    let set = || Repair::Set { table: resource.pointer.clone(), settings: vec![("dialect", value)] };
    finding.repair((is_proved && is_plain).then(set))
}
