//! Drafts of what nobody has described yet.

use std::path::Path;

use super::{Office, PipelineError};
use crate::diagnostic::{Finding, Report};
use crate::draft::{self, Answers, Choices, DataFile};
use crate::portal;

/// What a portal and its policy let people choose from.
///
/// # Errors
/// When the portal or its policy cannot be used.
pub fn choices(root: &Path) -> Result<Choices, PipelineError> {
    let office = Office::open(root)?;
    Ok(Choices::of(&office.portal, &office.policy))
}

/// Adds to each finding about a folder without `dataset.toml` a draft of it, for people who have no command line.
pub(super) fn with_drafts(office: &Office, found: &Report) -> Report {
    let mut report = Report::new();
    for finding in found.findings() {
        let mut finding = finding.clone();
        if finding.code.id == portal::NO_METADATA.id {
            finding.fix = draft_for(office, &finding);
        }
        report.push(finding);
    }
    report
}

/// The draft for the files of a folder. A file that cannot be read is no reason to fail: nothing is declared yet.
fn draft_for(office: &Office, finding: &Finding) -> Option<String> {
    let files = DataFile::lying_in(&office.portal.root.join(&finding.place().path)).ok()?;
    if files.is_empty() {
        return None;
    }
    let choices = Choices::of(&office.portal, &office.policy);
    Some(draft::draft(&files, &Answers::default(), &choices).ok()?.toml)
}
