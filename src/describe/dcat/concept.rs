//! Terms of controlled vocabularies, each described as far as a validator asks, so that it needs no other file.

use super::node::Node;
use super::term::{Class, dct, skos, spdx};
use crate::describe::term::{EU_AUTHORITY, IANA_MEDIA_TYPES, SPDX_SHA256};
use crate::model::{Format, Frequency, Language, License, PortalDescription, Theme};

/// The language of the names that terms have in their vocabularies.
const ENGLISH: &str = "en";

/// ADMS, whose small vocabularies say what kind of publisher, licence or record something is.
const ADMS: &str = "http://purl.org/adms/";

/// A term with its name, in a scheme.
fn term(id: &str, classes: &[Class], scheme: Node, label: &str, language: &str) -> Node {
    let classes: Vec<Class> = classes.iter().copied().chain([skos::Concept]).collect();
    Node::new(id, &classes).words(skos::prefLabel, label, language).shared(skos::inScheme, scheme)
}

/// A list of terms: its name is that of its address.
fn scheme(id: &str, name: &str) -> Node {
    Node::new(id, &[skos::ConceptScheme]).words(dct::title, &name.replace('-', " "), ENGLISH)
}

/// An authority table of the EU.
fn eu_table(table: &str) -> Node {
    scheme(&format!("{EU_AUTHORITY}{table}"), table)
}

/// A term of an authority table of the EU.
fn eu(table: &str, code: &str, classes: &[Class], label: &str) -> Node {
    term(&format!("{EU_AUTHORITY}{table}/{code}"), classes, eu_table(table), label, ENGLISH)
}

/// A term of a vocabulary of ADMS.
fn adms(list: &str, code: &str, label: &str) -> Node {
    term(&format!("{ADMS}{list}/{code}"), &[], scheme(&format!("{ADMS}{list}/1.0"), list), label, ENGLISH)
}

/// The table that themes are from.
pub(super) fn theme_taxonomy() -> Node {
    eu_table("data-theme")
}

/// A theme, by the name that the portal has for it.
pub(super) fn theme(portal: &PortalDescription, theme: Theme) -> Node {
    let id = format!("{EU_AUTHORITY}data-theme/{}", theme.code());
    term(&id, &[], theme_taxonomy(), portal.theme_label(theme), portal.default_language())
}

/// That anyone may have it.
pub(super) fn public() -> Node {
    eu("access-right", "PUBLIC", &[dct::RightsStatement], "public")
}

/// That files stay where they are for years.
pub(super) fn available() -> Node {
    eu("planned-availability", "AVAILABLE", &[], "available")
}

pub(super) fn frequency(frequency: Frequency) -> Node {
    eu("frequency", frequency.eu_code(), &[dct::Frequency], frequency.words())
}

/// A language, where its tag is one.
pub(super) fn language(tag: &str) -> Option<Node> {
    let Language { eu_code, name, .. } = Language::of_tag(tag)?;
    Some(eu("language", &eu_code, &[dct::LinguisticSystem], &name))
}

pub(super) fn format(format: Format) -> Node {
    // Several of our formats have one code, and a node one name.
    let label = match format {
        Format::JsonLines => Format::Json.label(),
        format => format.label(),
    };
    eu("file-type", format.eu_code(), &[dct::MediaTypeOrExtent], label)
}

/// A media type of IANA.
pub(super) fn media_type(name: &str) -> Node {
    Node::new(format!("{IANA_MEDIA_TYPES}{name}"), &[dct::MediaType])
}

pub(super) fn license(license: &License) -> Node {
    let id = license.eu_code().map_or(license.url.clone(), |code| format!("{EU_AUTHORITY}licence/{code}"));
    let (kind, label) = license.adms_type();
    Node::new(id, &[dct::LicenseDocument])
        .words(dct::title, &license.title, ENGLISH)
        .literal(dct::identifier, &license.id)
        .shared(dct::kind, adms("licencetype", kind, label))
}

/// That a publisher is a city or a part of one.
pub(super) fn local_authority() -> Node {
    adms("publishertype", "LocalAuthority", "Local Authority")
}

/// What last became of a record.
pub(super) fn change(is_new: bool) -> Node {
    match is_new {
        true => adms("changetype", "created", "created"),
        false => adms("changetype", "updated", "updated"),
    }
}

pub(super) fn sha256() -> Node {
    Node::new(SPDX_SHA256, &[spdx::ChecksumAlgorithm])
}

/// A standard that something conforms to.
pub(super) fn standard(id: &str, title: &str, language: &str) -> Node {
    Node::new(id, &[dct::Standard]).words(dct::title, title, language)
}

/// The application profile that records conform to.
pub(super) fn dcat_ap() -> Node {
    standard("http://data.europa.eu/r5r/", "DCAT Application Profile for data portals in Europe", ENGLISH)
}

/// The standard for shapes that a geographic file of a table conforms to.
pub(super) fn geographic(format: Format) -> Option<Node> {
    let (id, title) = match format {
        Format::GeoJson => ("https://www.rfc-editor.org/info/rfc7946", "GeoJSON (RFC 7946)"),
        Format::Parquet => ("https://geoparquet.org/releases/v1.1.0/", "GeoParquet 1.1.0"),
        Format::Csv | Format::Xlsx | Format::Json | Format::JsonLines => return None,
    };
    Some(standard(id, title, ENGLISH))
}
