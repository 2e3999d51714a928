//! `table/null-island`

use super::position::{self, Oddity};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::validate::Rule;

pub(crate) struct NullIsland;

static CODE: Code = Code {
    id: "table/null-island",
    severity: Severity::Warning,
    title: "A place at longitude 0, latitude 0",
    explain: "Longitude 0 and latitude 0 meet in the sea off Africa. Systems write this where they do not know a place, and \
every map then shows a point that is not there. Leave both cells empty in the source system: an empty cell says that the place \
is not known.\n\n```csv\nrequest_id,longitude,latitude\n1001,0,0\n1002,,\n```\n\nThe first row is wrong, the second right.\n",
};

impl Rule for NullIsland {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let message = |name: &str| format!("The place in {name} is longitude 0, latitude 0, in the sea off Africa.");
        let help = "Leave the place empty where it is not known.";
        position::report(Oddity::NullIsland, &CODE, message, help, (resource, batch), report);
    }
}
