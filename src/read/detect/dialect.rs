//! How delimited text is written.
//!
//! Every likely delimiter splits the first records, quotation marks respected; the one by which most records have equally many
//! cells is the delimiter, whatever else stands in the texts.

use std::collections::HashMap;

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

/// Delimiters, the more usual first: of equals it wins.
const DELIMITERS: &[char] = &[',', ';', '\t', '|', '^', '~', '§'];

/// How many records are split with every delimiter.
const RECORDS: usize = 500;

/// How a text, or its start, is written.
pub fn dialect(text: &str) -> DetectedDialect {
    let with_quote = |quote| DELIMITERS.iter().map(move |delimiter| Survey::of(text, *delimiter, quote));
    // The best is the first of the best: `max_by_key` would give the last.
    let best = |quote| with_quote(quote).rev().max_by_key(Survey::points).expect("there are delimiters");
    let double = best('"');
    // Apostrophes are everywhere; as quotes they open and close cells, and nothing else does.
    let single = best('\'');
    let survey = if double.quoted == 0 && single.quoted > 1 && single.is_orderly { single } else { double };
    DetectedDialect {
        delimiter: if survey.cells > 1 { survey.delimiter } else { ',' },
        quote: (survey.quoted > 0).then_some(survey.quote),
        escape: (survey.escaped > 0).then_some('\\'),
        line_ending: line_ending(text, survey.delimiter, survey.quote),
    }
}

/// What splitting a text in one way gives.
struct Survey {
    delimiter: char,
    quote: char,
    /// Records with as many cells as most have, of a thousand.
    agreeing: usize,
    /// How many cells most have.
    cells: usize,
    /// Quoted cells.
    quoted: usize,
    /// Marks inside quoted cells that a backslash stands before.
    escaped: usize,
    /// Whether every quoted cell ends with its quote.
    is_orderly: bool,
}

impl Survey {
    fn of(text: &str, delimiter: char, quote: char) -> Self {
        let mut survey = Survey { delimiter, quote, agreeing: 0, cells: 0, quoted: 0, escaped: 0, is_orderly: true };
        let mut counts: HashMap<usize, usize> = HashMap::new();
        let (mut records, mut cells) = (0, 1);
        walk(text, delimiter, quote, |event| {
            match event {
                Event::Cell => cells += 1,
                Event::Quoted { is_closed } => {
                    survey.quoted += 1;
                    survey.is_orderly &= is_closed;
                }
                Event::Escaped => survey.escaped += 1,
                Event::Line { is_blank, .. } => {
                    if !is_blank {
                        *counts.entry(cells).or_default() += 1;
                        records += 1;
                    }
                    cells = 1;
                }
            }
            records < RECORDS
        });
        let most = counts.into_iter().max_by_key(|(cells, records)| (*records, *cells));
        if let Some((cells, agreeing)) = most.filter(|_| records > 0) {
            survey.cells = cells;
            survey.agreeing = agreeing * 1_000 / records;
        }
        survey
    }

    /// A file of one column agrees with every delimiter that is not in it, and so says nothing.
    fn points(&self) -> (bool, usize, usize) {
        (self.cells > 1, self.agreeing, self.cells)
    }
}

/// What is met on the way through a text.
enum Event {
    /// A delimiter between cells.
    Cell,
    /// A quoted cell has ended.
    Quoted {
        /// Whether its quote is the last of it.
        is_closed: bool,
    },
    /// A mark with a backslash before it, inside a quoted cell.
    Escaped,
    /// A line has ended, or the text.
    Line { is_blank: bool, ending: LineEnding },
}

