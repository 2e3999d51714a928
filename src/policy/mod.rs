//! The city's data policy: what is public, what is protected, who approves. Nothing leaves without passing here.
//!
//! [`admit`] looks at a draft's classification and decides what may be opened; a [`Candidate`] is scanned; [`clear`] looks at
//! what the scan found and at the approvals, and alone makes a [`Public`] dataset. Everything after takes `Public<…>`.

mod approvals;
mod clearance;
mod file;
mod guard;
mod level;
pub mod personal;
mod standards;

use std::path::Path;

pub use approvals::{Approvals, Office};
pub use clearance::{Admission, Candidate, Held, Public, Published, Unclassified, Verdict, admit, catalog, clear};
pub use file::{ExemptionEntry, ExemptionsFile, LicensesFile, PolicyFile, Profile};
pub use guard::{Breach, guard};
pub use standards::{Bounds, FreshnessStandard, KnownCodes, Level, Standards, StandardsFile, WaiverEntry};

use crate::diagnostic::{Code, Finding, Place, Report, Severity};
use crate::document::Document;

/// Findings about classification and the policy itself.
pub static CODES: &[&Code] = &[
    &UNCLASSIFIED,
    &UNKNOWN_EXEMPTION,
    &DATA_UNDER_PROTECTED,
    &APPROVAL_MISSING,
    standards::CODES[0],
    standards::CODES[1],
    standards::CODES[2],
];

static UNCLASSIFIED: Code = Code {
    id: "policy/unclassified",
    severity: Severity::Warning,
    title: "A dataset that nobody has classified yet",
    explain: "Every dataset is public or protected, and somebody decides which. Until then it is checked, but never converted \
or published.\n\nAsk: does any exemption of the public records law apply (`policy/exemptions.toml`)? Is a person named or \
could one be found out? Is there a law about these records (schools, health, criminal records)? If every answer is no, it is \
public.\n\n```toml\n[classification]\nlevel = \"public\"\nreviewed_by = \"steward@city.example\"\nreviewed_on = \
2026-11-02\nreview_by = 2027-11-02\n```\n",
};

static UNKNOWN_EXEMPTION: Code = Code {
    id: "policy/unknown-exemption",
    severity: Severity::Error,
    title: "An exemption that the policy does not list",
    explain: "`exemptions` names an identifier that is not in `policy/exemptions.toml`, so nobody can tell on which legal ground \
the dataset is protected. It stays protected meanwhile.\n\n```toml\n[classification]\nexemptions = [\"c4-7-26-c\"]\n```\n",
};

static DATA_UNDER_PROTECTED: Code = Code {
    id: "policy/data-under-protected",
    severity: Severity::Error,
    title: "A file of data in the folder of a protected dataset",
    explain: "A repository is itself a publication: whoever can read it can read what is in it. The folder of a protected dataset \
may hold `dataset.toml`, `release.toml`, `ledger.toml` and `approvals/` and nothing else.\n\nRemove the file, and purge it \
from the history: it was not opened by Townbook.\n",
};

static APPROVAL_MISSING: Code = Code {
    id: "policy/approval-missing",
    severity: Severity::Error,
    title: "An approval that the policy asks for is missing",
    explain: "`policy/policy.toml` asks certain offices to approve before a dataset is published, and one of them has not.\n\n\
Without the approval the dataset is held back; its last published version stays.\n\n```toml\n[approvals]\npublish = []   # the \
open profile: merging is the approval\n```\n",
};

/// The policy as the files in `policy/` state it.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Which of the ready-made policies it is.
    pub profile: Profile,
    /// Offices that must approve before a dataset is published.
    pub publish_approvals: Vec<Office>,
    /// SPDX identifiers of the licences the city allows.
    pub licenses: Vec<String>,
    /// Legal grounds for protecting data.
    pub exemptions: Vec<ExemptionEntry>,
    /// The fewest people or things a published count may stand for.
    pub min_cell: u64,
    /// How strictly documentation and formats are held to the standards.
    pub standards: Standards,
}

/// Why there is no policy to work by.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// There is no `policy/policy.toml`.
    #[error(
        "this portal has no policy: policy/policy.toml is missing; `townbook init` in an empty folder shows one to copy"
    )]
    Missing,
    /// A file is wrong; the findings say how.
    #[error("the files in policy/ have mistakes, so nothing can be decided")]
    Invalid(Report),
}

impl Policy {
    /// Reads the policy of a portal. `codes` are those that `policy/standards.toml` may name.
    ///
    /// # Errors
    /// When a file is missing or wrong: without a policy nothing is decided.
    pub fn open(portal_root: &Path, codes: KnownCodes<'_>) -> Result<Self, PolicyError> {
        let folder = portal_root.join("policy");
        if !folder.join("policy.toml").is_file() {
            return Err(PolicyError::Missing);
        }
        let mut report = Report::new();
        let policy: Option<PolicyFile> = read(&folder, "policy.toml", &mut report);
        let licenses: Option<LicensesFile> = read(&folder, "licenses.toml", &mut report);
        let exemptions: Option<ExemptionsFile> = read(&folder, "exemptions.toml", &mut report);
        let standards = read_standards(&folder, codes, &mut report);
        match (policy, licenses, exemptions, standards) {
            (Some(policy), Some(licenses), Some(exemptions), Some(standards)) if !report.has_errors() => Ok(Policy {
                profile: policy.profile,
                publish_approvals: policy.approvals.publish,
                licenses: licenses.allowed,
                exemptions: exemptions.exemptions,
                min_cell: policy.thresholds.min_cell,
                standards,
            }),
            _ => Err(PolicyError::Invalid(report)),
        }
    }

    /// An exemption by identifier.
    pub fn exemption(&self, id: &str) -> Option<&ExemptionEntry> {
        self.exemptions.iter().find(|exemption| exemption.id == id)
    }
}

fn read<T: schemars::JsonSchema + serde::de::DeserializeOwned + 'static>(
    folder: &Path,
    name: &str,
    report: &mut Report,
) -> Option<T> {
    let shown = format!("policy/{name}");
    Document::read(&folder.join(name), &shown, report)?.lower(report)
}

/// The standards; the defaults where the city has written none.
fn read_standards(folder: &Path, codes: KnownCodes<'_>, report: &mut Report) -> Option<Standards> {
    let path = folder.join("standards.toml");
    // A link that leads nowhere is a mistake, not the wish for the defaults.
    if !path.exists() && !path.is_symlink() {
        return Some(Standards::default());
    }
    let document = Document::read(&path, "policy/standards.toml", report)?;
    let file = document.lower(report)?;
    Some(Standards::new(file, &document, codes, report))
}

fn file_finding(code: &'static Code, path: &str, message: impl Into<String>) -> Finding {
    Finding::new(code, message, Place::file(path))
}
