//! One dataset folder, from its `dataset.toml` up to clearance.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::aim::Aim;
use super::examine::{Examined, Keeping, examine};
use super::{Office, PipelineError};
use crate::convert::WRITERS;
use crate::diagnostic::{DatasetReceipt, Report, Severity, Standing, TableReceipt};
use crate::files::{Digest, SitePath};
use crate::metadata::{self, Draft};
use crate::model::{Attachment, Dataset, Limits, Resource};
use crate::policy::{self, Admission, Approvals, Held, Public, Verdict};
use crate::portal::DatasetDirectory;
use crate::validate::{self, DraftContext};

/// What became of a dataset folder.
pub(super) struct Processed {
    pub(super) report: Report,
    pub(super) outcome: Outcome,
    /// None of a protected dataset, and of one whose `dataset.toml` cannot be read.
    pub(super) receipt: Option<DatasetReceipt>,
}

pub(super) enum Outcome {
    Public(Box<Cleared>),
    Held(Held),
    /// Nowhere in the output, and not named.
    Protected,
    /// Unclassified: nowhere in the output.
    Absent,
    /// Its `dataset.toml` cannot be read: nowhere in the output.
    Unread,
}

/// A dataset that may be published.
pub(super) struct Cleared {
    pub(super) dataset: Public<Dataset>,
    /// Its files on the desk.
    pub(super) staged: BTreeMap<SitePath, PathBuf>,
    /// The digest of all that it was made from, where that is known.
    pub(super) key: Option<Digest>,
}

/// Takes a dataset folder through all stages, to say what is wrong with it.
pub(super) fn check_one(office: &Office, directory: &DatasetDirectory) -> Result<Processed, PipelineError> {
    process(office, directory, Aim::Check).map(|processed| processed.expect("only comparisons stop"))
}

/// Takes a dataset folder through all stages up to clearance. `None` if that would take more than a comparison
/// may.
pub(super) fn process(
    office: &Office,
    directory: &DatasetDirectory,
    aim: Aim<'_>,
) -> Result<Option<Processed>, PipelineError> {
    let mut report = Report::new();
    let Some((outcome, receipt)) = stages(office, directory, aim, &mut report)? else { return Ok(None) };
    if !matches!(outcome, Outcome::Unread) {
        office.policy.standards.close(directory.slug.as_str(), office.today, &mut report);
    }
    report.belong_to(directory.slug.as_str());
    Ok(Some(Processed { report, outcome, receipt }))
}

fn stages(
    office: &Office,
    directory: &DatasetDirectory,
    aim: Aim<'_>,
    report: &mut Report,
) -> Result<Option<(Outcome, Option<DatasetReceipt>)>, PipelineError> {
    let Office { portal, policy, today, kept, .. } = office;
    let Some(draft) = metadata::read(portal, directory, report)? else {
        kept.forget(directory.slug.as_str())?;
        return Ok(Some((Outcome::Unread, None)));
    };
    validate::check_draft(&DraftContext { draft: &draft, portal, policy, today: *today }, report);
    let (standards, slug) = (&office.policy.standards, directory.slug.as_str());
    standards.apply(slug, *today, report);
    match policy::admit(draft, &office.policy, report)? {
        Admission::Protected => {
            kept.forget(slug)?;
            Ok(Some((Outcome::Protected, None)))
        }
        Admission::Unclassified(unclassified) => {
            kept.forget(slug)?;
            let examined = examine(office, &unclassified, Aim::Check, Keeping::Forbidden, report)?;
            let Some(Examined { resources, attachments, .. }) = examined else { return Ok(None) };
            standards.apply(slug, *today, report);
            let draft = unclassified.draft();
            let receipt = dataset_receipt(draft, Standing::Unclassified, &resources, &attachments, &portal.limits);
            Ok(Some((Outcome::Absent, Some(receipt))))
        }
        Admission::Candidate(candidate) => {
            // A dataset that will be held back for its metadata is still checked to the last row, but not written.
            let aim = if report.has_errors() { aim.without_files() } else { aim };
            let examined = examine(office, &candidate, aim, Keeping::Allowed, report)?;
            let Some(Examined { resources, attachments, staged, key }) = examined else { return Ok(None) };
            standards.apply(slug, *today, report);
            let draft = candidate.draft();
            let mut receipt = dataset_receipt(draft, Standing::Public, &resources, &attachments, &portal.limits);
            let objections = objections(report);
            let verdict = Verdict { objections, resources, attachments };
            let outcome = match policy::clear(candidate, verdict, &Approvals::default(), &office.policy, report) {
                Ok(dataset) => Outcome::Public(Box::new(Cleared { dataset, staged, key })),
                Err(held) => {
                    receipt.standing = Standing::Held;
                    Outcome::Held(held)
                }
            };
            Ok(Some((outcome, Some(receipt))))
        }
    }
}

/// What was looked at in a dataset that is not protected.
fn dataset_receipt(
    draft: &Draft,
    standing: Standing,
    resources: &[Resource],
    attachments: &[Attachment],
    limits: &Limits,
) -> DatasetReceipt {
    let table = |resource: &Resource| TableReceipt {
        name: resource.name.clone(),
        rows: resource.rows,
        columns: resource.schema.fields.len() as u64,
        formats: WRITERS
            .iter()
            .filter(|writer| writer.suits(&resource.schema) && limits.allow(writer.format(), resource.rows))
            .map(|writer| writer.format().label())
            .collect(),
    };
    DatasetReceipt {
        slug: draft.slug.to_string(),
        title: draft.file.title.clone(),
        standing,
        tables: resources.iter().map(table).collect(),
        documents: attachments.iter().map(|attachment| attachment.title.clone()).collect(),
    }
}

/// Findings at error level, as reasons: a line for each kind.
fn objections(report: &Report) -> Vec<String> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in report.findings().iter().filter(|finding| finding.severity == Severity::Error) {
        *counts.entry(finding.code.id).or_default() += finding.count;
    }
    counts.into_iter().map(|(code, count)| format!("{code} ({count})")).collect()
}
