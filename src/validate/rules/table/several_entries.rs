//! `table/several-entries`

use super::{at_file, listed};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::{SourceFormat, resource_name};
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
            let help = "Keep a block for each table, in the place of this resource; if all are parts of one table, write \
                        `entries = \"*\"` instead.";
            let file = resource.shown.rsplit('/').next().unwrap_or(&resource.shown);
            let blocks: Vec<String> = entries.iter().map(|entry| block(file, entry)).collect();
            report.push(at_file(&CODE, resource, message).help(help).fix(blocks.join("\n")));
        }
    }
}

/// A resource for a file of an archive.
fn block(archive: &str, entry: &str) -> String {
    let [archive, text] = [archive, entry].map(|text| serde_json::to_string(text).unwrap_or_default());
    let format = if SourceFormat::of_name(entry).is_some() { "" } else { "format = \"csv\"\n" };
    format!(
        "[[resources]]\npath = {archive}\nentry = {text}\n{format}name = \"{}\"\ntitle = \"\"\ndescription = \"\"\n",
        resource_name(entry)
    )
}
