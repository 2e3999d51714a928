//! Typographic quotation marks, which word processors and telephones write in the place of straight ones.

/// Marks that stand for `"` at both ends of a text.
const DOUBLE: [char; 6] = ['“', '”', '„', '‟', '«', '»'];

/// Marks that do so as well, or are apostrophes.
const SINGLE: [char; 4] = ['‘', '’', '‚', '‛'];

/// Whether a value, or an item of a list, begins or ends with a typographic quotation mark.
pub(super) fn is_typographic(written: &str) -> bool {
    let is_mark = |c: char| DOUBLE.contains(&c) || SINGLE.contains(&c);
    written.trim_start_matches([' ', '\t', '[']).starts_with(is_mark)
        || written.trim_end_matches([' ', '\t', ']', ',']).ends_with(is_mark)
}

/// The line with straight marks, if it is well-formed then.
pub(super) fn straightened(line: &str) -> Option<String> {
    let has_double = line.contains(DOUBLE);
    let chars: Vec<char> = line.chars().collect();
    let is_letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    let mut straight = String::with_capacity(line.len());
    for (at, c) in chars.iter().enumerate() {
        let is_apostrophe = || is_letter(at.checked_sub(1)) && is_letter(Some(at + 1));
        match c {
            c if DOUBLE.contains(c) => straight.push('"'),
            c if SINGLE.contains(c) && !has_double && !is_apostrophe() => straight.push('"'),
            c => straight.push(*c),
        }
    }
    // In France a space stands inside the marks.
    let straight = if line.contains('«') {
        straight.replace(['\u{a0}', '\u{202f}'], " ").replace("\" ", "\"").replace(" \"", "\"").replace("=\"", "= \"")
    } else {
        straight
    };
    let straight = straight.trim().to_owned();
    straight.parse::<toml::Table>().is_ok().then_some(straight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_straight_where_that_makes_them_right() {
        for (line, straight) in [
            ("title = “Library loans”", Some("title = \"Library loans\"")),
            ("title = “The town’s trees”", Some("title = \"The town’s trees\"")),
            ("title = ‘The town’s trees’", Some("title = \"The town’s trees\"")),
            ("title = \"Library loans”", Some("title = \"Library loans\"")),
            ("title = „Bücherei“", Some("title = \"Bücherei\"")),
            ("title = « Prêts »", Some("title = \"Prêts\"")),
            ("keywords = [“trees”, “parks”]", Some("keywords = [\"trees\", \"parks\"]")),
            ("title = “He said \"no\"”", None),
        ] {
            assert!(is_typographic(line.split_once('=').unwrap().1), "{line}");
            assert_eq!(straightened(line).as_deref(), straight, "{line}");
        }
        assert!(!is_typographic(" \"Library loans"));
    }
}
