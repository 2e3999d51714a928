//! `table/unknown-crs`

use super::at_file;
use crate::diagnostic::{Code, Finding, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::{Flaw, System, systems_within};
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
            let Flaw::UnknownCrs { named, bounds } = flaw else { continue };
            let message = match named {
                Some(_) => "The coordinate reference system that this file names is not one that can be converted.",
                None => "This file does not say in which coordinate reference system its positions are.",
            };
            let fitting = bounds.map(|bounds| systems_within(bounds, resource.extent)).unwrap_or_default();
            report.push(suggest(at_file(&CODE, resource, message), &fitting));
        }
    }
}

/// Adds what to do next: the systems in which the positions would lie within the extent are likely to be meant.
fn suggest(finding: Finding, fitting: &[System]) -> Finding {
    let Some(first) = fitting.first() else {
        return finding.help("Declare its EPSG code as `crs`, or export the file again as WGS 84 (EPSG:4326).");
    };
    let named: Vec<String> = fitting.iter().map(|system| format!("{} ({})", system.code, system.name)).collect();
    let help = format!(
        "Ask whoever made the file. Read as one of these, its positions would lie within the extent: {}.",
        named.join("; ")
    );
    finding.help(help).fix(format!("crs = \"{}\"\n", first.code))
}
