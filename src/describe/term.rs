//! Identifiers of the vocabularies that several standards share.

/// The EU Publications Office's authority tables.
pub(super) const EU_AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";

/// Media types as IRIs.
pub(super) const IANA_MEDIA_TYPES: &str = "http://www.iana.org/assignments/media-types/";

/// SHA-256 in SPDX.
pub(super) const SPDX_SHA256: &str = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256";
