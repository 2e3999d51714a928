//! `table/missing-part`

use super::at_file;
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct MissingPart;

static CODE: Code = Code {
    id: "table/missing-part",
    severity: Severity::Error,
    title: "A shapefile of which a part is missing",
    explain: "A shapefile is several files of one name: `.shp` holds the shapes, `.dbf` their attributes, `.prj` says where on \
Earth they lie, `.cpg` in which encoding the text is. One that is needed was not added. Copy all of them into the dataset's folder; \
declare only the `.shp`.\n\n```text\ndatasets/schools/schools.shp\ndatasets/schools/schools.dbf\ndatasets/schools/schools.prj\n```\n",
};

impl Rule for MissingPart {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::MissingPart(ending) = flaw else { continue };
            let message = format!("The `.{ending}` file of this shapefile is missing.");
            let help = format!("Add the file of the same name that ends in `.{ending}` to the dataset's folder.");
            report.push(at_file(&CODE, resource, message).help(help));
        }
    }
}
