//! How days and times are written, told from a single text; the column decides what one text leaves open.

/// How a day, a time or both are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) day: Option<Day>,
    pub(super) time: Option<Clock>,
    /// The two numbers whose order is open, where it is.
    pub(super) pair: (u8, u8),
}

/// How a day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Year, month, day with this between them.
    Year(u8),
    /// Day and month in an order that is open, with this between them; and whether the year has four digits.
    Open(u8, bool),
    /// Day, name of the month, year with this between them.
    Named(u8, bool),
    /// Name of the month, day, comma, year.
    MonthFirst,
}

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// What stands between day and time.
    pub(super) lead: u8,
    pub(super) has_seconds: bool,
    pub(super) has_fraction: bool,
    pub(super) has_half: bool,
    /// Whether a space stands before AM and PM.
    pub(super) has_space: bool,
    pub(super) zone: Zone,
    /// Whether it is later than 24:00.
    pub(super) is_late: bool,
}

/// How an offset is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    None,
    /// `Z`, `+02:00`, `+0200`: what ISO 8601 has.
    Offset,
}

impl Moment {
    /// Whether both are written alike, whatever day and time they are.
    pub(super) fn is_like(&self, other: &Moment) -> bool {
        let clock = |time: Option<Clock>| time.map(|time| Clock { is_late: false, ..time });
        self.day == other.day && clock(self.time) == clock(other.time)
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// How a text is written, if it is a day or a time.
pub(super) fn moment(text: &str) -> Option<Moment> {
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    let bytes = text.as_bytes();
    if let Some(time) = clock(bytes, 0) {
        return Some(Moment { day: None, time: Some(time), pair: (0, 0) });
    }
    let (day, pair, rest) = day(bytes)?;
    let time = match rest {
        [] => None,
        [lead @ (b' ' | b'T'), time @ ..] => Some(clock(time, *lead)?),
        _ => return None,
    };
    Some(Moment { day: Some(day), time, pair })
}

/// A run of digits: its value and its length.
fn number(text: &[u8]) -> Option<(u16, usize)> {
    let length = text.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=4).contains(&length) {
        return None;
    }
    Some((text[..length].iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')), length))
}

/// The name of a month, and its length.
fn month(text: &[u8]) -> Option<usize> {
    let length = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let start = std::str::from_utf8(text.get(..3)?).ok()?.to_ascii_lowercase();
    // Whole names differ in length, and patterns for them in their letter.
    (length == 3 && MONTHS.contains(&start.as_str())).then_some(length)
}

fn day(text: &[u8]) -> Option<(Day, (u8, u8), &[u8])> {
    let is_mark = |byte: &u8| matches!(byte, b'-' | b'/' | b'.');
    let Some((first, length)) = number(text) else {
        let rest = &text[month(text)?..];
        let (day, length) = number(rest.strip_prefix(b" ")?)?;
        let rest = rest[1 + length..].strip_prefix(b", ")?;
        let (_, year) = number(rest)?;
        return (length <= 2 && (1..=31).contains(&day) && year == 4).then_some((Day::MonthFirst, (0, 0), &rest[4..]));
    };
    let mark = *text.get(length)?;
    let rest = &text[length + 1..];
    if let Some(name) = month(rest).filter(|_| length <= 2 && (is_mark(&mark) || mark == b' ')) {
        let rest = rest[name..].strip_prefix(&[mark])?;
        let (_, year) = number(rest)?;
        let is_day = (1..=31).contains(&first) && (year == 4 || year == 2);
        return is_day.then_some((Day::Named(mark, year == 4), (0, 0), &rest[year..]));
    }
    if !is_mark(&mark) {
        return None;
    }
    let (second, second_length) = number(rest)?;
    let rest = rest[second_length..].strip_prefix(&[mark])?;
    let (third, third_length) = number(rest)?;
    let rest = &rest[third_length..];
    if length == 4 {
        let is_day = (1..=12).contains(&second) && (1..=31).contains(&third) && second_length <= 2 && third_length <= 2;
        return is_day.then_some((Day::Year(mark), (0, 0), rest));
    }
    let can_be = |day: u16, month: u16| (1..=31).contains(&day) && (1..=12).contains(&month);
    let is_day = length <= 2
        && second_length <= 2
        && matches!(third_length, 2 | 4)
        && (can_be(first, second) || can_be(second, first));
    is_day.then_some((Day::Open(mark, third_length == 4), (first as u8, second as u8), rest))
}

fn clock(text: &[u8], lead: u8) -> Option<Clock> {
    let (hour, length) = number(text)?;
    let rest = text[length..].strip_prefix(b":")?;
    let (minute, 2) = number(rest)? else { return None };
    if length > 2 || minute > 59 || hour > 47 {
        return None;
    }
    let mut rest = &rest[2..];
    let (mut has_seconds, mut has_fraction) = (false, false);
    if let Some(after) = rest.strip_prefix(b":") {
        let (second, 2) = number(after)? else { return None };
        has_seconds = second < 61;
        rest = &after[2..];
        if let Some(after) = rest.strip_prefix(b".") {
            let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
            has_fraction = digits > 0;
            rest = &after[digits..];
        }
    }
    let spaced = rest.strip_prefix(b" ").unwrap_or(rest);
    let has_half =
        spaced.get(..2).is_some_and(|half| half.eq_ignore_ascii_case(b"am") || half.eq_ignore_ascii_case(b"pm"));
    let has_space = has_half && spaced.len() < rest.len();
    if has_half {
        rest = &spaced[2..];
    }
    let zone = match rest {
        [] => Zone::None,
        [b'Z'] => Zone::Offset,
        [b'+' | b'-', digits @ ..]
            if matches!(digits.len(), 2 | 4 | 5) && digits.iter().all(|b| b.is_ascii_digit() || *b == b':') =>
        {
            Zone::Offset
        }
        _ => return None,
    };
    Some(Clock { lead, has_seconds, has_fraction, has_half, has_space, zone, is_late: hour > 23 })
}

impl Moment {
    /// The pattern of `strptime`; `None` if it is ISO 8601, which needs none. `day_first` decides an open order.
    pub(super) fn pattern(&self, day_first: bool) -> Option<String> {
        let day = self.day.map(|day| match day {
            Day::Year(mark) => format!("%Y{0}%m{0}%d", char::from(mark)),
            Day::Open(mark, is_long) => {
                let (first, second) = if day_first { ("%d", "%m") } else { ("%m", "%d") };
                format!("{first}{0}{second}{0}{1}", char::from(mark), if is_long { "%Y" } else { "%y" })
            }
            Day::Named(mark, is_long) => format!("%d{0}%b{0}{1}", char::from(mark), if is_long { "%Y" } else { "%y" }),
            Day::MonthFirst => "%b %d, %Y".to_owned(),
        });
        let is_iso_day = self.day.is_none_or(|day| day == Day::Year(b'-'));
        let is_iso_time = self.time.is_none_or(|time| time.has_seconds && !time.has_half);
        if is_iso_day && is_iso_time {
            return None;
        }
        let time = self.time.map(|time| {
            let mut text = String::new();
            if time.lead != 0 {
                text.push(char::from(time.lead));
            }
            text.push_str(if time.has_half { "%I:%M" } else { "%H:%M" });
            text.push_str(if time.has_seconds { ":%S" } else { "" });
            text.push_str(if time.has_fraction { "%.f" } else { "" });
            text.push_str(match (time.has_half, time.has_space) {
                (true, true) => " %p",
                (true, false) => "%p",
                _ => "",
            });
            text.push_str(if time.zone == Zone::Offset { "%z" } else { "" });
            text
        });
        Some(day.unwrap_or_default() + &time.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_strptime() {
        for (text, pattern) in [
            ("2024-03-04", None),
            ("2024-03-04T10:20:30Z", None),
            ("2012/09/26 12:00:00", Some("%Y/%m/%d %H:%M:%S")),
            ("04/30/2014 02:51:52 PM", Some("%m/%d/%Y %I:%M:%S %p")),
            ("2-Jan-14", Some("%d-%b-%y")),
            ("Jan 2, 2014", Some("%b %d, %Y")),
            ("9:05", Some("%H:%M")),
        ] {
            assert_eq!(moment(text).expect(text).pattern(false).as_deref(), pattern, "{text}");
        }
        assert_eq!(moment("30/04/2014").unwrap().pattern(true).as_deref(), Some("%d/%m/%Y"));
        assert!(moment("26:10:00").unwrap().time.unwrap().is_late);
        for none in ["2014", "14/15/2013", "1-2-3", "12 Jan", "May 3", "192.168.1.1", "10:75", "2014-13-01"] {
            assert_eq!(moment(none), None, "{none}");
        }
    }
}
