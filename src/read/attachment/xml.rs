//! The little of XML that is needed to look into documents: names of elements and the text right behind them.

/// An element's name without its prefix, and the text between its start and the next tag.
pub(super) fn elements(xml: &str) -> impl Iterator<Item = (&str, &str)> {
    xml.split('<').skip(1).filter_map(|tag| {
        let (start, text) = tag.split_once('>').unwrap_or((tag, ""));
        let name = start.split([' ', '\t', '\r', '\n', '/']).next()?;
        // The names of ends, comments and declarations are empty or begin with a mark.
        (!name.is_empty() && !name.starts_with(['!', '?'])).then_some((name.rsplit(':').next()?, text))
    })
}

/// The words of a text between tags.
pub(super) fn unescape(text: &str) -> String {
    let plain = text.trim().replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    plain.replace("&amp;", "&")
}

/// A part of a document as text, whatever Unicode it is written in.
pub(super) fn decode(bytes: &[u8]) -> String {
    encoding_rs::UTF_8.decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_have_names_and_text() {
        let xml = "<?xml version=\"1.0\"?><!-- no --><a:b c=\"d\">x &amp;lt; y</a:b><e/><f>";
        let found: Vec<_> = elements(xml).collect();
        assert_eq!(found, [("b", "x &amp;lt; y"), ("e", ""), ("f", "")]);
        assert_eq!(unescape(found[0].1), "x &lt; y");
        assert_eq!(elements("no tags").count() + elements("<").count() + elements("").count(), 0);
    }
}
