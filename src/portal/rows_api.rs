//! Tables that `portal.toml` names for the rows API.

use super::{DatasetDirectory, Portal};
use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::model::Output;

pub(super) static UNKNOWN_TABLE: Code = Code {
    id: "portal/unknown-table",
    severity: Severity::Warning,
    title: "A table that portal.toml names and that is not there",
    explain: "`rows_api_for` in `portal.toml` lists large tables whose rows are to be published in pages as well. An entry is the \
folder of a dataset, a slash, and the name of a table in it, and one names a dataset or a table that is not there; so \
nothing comes of it. Correct the name, or take the entry out.\n\n```toml\n[formats]\nrows_api_for = \
[\"service-requests/requests\"]   # datasets/service-requests/, and the table `requests` in it\n```\n",
};

impl Portal {
    /// How many rows a table may have so that they are published in pages: none where the API is switched off.
    pub fn rows_api(&self, slug: &str, table: &str) -> u64 {
        if !self.description.outputs.has(Output::Api) {
            return 0;
        }
        let is_named = self.tables_of(slug).any(|name| name == table);
        if is_named { u64::MAX } else { self.limits.rows_api }
    }

    /// Looks for tables of a dataset that are named and not among those it has.
    pub fn check_tables(&self, slug: &str, tables: &[&str], report: &mut Report) {
        for name in self.tables_of(slug).filter(|name| !tables.contains(name)) {
            report.push(unknown(format!(
                "`rows_api_for` names the table `{name}` of `{slug}`, which has no such table."
            )));
        }
    }

    fn tables_of<'a>(&'a self, slug: &'a str) -> impl Iterator<Item = &'a str> {
        self.rows_api_for
            .iter()
            .filter_map(|entry| entry.split_once('/'))
            .filter_map(move |(dataset, table)| (dataset == slug).then_some(table))
    }
}

/// Looks for entries that lead to no dataset.
pub(super) fn check(portal: &Portal, directories: &[DatasetDirectory], report: &mut Report) {
    for entry in &portal.rows_api_for {
        let slug = entry.split_once('/').map(|(slug, _)| slug);
        if !slug.is_some_and(|slug| directories.iter().any(|directory| directory.slug.as_str() == slug)) {
            report.push(unknown(format!("`rows_api_for` names `{entry}`, which is no table of a dataset.")));
        }
    }
}

fn unknown(message: String) -> Finding {
    Finding::new(&UNKNOWN_TABLE, message, Place::file("portal.toml"))
        .help("Write the folder of a dataset, a slash, and the name of the table; or take the entry out.")
}
