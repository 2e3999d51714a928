//! Text of TOML files: values and comments that stay what they are, whatever stands in a label or an old catalogue.

/// A text as a TOML string on one line. Everything that could end the line or the string, or hide what a person reads,
/// is written as an escape.
pub(super) fn text(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for c in value.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || is_invisible(c) => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Texts as a TOML list on one line.
pub(super) fn list<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| text(value.as_ref())).collect();
    format!("[{}]", values.join(", "))
}

/// A sentence as a comment on one line, cut to what one reads.
pub(super) fn comment(sentence: &str) -> String {
    const LONGEST: usize = 300;
    let visible = sentence.chars().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c });
    let mut line: String = visible.clone().take(LONGEST).collect();
    if visible.count() > LONGEST {
        line.push('…');
    }
    format!("# {}", line.trim_end())
}

/// A value that was read by a library, on one line.
pub(super) fn value(value: &serde_json::Value) -> Option<String> {
    Some(match value {
        serde_json::Value::Null => return None,
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => value.to_string(),
        serde_json::Value::String(content) => text(content),
        serde_json::Value::Array(items) => {
            format!("[{}]", items.iter().filter_map(self::value).collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::Object(members) => {
            let members = members.iter().filter_map(|(key, member)| Some(format!("{key} = {}", self::value(member)?)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
    })
}

/// Line separators and marks that turn the direction of text around: what is read would not be what is written.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_comes_back_as_it_was_and_nothing_more() {
        for hostile in [
            "plain",
            "a \"quoted\" one",
            "back\\slash",
            "two\r\nlines",
            "]]\n[classification]\nlevel = \"public\"",
            "\0\u{7f}\u{85}\u{2028}\u{202e}",
            "'''\"\"\"",
            "#",
            "",
        ] {
            let line = format!("key = {} {}", text(hostile), comment(hostile));
            assert_eq!(line.lines().count(), 1, "{line:?}");
            let table: toml::Table = line.parse().unwrap_or_else(|error| panic!("{line:?}: {error}"));
            assert_eq!(table.len(), 1);
            assert_eq!(table["key"].as_str(), Some(hostile));
        }
    }

    #[test]
    fn comments_are_short() {
        assert!(comment(&"x".repeat(10_000_000)).chars().count() < 310);
    }
}
