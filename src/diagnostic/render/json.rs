//! `{"findings": […], "summary": {…}}`: one object a finding, absent parts omitted.

use serde::Serialize;

use super::Options;
use crate::diagnostic::{Finding, Place, Report, Severity, Summary};

#[derive(Serialize)]
struct Document<'a> {
    findings: Vec<Entry<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataset: Option<&'a str>,
    count: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Position<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

#[derive(Serialize)]
struct Position<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

pub(super) fn render(report: &Report, summary: Summary, options: Options) -> String {
    let findings = report.findings().iter().map(|finding| entry(finding, options)).collect();
    let mut text = serde_json::to_string_pretty(&Document { findings, summary }).expect("a report is plain data");
    text.push('\n');
    text
}

fn entry(finding: &Finding, options: Options) -> Entry<'_> {
    let place = finding.place();
    Entry {
        code: finding.code.id,
        severity: finding.severity,
        message: &finding.message,
        path: &place.path,
        part: place.part.as_deref(),
        line: place.line,
        column: place.column,
        row: place.row,
        field: place.field.as_deref(),
        value: place.value.as_ref().map(|value| value.render(options.values)),
        note: place.note.as_deref(),
        dataset: finding.dataset.as_deref(),
        count: finding.count,
        places: if finding.places.len() > 1 {
            finding.places.iter().map(|place| position(place, options)).collect()
        } else {
            Vec::new()
        },
        help: (!finding.help.is_empty()).then(|| finding.help.join("\n")),
        fix: finding.fix.as_deref(),
    }
}

fn position(place: &Place, options: Options) -> Position<'_> {
    Position {
        line: place.line,
        column: place.column,
        row: place.row,
        value: place.value.as_ref().map(|value| value.render(options.values)),
        note: place.note.as_deref(),
    }
}
