//! Small sites to publish. What a file is follows from its path, as it does in a real site.

use crate::model::Slug;
use crate::publish::HostState;
use crate::site::{Kind, Origin, Site, SiteFile};

/// A file of a site.
pub(in crate::publish) fn file(path: &str, content: &str) -> SiteFile {
    let parts: Vec<&str> = path.split('/').collect();
    let dataset = |slug: &str| Origin::Dataset(Slug::new(slug).unwrap());
    let (kind, origin) = match parts[..] {
        ["data", slug, "v", ..] => (Kind::Immutable, dataset(slug)),
        ["data", slug, "latest", ..] => (Kind::Alias, dataset(slug)),
        ["datasets", slug, ..] => (Kind::Page, dataset(slug)),
        ["assets", ..] => (Kind::Immutable, Origin::Asset),
        _ if path.ends_with(".html") => (Kind::Page, Origin::Catalog),
        _ => (Kind::Catalog, Origin::Catalog),
    };
    SiteFile::for_test(path, kind, origin, content.as_bytes())
}

/// A site of files.
pub(in crate::publish) fn site(files: impl IntoIterator<Item = SiteFile>) -> Site {
    let mut site = Site::new();
    files.into_iter().for_each(|file| site.add(file));
    site
}

/// The state of a host that has published a site.
pub(in crate::publish) fn state(site: &Site) -> HostState {
    let deployment = site.deployment();
    HostState { digest: Some(deployment.digest()), deployment: Some(deployment), ..HostState::default() }
}

/// A site of two datasets.
pub(in crate::publish) fn old() -> Site {
    site([
        file("assets/site.1111.css", "p{}"),
        file("data/parks/v/aaaa/parks.csv", "parks 1"),
        file("data/parks/latest/parks.csv", "parks 1"),
        file("data/trees/v/dddd/trees.csv", "trees"),
        file("data/trees/latest/trees.csv", "trees"),
        file("datasets/parks/index.html", "parks 1, site.1111.css"),
        file("datasets/trees/index.html", "trees, site.1111.css"),
        file("index.html", "parks, trees, site.1111.css"),
        file("data.json", "parks 1, trees"),
        file("feed.xml", "<feed/>"),
        file("robots.txt", "all"),
    ])
}

/// The next one: a new version of parks, roads are new, trees are withdrawn, another style sheet, other headers of the
/// feed.
pub(in crate::publish) fn new() -> Site {
    site([
        file("assets/site.2222.css", "p{a:b}!"),
        file("data/parks/v/bbbb/parks.csv", "parks 2"),
        file("data/parks/latest/parks.csv", "parks 2"),
        file("data/roads/v/cccc/roads.csv", "roads"),
        file("data/roads/latest/roads.csv", "roads"),
        file("datasets/parks/index.html", "parks 2, site.2222.css"),
        file("datasets/roads/index.html", "roads, site.2222.css"),
        file("index.html", "parks, roads, site.2222.css"),
        file("data.json", "parks 2, roads"),
        SiteFile::for_test("feed.xml", Kind::Alias, Origin::Catalog, b"<feed/>"),
        file("robots.txt", "all"),
    ])
}

/// A third one, without roads.
pub(in crate::publish) fn third() -> Site {
    site([
        file("assets/site.2222.css", "p{a:b}!"),
        file("data/parks/v/aaaa/parks.csv", "parks 1"),
        file("data/parks/latest/parks.csv", "parks 1"),
        file("datasets/parks/index.html", "parks 1, site.2222.css"),
        file("index.html", "parks, site.2222.css"),
        file("data.json", "parks 1"),
        file("feed.xml", "<feed/>"),
        file("robots.txt", "none"),
    ])
}
