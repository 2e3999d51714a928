//! Addresses of a portal that this one replaces.

use serde::{Deserialize, Serialize};

use crate::files::SitePath;

/// An address that people and programs still have, and where what stood there is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// The old address: a path of the host, or a whole address.
    pub from: String,
    /// The path in this site, with a slash before it: `/datasets/street-trees/`.
    pub to: String,
}

impl Redirect {
    /// The file of the site that answers at the old address, if that is an address of a page on the host of the site, below
    /// its own. Where a file with data was, no page can answer: a program would read it as the data.
    pub fn page(&self, base_url: &str) -> Option<SitePath> {
        let (host, below) = split(base_url);
        let path = match split(&self.from) {
            ("", path) => path,
            (old, path) if old.eq_ignore_ascii_case(host) => path,
            _ => return None,
        };
        let path = path.strip_prefix(below)?.trim_matches('/');
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_page = name.ends_with(".html") || name.ends_with(".htm");
        match name.contains('.') && !is_page {
            true => None,
            false if is_page => SitePath::new(path).ok(),
            false => SitePath::new(format!("{path}/index.html")).ok(),
        }
    }

    /// The file of the site that it leads to, a page being that of its folder.
    pub fn target(&self) -> Option<SitePath> {
        let path = self.to.strip_prefix('/')?;
        match path.is_empty() || path.ends_with('/') {
            true => SitePath::new(format!("{path}index.html")).ok(),
            false => SitePath::new(path).ok(),
        }
    }
}

/// The host of an address, nothing where there is none, and the path on it.
fn split(address: &str) -> (&str, &str) {
    let Some((_, rest)) = address.split_once("://") else { return ("", address) };
    rest.find('/').map_or((rest, "/"), |at| rest.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_below_the_site_has_a_page() {
        let page = |from: &str, base_url: &str| {
            let redirect = Redirect { from: from.to_owned(), to: "/datasets/trees/".to_owned() };
            redirect.page(base_url).map(|path| path.as_str().to_owned())
        };
        let here = "https://data.example.gov/";
        for (from, path) in [
            ("/d/abcd-1234", Some("d/abcd-1234/index.html")),
            ("/d/abcd-1234/", Some("d/abcd-1234/index.html")),
            ("https://DATA.example.gov/d/abcd-1234", Some("d/abcd-1234/index.html")),
            ("/old/trees.html", Some("old/trees.html")),
            ("/rows.csv", None),
            ("/", None),
            ("/../x", None),
            ("https://old.example.gov/d/abcd-1234", None),
        ] {
            assert_eq!(page(from, here).as_deref(), path, "{from}");
        }
        let below = "https://example.gov/data/";
        assert_eq!(page("/data/d/1", below).as_deref(), Some("d/1/index.html"));
        assert_eq!(page("/d/1", below), None);
    }
}
