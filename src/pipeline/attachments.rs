//! Documents that are published as they are.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::PipelineError;
use super::desk::Desk;
use super::tables::Scannable;
use crate::diagnostic::Report;
use crate::files::{self, Digest, SitePath};
use crate::model::Attachment;
use crate::validate;

/// The digests of all documents of a dataset; `None` if one of them cannot be read.
pub(super) fn digests(dataset: &dyn Scannable) -> Option<Vec<Digest>> {
    let digest = |attachment| Some(Digest::of(&dataset.read_attachment(attachment).ok()?));
    dataset.draft().attachments.iter().map(digest).collect()
}

/// Looks into all documents of a dataset and, with a desk, lays there the very bytes that were looked into.
pub(super) fn take(
    dataset: &dyn Scannable,
    desk: Option<Desk<'_>>,
    staged: &mut BTreeMap<SitePath, PathBuf>,
    report: &mut Report,
) -> Result<Vec<Attachment>, PipelineError> {
    let draft = dataset.draft();
    let mut taken = Vec::new();
    for attachment in &draft.attachments {
        let read = match dataset.read_attachment(attachment) {
            Err(error) if !error.is_about_file() => return Err(error.into()),
            read => read,
        };
        validate::check_attachment(draft, attachment, read.as_deref(), report);
        let Ok(content) = read else { continue };
        let sha256 = Digest::of(&content);
        let [path, latest] = Attachment::paths(&draft.slug, &attachment.name, sha256);
        if let Some(desk) = desk {
            // No table has a name with such a sign.
            let file = desk.path(&format!("@{}", attachment.name));
            files::write(&file, &content)?;
            staged.insert(path.clone(), file);
        }
        taken.push(Attachment {
            title: attachment.title.clone(),
            description: attachment.description.clone(),
            language: attachment.language.clone(),
            kind: attachment.kind,
            path,
            latest,
            bytes: content.len() as u64,
            sha256,
        });
    }
    Ok(taken)
}
