//! The gate. The private fields of this file are the lock: nothing else in the program can make a [`Candidate`] or a
//! [`Public`] value.

use std::ops::Deref;
use std::path::PathBuf;

use super::level::{is_silent, level};
use super::{APPROVAL_MISSING, Approvals, DATA_UNDER_PROTECTED, Policy, UNCLASSIFIED, UNKNOWN_EXEMPTION, file_finding};
use crate::diagnostic::{Finding, Report};
use crate::document::{BLANK_DAY, Document};
use crate::files::{self, EntryKind, FileError, Fingerprint, Tree};
use crate::metadata::{self, AttachmentDraft, Draft, ResourceDraft};
use crate::model::{Attachment, Catalog, Dataset, Level, PortalDescription, Resource, Slug};
use crate::read::attachment::ATTACHMENT_LIMIT;
use crate::scan::{self, Observer, ScanError, Scanned};

/// Something that may be published. There is no way to make one but [`clear`], [`Held::keep_published`] and [`catalog`], and
/// no way to change what is inside.
///
/// Each of these is an attempt that must not compile:
///
/// ```compile_fail,E0423
/// let forged = townbook::policy::Public("a secret");
/// ```
/// ```compile_fail,E0423
/// let forged = Some("a secret").map(townbook::policy::Public);
/// ```
/// ```compile_fail,E0594
/// fn change(public: townbook::policy::Public<String>) {
///     let mut public = public;
///     *public = String::new();
/// }
/// ```
/// ```compile_fail,E0616
/// fn take(public: townbook::policy::Public<String>) -> String {
///     public.0
/// }
/// ```
/// ```compile_fail,E0277
/// let forged: townbook::policy::Public<String> = Default::default();
/// ```
/// ```compile_fail,E0277
/// let forged: townbook::policy::Public<String> = String::from("a secret").into();
/// ```
/// ```compile_fail,E0277
/// let forged: townbook::policy::Public<String> = serde_json::from_str("\"a secret\"").unwrap();
/// ```
/// ```compile_fail,E0308
/// use townbook::{files::SitePath, model::Dataset, site::{Kind, SiteFile}};
/// fn publish(not_cleared: &Dataset) -> SiteFile {
///     SiteFile::of_dataset(not_cleared, SitePath::known("secret.json"), Kind::Page, Vec::new())
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Public<T>(T);

impl<T> Deref for Public<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl Public<Catalog> {
    /// The datasets, each public because the catalogue is.
    pub fn datasets(&self) -> impl ExactSizeIterator<Item = Public<&Dataset>> {
        self.0.datasets.iter().map(Public)
    }
}

/// What [`admit`] decides about a draft.
#[derive(Debug)]
pub enum Admission {
    /// Classified public: may be scanned, and published if it is cleared.
    Candidate(Candidate),
    /// Not classified yet: may be scanned so that its findings are known, never published.
    Unclassified(Unclassified),
    /// Protected: nothing of it is opened.
    Protected,
}

/// A dataset that is classified public and has not been cleared.
///
/// ```compile_fail,E0451
/// fn admit(draft: townbook::metadata::Draft) -> townbook::policy::Candidate {
///     townbook::policy::Candidate { draft }
/// }
/// ```
#[derive(Debug)]
pub struct Candidate {
    draft: Draft,
}

/// A dataset that nobody has classified.
#[derive(Debug)]
pub struct Unclassified {
    draft: Draft,
}

