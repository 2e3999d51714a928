//! `table/swapped-coordinates`

use super::position::{self, Oddity};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::validate::Rule;

pub(crate) struct SwappedCoordinates;

static CODE: Code = Code {
    id: "table/swapped-coordinates",
    severity: Severity::Warning,
    title: "Longitude and latitude the wrong way round",
    explain: "The place lies far from the city, and inside it with longitude and latitude changed over. A point is longitude \
(west and east) first, then latitude (south and north); many systems write them the other way \
round.\n\n```csv\nbench_id,location\n1,\"42.3017, -71.0512\"\n2,\"-71.0512, 42.3017\"\n```\n\nFor a bench in Boston, the first row is \
wrong and the second right. Where all rows are the wrong way round in two columns, exchange their `source` in `dataset.toml`. \
What counts as the city is `spatial` of the dataset, or else of `portal.toml`.\n",
};

impl Rule for SwappedCoordinates {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let message = |name: &str| format!("Longitude and latitude in {name} seem to be the wrong way round.");
        let help = "Write longitude first, then latitude; in two columns, exchange the values.";
        position::report(Oddity::Swapped, &CODE, message, help, (resource, batch), report);
    }
}
