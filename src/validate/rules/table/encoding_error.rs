//! `table/encoding-error`

use crate::diagnostic::{Code, Excerpt, Finding, Place, Quoted, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::model::table::{Batch, FaultKind, RowFaultKind};
use crate::model::{Candidate, DetectedEncoding};
use crate::validate::Rule;

pub(crate) struct EncodingError;

static CODE: Code = Code {
    id: "table/encoding-error",
    severity: Severity::Error,
    title: "Bytes that are no text in the file's encoding",
    explain: "An encoding says which bytes stand for which letters. Without a declaration a file is read as UTF-8, in which \
every language can be written; this one has bytes that UTF-8 does not have, so it was saved in an older encoding. The wrong one \
turns `café` into `cafÈ`, and no program can tell for sure which is right. So Townbook shows how the cells in question would \
read, the most likely first, and you choose.\n\n```toml\n[[resources]]\npath = \"payments.csv\"\nencoding = \"windows-1252\"   \
# what Windows programs in western Europe and America write\n```\n\nOr save the file as UTF-8: in a spreadsheet program choose \
\"CSV UTF-8\". What is published is UTF-8 in any case.\n",
};

impl Rule for EncodingError {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_batch(&self, resource: &ResourceDraft, batch: &Batch, report: &mut Report) {
        for fault in &batch.row_faults {
            if let RowFaultKind::NotText(detected) = &fault.kind {
                report.push(undeclared(resource, detected));
            }
        }
        let Some(declared) = &resource.layout.encoding else { return };
        for fault in batch.faults.iter().filter(|fault| fault.kind == FaultKind::NotText) {
            let message = format!("Some of the file is not text in the declared encoding `{declared}`.");
            report.push_or_count(&CODE, &resource.shown, None, &message, || {
                let place = batch.locator.cell(fault.row, fault.field).place(&resource.shown, None);
                let help = "Leave `encoding` out to be told which encodings the file may be in.";
                Finding::new(&CODE, message.clone(), place).help(help)
            });
        }
    }
}

/// The one finding for a file that is read as UTF-8 and is something else.
fn undeclared(resource: &ResourceDraft, detected: &DetectedEncoding) -> Finding {
    let cells = match detected.damaged {
        1 => "1 cell has".to_owned(),
        count => format!("{count} cells have"),
    };
    let places = places(resource, &detected.candidates);
    let name = detected.name;
    let Some(best) = detected.candidates.first() else {
        let message = format!("This file is not UTF-8: {cells} bytes that no usual encoding has.");
        return Finding { places, ..Finding::new(&CODE, message, Place::file(&*resource.shown)) }
            .help("Export the file again, as UTF-8.");
    };
    if name == "utf-8" {
        let message =
            format!("Most of this file is UTF-8, but {cells} bytes that are not: parts of it come from elsewhere.");
        return Finding { places, ..Finding::new(&CODE, message, Place::file(&*resource.shown)) }.help(format!(
            "Correct these cells in the system that the file comes from; they would make sense in `{}`.",
            best.name
        ));
    }
    let message = match detected.damaged {
        0 => format!("This file is not UTF-8: it looks like `{name}`."),
        _ => format!("This file is not UTF-8: {cells} bytes of another encoding, most likely `{name}`."),
    };
    let mut finding = Finding { places, ..Finding::new(&CODE, message, Place::file(&*resource.shown)) };
    if !best.alike.is_empty() {
        let alike = best.alike.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        finding =
            finding.help(format!("Every byte of this file means the same in {alike}, so `{name}` is as good as any."));
    }
    let others: Vec<String> = detected.candidates[1..].iter().map(|other| format!("`{}`", other.name)).collect();
    if !others.is_empty() {
        finding = finding.help(format!(
            "If the cells do not read right, it may be {}. If none is right, export the file again as UTF-8.",
            others.join(" or ")
        ));
    }
    finding.fix(format!("encoding = \"{name}\"\n"))
}

/// The cells that decide, each as the candidates read it.
fn places(resource: &ResourceDraft, candidates: &[Candidate]) -> Vec<Place> {
    let evidence = candidates.first().map_or(&[][..], |best| &best.evidence);
    let place = |(at, found): (usize, &crate::model::Evidence)| {
        let mut line = String::new();
        for candidate in candidates {
            let lead = if line.is_empty() { "" } else { "   " };
            line += &format!("{lead}{}: {}", candidate.name, candidate.evidence[at].text);
        }
        let start = candidates[0].name.len() + 2;
        Place {
            line: Some(found.line),
            value: Some(Quoted::value(&found.text)),
            excerpt: Some(Excerpt { line: Quoted::line(line), mark: start..start + found.text.len() }),
            ..Place::file(&*resource.shown)
        }
    };
    match evidence {
        [] => vec![Place::file(&*resource.shown)],
        evidence => evidence.iter().enumerate().map(place).collect(),
    }
}
