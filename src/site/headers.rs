//! HTTP headers of published files.

use super::Kind;
use crate::files::SitePath;

/// The folders of the CKAN API: with and without the number of its version, because clients use both. What is in them is JSON
/// without an ending.
pub const ACTION_PREFIXES: [&str; 2] = ["api/3/action/", "api/action/"];

/// The media type of a file by its name; what is not known is a stream of bytes, never a page.
pub fn content_type(path: &SitePath) -> &'static str {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    match name {
        "feed.xml" => return "application/atom+xml",
        "feed.json" => return "application/feed+json",
        "SHA256SUMS" => return "text/plain; charset=utf-8",
        _ if name.ends_with(".csv-metadata.json") => return "application/csvm+json",
        _ => {}
    }
    match path.extension() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8; header=present",
        "json" => "application/json",
        "geojson" => "application/geo+json",
        "jsonld" => "application/ld+json",
        "ttl" => "text/turtle; charset=utf-8",
        "rdf" => "application/rdf+xml",
        "xml" => "application/xml",
        "gz" => "application/gzip",
        "parquet" => "application/vnd.apache.parquet",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "odt" => "application/vnd.oasis.opendocument.text",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "woff2" => "font/woff2",
        // CKAN's clients ask for its actions by their names alone.
        "" if is_action(path) => "application/json",
        _ => "application/octet-stream",
    }
}

fn is_action(path: &SitePath) -> bool {
    ACTION_PREFIXES.iter().any(|prefix| path.as_str().starts_with(prefix))
}

/// How long a file may be kept without asking again.
pub fn cache_control(kind: Kind) -> &'static str {
    match kind {
        Kind::Immutable => "public, max-age=31536000, immutable",
        Kind::Alias => "public, max-age=300, must-revalidate",
        Kind::Page | Kind::Catalog => "public, max-age=60, stale-while-revalidate=600",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Format;

    #[test]
    fn actions_are_json_and_other_names_without_an_ending_are_not() {
        for (path, kind) in [
            ("api/3/action/package_list", "application/json"),
            ("api/action/status_show", "application/json"),
            ("api/v1/index", "application/octet-stream"),
            ("LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(content_type(&SitePath::known(path)), kind, "{path}");
        }
    }

    #[test]
    fn every_published_format_is_served_as_what_it_is() {
        for format in Format::ALL {
            let path = SitePath::known(format!("data/trees/latest/trees.{}", format.extension()));
            assert!(content_type(&path).starts_with(format.served_as()), "{format:?}");
        }
    }
}