/// Walks through a text until the visitor has seen enough and says so with `false`.
fn walk(text: &str, delimiter: char, quote: char, mut visit: impl FnMut(Event) -> bool) {
    let mut rest = text.chars().peekable();
    let (mut is_start, mut is_blank) = (true, true);
    while let Some(c) = rest.next() {
        let ending = match c {
            '\r' if rest.next_if_eq(&'\n').is_some() => LineEnding::CrLf,
            '\r' => LineEnding::Cr,
            '\n' => LineEnding::Lf,
            _ => LineEnding::None,
        };
        if ending != LineEnding::None {
            if !visit(Event::Line { is_blank, ending }) {
                return;
            }
            (is_start, is_blank) = (true, true);
            continue;
        }
        is_blank = false;
        if c == quote && is_start {
            while let Some(inner) = rest.next() {
                let is_end = rest.peek().is_none_or(|next| *next == delimiter || "\r\n".contains(*next));
                if inner == '\\' && rest.peek() == Some(&quote) {
                    rest.next();
                    // `\"` before a delimiter is a backslash at the end of a cell more often than an escape.
                    if rest.peek().is_none_or(|next| *next == delimiter || "\r\n".contains(*next)) {
                        break;
                    }
                    visit(Event::Escaped);
                } else if inner == quote && (is_end || rest.next_if_eq(&quote).is_none()) {
                    break;
                }
            }
            let is_closed = rest.peek().is_none_or(|next| *next == delimiter || "\r\n".contains(*next));
            visit(Event::Quoted { is_closed });
        }
        is_start = c == delimiter;
        if is_start {
            visit(Event::Cell);
        }
    }
    if !is_blank {
        visit(Event::Line { is_blank, ending: LineEnding::None });
    }
}

fn line_ending(text: &str, delimiter: char, quote: char) -> LineEnding {
    let mut found = LineEnding::None;
    walk(text, delimiter, quote, |event| {
        if let Event::Line { ending, .. } = event
            && ending != LineEnding::None
        {
            found = if found == LineEnding::None || found == ending { ending } else { LineEnding::Mixed };
        }
        found != LineEnding::Mixed
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(text: &str, delimiter: char, quote: Option<char>, escape: Option<char>, line_ending: LineEnding) {
        assert_eq!(dialect(text), DetectedDialect { delimiter, quote, escape, line_ending }, "{text}");
    }

    #[test]
    fn the_delimiter_is_what_all_records_share() {
        found("a,b\n1,2\n", ',', None, None, LineEnding::Lf);
        found("a;b\r\n1,5;2,5\r\n1,5;3,5\r\n", ';', None, None, LineEnding::CrLf);
        found("name\tnote\nx\ta, b, c\ny\td; e\n", '\t', None, None, LineEnding::Lf);
        found("a|b|c\r1|2,0|3\r", '|', None, None, LineEnding::Cr);
        found("a§b\n1,0§2\n", '§', None, None, LineEnding::Lf);
        found("Payments, over 500, in 2009\n\nid;who;what\n1;a;b\n2;c, d;e\n", ';', None, None, LineEnding::Lf);
        found("08:30,9:15\n10:00,11:45\n", ',', None, None, LineEnding::Lf);
    }

    #[test]
    fn one_column_has_the_usual_delimiter() {
        found("word\nfirst\nsecond\n", ',', None, None, LineEnding::Lf);
        found("word", ',', None, None, LineEnding::None);
        found("", ',', None, None, LineEnding::None);
    }

    #[test]
    fn quotes_hide_delimiters_and_line_breaks() {
        found("a;b\n\"x, y;\r\nz\";\"2\"\n\"p, q\";3\n", ';', Some('"'), None, LineEnding::Lf);
        found("a,b\n'x, y','it''s'\n'p',3\n", ',', Some('\''), None, LineEnding::Lf);
        found("who,what\nO'Brien,'t was\nx,y\n", ',', None, None, LineEnding::Lf);
        found("a,b\n\"say \\\"hi, you\\\" twice\",2\n", ',', Some('"'), Some('\\'), LineEnding::Lf);
        found("a,b\n\"C:\\\",2\n", ',', Some('"'), None, LineEnding::Lf);
        found("a,b\r\n1,2\n", ',', None, None, LineEnding::Mixed);
    }
}
