//! `sitemap.xml`: every page, for search engines; and `robots.txt`, which says where that is.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::files::SitePath;
use crate::model::{Catalog, Date, Output};
use crate::policy::Public;
use crate::site::{Kind, Origin, Site, SiteFile};

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// How many addresses a sitemap may have; with more there are several, and one that lists them.
const ADDRESSES: usize = 50_000;

/// An address, and when what is there last changed.
struct Entry {
    url: String,
    modified: Option<Date>,
}

/// Adds what leads search engines to the pages that are in the site.
pub(super) fn add(catalog: &Public<Catalog>, site: &mut Site) {
    let has_sitemap = catalog.portal.outputs.has(Output::Sitemap);
    if has_sitemap {
        for (name, bytes) in sitemaps(&catalog.portal.base_url, &pages(catalog, site), ADDRESSES) {
            site.add(SiteFile::of_catalog(catalog, SitePath::known(name), Kind::Catalog, bytes));
        }
    }
    let mut robots = "User-agent: *\nAllow: /\n".to_owned();
    if has_sitemap {
        robots += &format!("\nSitemap: {}\n", catalog.portal.url("sitemap.xml"));
    }
    site.add(SiteFile::of_catalog(catalog, SitePath::known("robots.txt"), Kind::Catalog, robots.into()));
}

/// All pages that have an address of their own, which the one for what is not there has not.
fn pages(catalog: &Catalog, site: &Site) -> Vec<Entry> {
    let newest = catalog.datasets.iter().map(|dataset| dataset.metadata.modified).max();
    let modified = |origin: &Origin| match origin {
        Origin::Dataset(slug) => {
            let at = catalog.datasets.binary_search_by(|dataset| dataset.slug.cmp(slug));
            at.ok().map(|at| catalog.datasets[at].metadata.modified)
        }
        _ => newest,
    };
    let pages = site.files().filter(|file| file.kind() == Kind::Page);
    let pages = pages.filter_map(|file| Some((file, file.path().as_str().strip_suffix("index.html")?)));
    pages.map(|(file, folder)| Entry { url: catalog.portal.url(folder), modified: modified(file.origin()) }).collect()
}

/// One sitemap, or as many as are needed and one that lists them.
fn sitemaps(base_url: &str, pages: &[Entry], most: usize) -> Vec<(String, Vec<u8>)> {
    let first = "sitemap.xml".to_owned();
    if pages.len() <= most {
        return vec![(first, xml("urlset", "url", pages))];
    }
    let (mut files, mut parts) = (Vec::new(), Vec::new());
    for (number, part) in (1..).zip(pages.chunks(most)) {
        let name = format!("sitemap-{number}.xml");
        let modified = part.iter().filter_map(|page| page.modified).max();
        parts.push(Entry { url: format!("{base_url}{name}"), modified });
        files.push((name, xml("urlset", "url", part)));
    }
    files.push((first, xml("sitemapindex", "sitemap", &parts)));
    files
}

fn xml(root: &str, element: &str, entries: &[Entry]) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    let mut write = || {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.create_element(root).with_attribute(("xmlns", NAMESPACE)).write_inner_content(|xml| {
            entries.iter().try_for_each(|entry| {
                let one = xml.create_element(element);
                one.write_inner_content(|xml| {
                    xml.create_element("loc").write_text_content(BytesText::new(&entry.url))?;
                    if let Some(modified) = entry.modified {
                        xml.create_element("lastmod").write_text_content(BytesText::new(&modified.to_string()))?;
                    }
                    Ok(())
                })?;
                Ok::<_, std::io::Error>(())
            })
        })?;
        Ok::<_, std::io::Error>(())
    };
    write().expect("memory can be written");
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_addresses_than_fit_make_several_and_a_list_of_them() {
        let entry = |number: i8| Entry {
            url: format!("https://data.example.gov/?a=1&b={number}"),
            modified: (number > 1).then(|| Date::constant(2026, 11, number)),
        };
        let pages: Vec<Entry> = (1..=5).map(entry).collect();
        let text = |(name, bytes): (String, Vec<u8>)| (name, String::from_utf8(bytes).unwrap());
        let whole: Vec<_> = sitemaps("https://data.example.gov/", &pages, 5).into_iter().map(text).collect();
        let [(name, one)] = whole.as_slice() else { panic!("{whole:?}") };
        assert_eq!((name.as_str(), one.matches("<loc>").count()), ("sitemap.xml", 5));
        assert!(
            one.contains("<loc>https://data.example.gov/?a=1&amp;b=5</loc>\n  <lastmod>2026-11-05</lastmod>"),
            "{one}"
        );

        let split: Vec<_> = sitemaps("https://data.example.gov/", &pages, 2).into_iter().map(text).collect();
        let counts: Vec<_> = split.iter().map(|(name, text)| (name.as_str(), text.matches("<loc>").count())).collect();
        assert_eq!(counts, [("sitemap-1.xml", 2), ("sitemap-2.xml", 2), ("sitemap-3.xml", 1), ("sitemap.xml", 3)]);
        let (_, list) = split.last().unwrap();
        assert!(list.contains("<sitemapindex ") && list.contains("<loc>https://data.example.gov/sitemap-3.xml</loc>"));
    }
}
