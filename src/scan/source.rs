//! From a declared table to the files, and the parts of files, that it is read from.

use std::io;

use super::{Observer, ScanError};
use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::files::{self, FileError};
use crate::metadata::ResourceDraft;
use crate::read::{self, Habits, Table};

/// Findings about files as wholes.
pub static CODES: &[&Code] = &[&FILE_MISSING, &FILE_UNREADABLE, &NOT_FETCHED];

static FILE_MISSING: Code = Code {
    id: "table/file-missing",
    severity: Severity::Error,
    title: "A declared file is not there",
    explain: "`dataset.toml` names a file that is not in the dataset's folder: it was not added to the change, was renamed, or \
its name is spelt differently (capital letters count).\n\n```toml\n[[resources]]\npath = \"Inspections.csv\"   # the file is called \
inspections.csv\n```\n",
};

static FILE_UNREADABLE: Code = Code {
    id: "table/file-unreadable",
    severity: Severity::Error,
    title: "A declared file cannot be opened",
    explain: "The file is there, but the system does not let Townbook open it: its permissions forbid it, or it is not a plain file \
(a folder, a device). Commit it as a plain file that everyone may read.\n",
};

static NOT_FETCHED: Code = Code {
    id: "table/not-fetched",
    severity: Severity::Error,
    title: "An external file of which there is no copy here",
    explain: "A resource lies elsewhere (`url`), and checking and building never go to the network. `townbook fetch` brings the \
file into `.townbook/cache/` and keeps it only if its size and SHA-256 are those that are declared.\n\n```console\n$ townbook \
fetch lidar\n$ townbook check lidar\n```\n",
};

/// The files and parts that a table is read from, in order; `None` if one of them cannot be, which is a finding. What is
/// wrong with a file that should have parts is shown to the observers.
pub(super) fn parts(
    resource: &ResourceDraft,
    observers: &[&dyn Observer],
    report: &mut Report,
) -> Result<Option<Vec<ResourceDraft>>, ScanError> {
    let mut parts = Vec::new();
    for file in resource.files() {
        let failed = |source| ScanError::Io { path: file.shown.clone(), source };
        if let Some(finding) = objection(&file).map_err(|error| failed(io::Error::other(error)))? {
            report.push(finding);
            return Ok(None);
        }
        match read::parts(&file.bundle(), &file.layout).map_err(failed)? {
            Ok(found) => parts.extend(found.into_iter().map(|part| file.in_part(part))),
            Err(flaw) => {
                for observer in observers {
                    observer.begin(&file);
                    observer.flaws(std::slice::from_ref(&flaw));
                }
            }
        }
    }
    Ok(Some(parts))
}

/// Opens a part.
pub(super) fn open(part: &ResourceDraft, habits: Habits) -> io::Result<Table> {
    read::open(&part.bundle(), part.format, &part.layout, &part.schema, habits)
}

/// Why a file cannot be opened, if it cannot. A file that cannot be opened is a finding; one that cannot be read to its end
/// is a failure of the world, and so is a machine that cannot open any.
fn objection(file: &ResourceDraft) -> Result<Option<Finding>, FileError> {
    let about_file = |error: FileError| match error.is_about_file() {
        true => Ok(Some(unreadable(file, &error))),
        false => Err(error),
    };
    if let Some(external) = &file.external {
        return match files::holds(&file.path, external.sha256, external.bytes) {
            Ok(true) => Ok(None),
            Ok(false) => {
                let message = "This external file has not been fetched, so it cannot be checked.";
                let finding = Finding::new(&NOT_FETCHED, message, external.declared.clone());
                Ok(Some(
                    finding.help("Run `townbook fetch`, which brings it and makes sure that it is the one declared."),
                ))
            }
            Err(error) => about_file(error),
        };
    }
    if !file.path.exists() {
        let message = "This file is declared in `dataset.toml` but is not there.";
        let finding = Finding::new(&FILE_MISSING, message, Place::file(&*file.shown));
        return Ok(Some(finding.help("Add the file to the dataset's folder, or correct `path`.")));
    }
    files::open(&file.path).map_or_else(about_file, |_| Ok(None))
}

fn unreadable(file: &ResourceDraft, error: &FileError) -> Finding {
    let message = format!("This file cannot be opened: {}.", error.reason());
    Finding::new(&FILE_UNREADABLE, message, Place::file(&*file.shown))
        .help("Commit it as a plain file that everyone may read.")
}
