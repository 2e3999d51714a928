//! `table/outside-extent`

use super::position::{self, Oddity};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::Batch;
use crate::validate::Rule;

pub(crate) struct OutsideExtent;

static CODE: Code = Code {
    id: "table/outside-extent",
    severity: Severity::Warning,
    title: "A place far outside the city",
    explain: "The place lies outside the extent of the dataset, or else of the portal, by more than half its width or height. \
Often a minus sign was lost, an address was found in another town of the same name, or the coordinates are metres and no \
degrees.\n\nIf the dataset does cover more than the city, say so:\n\n```toml\nspatial = { name = \"New England\", bbox = [-73.8, 40.9, \
-66.9, 47.5] }\n```\n",
};

impl Rule for OutsideExtent {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        let message = |name: &str| format!("The place in {name} lies far outside the extent of this dataset.");
        let help = "Correct the coordinates, or declare `spatial` if the dataset covers more than the city.";
        position::report(Oddity::Outside, &CODE, message, help, (resource, batch), report);
    }
}
