//! The addresses of an older portal, as `portal.toml` lists them.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DatasetDirectory, Portal};
use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::model::Redirect;

pub(super) static DEAD_REDIRECT: Code = Code {
    id: "portal/dead-redirect",
    severity: Severity::Warning,
    title: "An old address that leads to no dataset",
    explain: "A `[[redirects]]` entry of `portal.toml` leads to a dataset that has no folder, so the old address goes on being \
unknown. Correct the name, or take the entry out. An address of a dataset that is there but not public yet is fine: it leads there as \
soon as the dataset is published, and says nothing until then.\n\n```toml\n[[redirects]]\nfrom = \"/d/abcd-1234\"\nto = \
\"/datasets/street-trees/\"   # datasets/street-trees/ must be there\n```\n",
};

/// An address of the portal that this one replaces.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedirectEntry {
    /// The old address: a path on this portal's host, such as `/d/abcd-1234`, or a whole address.
    pub from: String,
    /// Where it leads: a path in this portal, such as `/datasets/street-trees/`.
    pub to: String,
}

/// The entries that can work; `wrong` is told of the others, with their place.
pub(super) fn lower(entries: Vec<RedirectEntry>, mut wrong: impl FnMut(&str, String)) -> Vec<Redirect> {
    let mut taken = BTreeSet::new();
    let mut redirects = Vec::new();
    for (at, RedirectEntry { from, to }) in entries.into_iter().enumerate() {
        let is_plain =
            |text: &str| !text.contains(|c: char| c.is_whitespace() || c.is_control() || "?#\"<>".contains(c));
        let is_address = from.starts_with('/') || from.starts_with("https://") || from.starts_with("http://");
        if !is_address || !is_plain(&from) {
            let sentence = "must be a path such as `/d/abcd-1234` or an address, without `?`, `#` and spaces";
            wrong(&format!("/redirects/{at}/from"), format!("`{from}` {sentence}."));
        } else if !to.starts_with('/') || to.starts_with("//") || !is_plain(&to) {
            let sentence = "must be a path in this portal, such as `/datasets/street-trees/`";
            wrong(&format!("/redirects/{at}/to"), format!("`{to}` {sentence}."));
        } else if !taken.insert(from.trim_end_matches('/').to_lowercase()) {
            wrong(&format!("/redirects/{at}/from"), format!("`{from}` leads to two places."));
        } else {
            redirects.push(Redirect { from, to });
        }
    }
    redirects
}

/// Looks for addresses that lead to datasets without a folder.
pub(super) fn check(portal: &Portal, directories: &[DatasetDirectory], report: &mut Report) {
    for redirect in &portal.description.redirects {
        let Some(rest) = redirect.to.strip_prefix("/datasets/") else { continue };
        let slug = rest.split('/').next().unwrap_or_default();
        if !slug.is_empty() && !directories.iter().any(|directory| directory.slug.as_str() == slug) {
            let message = format!("`{}` leads to `{slug}`, and there is no such dataset.", redirect.from);
            let finding = Finding::new(&DEAD_REDIRECT, message, Place::file("portal.toml"));
            report.push(finding.help("Correct `to` in portal.toml, or take the entry out."));
        }
    }
}
