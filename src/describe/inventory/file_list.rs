//! `files.csv`: every file of data and every description of a dataset, to take all of them at once. Each stands there once,
//! under the address that people keep; the address that never changes is beside it.

use std::collections::BTreeMap;

use crate::files::SitePath;
use crate::model::Catalog;
use crate::policy::Public;
use crate::site::{Kind, Site, SiteFile, content_type};

/// No cell holds a comma, so that tools that know no CSV can cut there.
const HEADER: [&str; 7] = ["url", "path", "bytes", "sha256", "media_type", "dataset", "immutable_url"];

pub(super) fn file(catalog: &Public<Catalog>, site: &Site) -> SiteFile {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).expect("memory can be written");
    for dataset in &catalog.datasets {
        let tables = dataset.resources.iter().flat_map(|resource| &resource.distributions);
        let immutable: BTreeMap<&SitePath, &SitePath> = tables
            .map(|file| (&file.latest, &file.path))
            .chain(dataset.attachments.iter().map(|document| (&document.latest, &document.path)))
            .collect();
        let folder = format!("data/{}/", dataset.slug);
        let files = site.below(&folder).filter(|file| file.kind() != Kind::Immutable);
        for file in files {
            let path = file.path();
            let kept = immutable.get(path).map(|path| catalog.portal.url(path.as_str()));
            writer
                .write_record([
                    catalog.portal.url(path.as_str()).as_str(),
                    path.as_str(),
                    &file.bytes().to_string(),
                    &file.sha256().to_string(),
                    content_type(path).split(';').next().unwrap_or_default(),
                    dataset.slug.as_str(),
                    kept.as_deref().unwrap_or_default(),
                ])
                .expect("memory can be written");
        }
    }
    let bytes = writer.into_inner().expect("memory can be written");
    SiteFile::of_catalog(catalog, SitePath::known("files.csv"), Kind::Catalog, bytes)
}
