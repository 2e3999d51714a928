//! Style sheet, scripts and images, bundled when the program was built.

use rust_embed::RustEmbed;

use super::context;
use crate::files::{Digest, SitePath};
use crate::site::SiteFile;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/frontend/bundle/"]
struct Files;

/// The bundle, each file under a name that holds its digest.
pub(super) struct Bundle {
    files: Vec<(String, String, Vec<u8>)>,
}

impl Bundle {
    /// The digest of all of it: a debug build of the program reads it while it runs.
    pub(super) fn digest(&self) -> Digest {
        Digest::of_listing(self.files.iter().map(|(_, hashed, bytes)| (hashed.as_str(), Digest::of(bytes))))
    }

    pub(super) fn embedded() -> Self {
        let mut files: Vec<_> = Files::iter()
            .filter_map(|name| {
                let bytes = Files::get(&name)?.data.into_owned();
                let (stem, extension) = name.rsplit_once('.')?;
                let hashed = format!("{stem}.{}.{extension}", &Digest::of(&bytes).short()[..12]);
                Some((name.to_string(), hashed, bytes))
            })
            .collect();
        files.sort();
        Bundle { files }
    }

    /// The names, for templates.
    pub(super) fn context(&self) -> context::Assets {
        let named = |name: &str| {
            let file = self.files.iter().find(|(plain, _, _)| plain == name);
            file.map(|(_, hashed, _)| hashed.clone()).expect("build.rs makes sure of the bundle's files")
        };
        context::Assets {
            css: named("site.css"),
            main: named("main.js"),
            search: named("search.js"),
            icon: named("icon.svg"),
        }
    }

    pub(super) fn files(self) -> impl Iterator<Item = SiteFile> {
        self.files
            .into_iter()
            .map(|(_, hashed, bytes)| SiteFile::asset(SitePath::known(format!("assets/{hashed}")), bytes))
    }
}
