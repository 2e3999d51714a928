//! `metadata/bad-address`

use crate::diagnostic::{Code, Report, Severity};
use crate::portal::is_address;
use crate::validate::{DraftContext, Rule};

pub(crate) struct BadAddress;

static CODE: Code = Code {
    id: "metadata/bad-address",
    severity: Severity::Error,
    title: "An address that leads nowhere",
    explain: "`documentation`, `related` and `spatial.geonames` are addresses of pages, written whole. Harvesters refuse a record \
in which one is not.\n\n```toml\ndocumentation = \"see the manual\"                         # wrong\ndocumentation = \
\"https://www.city.example/trees/manual/\"  # right\n```\n",
};

impl Rule for BadAddress {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_draft(&self, context: &DraftContext<'_>, report: &mut Report) {
        let file = &context.draft.file;
        let documentation = file.documentation.iter().map(|address| ("/documentation".to_owned(), address));
        let related = file.related.iter().enumerate().map(|(at, address)| (format!("/related/{at}"), address));
        let geonames = file.spatial.iter().filter_map(|place| place.geonames.as_ref());
        let geonames = geonames.map(|address| ("/spatial/geonames".to_owned(), address));
        for (pointer, address) in documentation.chain(related).chain(geonames) {
            if !is_address(address) {
                let message = format!("`{address}` is not the address of a page.");
                let finding = context.draft.document.finding(&CODE, &pointer, message);
                report.push(finding.help("Write it as a browser shows it, from https:// on, with %20 for a space."));
            }
        }
    }
}
