//! Looks at everything that a dataset holds, or takes what came of it when it last was as it is now.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::sources::Sources;
use super::tables::{self, Scannable, Stage, Terms};
use super::{Office, PipelineError, attachments, key, references};
use crate::diagnostic::Report;
use crate::files::{Digest, Label, SitePath};
use crate::model::{Attachment, Resource};
use crate::validate;

/// What came of looking at a dataset's tables and documents.
#[derive(Debug)]
pub(super) struct Examined {
    pub(super) resources: Vec<Resource>,
    pub(super) attachments: Vec<Attachment>,
    /// The files that may be published if the dataset is cleared, in the staging folder.
    pub(super) staged: BTreeMap<SitePath, PathBuf>,
    /// The digest of all that it was made from, where that is known.
    pub(super) key: Option<Digest>,
}

/// Whether what comes of an examination is kept for later runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// As far as the run keeps anything.
    Allowed,
    /// Never: nobody has said that the dataset is public.
    Forbidden,
}

/// Looks at all tables and documents of a dataset. With a staging folder, all that could be published is written there.
pub(super) fn examine(
    office: &Office,
    dataset: &dyn Scannable,
    staging: Option<&Path>,
    keeping: Keeping,
    report: &mut Report,
) -> Result<Examined, PipelineError> {
    let draft = dataset.draft();
    validate::check_folder(draft, report)?;
    let others = references::open(office, draft, report)?;
    let referred = references::tables(&others, draft);
    let terms = Terms::of(office, draft);
    let program = office.kept.program().filter(|_| keeping == Keeping::Allowed);
    let sources = |dataset: &dyn Scannable, resource| match program.is_some() || staging.is_some() {
        true => Sources::of(dataset, resource),
        false => Sources::default(),
    };
    let own: Vec<Sources> = draft.resources.iter().map(|resource| sources(dataset, resource)).collect();
    let foreign: Vec<Sources> = referred.iter().map(|other| sources(other.dataset, other.resource)).collect();
    let documents = program.and_then(|_| attachments::digests(dataset));
    let key = program.zip(documents.as_deref()).and_then(|(program, documents)| {
        key::of(program, &terms, draft, &own, documents, referred.iter().zip(&foreign))
    });
    // What was proved will do where no proof is asked for, and not the other way round.
    let kinds: &[&str] = match (staging, office.verify) {
        (None, _) => &["checked"],
        (Some(_), true) => &["proved"],
        (Some(_), false) => &["built", "proved"],
    };
    let label = |kind| key.map(|key| Label { owner: draft.slug.as_str(), kind, key });
    if let Some((examined, found)) = kinds.iter().find_map(|kind| office.kept.find(label(kind)?, draft, staging)) {
        report.extend(found);
        return Ok(examined);
    }
    let mut found = Report::new();
    let mut staged = BTreeMap::new();
    let stage = staging.map(|folder| Stage { folder, verify: office.verify });
    let resources = tables::scan(&terms, dataset, &own, referred, stage, &mut staged, &mut found)?;
    let attachments = attachments::take(dataset, staging, &mut staged, &mut found)?;
    own.iter().chain(&foreign).try_for_each(Sources::settled)?;
    let examined = Examined { resources, attachments, staged, key };
    if let Some(label) = label(kinds[0])
        && examined.attachments.iter().map(|attachment| attachment.sha256).eq(documents.into_iter().flatten())
    {
        office.kept.keep(label, &draft.slug, &examined, &found);
    }
    report.extend(found);
    Ok(examined)
}