/// Decides what may be opened. Looks at `dataset.toml` and at the names of files, never into data; the README of a dataset
/// that is let in is read here.
///
/// # Errors
/// When the dataset's folder cannot be listed.
pub fn admit(mut draft: Draft, policy: &Policy, report: &mut Report) -> Result<Admission, FileError> {
    let classification = draft.file.classification.clone().unwrap_or_default();
    for (at, id) in classification.exemptions.iter().enumerate() {
        if policy.exemption(id).is_none() {
            let pointer = format!("/classification/exemptions/{at}");
            let message = format!("There is no exemption `{id}` in policy/exemptions.toml.");
            let known = policy.exemptions.iter().map(|exemption| exemption.id.as_str());
            let mut finding = draft.document.finding(&UNKNOWN_EXEMPTION, &pointer, message);
            if let Some(meant) = crate::diagnostic::closest(id, known) {
                finding = finding.help(format!("Did you mean `{meant}`?"));
            }
            report.push(finding);
        }
    }
    match level(&draft.document, &draft.file) {
        Some(Level::Public) => {
            metadata::read_readme(&mut draft, report)?;
            Ok(Admission::Candidate(Candidate { draft }))
        }
        Some(Level::Protected) => {
            look_for_data(&draft, report)?;
            Ok(Admission::Protected)
        }
        // A classification that was written but could not be read is no reason to ask the questions again.
        None if !is_silent(&draft.document) => Ok(Admission::Unclassified(Unclassified { draft })),
        None => {
            report.push(unclassified(&draft.document));
            Ok(Admission::Unclassified(Unclassified { draft }))
        }
    }
}

/// The three questions, and where to write the answer: in the lines of a draft that wait for it, or in a block to paste.
fn unclassified(document: &Document) -> Finding {
    let message = "This dataset is not classified yet, so it is checked but not published.";
    let waiting = document.waiting_table("classification");
    let is_asked = waiting.is_some();
    let place = waiting.unwrap_or_else(|| document.place("/classification"));
    let finding = Finding::new(&UNCLASSIFIED, message, place).help(
        "Does an exemption in policy/exemptions.toml apply? Could a person be recognised? Is there a law about these records? \
         If every answer is no, it is public.",
    );
    match is_asked {
        true => finding.help(
            "Once that is decided, take the # away here and from the lines below, and write who decided, and when.",
        ),
        false => finding.fix(format!(
            "[classification]\nlevel = \"public\"          # or \"protected\"\nexemptions = []           # ids from \
             policy/exemptions.toml\nreviewed_by = \"\"          # the e-mail address of who decided\nreviewed_on = \
             {BLANK_DAY}  # when"
        )),
    }
}

/// Reports everything in a protected dataset's folder that may not be there, by name only.
fn look_for_data(draft: &Draft, report: &mut Report) -> Result<(), FileError> {
    for entry in Tree::new(&draft.directory).entries(usize::MAX)? {
        let allowed = matches!(entry.relative.as_str(), "dataset.toml" | "release.toml" | "ledger.toml")
            || entry.relative.starts_with("approvals/")
            || entry.kind == EntryKind::Folder;
        if !allowed {
            let path = format!("datasets/{}/{}", draft.slug, entry.relative);
            let message = "A protected dataset's folder holds a file that may be data; it was not opened.";
            report.push(
                file_finding(&DATA_UNDER_PROTECTED, &path, message)
                    .help("Remove it from the repository and from its history. If it is harmless, keep it elsewhere."),
            );
        }
    }
    Ok(())
}

/// Reading of declared tables, which only datasets that were let in can do.
macro_rules! scannable {
    ($type:ty) => {
        impl $type {
            /// What the department declared.
            pub fn draft(&self) -> &Draft {
                &self.draft
            }

            /// Reads one of its tables once, showing every batch to all observers.
            ///
            /// # Errors
            /// When the file cannot be read or an observer fails.
            pub fn scan(
                &self,
                resource: &ResourceDraft,
                observers: &[&dyn Observer],
                report: &mut Report,
            ) -> Result<Option<Scanned>, ScanError> {
                scan::run(resource, observers, report)
            }

            /// What the files of one of its tables are now, with the names that findings have for them. One that cannot be
            /// opened is left out: scanning says what is wrong with it.
            pub fn fingerprints(&self, resource: &ResourceDraft) -> Vec<(String, PathBuf, Fingerprint)> {
                let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let paths = resource.files().flat_map(|file| {
                    let parts = file.beside.into_iter().map(|(_, path)| (name(&path), path));
                    std::iter::once((file.shown, file.path)).chain(parts).collect::<Vec<_>>()
                });
                let known = |(name, path): (String, PathBuf)| {
                    let fingerprint = Fingerprint::of(&path).ok()?;
                    Some((name, path, fingerprint))
                };
                paths.filter_map(known).collect()
            }

            /// Reads one of its documents whole.
            ///
            /// # Errors
            /// When it is not there, is no plain file, or is larger than any document that is published.
            pub fn read_attachment(&self, attachment: &AttachmentDraft) -> Result<Vec<u8>, FileError> {
                files::read_bounded(&attachment.path, ATTACHMENT_LIMIT)
            }
        }
    };
}

