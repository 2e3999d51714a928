//! Atom (RFC 4287).

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Entry, FEED_FILES, Feed};

const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

type Xml = Writer<Vec<u8>>;

pub(super) fn write(feed: &Feed<'_>) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    document(&mut xml, feed).expect("memory can be written");
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

fn document(xml: &mut Xml, feed: &Feed<'_>) -> io::Result<()> {
    let [(name, media_type), _] = FEED_FILES;
    let this = feed.url(name);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let root = xml.create_element("feed").with_attribute(("xmlns", NAMESPACE));
    let root = root.with_attribute(("xml:lang", feed.portal.default_language()));
    root.write_inner_content(|xml| {
        text(xml, "id", &this)?;
        text(xml, "title", &feed.title)?;
        text(xml, "updated", &feed.updated())?;
        link(xml, "self", media_type, &this)?;
        link(xml, "alternate", "text/html", &feed.page())?;
        author(xml, feed.portal.publisher_name(&feed.portal.publisher))?;
        feed.entries.iter().try_for_each(|one| entry(xml, feed, one))
    })?;
    Ok(())
}

fn entry(xml: &mut Xml, feed: &Feed<'_>, entry: &Entry<'_>) -> io::Result<()> {
    let metadata = &entry.dataset.metadata;
    xml.create_element("entry").write_inner_content(|xml| {
        text(xml, "id", &entry.id(feed.portal))?;
        text(xml, "title", &entry.title())?;
        text(xml, "updated", &entry.moment())?;
        text(xml, "published", &entry.moment())?;
        link(xml, "alternate", "text/html", &entry.url(feed.portal))?;
        author(xml, feed.portal.publisher_name(&metadata.publisher))?;
        let category = xml.create_element("category").with_attribute(("term", metadata.theme.code()));
        category.with_attribute(("label", plain(feed.portal.theme_label(metadata.theme)).as_str())).write_empty()?;
        text(xml, "summary", &metadata.description)
    })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&plain(content))).map(drop)
}

fn link(xml: &mut Xml, relation: &str, media_type: &str, url: &str) -> io::Result<()> {
    let link = xml.create_element("link").with_attribute(("rel", relation)).with_attribute(("type", media_type));
    link.with_attribute(("href", url)).write_empty().map(drop)
}

fn author(xml: &mut Xml, name: &str) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| text(xml, "name", name)).map(drop)
}

/// A text without the characters that XML cannot hold, however they are written.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')).collect()
}
