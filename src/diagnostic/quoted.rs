//! Text taken from the city's files, which may be private and is therefore never printed by accident.

/// How renderers show text that was read from data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// As it stands: for a person's own terminal.
    Show,
    /// Only its shape (`999-99-9999`): for CI logs and machine formats, which others can read.
    Shape,
}

/// Text from a file. It has no `Display`: a renderer must choose how to show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Quoted {
    text: String,
    metadata: bool,
}

impl Quoted {
    /// A value of the data. Long values are cut to 80 characters.
    pub fn value(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        let text = match text.char_indices().nth(80) {
            Some((cut, _)) => format!("{}…", &text[..cut]),
            None => text.to_owned(),
        };
        Quoted { text, metadata: false }
    }

    /// A whole line of a data file.
    pub fn line(text: impl Into<String>) -> Self {
        Quoted { text: text.into(), metadata: false }
    }

    /// Text of a file that people write about data (`dataset.toml`): it is always shown.
    pub fn metadata(text: impl Into<String>) -> Self {
        Quoted { text: text.into(), metadata: true }
    }

    /// The text and whether it is metadata, for [`super::KeptReport`] alone.
    pub(super) fn into_parts(self) -> (String, bool) {
        (self.text, self.metadata)
    }

    /// What [`Quoted::into_parts`] gave.
    pub(super) fn from_parts(text: String, metadata: bool) -> Self {
        Quoted { text, metadata }
    }

    /// The text, if it may be shown.
    pub fn shown(&self, values: Values) -> Option<&str> {
        (self.metadata || values == Values::Show).then_some(self.text.as_str())
    }

    /// The text if it may be shown, else its shape: `9` for a digit, `A`/`a` for a letter, the rest as it is.
    pub fn render(&self, values: Values) -> String {
        match self.shown(values) {
            Some(text) => text.to_owned(),
            None => shape(&self.text),
        }
    }
}

fn shape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            _ if c.is_ascii_digit() || c.is_numeric() => '9',
            _ if c.is_uppercase() => 'A',
            _ if c.is_alphabetic() => 'a',
            _ if c.is_control() => '·',
            _ => c,
        })
        .collect()
}

impl std::fmt::Debug for Quoted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Quoted(‹withheld›)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_shows_its_shape_only() {
        let value = Quoted::value("123-45-6789 Ána");
        assert_eq!(value.render(Values::Shape), "999-99-9999 Aaa");
        assert_eq!(value.render(Values::Show), "123-45-6789 Ána");
        assert!(!format!("{value:?}").contains("123"));
    }

    #[test]
    fn metadata_is_always_shown() {
        assert_eq!(Quoted::metadata("title").render(Values::Shape), "title");
    }
}
