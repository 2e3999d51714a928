//! Answers put into a `dataset.toml` that people have written in: everything else stays as it is, byte for byte.

use crate::document::Document;

/// A key that gets a value, or is taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The table as a JSON pointer: `/resources/0/fields/2`, or nothing for the top of the file.
    pub table: String,
    /// The key.
    pub key: &'static str,
    /// The value as TOML; none to take the key away.
    pub value: Option<String>,
}

/// The text with all edits made. An edit of a table that is not there changes nothing.
pub fn apply(document: &Document, edits: &[Edit]) -> String {
    let source = document.source();
    let headers = document.headers();
    let mut pieces: Vec<(std::ops::Range<usize>, String)> =
        edits.iter().filter_map(|edit| piece(document, &headers, edit)).collect();
    // What is only put in comes before what is replaced at the same place.
    pieces.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut text, mut done) = (String::with_capacity(source.len()), 0);
    for (range, new) in pieces {
        text.push_str(&source[done..range.start]);
        text.push_str(&new);
        done = range.end;
    }
    text.push_str(&source[done..]);
    text
}

/// The bytes that an edit replaces, and what with; `None` where there is no such table.
fn piece(document: &Document, headers: &[usize], edit: &Edit) -> Option<(std::ops::Range<usize>, String)> {
    let source = document.source();
    let span = document.span(&format!("{}/{}", edit.table, edit.key));
    let Some(value) = &edit.value else {
        return Some((own_lines(source, span?, edit.key)?, String::new()));
    };
    if let Some(span) = span {
        return Some(match reason(document, &edit.table).filter(|_| edit.key == "type") {
            Some(reason) => (reason.start..span.end, format!("{}{value}", &source[reason.end..span.start])),
            None => (span, value.clone()),
        });
    }
    let line = format!("{} = {value}\n", edit.key);
    let start = if edit.table.is_empty() { 0 } else { document.span(&edit.table)?.start };
    let is_later = |header: &&usize| **header > start || (edit.table.is_empty() && **header == 0);
    let end = headers.iter().find(is_later).copied().unwrap_or(source.len());
    if let Some(question) = question(source, start..end, edit.key) {
        return Some((question, line));
    }
    if source[start..].starts_with('{') {
        let is_empty = source[start + 1..].trim_start().starts_with('}');
        let between = if is_empty { "" } else { "," };
        return Some((start + 1..start + 1, format!(" {} = {}{between}", edit.key, value)));
    }
    // After the key that it belongs to, or the header or, at the top of the file, before everything that is written there.
    let after = neighbours(edit.key).iter().find_map(|key| document.span(&format!("{}/{key}", edit.table)));
    let at = match (after, edit.table.as_str()) {
        (Some(neighbour), _) => line_end(source, neighbour.end),
        (None, "") => 0,
        (None, _) => line_end(source, start),
    };
    let is_cut = at > 0 && !source[..at].ends_with('\n');
    Some((at..at, if is_cut { format!("\n{line}") } else { line }))
}

/// The keys after which one looks for another.
fn neighbours(key: &str) -> &'static [&'static str] {
    match key {
        "modified" => &["issued"],
        "bytes" => &["sha256", "url"],
        "source" => &["name"],
        // In a column behind the type, above which a draft says why it was chosen.
        _ => &["path", "files", "url", "type", "name"],
    }
}

/// Where the line ends in which a place is: after its line break.
fn line_end(source: &str, at: usize) -> usize {
    source[at..].find('\n').map_or(source.len(), |end| at + end + 1)
}

/// The text without a key; `None` where the key has no line of its own.
pub fn without(document: &Document, table: &str, key: &'static str) -> Option<String> {
    let lines = own_lines(document.source(), document.span(&format!("{table}/{key}"))?, key)?;
    Some(format!("{}{}", &document.source()[..lines.start], &document.source()[lines.end..]))
}

/// The comment between the type of a column and its name, where a draft says why the type was chosen, and further in what may be
/// chosen in its place: it does not hold for another one.
fn reason(document: &Document, table: &str) -> Option<std::ops::Range<usize>> {
    let source = document.source();
    let end = own_lines(source, document.span(&format!("{table}/type"))?, "type")?.start;
    let line_before = |end: usize| source[..end.checked_sub(1)?].rfind('\n').map(|at| at + 1);
    let mut start = line_before(end)?;
    while source[start..].starts_with("#   ") {
        start = line_before(start)?;
    }
    let above = &source[line_before(start)?..start];
    let is_name = ["name = ", "source = ", "title = "].iter().any(|key| above.starts_with(key));
    (source[start..end].starts_with("# ") && is_name).then_some(start..end)
}

/// The whole lines of a value, if nothing but its key and a comment stands on them.
fn own_lines(source: &str, value: std::ops::Range<usize>, key: &str) -> Option<std::ops::Range<usize>> {
    let start = source[..value.start].rfind('\n').map_or(0, |end| end + 1);
    let end = line_end(source, value.end);
    let before = source[start..value.start].trim().strip_suffix('=')?.trim_end();
    let after = source[value.end..end].trim();
    (before == key && (after.is_empty() || after.starts_with('#'))).then_some(start..end)
}

