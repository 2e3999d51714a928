//! `table/missing-label`

use std::collections::HashSet;

use crate::diagnostic::{Code, Finding, Place, Repair, Report, Severity, closest};
use crate::metadata::ResourceDraft;
use crate::model::SourceFormat;
use crate::model::schema::Field;
use crate::read::Header;
use crate::validate::Rule;
use crate::validate::columns::{is_spelt_alike, toml_text};

/// Characters that the format of shapefiles leaves of a name.
const SHAPEFILE_NAME: usize = 10;

pub(crate) struct MissingLabel;

static CODE: Code = Code {
    id: "table/missing-label",
    severity: Severity::Error,
    title: "A declared column is not in the file",
    explain: "`dataset.toml` declares a column that the file does not have: it was renamed, dropped, or its header is spelt \
differently. Headers must match to the letter; `source` holds the header when the published name should be another.\n\n```toml\nname \
= \"opened_on\"\nsource = \"Date Opened\"\n```\n\nWhere files of several years are one table and a column came later, say so on the resource: `fields_match = \"superset\"`. \
Columns with required values must be there all the same.\n",
};

impl Rule for MissingLabel {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_header(&self, resource: &ResourceDraft, header: &Header, report: &mut Report) {
        if header.problem.is_some() {
            return;
        }
        let fields = &resource.schema.fields;
        let labels: HashSet<&str> = header.labels.iter().map(|label| &*label.text).collect();
        let is_there = |field: &Field| labels.contains(&*field.source);
        // A file that has none of the columns is another file.
        let some_are_there = fields.iter().any(is_there);
        let is_missing = |field: &Field| !(is_there(field) || some_are_there && may_be_absent(resource, field));
        let missing = || fields.iter().enumerate().filter(|(_, field)| is_missing(field));
        for (at, field) in missing() {
            let undeclared = || {
                let labels = header.labels.iter().map(|label| label.text.as_str());
                labels.filter(|text| {
                    !fields.iter().any(|field| field.source == *text) && !resource.schema.withholds(text)
                })
            };
            let mut alike = undeclared().filter(|label| is_spelt_alike(label, &field.source));
            // Nothing has to be decided where one label and one column are spelt alike.
            let only = alike.next().filter(|_| alike.next().is_none());
            let only =
                only.filter(|only| missing().filter(|(_, field)| is_spelt_alike(only, &field.source)).count() == 1);
            let cut = || undeclared().find(|label| is_cut(resource.format, label, &field.source));
            let meant = only.or_else(cut).or_else(|| closest(&field.source, undeclared()));
            let repair = only.map(|label| Repair::Set {
                table: resource.column_pointer(at),
                settings: vec![("source", toml_text(label))],
            });
            let place = place(resource, header, &field.name);
            report.push(finding(place, &field.source, meant).repair(repair));
        }
    }
}

/// Whether a file need not have a column: `fields_match` says so, and none of its values is required.
fn may_be_absent(resource: &ResourceDraft, field: &Field) -> bool {
    let schema = &resource.schema;
    schema.fields_match.allows_absent() && !field.constraints.required && !schema.primary_key.contains(&field.name)
}

/// Whether a label is all that a shapefile keeps of a name: its first ten characters.
fn is_cut(format: SourceFormat, label: &str, name: &str) -> bool {
    let kept = name.get(..SHAPEFILE_NAME);
    format == SourceFormat::Shapefile && kept.is_some_and(|kept| kept.eq_ignore_ascii_case(label))
}

/// The header as a whole, which need not be the first line.
fn place(resource: &ResourceDraft, header: &Header, name: &str) -> Place {
    let first = header.labels.first().map(|label| &label.place);
    let line = first.and_then(|place| place.line);
    let row = first.and_then(|place| place.row).filter(|_| line.is_none());
    Place { line, row, ..Place::field(&*resource.shown, name) }
}

fn finding(place: Place, source: &str, meant: Option<&str>) -> Finding {
    let message = format!("The declared column `{source}` is not in the file.");
    let finding = Finding::new(&CODE, message, place);
    match meant {
        Some(meant) => {
            finding.help(format!("The file has a column `{meant}`: if that is it, set `source = \"{meant}\"`."))
        }
        None => finding.help("Correct `source` in `dataset.toml`, or remove the column from it."),
    }
}

/// The same for formats without a header: members that no record had.
pub(crate) fn never_seen(resource: &ResourceDraft, seen: &[bool], report: &mut Report) {
    let some_are_there = seen.contains(&true);
    let unseen = resource.schema.fields.iter().zip(seen).filter(|(_, seen)| !**seen);
    for (field, _) in unseen.filter(|(field, _)| !(some_are_there && may_be_absent(resource, field))) {
        report.push(finding(Place::field(&*resource.shown, &field.name), &field.source, None));
    }
}
