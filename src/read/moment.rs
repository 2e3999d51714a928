//! Dates, times and both together.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::model::schema::{DateFormat, FieldType};
use crate::model::table::{ColumnBuilder, DateTimesBuilder, FaultKind, ZoneHabit, days_of};

const MICROS_A_DAY: i64 = 86_400_000_000;

/// A moment that a file keeps as such and not as text: a cell of a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Native {
    /// A day, with its time; a spreadsheet does not tell midnight from no time.
    Day(DateTime),
    /// A time without a day.
    Time(Time),
}

impl Native {
    /// A day, a day with its time, or a time, in ISO 8601. A `Z` says nothing: the clock on the wall is meant.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('Z').unwrap_or(text);
        match text.parse::<DateTime>() {
            Ok(moment) => Some(Native::Day(moment)),
            Err(_) => text.parse().ok().map(Native::Time),
        }
    }

    /// Its text in ISO 8601; a day at midnight is a day.
    pub(super) fn text(self) -> String {
        match self {
            Native::Day(moment) if moment.time() == Time::midnight() => moment.date().to_string(),
            Native::Day(moment) => moment.to_string(),
            Native::Time(time) => time.to_string(),
        }
    }
}

/// Parses the cells of a `date`, `time` or `datetime` field.
pub(super) struct MomentParser {
    pattern: Option<String>,
    zone: Option<TimeZone>,
    habit: ZoneHabit,
}

impl MomentParser {
    pub(super) fn new(kind: &FieldType, habit: ZoneHabit) -> Self {
        let (format, zone) = match kind {
            FieldType::DateTime { format, timezone } => {
                (format, timezone.as_deref().and_then(|name| TimeZone::get(name).ok()))
            }
            FieldType::Date { format } | FieldType::Time { format } => (format, None),
            _ => unreachable!("only dates and times have moments"),
        };
        let pattern = match format {
            DateFormat::Iso => None,
            DateFormat::Pattern(pattern) => Some(pattern.clone()),
        };
        MomentParser { pattern, zone, habit }
    }

    pub(super) fn append(&self, text: &str, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        match builder {
            ColumnBuilder::Date(builder) => builder.append_value(days_of(self.date(text).ok_or(FaultKind::NotOfType)?)),
            ColumnBuilder::Time(builder) => {
                builder.append_value(micros_of(self.time(text).ok_or(FaultKind::NotOfType)?))
            }
            ColumnBuilder::DateTime(builder) => {
                let (local, offset) = parse_datetime(self.pattern.as_deref(), text).ok_or(FaultKind::NotOfType)?;
                return self.append_datetime(local, offset, builder);
            }
            _ => unreachable!("the builder was made for this parser"),
        }
        Ok(())
    }

    /// Appends a moment that the file keeps as such, however the field's texts are written.
    pub(super) fn append_native(&self, moment: Native, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
        match (builder, moment) {
            (ColumnBuilder::Date(builder), Native::Day(moment)) if moment.time() == Time::midnight() => {
                builder.append_value(days_of(moment.date()));
            }
            (ColumnBuilder::Time(builder), Native::Time(time)) => builder.append_value(micros_of(time)),
            (ColumnBuilder::DateTime(builder), Native::Day(moment)) => {
                return self.append_datetime(moment, None, builder);
            }
            _ => return Err(FaultKind::NotOfType),
        }
        Ok(())
    }

    fn append_datetime(
        &self,
        local: DateTime,
        offset: Option<i16>,
        builder: &mut DateTimesBuilder,
    ) -> Result<(), FaultKind> {
        let micros = i64::from(days_of(local.date())) * MICROS_A_DAY + micros_of(local.time());
        match (self.habit, offset) {
            (ZoneHabit::Local, None) => builder.append(micros, 0),
            (ZoneHabit::Offset, Some(minutes)) => builder.append(micros - i64::from(minutes) * 60_000_000, minutes),
            (ZoneHabit::Offset, None) => {
                let zone = self.zone.as_ref().ok_or(FaultKind::MixedOffset)?;
                let AmbiguousOffset::Unambiguous { offset } = zone.to_ambiguous_timestamp(local).offset() else {
                    return Err(FaultKind::AmbiguousTime);
                };
                let minutes = (offset.seconds() / 60) as i16;
                builder.append(micros - i64::from(offset.seconds()) * 1_000_000, minutes);
            }
            (ZoneHabit::Local, Some(_)) => return Err(FaultKind::MixedOffset),
        }
        Ok(())
    }

    fn date(&self, text: &str) -> Option<Date> {
        match &self.pattern {
            None => iso_date(text),
            Some(pattern) => BrokenDownTime::parse(pattern, text).ok()?.to_date().ok(),
        }
    }

    fn time(&self, text: &str) -> Option<Time> {
        match &self.pattern {
            None => iso_time(text),
            Some(pattern) => BrokenDownTime::parse(pattern, text).ok()?.to_time().ok(),
        }
    }
}

/// Whether a text of a `datetime` field carries an offset; `None` if it is no such time.
pub(super) fn habit(kind: &FieldType, text: &str) -> Option<ZoneHabit> {
    let FieldType::DateTime { format, .. } = kind else { return None };
    let pattern = match format {
        DateFormat::Iso => None,
        DateFormat::Pattern(pattern) => Some(pattern.as_str()),
    };
    let (_, offset) = parse_datetime(pattern, text)?;
    Some(if offset.is_some() { ZoneHabit::Offset } else { ZoneHabit::Local })
}

