//! Identifiers of the vocabularies that several standards share.

/// The EU Publications Office's authority tables.
pub(super) const EU_AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";

/// Media types as IRIs.
pub(super) const IANA_MEDIA_TYPES: &str = "http://www.iana.org/assignments/media-types/";

/// SHA-256 in SPDX.
pub(super) const SPDX_SHA256: &str = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256";

/// Code of a language in the EU language table (ISO 639-3 in capitals), by the first part of its BCP 47 tag.
pub(super) fn eu_language(tag: &str) -> Option<&'static str> {
    Some(match tag.split('-').next()? {
        "en" => "ENG",
        "es" => "SPA",
        "pt" => "POR",
        "fr" => "FRA",
        "ht" => "HAT",
        "vi" => "VIE",
        "zh" => "ZHO",
        "ar" => "ARA",
        "ru" => "RUS",
        "so" => "SOM",
        "de" => "DEU",
        "it" => "ITA",
        "pl" => "POL",
        "ko" => "KOR",
        "ja" => "JPN",
        _ => return None,
    })
}
