//! `table/missing-label`

use crate::diagnostic::{Code, Finding, Place, Report, Severity, closest};
use crate::metadata::ResourceDraft;
use crate::model::SourceFormat;
use crate::read::Header;
use crate::validate::Rule;

/// Characters that the format of shapefiles leaves of a name.
const SHAPEFILE_NAME: usize = 10;

pub(crate) struct MissingLabel;

static CODE: Code = Code {
    id: "table/missing-label",
    severity: Severity::Error,
    title: "A declared column is not in the file",
    explain: "`dataset.toml` declares a column that the file does not have: it was renamed, dropped, or its header is spelt \
differently. Headers must match to the letter; `source` holds the header when the published name should be another.\n\n```toml\nname \
= \"opened_on\"\nsource = \"Date Opened\"\n```\n",
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
        for field in fields.iter().filter(|field| !header.labels.iter().any(|label| label.text == field.source)) {
            let undeclared = header
                .labels
                .iter()
                .map(|label| label.text.as_str())
                .filter(|text| !fields.iter().any(|field| field.source == *text));
            let cut = undeclared.clone().find(|label| is_cut(resource.format, label, &field.source));
            let meant = cut.or_else(|| closest(&field.source, undeclared));
            report.push(finding(resource, &field.name, &field.source, meant));
        }
    }
}

/// Whether a label is all that a shapefile keeps of a name: its first ten characters.
fn is_cut(format: SourceFormat, label: &str, name: &str) -> bool {
    let kept = name.get(..SHAPEFILE_NAME);
    format == SourceFormat::Shapefile && kept.is_some_and(|kept| kept.eq_ignore_ascii_case(label))
}

fn finding(resource: &ResourceDraft, name: &str, source: &str, meant: Option<&str>) -> Finding {
    let message = format!("The declared column `{source}` is not in the file.");
    let finding = Finding::new(&CODE, message, Place { line: Some(1), ..Place::field(&*resource.shown, name) });
    match meant {
        Some(meant) => {
            finding.help(format!("The file has a column `{meant}`: if that is it, set `source = \"{meant}\"`."))
        }
        None => finding.help("Correct `source` in `dataset.toml`, or remove the column from it."),
    }
}

/// The same for formats without a header: members that no record had.
pub(crate) fn never_seen(resource: &ResourceDraft, seen: &[bool], report: &mut Report) {
    for (field, _) in resource.schema.fields.iter().zip(seen).filter(|(_, seen)| !**seen) {
        report.push(finding(resource, &field.name, &field.source, None));
    }
}
