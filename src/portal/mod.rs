//! Opens a portal: `portal.toml` and the dataset folders.

mod discover;
mod file;
mod outputs;
mod redirects;
mod rows_api;

use std::path::{Path, PathBuf};

pub use discover::{DatasetDirectory, NO_METADATA, discover};
pub use file::{HostKind, HostSettings, PortalFile, Spatial};

use crate::diagnostic::{Code, Report, Severity};
use crate::document::Document;
use crate::model::{ContactPoint, Language, License, Limits, Location, PortalDescription, Publisher};

/// Findings about the portal as a whole.
pub static CODES: &[&Code] = &[
    &UNKNOWN_PUBLISHER,
    &INVALID_SETTING,
    &discover::INVALID_SLUG,
    &NO_METADATA,
    &redirects::DEAD_REDIRECT,
    &rows_api::UNKNOWN_TABLE,
];

static UNKNOWN_PUBLISHER: Code = Code {
    id: "portal/unknown-publisher",
    severity: Severity::Error,
    title: "A publisher that portal.toml does not list",
    explain: "`publisher` (or `parent`) names a department that has no `[[publishers]]` entry in `portal.toml`, so that nobody \
can tell who keeps the data.\n\n```toml\n[[publishers]]\nid = \"parks\"\nname = \"Parks and Recreation\"\n```\n",
};

static INVALID_SETTING: Code = Code {
    id: "portal/invalid-setting",
    severity: Severity::Error,
    title: "A setting of portal.toml that cannot be used",
    explain: "A value of `portal.toml` has the right form but cannot work: a base URL without `https://`, a bounding box whose \
south lies above its north, a language tag that is none.\n\n```toml\nbase_url = \"https://data.example.gov/\"\n```\n",
};

/// Bytes of the largest array of JSON that can be asked for: about the longest text that browsers have room for.
const LARGEST_ARRAY: u64 = 500_000_000;

/// The licence of a catalogue that names none.
const CATALOG_LICENSE: &str = "CC0-1.0";

/// A portal: what `portal.toml` says and where it lies.
#[derive(Debug)]
pub struct Portal {
    /// Its folder.
    pub root: PathBuf,
    /// What it says about the catalogue.
    pub description: PortalDescription,
    /// How large a table may be for some formats.
    pub limits: Limits,
    /// Tables whose rows are published in pages however many they are, each as `dataset/table`.
    pub rows_api_for: Vec<String>,
    /// The host that `publish` uses when none is named.
    pub default_host: Option<String>,
    /// The hosts.
    pub hosts: std::collections::BTreeMap<String, HostSettings>,
}

/// Why a portal cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// There is no `portal.toml`.
    #[error("there is no portal.toml in {0}; `townbook init` makes a new portal")]
    Missing(PathBuf),
    /// It is wrong; the findings say how.
    #[error("portal.toml has mistakes, so nothing else can be checked")]
    Invalid(Report),
}

/// Opens the portal in a folder.
///
/// # Errors
/// When there is no `portal.toml` or it is wrong: nothing else can then be trusted.
pub fn open(root: &Path) -> Result<Portal, PortalError> {
    let path = root.join("portal.toml");
    if !path.is_file() {
        return Err(PortalError::Missing(root.to_owned()));
    }
    let mut report = Report::new();
    let portal = Document::read(&path, "portal.toml", &mut report).and_then(|document| {
        let file: PortalFile = document.lower(&mut report)?;
        lower(root, &document, file, &mut report)
    });
    match portal {
        Some(portal) if !report.has_errors() => Ok(portal),
        _ => Err(PortalError::Invalid(report)),
    }
}

