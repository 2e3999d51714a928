//! `table/lfs-pointer`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct LfsPointer;

static CODE: Code = Code {
    id: "table/lfs-pointer",
    severity: Severity::Error,
    title: "A pointer of Git LFS in the place of a file",
    explain: "The file is kept in Git LFS, and this checkout has only the pointer to it: a text of three lines. So \
there is nothing to check and nothing to publish.\n\nFetch it before Townbook runs; in CI that is an option of the \
checkout.\n\n```sh\ngit lfs install\ngit lfs pull\n```\n",
};

impl Rule for LfsPointer {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            if *flaw == Flaw::LfsPointer {
                let message = "This is a pointer of Git LFS; the file itself was not fetched.";
                report.push(at_file(&CODE, resource, message).help("Run `git lfs pull` first."));
            }
        }
    }
}
