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

/// The same text with its headings at level 3 and below, as they are on the page.
pub(super) fn lower_headings(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut copied = 0;
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        let Event::Start(Tag::Heading { level, .. }) = event else { continue };
        // A heading that is underlined instead can only be of level 1 or 2, and stays.
        let Some(at) = markdown[range.clone()].starts_with('#').then_some(range.start) else { continue };
        text += &markdown[copied..at];
        text += &"#".repeat(lowered(level) as usize - level as usize);
        copied = at;
    }
    text + &markdown[copied..]
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
    use super::{lower_headings, to_html};

    #[test]
    fn headings_of_a_text_are_lowered_and_nothing_else() {
        let text = "# One\n\n```sh\n# no heading\n```\n\n##### Five #hash\n#tag\n";
        assert_eq!(lower_headings(text), "### One\n\n```sh\n# no heading\n```\n\n###### Five #hash\n#tag\n");
        assert_eq!(lower_headings("plain"), "plain");
    }

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