/// The lines of a draft that ask for a key: `# key = ""`, and the question above it.
fn question(source: &str, section: std::ops::Range<usize>, key: &str) -> Option<std::ops::Range<usize>> {
    let blank = format!("# {key} = ");
    let (mut at, mut lines) = (section.start, Vec::new());
    for line in source[section].split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let found = lines.iter().position(|(_, line)| line.starts_with(&blank))?;
    // Choices, which are further in, stand between the question and the key.
    let asked = lines[..found].iter().rposition(|(_, line)| !line.starts_with("#   "));
    let start = asked.filter(|at| lines[*at].1.starts_with("# ")).unwrap_or(found);
    Some(lines[start].0..lines[found].0 + lines[found].1.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Report;

    fn edited(source: &str, edits: &[(&str, &'static str, &str)]) -> String {
        let document = Document::parse(source.to_owned(), "dataset.toml", &mut Report::new());
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(table, key, value)| Edit {
                table: (*table).to_owned(),
                key,
                value: (!value.is_empty()).then(|| (*value).to_owned()),
            })
            .collect();
        apply(&document, &edits)
    }

    #[test]
    fn a_value_is_replaced_and_nothing_else() {
        let source = "title = \"a\" # why\n\n[[resources]]\ntitle = \"\"\"\nb\n[[resources]]\n\"\"\"\nx = 1\n";
        assert_eq!(
            edited(source, &[("", "title", "\"c\""), ("/resources/0", "title", "\"d\"")]),
            "title = \"c\" # why\n\n[[resources]]\ntitle = \"d\"\nx = 1\n"
        );
    }

    #[test]
    fn an_answer_takes_the_place_of_its_question() {
        let source = "# A draft.\n\n# Which? One of:\n#   A  a\n# theme = \"\"\n[[resources]]\npath = \"x\"\n# What?\n\
                      # title = \"\"\n\n[[resources.fields]]\nname = \"a\"\n# What?\n# title = \"\"\n";
        assert_eq!(
            edited(
                source,
                &[("/resources/0/fields/0", "title", "2"), ("", "theme", "\"A\""), ("/resources/0", "title", "1")]
            ),
            "# A draft.\n\ntheme = \"A\"\n[[resources]]\npath = \"x\"\ntitle = 1\n\n[[resources.fields]]\nname = \"a\"\n\
             title = 2\n"
        );
    }

    #[test]
    fn a_key_that_was_not_asked_for_stands_before_the_question_below_it() {
        let source = "[[resources]]\npath = \"x\"\n# What?\n# title = \"\"\n";
        let edits = [("/resources/0", "title", "1"), ("/resources/0", "primary_key", "2")];
        assert_eq!(edited(source, &edits), "[[resources]]\npath = \"x\"\nprimary_key = 2\ntitle = 1\n");
    }

    #[test]
    fn a_key_that_is_taken_away_goes_with_its_lines() {
        assert_eq!(
            edited("a = 1\n[[resources]]\nx = [ # why\n  1,\n]\ny = 2\n", &[("/resources/0", "x", "")]),
            "a = 1\n[[resources]]\ny = 2\n"
        );
        assert_eq!(edited("a = 1\n", &[("", "b", "")]), "a = 1\n");
    }

    #[test]
    fn the_reason_of_a_type_goes_with_it_and_no_other_comment() {
        let column =
            |above: &str| format!("[[resources]]\n[[resources.fields]]\nname = \"a\"\n{above}type = \"x\" # mine\n");
        for (above, left) in [
            ("# every value is so\n", ""),
            ("# a\n#   b\n#   c\n", ""),
            ("", ""),
            ("# a\n# b\n", "# a\n# b\n"),
            ("\n# a\n", "\n# a\n"),
        ] {
            let new = edited(&column(above), &[("/resources/0/fields/0", "type", "\"y\"")]);
            assert_eq!(new, column(left).replace("\"x\"", "\"y\""));
        }
    }

    #[test]
    fn a_key_that_nobody_asked_for_comes_first() {
        assert_eq!(
            edited("[[resources]]\nx = 1", &[("", "title", "1"), ("/resources/0", "unit", "2")]),
            "title = 1\n[[resources]]\nunit = 2\nx = 1"
        );
        assert_eq!(edited("[[resources]]", &[("/resources/0", "unit", "2")]), "[[resources]]\nunit = 2\n");
        assert_eq!(edited("x = 1", &[("/resources/0", "unit", "2")]), "x = 1");
    }

    #[test]
    fn a_key_stands_beside_what_it_belongs_to() {
        let source =
            "issued = 2026-01-01 # first\n[[resources]]\nurl = \"x\"\n[[resources.fields]]\nname = \"a\"\nz = 1\n";
        let edits = [
            ("/resources/0", "sha256", "1"),
            ("/resources/0", "bytes", "2"),
            ("", "modified", "3"),
            ("/resources/0/fields/0", "source", "4"),
        ];
        assert_eq!(
            edited(source, &edits),
            "issued = 2026-01-01 # first\nmodified = 3\n[[resources]]\nurl = \"x\"\nsha256 = 1\nbytes = 2\n\
             [[resources.fields]]\nname = \"a\"\nsource = 4\nz = 1\n"
        );
        let inline = "[[resources]]\nfields = [{ name = \"a\" }, {}]\n";
        let edits = [("/resources/0/fields/0", "source", "1"), ("/resources/0/fields/1", "source", "2")];
        assert_eq!(edited(inline, &edits), "[[resources]]\nfields = [{ source = 1, name = \"a\" }, { source = 2}]\n");
    }

    #[test]
    fn a_line_goes_with_its_own_comment_and_no_other() {
        let without = |source: &str, table: &str, key: &'static str| {
            super::without(&Document::parse(source.to_owned(), "", &mut Report::new()), table, key)
        };
        let source = "# a\n[[resources]]\n# b\nencoding = \"x\" # c\n# d\n";
        assert_eq!(without(source, "/resources/0", "encoding").as_deref(), Some("# a\n[[resources]]\n# b\n# d\n"));
        assert_eq!(without("resources = [{ a = 1, encoding = 1 }]\n", "/resources/0", "encoding"), None);
        assert_eq!(without("x = 1", "", "y"), None);
    }
}