fn lower(root: &Path, document: &Document, file: PortalFile, report: &mut Report) -> Option<Portal> {
    let publishers = file.publishers?;
    let mut wrong = |pointer: &str, message: String| report.push(document.finding(&INVALID_SETTING, pointer, message));
    let mut base_url = file.base_url?;
    if !base_url.ends_with('/') {
        base_url.push('/');
    }
    if !(base_url.starts_with("https://") || base_url.starts_with("http://"))
        || base_url.contains(['?', '#', ' ', '"', '<', '>'])
    {
        wrong("/base_url", format!("`{base_url}` is not the address of a site: it must begin with https://."));
    }
    let spatial = file.spatial?;
    let [west, south, east, north] = spatial.bbox;
    if !(-180.0..=180.0).contains(&west)
        || !(-180.0..=180.0).contains(&east)
        || south >= north
        || !(-90.0..=90.0).contains(&south)
        || !(-90.0..=90.0).contains(&north)
    {
        wrong("/spatial/bbox", "`bbox` must be west, south, east, north in degrees.".to_owned());
    }
    let languages = file.languages.unwrap_or_else(|| vec!["en".to_owned()]);
    for (at, language) in languages.iter().enumerate() {
        if !is_language_tag(language) {
            wrong(&format!("/languages/{at}"), format!("`{language}` is not a language tag such as `en` or `pt-BR`."));
        }
    }
    let license = file.license.as_deref().unwrap_or(CATALOG_LICENSE);
    let known_license = License::from_spdx(license);
    if known_license.is_none() {
        wrong("/license", format!("`{license}` is not a current SPDX identifier of a licence."));
    }
    let contact = file.contact?;
    if !is_email(&contact.email) {
        wrong("/contact/email", format!("`{}` is not an e-mail address.", contact.email));
    }
    if let Some(host) = &file.host
        && !file.hosts.contains_key(host)
    {
        wrong("/host", format!("There is no `[hosts.{host}]`."));
    }
    for (at, publisher) in publishers.iter().enumerate() {
        if crate::model::Slug::new(publisher.id.as_str()).is_err() {
            wrong(
                &format!("/publishers/{at}/id"),
                format!("`{}` must be lower-case letters, digits and hyphens.", publisher.id),
            );
        }
    }
    let addresses = publishers.iter().enumerate().map(|(at, p)| (format!("/publishers/{at}/url"), p.url.as_ref()));
    for (pointer, address) in addresses.chain([("/spatial/geonames".to_owned(), spatial.geonames.as_ref())]) {
        if let Some(address) = address.filter(|address| !is_address(address)) {
            wrong(&pointer, format!("`{address}` is not the address of a page: it must begin with https://."));
        }
    }
    let limits = file.formats.limits();
    if limits.json_bytes > LARGEST_ARRAY {
        let message = format!("`json_bytes` may be {LARGEST_ARRAY} at most: no browser reads a larger array.");
        wrong("/formats/json_bytes", message);
    }
    let redirects = redirects::lower(file.redirects, wrong);
    let known = |id: &str| publishers.iter().any(|publisher| publisher.id == id);
    let publisher = file.publisher?;
    let named = std::iter::once(("/publisher".to_owned(), Some(&publisher)))
        .chain(publishers.iter().enumerate().map(|(at, p)| (format!("/publishers/{at}/parent"), p.parent.as_ref())));
    for (pointer, id) in named {
        if let Some(id) = id
            && !known(id)
        {
            report.push(document.finding(&UNKNOWN_PUBLISHER, &pointer, format!("There is no publisher `{id}`.")));
        }
    }
    let description = PortalDescription {
        title: file.title?,
        description: file.description?,
        base_url,
        languages,
        spatial: Location { name: spatial.name, bbox: spatial.bbox, geonames: spatial.geonames },
        publisher,
        license: known_license?,
        contact: ContactPoint { name: contact.name, email: contact.email },
        themes: file.themes,
        publishers: publishers
            .into_iter()
            .map(|p| Publisher { id: p.id, name: p.name, parent: p.parent, url: p.url })
            .collect(),
        redirects,
        outputs: file.outputs.outputs(),
    };
    Some(Portal {
        root: root.to_owned(),
        description,
        limits,
        rows_api_for: file.formats.rows_api_for,
        default_host: file.host,
        hosts: file.hosts,
    })
}

/// Whether a text has the form of a BCP 47 tag: a language, then subtags. Two letters must be a language that there is.
pub fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && Language::of_tag(text).is_some()
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether a text has the form of the address of a page: `https://`, a host, and no character that must be encoded.
pub fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://")).unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty()
        && !host.starts_with(['.', ':'])
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c))
}

/// Whether a text has the form of an e-mail address.
pub fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !text.contains(|c: char| c.is_whitespace() || "<>\",:/\\#%?{}[]()|^`".contains(c))
            && text.matches('@').count() == 1
    })
}
