//! Text that stays text wherever it is put into a comment at GitHub or GitLab.

use std::fmt::Write;

use crate::diagnostic::render::words::{lines, one_line};

/// How much of one text is shown: a name of a megabyte is no reason to lose the rest of the comment.
const TEXT_SHOWN: usize = 600;

/// An invisible character that keeps apart what forges would take for one word.
const NOTHING: &str = "&#8203;";

/// Text on one line in which no forge finds Markdown, HTML, a mention, a reference, an address or a formula. It can
/// stand in a cell of a table as well as in HTML, so markup is written as character references and never with a backslash.
///
/// That alone does not stop mentions: forges look for those in what the Markdown has become. So an invisible character
/// follows what begins a mention (`@mayor`), a reference (`#1`, `!1`, `~label`, `GH-1`) or an address (`http:`,
/// `www.`).
pub(super) fn inert(text: &str) -> String {
    let text = one_line(&clipped(text));
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        let inside_word = before.is_alphanumeric() && after.is_alphanumeric();
        let is_markup = match c {
            '&' | '<' | '>' | '"' | '\\' | '`' | '|' | '*' | '[' | ']' | '~' | '$' | '@' | '#' | '!' | '^' => true,
            '_' => !inside_word,
            _ => false,
        };
        if is_markup {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
        let begins = match c {
            '@' | '#' | '!' | '$' | '%' | '&' | '^' | '~' | ':' => !after.is_whitespace(),
            '-' => after.is_numeric() && (ends_with(&out, "gh-") || ends_with(&out, "gl-")),
            '.' => ends_with(&out, "www."),
            _ => false,
        };
        if begins {
            out.push_str(NOTHING);
        }
        before = c;
    }
    out
}

/// A sentence of ours, in which names stand between backticks: those become code, and all of it is [`inert`].
pub fn prose(text: &str) -> String {
    let text = clipped(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        let opens = at % 2 == 1;
        match (opens, at + 1 < parts.len()) {
            (true, true) => _ = write!(out, "<code>{}</code>", inert(part)),
            // The last backtick has no partner.
            (true, false) => out.push_str(&inert(&format!("`{part}"))),
            (false, _) => out.push_str(&inert(part)),
        }
    }
    out
}

fn ends_with(text: &str, ending: &str) -> bool {
    text.len() >= ending.len() && text.as_bytes()[text.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
}

/// The first part of a long text.
fn clipped(text: &str) -> String {
    match text.char_indices().nth(TEXT_SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// A block of code, with a fence that nothing inside can close.
pub fn fenced(text: &str, language: &str) -> String {
    let text = lines(text.trim_end());
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{text}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    const HOSTILE: &[&str] = &[
        "a|b",
        "`code`",
        "``",
        "<b>x</b>",
        "<script>alert(1)</script>",
        "<!-- -->",
        "</details>",
        "</td></tr>",
        "&lt;",
        "&amp",
        "**bold**",
        "_em_",
        "__strong__",
        "~~gone~~",
        "~label",
        "[x](http://evil)",
        "![x](y)",
        "[x]: y",
        "\\",
        "\\|",
        "\\`",
        "a\\",
        "@mayor",
        "x@mayor",
        "&#64;mayor",
        "#1",
        "o/r#1",
        "!1",
        "%1",
        "$1",
        "$x$",
        "^1",
        "GH-123",
        "GL-1",
        ":tada:",
        "http://evil.example",
        "https://evil.example",
        "www.evil.example",
        "WWW.evil.example",
        "mailto:a@b.example",
        "- x",
        "# x",
        "1. x",
        "> x",
        "a\nb",
        "a\r\n\r\n# b",
        "\u{1b}[31m",
        "\u{202e}x",
        "<details open>",
        "<img src=x onerror=y>",
        "{{ x }}",
        "---",
        "```",
        "/close",
    ];

    /// What Markdown makes of a cell.
    fn cell(markdown: &str) -> Vec<Event<'_>> {
        let events: Vec<Event<'_>> =
            Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION).collect();
        let from = events.iter().rposition(|event| matches!(event, Event::Start(Tag::TableCell))).expect("a cell");
        let end = events.iter().rposition(|event| matches!(event, Event::End(TagEnd::TableCell))).expect("its end");
        assert_eq!(events.len() - end, 3, "it is the last: {events:?}");
        events[from + 1..end].to_vec()
    }

    #[test]
    fn a_cell_holds_nothing_but_its_text() {
        for text in HOSTILE {
            let table = format!("|a|\n|-|\n|{}|\n", inert(text));
            let mut seen = String::new();
            for event in cell(&table) {
                match event {
                    Event::Text(part) => seen.push_str(&part),
                    other => panic!("{text:?} became {other:?}"),
                }
            }
            assert_eq!(seen.replace('\u{200b}', ""), one_line(text).trim(), "{text:?}");
            // What forges look for afterwards is broken up.
            for word in
                ["@m", "@b", "#1", "!1", "~l", "H-1", "L-1", "p:/", "s:/", ":t", "www.e", "$1", "$x", "%1", "^1"]
            {
                assert!(!seen.to_lowercase().contains(&word.to_lowercase()), "{text:?} leaves {word}: {seen}");
            }
        }
    }

    #[test]
    fn names_in_a_sentence_are_code_and_nothing_else() {
        assert_eq!(prose("`a|b` is no `c`."), "<code>a&#124;b</code> is no <code>c</code>.");
        assert_eq!(prose("`a`b` is @no name"), "<code>a</code>b&#96; is &#64;&#8203;no name");
        for text in HOSTILE {
            for text in [text.to_string(), format!("Column `{text}` is wrong, `{text}` too.")] {
                let table = format!("|a|\n|-|\n|{}|\n", prose(&text));
                for event in cell(&table) {
                    let ours = matches!(&event, Event::InlineHtml(tag) if matches!(&**tag, "<code>" | "</code>"));
                    assert!(ours || matches!(event, Event::Text(_)), "{text:?} became {event:?}");
                }
            }
        }
    }

    #[test]
    fn plain_words_stay_readable() {
        let text = "Column tree_id, row 1,204: \"12\" (not 3.5) at 10 % & more; it's fine.";
        let quoted = "Column tree_id, row 1,204: &#34;12&#34; (not 3.5) at 10 % &#38; more; it's fine.";
        assert_eq!(inert(text), quoted);
    }

    #[test]
    fn long_text_is_cut() {
        assert!(prose(&"`é".repeat(5_000)).chars().count() < 16 * TEXT_SHOWN);
        assert_eq!(inert(&"é".repeat(5_000)).chars().count(), TEXT_SHOWN + 1);
    }

    #[test]
    fn no_text_closes_its_fence() {
        for text in ["x = 1", "```", "a\n````\nb", "~~~", "`", ""] {
            let block = format!("{}after\n", fenced(text, "toml"));
            let events: Vec<Event<'_>> = Parser::new_ext(&block, Options::all()).collect();
            let inside: String = events
                .iter()
                .skip_while(|event| !matches!(event, Event::Start(Tag::CodeBlock(_))))
                .take_while(|event| !matches!(event, Event::End(TagEnd::CodeBlock)))
                .filter_map(|event| if let Event::Text(text) = event { Some(text.as_ref()) } else { None })
                .collect();
            assert_eq!(inside.trim_end(), text);
        }
        assert!(fenced("a\n````\nb", "").starts_with("`````\n"));
    }
}
