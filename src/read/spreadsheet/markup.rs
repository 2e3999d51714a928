//! The little of XML that is needed to look into a workbook: tags as they stream by, with their attributes.

use std::io::{BufRead, Read};

/// The longest tag, and the longest text behind one, that is looked at.
const LIMIT: u64 = 64 << 10;

/// The tags of a part, one after the other. What cannot be read ends them: whoever reads the cells says what is damaged.
pub(super) struct Tags<R> {
    input: R,
    tag: Vec<u8>,
}

/// A tag: the start or the end of an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// The name of the element, without its prefix.
    pub(super) name: &'a str,
    /// Whether it is the end of an element.
    pub(super) is_end: bool,
    /// Whether it is start and end in one.
    pub(super) is_whole: bool,
    attributes: &'a str,
}

impl<R: BufRead> Tags<R> {
    pub(super) fn new(input: R) -> Self {
        Tags { input, tag: Vec::new() }
    }

    /// The next tag.
    pub(super) fn next(&mut self) -> Option<Tag<'_>> {
        loop {
            self.input.skip_until(b'<').ok()?;
            self.tag.clear();
            self.input.by_ref().take(LIMIT).read_until(b'>', &mut self.tag).ok()?;
            match self.tag.first() {
                None => return None,
                // Declarations and comments.
                Some(b'!' | b'?') => {}
                Some(_) => break,
            }
        }
        Some(Tag::of(&self.tag))
    }

    /// The text up to the next tag, without the spaces around it.
    pub(super) fn text(&mut self) -> String {
        self.whole_text().trim().to_owned()
    }

    /// The text up to the next tag.
    pub(super) fn whole_text(&mut self) -> String {
        let mut text = Vec::new();
        while let Ok(buffer) = self.input.fill_buf() {
            let end = memchr::memchr(b'<', buffer).unwrap_or(buffer.len());
            text.extend_from_slice(&buffer[..end]);
            let is_done = end < buffer.len() || buffer.is_empty() || text.len() as u64 > LIMIT;
            self.input.consume(end);
            if is_done {
                break;
            }
        }
        unescape(&String::from_utf8_lossy(&text))
    }
}

impl<'a> Tag<'a> {
    fn of(tag: &'a [u8]) -> Self {
        // What is no UTF-8 is no name of an element that anyone looks for.
        let tag = str::from_utf8(tag).unwrap_or_default();
        let tag = tag.strip_suffix('>').unwrap_or(tag);
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let (is_whole, tag) = tag.strip_suffix('/').map_or((false, tag), |tag| (true, tag));
        let (name, attributes) = tag.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((tag, ""));
        Tag { name: local(name), is_end, is_whole, attributes }
    }

    /// How many bytes its attributes take.
    pub(super) fn len(&self) -> usize {
        self.attributes.len()
    }

    /// Whether it opens an element of a name.
    pub(super) fn opens(&self, name: &str) -> bool {
        !self.is_end && self.name == name
    }

    /// The value of an attribute, whatever the prefix of its name.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            let (name, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, after) = after[1..].split_once(quote)?;
            if local(name.trim()) == wanted {
                return Some(unescape(value));
            }
            rest = after;
        }
    }

    /// The value of an attribute that is a number.
    pub(super) fn number(&self, wanted: &str) -> Option<u32> {
        self.attribute(wanted)?.trim().parse().ok()
    }

    /// Whether an attribute says yes.
    pub(super) fn says(&self, wanted: &str) -> bool {
        self.attribute(wanted).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A text with its entities as the characters they stand for.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let (entity, after) = after.split_once(';').unwrap_or(("", after));
        plain.push(entity_of(entity).unwrap_or('&'));
        rest = after;
    }
    plain + rest
}

fn entity_of(entity: &str) -> Option<char> {
    Some(match entity {
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "amp" => '&',
        other => {
            let number = other.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(number) => u32::from_str_radix(number, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_attributes_and_text() {
        let xml = "<?xml version=\"1.0\"?><!-- <no> --><x:row a:r = '4' hidden=\"1\" name=\"R&amp;D &#8211; &#x41;\">\
                   x &lt; y<col/></x:row>";
        let mut tags = Tags::new(xml.as_bytes());
        let row = tags.next().unwrap();
        assert_eq!((row.name, row.is_end, row.is_whole), ("row", false, false));
        assert_eq!((row.number("r"), row.says("hidden"), row.says("r")), (Some(4), true, false));
        assert_eq!(row.attribute("name").as_deref(), Some("R&D – A"));
        assert_eq!(row.attribute("dde"), None);
        assert_eq!(tags.text(), "x < y");
        let col = tags.next().unwrap();
        assert!(col.is_whole && col.opens("col"));
        let end = tags.next().unwrap();
        assert!(end.is_end && end.name == "row" && !end.opens("row"));
        assert!(tags.next().is_none());
        assert!(Tags::new(&b"no tags"[..]).next().is_none() && Tags::new(&b"<"[..]).next().is_none());
    }
}
