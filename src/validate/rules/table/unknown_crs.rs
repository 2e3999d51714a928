//! `table/unknown-crs`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct UnknownCrs;

static CODE: Code = Code {
    id: "table/unknown-crs",
    severity: Severity::Error,
    title: "Coordinates of which nobody says what they are",
    explain: "Shapes are published in degrees of longitude and latitude (WGS 84). Mapping departments often keep them in feet or \
metres of a state plane instead, and the file must say which: its coordinate reference system. This file names none, or one that \
Townbook cannot convert.\n\nAsk whoever made the file for the EPSG code, and declare it; or export the file again as WGS \
84.\n\n```toml\n[[resources]]\npath = \"parcels.geojson\"\ncrs = \"EPSG:2249\"   # Massachusetts, feet\n```\n",
};

impl Rule for UnknownCrs {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::UnknownCrs(named) = flaw else { continue };
            let message = match named {
                Some(_) => "The coordinate reference system that this file names is not one that can be converted.",
                None => "This file does not say in which coordinate reference system its positions are.",
            };
            let help = "Declare its EPSG code as `crs`, or export the file again as WGS 84 (EPSG:4326).";
            report.push(at_file(&CODE, resource, message).help(help));
        }
    }
}
