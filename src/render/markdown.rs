//! Markdown that departments write, as HTML that cannot do harm.

use std::collections::HashSet;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// HTML of a text. Its headings start at level 3, below the page's own, and everything that could run or load is removed.
pub(super) fn to_html(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let events = parser.map(|event| match event {
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: lowered(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lowered(level))),
        other => other,
    });
    let mut unsafe_html = String::new();
    html::push_html(&mut unsafe_html, events);
    // Images would be loaded from elsewhere, and who loads them can be counted there.
    ammonia::Builder::default()
        .rm_tags(["img"])
        .url_schemes(HashSet::from(["https", "http", "mailto", "tel"]))
        .clean(&unsafe_html)
        .to_string()
}

fn lowered(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn what_could_do_harm_is_removed() {
        let html = to_html(
            "# A\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](https://e.example/y.png) <b onclick=x>z</b>",
        );
        assert!(html.contains("<h3>A</h3>"), "{html}");
        for bad in ["script", "javascript", "<img", "onclick"] {
            assert!(!html.contains(bad), "{bad}: {html}");
        }
    }
}
