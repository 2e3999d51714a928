//! `metadata/bad-spatial`

use crate::diagnostic::{Code, Report, Severity};
use crate::validate::{DraftContext, Rule};

pub(crate) struct BadSpatial;

static CODE: Code = Code {
    id: "metadata/bad-spatial",
    severity: Severity::Error,
    title: "A bounding box that is none",
    explain: "`bbox` is west, south, east, north in degrees. South lies below north, and all four are on Earth.\n\n```toml\n\
spatial = { name = \"Harborview\", bbox = [-71.19, 42.22, -70.98, 42.40] }\n```\n",
};

impl Rule for BadSpatial {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let Some(place) = &context.draft.file.spatial else { return };
        let [west, south, east, north] = place.bbox;
        let longitudes = [west, east].iter().all(|degree| (-180.0..=180.0).contains(degree));
        let latitudes = [south, north].iter().all(|degree| (-90.0..=90.0).contains(degree));
        if !longitudes || !latitudes || south >= north || west >= east {
            let message = "The bounding box must be west, south, east, north in degrees.";
            report.push(context.draft.document.finding(&CODE, "/spatial/bbox", message));
        }
    }
}
