//! Questions of a draft: what waits in a comment, `# title = ""` or `# [classification]`, until somebody answers.

use std::ops::Range;

use super::node::{Kind, Node};

/// The comment in which a key of a table waits for its value: the bytes from its `#` to the end of its line. It stands among
/// the table's own keys, before the next header, and no header is itself a comment above it.
pub(super) fn waiting_key(source: &str, table: &Node, key: &str) -> Option<Range<usize>> {
    let is_header = |line: &str| bare(line).starts_with('[');
    let is_asked = |line: &str| {
        let rest = line.starts_with('#').then(|| bare(line).strip_prefix(key)).flatten();
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let mut lines = lines(source, table)?.take_while(|(_, line)| !is_header(line));
    lines.find(|(_, line)| is_asked(line)).map(|(at, line)| at..at + line.len())
}

/// The comment that is the header of a table of the file: `# [classification]`.
pub(super) fn waiting_table(source: &str, root: &Node, name: &str) -> Option<Range<usize>> {
    let header = format!("[{name}]");
    let mut lines = lines(source, root)?;
    lines.find(|(_, line)| line.starts_with('#') && bare(line) == header).map(|(at, line)| at..at + line.len())
}

/// A line without the mark of a comment.
fn bare(line: &str) -> &str {
    line.trim_start_matches('#').trim_start()
}

/// The lines from a table's first key on, each with where it begins, without those inside of its values: text of several
/// lines may hold anything. A table in braces has no lines.
fn lines<'a>(source: &'a str, table: &'a Node) -> Option<impl Iterator<Item = (usize, &'a str)>> {
    let Kind::Table(entries) = &table.kind else { return None };
    let start = match table.span {
        Range { start: 0, end: 0 } => 0,
        Range { start, .. } if source[start..].starts_with('[') => start + source[start..].find('\n')? + 1,
        _ => return None,
    };
    // What a header opens begins before its key.
    let is_in_value = |at: usize| entries.iter().any(|(_, key, value)| key.end <= at && value.span.contains(&at));
    let mut next = start;
    let lines = source[start..].split_inclusive('\n').map(move |whole| {
        let at = next + whole.len() - whole.trim_start().len();
        next += whole.len();
        (at, whole.trim())
    });
    Some(lines.filter(move |(at, _)| !is_in_value(*at)))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Report;
    use crate::document::Document;

    /// The comment in which a key of the table at a pointer waits.
    fn found(source: &str, pointer: &str, key: &str) -> Option<String> {
        let document = Document::parse(source.to_owned(), "dataset.toml", &mut Report::new());
        let range = super::waiting_key(source, document.root.at(pointer)?, key)?;
        Some(source[range].to_owned())
    }

    #[test]
    fn a_key_waits_among_the_keys_of_its_own_table() {
        let source = "# What?\n# title = \"\"\nissued = 2026-01-01\n# titles = 1\n\n[[resources]]\npath = \"x\"\n  #title=\"of the table\"\r\n\
                      contact = { name = \"x\" }\n[[resources.fields]]\nname = \"a\"\n# description = \"\"";
        assert_eq!(found(source, "", "title").as_deref(), Some("# title = \"\""));
        assert_eq!(found(source, "/resources/0", "title").as_deref(), Some("#title=\"of the table\""));
        assert_eq!(found(source, "/resources/0/fields/0", "description").as_deref(), Some("# description = \"\""));
        assert_eq!(found(source, "/resources/0", "description"), None);
        assert_eq!(found(source, "/resources/0/fields/0", "title"), None);
        assert_eq!(found(source, "/resources/0/contact", "email"), None);
    }

    #[test]
    fn a_comment_under_a_header_in_comments_or_inside_a_text_is_no_question() {
        let header = "# [classification]\n# title = \"\"\n";
        assert_eq!(found(header, "", "title"), None);
        let root = Document::parse(header.to_owned(), "dataset.toml", &mut Report::new()).root;
        assert_eq!(super::waiting_table(header, &root, "classification"), Some(0..18));
        assert_eq!(super::waiting_table(header, &root, "class"), None);
        assert_eq!(found("description = \"\"\"\nx\n# title = \"\"\n\"\"\"\n", "", "title"), None);
        let after_list = "bbox = [\n[1],\n]\n# title = \"\"\n";
        assert_eq!(found(after_list, "", "title"), Some("# title = \"\"".to_owned()));
    }
}
