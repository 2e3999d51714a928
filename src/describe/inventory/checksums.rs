//! `data/<slug>/SHA256SUMS`: the digests of all files in the folder, which `sha256sum --check` reads there.

use std::fmt::Write;

use crate::describe::each_dataset;
use crate::files::SitePath;
use crate::model::Catalog;
use crate::policy::Public;
use crate::site::{Kind, Site, SiteFile};

pub(super) fn files(catalog: &Public<Catalog>, site: &Site) -> Vec<SiteFile> {
    each_dataset(catalog, |dataset| {
        let folder = format!("data/{}/", dataset.slug);
        let mut lines = String::new();
        for file in site.below(&folder) {
            let path = &file.path().as_str()[folder.len()..];
            writeln!(lines, "{}  {path}", file.sha256()).expect("text can be written");
        }
        let path = SitePath::known(format!("{folder}SHA256SUMS"));
        Some(SiteFile::of_dataset(&dataset, path, Kind::Catalog, lines.into()))
    })
}