/// Whether a `strptime` pattern can be used for a type of Table Schema: what it writes must read back.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn check_pattern(pattern: &str, kind: &str) -> Result<(), String> {
    let sample = jiff::civil::date(2024, 11, 23)
        .at(17, 45, 8, 0)
        .to_zoned(TimeZone::fixed(jiff::tz::offset(-5)))
        .map_err(|error| error.to_string())?;
    let bad = |reason: String| format!("`{pattern}` is not a pattern for a {kind}: {reason}.");
    let text = jiff::fmt::strtime::format(pattern, &sample).map_err(|error| bad(error.to_string()))?;
    let parsed = BrokenDownTime::parse(pattern, &text).map_err(|error| bad(error.to_string()))?;
    let whole = match kind {
        "date" => parsed.to_date().map(drop),
        "time" => parsed.to_time().map(drop),
        _ => parsed.to_datetime().map(drop),
    };
    whole.map_err(|error| bad(error.to_string()))
}

/// The local time and the offset in minutes, if one is written.
fn parse_datetime(pattern: Option<&str>, text: &str) -> Option<(DateTime, Option<i16>)> {
    let Some(pattern) = pattern else { return iso_datetime(text) };
    let parsed = BrokenDownTime::parse(pattern, text).ok()?;
    let offset = parsed.offset().map(|offset| (offset.seconds() / 60) as i16);
    Some((parsed.to_datetime().ok()?, offset))
}

fn iso_datetime(text: &str) -> Option<(DateTime, Option<i16>)> {
    let date = iso_date(text.get(..10)?)?;
    let rest = text.get(10..)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let split = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let time = iso_time(&rest[..split])?;
    let offset = match &rest[split..] {
        "" => None,
        "Z" | "z" => Some(0),
        written => Some(iso_offset(written)?),
    };
    Some((date.to_datetime(time), offset))
}

fn iso_offset(text: &str) -> Option<i16> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => (digits.get(..2)?, digits.get(2..)?),
        5 if digits.as_bytes()[2] == b':' => (digits.get(..2)?, digits.get(3..)?),
        _ => return None,
    };
    let (hours, minutes) = (two(hours.as_bytes())?, two(minutes.as_bytes())?);
    (hours <= 15 && minutes < 60).then_some(sign * (i16::from(hours) * 60 + i16::from(minutes)))
}

/// `YYYY-MM-DD`.
fn iso_date(text: &str) -> Option<Date> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i16::from(two(&bytes[..2])?) * 100 + i16::from(two(&bytes[2..4])?);
    Date::new(year, two(&bytes[5..7])?, two(&bytes[8..])?).ok()
}

/// `HH:MM:SS` with up to six digits of fraction.
fn iso_time(text: &str) -> Option<Time> {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let mut nanos: i32 = 0;
    match bytes.get(8) {
        None => {}
        Some(b'.') if (10..=15).contains(&bytes.len()) => {
            for at in 9..18 {
                let digit = bytes.get(at).copied().unwrap_or(b'0');
                nanos = nanos * 10 + i32::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
            }
        }
        Some(_) => return None,
    }
    Time::new(two(&bytes[..2])?, two(&bytes[3..5])?, two(&bytes[6..8])?, nanos).ok()
}

fn two(bytes: &[u8]) -> Option<i8> {
    let digit = |byte: u8| byte.checked_sub(b'0').filter(|digit| *digit < 10);
    Some((digit(*bytes.first()?)? * 10 + digit(*bytes.get(1)?)?) as i8)
}

fn micros_of(time: Time) -> i64 {
    (i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second())) * 1_000_000
        + i64::from(time.subsec_nanosecond() / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_is_read_strictly() {
        assert_eq!(iso_date("2024-02-29"), Some(jiff::civil::date(2024, 2, 29)));
        for text in ["2023-02-29", "2024-2-29", "02/29/2024", "2024-02-29T", "", "２０２４-02-29"] {
            assert_eq!(iso_date(text), None, "{text:?}");
        }
        assert!(iso_time("23:59:59.123").is_some());
        assert!(iso_time("24:00:00").is_none());
        assert!(iso_time("9:00").is_none());
        assert_eq!(iso_datetime("2024-01-01T10:00:00").unwrap().1, None);
        assert_eq!(iso_datetime("2024-01-01 10:00:00Z").unwrap().1, Some(0));
        assert_eq!(iso_datetime("2024-01-01T10:00:00.5-05:00").unwrap().1, Some(-300));
        assert_eq!(iso_datetime("2024-01-01T10:00:00+5"), None);
        assert_eq!(iso_datetime("2024-01-01"), None);
    }

    #[test]
    fn patterns_are_tried_before_data_is_read() {
        assert!(check_pattern("%m/%d/%Y", "date").is_ok());
        assert!(check_pattern("%m/%d/%Y %I:%M:%S %p", "datetime").is_ok());
        assert!(check_pattern("%H:%M", "time").is_ok());
        assert!(check_pattern("%m/%d", "date").is_err());
        assert!(check_pattern("%Q-%Ø", "date").is_err());
    }
}
