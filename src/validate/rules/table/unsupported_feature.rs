//! `table/unsupported-feature`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct UnsupportedFeature;

static CODE: Code = Code {
    id: "table/unsupported-feature",
    severity: Severity::Error,
    title: "A file that uses what cannot be read here",
    explain: "The file is sound, and some of it is written in a way that Townbook does not read: a type of column that no table of a \
city needs, or a kind of compression or encoding that few programs know.\n\nExport the table with plain types (text, numbers, dates, \
truth, lists) and common compression (none, Snappy, Zstandard, Gzip).\n\n```sql\nCOPY trees TO 'trees.parquet' (FORMAT parquet, \
COMPRESSION zstd);   -- in DuckDB\n```\n",
};

impl Rule for UnsupportedFeature {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if let Flaw::Unsupported(reason) = flaw {
                let message = format!("This cannot be read: {reason}.");
                report.push(
                    at_file(&CODE, resource, message).help("Export the table with plain types and common compression."),
                );
            }
        }
    }
}
