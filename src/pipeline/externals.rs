//! Which files a portal has elsewhere.

use std::path::Path;

use super::{Office, PipelineError};
use crate::diagnostic::Report;
use crate::fetch::Wanted;
use crate::metadata;
use crate::policy::{self, Admission};
use crate::portal;

/// The external files of a portal's datasets, or of those that are named. Nothing is brought for a protected dataset.
///
/// # Errors
/// When the portal or its policy cannot be used, or a dataset is named that is not there.
pub fn externals(root: &Path, only: &[String]) -> Result<Vec<Wanted>, PipelineError> {
    let office = Office::open(root)?;
    // What is wrong with a dataset is said by `check`.
    let mut report = Report::new();
    let mut directories = portal::discover(&office.portal, &mut report)?;
    super::choose(&mut directories, only)?;
    let mut wanted: Vec<Wanted> = Vec::new();
    for directory in &directories {
        let slug = directory.slug.as_str();
        let Some(draft) = metadata::read(&office.portal, directory, &mut report)? else { continue };
        let admission = policy::admit(draft, &office.policy, &mut report)?;
        let draft = match &admission {
            Admission::Candidate(candidate) => candidate.draft(),
            Admission::Unclassified(unclassified) => unclassified.draft(),
            Admission::Protected => continue,
        };
        for resource in draft.file.resources.iter().flatten().filter(|entry| entry.is_published()) {
            let Some(url) = &resource.url else { continue };
            // Several tables may lie in one archive.
            if !wanted.iter().any(|known| known.dataset == slug && known.url == *url) {
                wanted.push(Wanted {
                    dataset: slug.to_owned(),
                    url: url.clone(),
                    sha256: resource.sha256.as_ref().and_then(|text| text.parse().ok()),
                    bytes: resource.bytes,
                });
            }
        }
    }
    Ok(wanted)
}
