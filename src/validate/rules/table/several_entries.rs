//! `table/several-entries`

use super::{at_file, listed};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct SeveralEntries;

static CODE: Code = Code {
    id: "table/several-entries",
    severity: Severity::Error,
    title: "An archive with several files, and none chosen",
    explain: "A zip archive holds more than one file, and `dataset.toml` does not say which is the table. Choose it \
with `entry`; for several tables in one archive, such as a GTFS timetable, declare a resource for \
each.\n\n```toml\n[[resources]]\npath = \"gtfs.zip\"\nentry = \"stops.txt\"\n\n[[resources]]\npath = \
\"gtfs.zip\"\nentry = \"routes.txt\"\n```\n",
};

impl Rule for SeveralEntries {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::SeveralEntries(entries) = flaw else { continue };
            let message = format!("This archive holds several files: {}.", listed(entries));
            let help = "Choose the table with `entry`; declare one resource for each table.";
            let fix = format!("entry = {:?}\n", entries[0]);
            report.push(at_file(&CODE, resource, message).help(help).fix(fix));
        }
    }
}
