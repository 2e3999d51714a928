//! All datasets of a portal, examined and cleared, and the site that is made of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::aim::Aim;
use super::built::{Built, Found};
use super::desk::Desk;
use super::kept::Kept;
use super::process::{Outcome, Processed, process};
use super::{Earlier, Manner, Office, PipelineError, WORK_FOLDER, key};
use crate::diagnostic::Report;
use crate::files::{self, Digest, SitePath, Workspace};
use crate::model::{Catalog, Dataset, Output, RowsPage};
use crate::policy::{self, Public};
use crate::portal::{self, DatasetDirectory};
use crate::site::{Deployment, Kind, Site, SiteFile};
use crate::{describe, render};

/// The folder of a run in which the files of datasets lie until they are cleared.
const DESKS_FOLDER: &str = "desks";

/// All that a site is made of.
pub(super) struct Gathered {
    pub(super) found: Found,
    pub(super) catalog: Public<Catalog>,
    staged: BTreeMap<SitePath, PathBuf>,
    /// The digest of all that the site will be made of, where that is known.
    pub(super) identity: Option<Digest>,
    pub(super) kept: Kept,
    root: PathBuf,
    workspace: Workspace,
}

/// How far a run goes for what it wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To the last row.
    All,
    /// To what earlier runs kept, and no further.
    WhatIsKept,
}

/// Examines and clears all datasets; `None` if the run would have to reach further.
pub(super) fn gather(
    root: &Path,
    earlier: Option<&Earlier<'_>>,
    manner: Manner,
    reach: Reach,
) -> Result<Option<Gathered>, PipelineError> {
    let Manner { program, verify } = manner;
    let published = earlier.map(Earlier::addresses).unwrap_or_default();
    let office = Office { published, verify, kept: Kept::new(root, program), ..Office::open(root)? };
    let workspace = Workspace::new(&root.join(WORK_FOLDER))?;
    let desks = workspace.path(DESKS_FOLDER);
    files::create_folder(&desks)?;
    let mut report = Report::new();
    let directories = portal::discover(&office.portal, &mut report)?;
    let one = |directory: &DatasetDirectory| {
        let aim = match reach {
            Reach::All => Aim::Build(Desk { folder: &desks, slug: &directory.slug }),
            Reach::WhatIsKept => Aim::Compare,
        };
        process(&office, directory, aim).transpose()
    };
    // A failure of the world or the first dataset that is not known, whichever is met.
    let processed: Option<Result<Vec<Processed>, PipelineError>> = directories.par_iter().map(one).collect();
    let Some(processed) = processed.transpose()? else { return Ok(None) };
    let Office { portal, kept, .. } = office;
    kept.forget_others(directories.iter().map(|directory| directory.slug.as_str()));

    let (mut datasets, mut held, mut staged, mut keys) = (Vec::new(), Vec::new(), BTreeMap::new(), Vec::new());
    for one in processed {
        report.extend(one.report);
        match one.outcome {
            Outcome::Public(cleared) => {
                keys.push(cleared.key.map(|key| (cleared.dataset.slug.clone(), key)));
                datasets.push(cleared.dataset);
                staged.extend(cleared.staged);
            }
            Outcome::Held(refusal) => {
                let published = earlier.map(|earlier| earlier.dataset(refusal.slug())).transpose()?.flatten();
                if let Some(published) = published {
                    datasets.push(refusal.keep_published(published));
                    keys.push(None);
                }
                held.push(refusal);
            }
            Outcome::Protected | Outcome::Absent | Outcome::Unread => {}
        }
    }
    let keys: Option<Vec<_>> = keys.into_iter().collect();
    let identity = program.zip(keys).map(|(program, keys)| key::of_site(program, &portal.description, &keys));
    let summary = report.summary(directories.len() as u64);
    let found = Found { report, summary, held, published: datasets.len(), not_kept: kept.trouble() };
    let catalog = policy::catalog(portal.description, datasets);
    Ok(Some(Gathered { found, catalog, staged, identity, kept, root: root.to_owned(), workspace }))
}

impl Gathered {
    /// Describes and renders what was gathered.
    pub(super) fn render(self) -> Result<Built, PipelineError> {
        let Gathered { found, catalog, staged, root, workspace, identity: _, kept: _ } = self;
        let mut site = Site::new();
        let datasets: Vec<Public<&Dataset>> = catalog.datasets().collect();
        let data: Vec<Vec<SiteFile>> = datasets.par_iter().map(|dataset| data_of(&catalog, dataset, &staged)).collect();
        data.into_iter().flatten().for_each(|file| site.add(file));
        describe::describe(&catalog).into_iter().for_each(|file| site.add(file));
        render::render(&catalog, &mut site)?;
        describe::take_inventory(&catalog, &mut site);
        Ok(Built { site, found, root, workspace })
    }
}

/// A dataset's data and its record.
fn data_of(catalog: &Catalog, dataset: &Public<&Dataset>, staged: &BTreeMap<SitePath, PathBuf>) -> Vec<SiteFile> {
    let mut files = Vec::new();
    for distribution in dataset.resources.iter().flat_map(|resource| &resource.distributions) {
        let content = staged.get(&distribution.path).cloned();
        files.extend(SiteFile::of_distribution(dataset, distribution, content));
    }
    // Rows that are published are not taken along where the API has been switched off.
    let has_api = catalog.portal.outputs.has(Output::Api);
    for resource in dataset.resources.iter().filter(|_| has_api) {
        for (number, page) in (1..).zip(&resource.pages) {
            let content = staged.get(&RowsPage::path(dataset.slug.as_str(), &resource.name, number)).cloned();
            files.push(SiteFile::of_rows(dataset, &resource.name, number, *page, content));
        }
    }
    for attachment in &dataset.attachments {
        let content = staged.get(&attachment.path).cloned();
        files.extend(SiteFile::of_attachment(dataset, attachment, content));
    }
    // The record is what the dataset was when it was cleared, whatever is said about a newer version now.
    let record = Dataset { notice: None, ..Dataset::clone(dataset) };
    let json = serde_json::to_vec(&record).expect("a dataset is plain data");
    let path = Deployment::record_path(&dataset.slug, &json);
    files.push(SiteFile::of_dataset(dataset, path, Kind::Immutable, json));
    files
}
