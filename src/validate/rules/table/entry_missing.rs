//! `table/entry-missing`

use super::{at_file, listed};
use crate::diagnostic::{Code, Report, Severity};
use crate::metadata::ResourceDraft;
use crate::read::Flaw;
use crate::validate::Rule;

pub(crate) struct EntryMissing;

static CODE: Code = Code {
    id: "table/entry-missing",
    severity: Severity::Error,
    title: "A file that is not in its archive",
    explain: "`entry` names a file inside a zip archive, and the archive has no such file; or it holds no file at all. \
The name is that in the archive, with its folders, and capital letters count.\n\n```toml\npath = \
\"flights.zip\"\nentry = \"data/flights.csv\"\n```\n",
};

impl Rule for EntryMissing {
    fn code(&self) -> &'static Code {
        &CODE
    }

    fn check_file(&self, resource: &ResourceDraft, flaws: &[Flaw], report: &mut Report) {
        for flaw in flaws {
            let Flaw::NoEntry { wanted, there } = flaw else { continue };
            let message = match wanted {
                Some(wanted) => format!("This archive does not hold `{wanted}`."),
                None => "This archive holds no file.".to_owned(),
            };
            let finding = at_file(&CODE, resource, message);
            report.push(if there.is_empty() { finding } else { finding.help(format!("It holds {}.", listed(there))) });
        }
    }
}