scannable!(Candidate);
scannable!(Unclassified);

/// What scanning a candidate showed.
#[derive(Debug)]
pub struct Verdict {
    /// Reasons against publication, as sentences; empty when there are none.
    pub objections: Vec<String>,
    /// Its tables with their files in staging.
    pub resources: Vec<Resource>,
    /// Its documents with their files in staging.
    pub attachments: Vec<Attachment>,
}

/// A dataset classified public that is not published as it is now.
///
/// ```compile_fail,E0451
/// fn hold(slug: townbook::model::Slug) -> townbook::policy::Held {
///     townbook::policy::Held { slug, reasons: Vec::new() }
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Held {
    slug: Slug,
    reasons: Vec<String>,
}

/// A dataset as a host's manifest has it: it was cleared when it was published. Only [`crate::site::Deployment::read_record`]
/// makes one, from bytes whose digest the manifest names.
///
/// ```compile_fail,E0603
/// fn forge(held: &townbook::policy::Held, dataset: townbook::model::Dataset) {
///     held.keep_published(townbook::policy::Published(dataset));
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Published(pub(crate) Dataset);

/// Clears a candidate for publication, or says why not. The only gate.
///
/// # Errors
/// [`Held`]: findings at error level, or approvals that the policy asks for and nobody gave.
pub fn clear(
    candidate: Candidate,
    verdict: Verdict,
    approvals: &Approvals,
    policy: &Policy,
    report: &mut Report,
) -> Result<Public<Dataset>, Held> {
    let draft = candidate.draft;
    let mut reasons = verdict.objections;
    for office in approvals.missing(&policy.publish_approvals) {
        let message = format!("The approval of {} is missing.", office.words());
        report.push(draft.document.finding(&APPROVAL_MISSING, "", message.as_str()));
        reasons.push(message);
    }
    match draft.metadata {
        Some(metadata) if reasons.is_empty() => {
            let Verdict { resources, attachments, .. } = verdict;
            Ok(Public(Dataset { slug: draft.slug, metadata, resources, attachments, notice: None }))
        }
        _ => {
            if reasons.is_empty() {
                reasons.push("its metadata is not complete".to_owned());
            }
            Err(Held { slug: draft.slug, reasons })
        }
    }
}

impl Held {
    /// Its identifier.
    pub fn slug(&self) -> &Slug {
        &self.slug
    }

    /// Why, as sentences.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }

    /// The last published version, which stays in place of the one held back.
    pub fn keep_published(&self, published: Published) -> Public<Dataset> {
        let notice =
            "A newer version of this dataset is being checked. This is the last one that was published.".to_owned();
        Public(Dataset { slug: self.slug.clone(), notice: Some(notice), ..published.0 })
    }
}

/// The catalogue of public datasets, by slug.
pub fn catalog(portal: PortalDescription, datasets: Vec<Public<Dataset>>) -> Public<Catalog> {
    let mut datasets: Vec<Dataset> = datasets.into_iter().map(|dataset| dataset.0).collect();
    datasets.sort_by(|a, b| a.slug.cmp(&b.slug));
    Public(Catalog { portal, datasets })
}
