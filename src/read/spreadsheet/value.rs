//! From the library's cells to values.

use calamine::{CellErrorType, DataType, ExcelDateTime};
use jiff::SignedDuration;
use jiff::civil::{Date, Time};

use super::grid::{ERRORS, Value};
use crate::read::moment::Native;

/// The last day that a spreadsheet knows, the 31st of December 9999, as it counts days.
const LAST_DAY: f64 = 2_958_466.0;

/// The value of a cell; `None` if it has none.
pub(super) fn value(data: &impl DataType) -> Option<Value<'_>> {
    if let Some(text) = data.get_string() {
        return Some(Value::Text(text));
    }
    if let Some(number) = data.get_float().or(data.get_int().map(|number| number as f64)) {
        return Some(Value::Number(number));
    }
    if let Some(truth) = data.get_bool() {
        return Some(Value::Bool(truth));
    }
    if let Some(moment) = data.get_datetime() {
        return Some(of_days(moment));
    }
    if let Some(text) = data.get_datetime_iso() {
        return Some(Native::parse(text).map_or(Value::Text(text), Value::Moment));
    }
    if let Some(text) = data.get_duration_iso() {
        return Some(text.parse::<SignedDuration>().map_or(Value::Text(text), |duration| of_duration(duration)));
    }
    data.get_error().map(|error| Value::Error(shown(error)))
}

/// A moment that is counted in days.
fn of_days(moment: ExcelDateTime) -> Value<'static> {
    let days = moment.as_f64();
    if moment.is_duration() && !(0.0..1.0).contains(&days) {
        return Value::Span(days);
    }
    if !(0.0..LAST_DAY).contains(&days) {
        return Value::NoDay(days);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let time = Time::new(hour as i8, minute as i8, second as i8, i32::from(milli) * 1_000_000).ok();
    let native = if days < 1.0 {
        time.map(Native::Time)
    } else {
        let date = Date::new(year as i16, month as i8, day as i8).ok();
        date.zip(time).map(|(date, time)| Native::Day(date.to_datetime(time)))
    };
    native.map_or(Value::NoDay(days), Value::Moment)
}

/// A time of an ODS sheet, written as a duration since midnight.
fn of_duration(duration: SignedDuration) -> Value<'static> {
    const A_DAY: SignedDuration = SignedDuration::from_hours(24);
    if duration.is_negative() || duration >= A_DAY {
        return Value::Span(duration.as_secs_f64() / A_DAY.as_secs_f64());
    }
    Value::Moment(Native::Time(Time::midnight().wrapping_add(duration)))
}

fn shown(error: &CellErrorType) -> &'static str {
    let text = error.to_string();
    ERRORS.iter().find(|known| **known == text).copied().unwrap_or("#VALUE!")
}
