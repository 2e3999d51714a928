//! How delimited text is written.

/// How a text is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetectedDialect {
    /// What stands between cells.
    pub delimiter: char,
    /// What stands around cells that hold delimiters or line breaks; none if no cell is quoted.
    pub quote: Option<char>,
    /// What stands before a quote inside a quoted cell, where it is not doubled.
    pub escape: Option<char>,
    /// How lines end, quotes aside.
    pub line_ending: LineEnding,
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnding {
    /// LF.
    Lf,
    /// CRLF.
    CrLf,
    /// CR.
    Cr,
    /// More than one of them.
    Mixed,
    /// There is only one line.
    None,
}

/// How a text, or its start, is written.
pub fn dialect(text: &str) -> DetectedDialect {
    let line = text.lines().next().unwrap_or_default();
    let delimiter = [',', ';', '\t', '|'].into_iter().max_by_key(|c| line.matches(*c).count()).unwrap_or(',');
    let delimiter = if line.contains(delimiter) { delimiter } else { ',' };
    let line_ending = match (text.contains("\r\n"), text.contains('\n'), text.contains('\r')) {
        (true, ..) => LineEnding::CrLf,
        (false, true, _) => LineEnding::Lf,
        (false, false, true) => LineEnding::Cr,
        _ => LineEnding::None,
    };
    DetectedDialect { delimiter, quote: text.contains('"').then_some('"'), escape: None, line_ending }
}
