//! Looks at everything that a dataset holds, or takes what came of it when it last was as it is now.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::aim::Aim;
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
    /// The files that may be published if the dataset is cleared, on the desk.
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

/// Looks at all tables and documents of a dataset. `None` if they would have to be read for a mere comparison.
pub(super) fn examine(
    office: &Office,
    dataset: &dyn Scannable,
    aim: Aim<'_>,
    keeping: Keeping,
    report: &mut Report,
) -> Result<Option<Examined>, PipelineError> {
    let (draft, desk) = (dataset.draft(), aim.desk());
    validate::check_folder(draft, report)?;
    let others = references::open(office, draft, report)?;
    let referred = references::tables(&others, draft);
    let terms = Terms::of(office, draft);
    let program = office.kept.program().filter(|_| keeping == Keeping::Allowed);
    let sources = |dataset: &dyn Scannable, resource| match program.is_some() || desk.is_some() {
        true => Sources::of(dataset, resource),
        false => Sources::default(),
    };
    let own: Vec<Sources> = draft.resources.iter().map(|resource| sources(dataset, resource)).collect();
    let foreign: Vec<Sources> = referred.iter().map(|other| sources(other.dataset, other.resource)).collect();
    let documents = program.and_then(|_| attachments::digests(dataset));
    let key = || {
        let (program, documents) = program.zip(documents.as_deref())?;
        key::of(program, &terms, draft, &own, documents, referred.iter().zip(&foreign))
    };
    // Where nothing can be found by its key, files are read for it while they are scanned.
    let mut known = office.kept.knows(&draft.slug).then(&key).flatten();
    let kinds = aim.kinds(office.verify);
    let label = |kind, key| Label { owner: draft.slug.as_str(), kind, key };
    let find = |kind: &&'static str| office.kept.find(label(kind, known?), draft, desk);
    if let Some((examined, found)) = kinds.iter().find_map(find) {
        report.extend(found);
        return Ok(Some(examined));
    }
    if matches!(aim, Aim::Compare) {
        return Ok(None);
    }
    let mut found = Report::new();
    let mut staged = BTreeMap::new();
    let stage = desk.map(|desk| Stage { desk, verify: office.verify });
    let (resources, ()) = rayon::join(
        || tables::scan(&terms, dataset, &own, &referred, stage, &mut staged, &mut found),
        || own.iter().chain(&foreign).for_each(Sources::read),
    );
    let resources = resources?;
    let attachments = attachments::take(dataset, desk, &mut staged, &mut found)?;
    own.iter().chain(&foreign).try_for_each(Sources::settled)?;
    known = known.or_else(key);
    let examined = Examined { resources, attachments, staged, key: known };
    if let Some(label) = known.map(|key| label(kinds[0], key))
        && examined.attachments.iter().map(|attachment| attachment.sha256).eq(documents.into_iter().flatten())
    {
        office.kept.keep(label, &draft.slug, &examined, &found);
    }
    report.extend(found);
    Ok(Some(examined))
}
