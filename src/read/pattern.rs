//! Patterns of days and times as spreadsheet programs write them.

/// The pattern of `strptime` for a spreadsheet's: `%m/%d/%Y` for `mm/dd/yyyy`; `None` if a part of it is unknown.
pub fn spreadsheet_pattern(cell: &str) -> Option<String> {
    let lower = cell.to_lowercase();
    let (body, half) = match lower.split_once("am/pm") {
        Some((before, "")) => (before, "%p"),
        Some(_) => return None,
        None => (lower.as_str(), ""),
    };
    let runs = runs(body);
    let mut pattern = String::new();
    for (at, run) in runs.iter().enumerate() {
        let letter = |run: &&&str| run.starts_with(|c: char| c.is_ascii_alphabetic());
        let before = runs[..at].iter().rev().find(letter);
        let after = runs[at + 1..].iter().find(letter);
        // The letter m is minutes beside hours and seconds, and else a month.
        let is_minute = before.is_some_and(|run| run.starts_with('h')) || after.is_some_and(|run| run.starts_with('s'));
        pattern.push_str(match *run {
            "yyyy" => "%Y",
            "yy" => "%y",
            "m" | "mm" if is_minute => "%M",
            "m" | "mm" => "%m",
            "mmm" => "%b",
            "mmmm" => "%B",
            "d" | "dd" => "%d",
            "ddd" => "%a",
            "dddd" => "%A",
            "h" | "hh" if !half.is_empty() => "%I",
            "h" | "hh" => "%H",
            "s" | "ss" => "%S",
            "t" => "T",
            mark if letter(&&mark) => return None,
            mark => mark,
        });
    }
    Some(pattern + half)
}

/// A pattern as spreadsheet programs have it: `mm/dd/yyyy` for `%m/%d/%Y`. One that they do not have stays as it is.
pub fn pattern_words(pattern: &str) -> String {
    let half = if pattern.contains("%p") { "%I" } else { "%H" };
    let letters = [
        ("%Y", "yyyy"),
        ("%y", "yy"),
        ("%m", "mm"),
        ("%B", "mmmm"),
        ("%b", "mmm"),
        ("%d", "dd"),
        (half, "hh"),
        ("%M", "mm"),
        ("%S", "ss"),
        ("%p", "AM/PM"),
    ];
    let words = letters.iter().fold(pattern.to_owned(), |words, (sign, letters)| words.replace(sign, letters));
    if spreadsheet_pattern(&words).as_deref() == Some(pattern) { words } else { pattern.to_owned() }
}

/// A text in pieces, each of one character and its repetitions.
fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| c != first).unwrap_or(rest.len());
        runs.push(&rest[..end]);
        rest = &rest[end..];
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::spreadsheet_pattern;

    #[test]
    fn an_m_is_a_month_or_minutes() {
        assert_eq!(spreadsheet_pattern("M/D/YY h:mm").as_deref(), Some("%m/%d/%y %H:%M"));
        assert_eq!(spreadsheet_pattern("jj.mm.aaaa"), None);
    }
}
