//! What describes the finished site: lists of its files with their digests. They are made last, of all that is there.

mod checksums;
mod file_list;

use crate::model::{Catalog, Output};
use crate::policy::Public;
use crate::site::Site;

/// Adds the lists of files that the portal has to a site in which everything else is.
pub fn take_inventory(catalog: &Public<Catalog>, site: &mut Site) {
    let outputs = &catalog.portal.outputs;
    let mut lists = Vec::new();
    if outputs.has(Output::Checksums) {
        lists.extend(checksums::files(catalog, site));
    }
    if outputs.has(Output::FileList) {
        lists.push(file_list::file(catalog, site));
    }
    lists.into_iter().for_each(|file| site.add(file));
}
