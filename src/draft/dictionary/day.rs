//! Days as people write them in a cell, where they can be told for certain.

use crate::model::Date;

/// The day in a cell: `2026-11-21`, `11/21/2026`, `21.11.2026` or `today`.
///
/// # Errors
/// A sentence, when it is no day, or when it could be two.
pub(super) fn day(cell: &str, today: Date) -> Result<Date, String> {
    if cell.eq_ignore_ascii_case("today") {
        return Ok(today);
    }
    // A cell that a spreadsheet program keeps as a day has a time as well.
    let text = cell.split_once(['T', ' ']).filter(|(_, time)| time.starts_with("00:00")).map_or(cell, |(day, _)| day);
    if let Ok(day) = text.parse() {
        return Ok(day);
    }
    let no_day = || format!("`{cell}` is no day such as 2026-01-31");
    let mark = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| "/.-".contains(*c)).ok_or_else(no_day)?;
    let numbers: Option<Vec<i16>> = text.split(mark).map(|number| number.parse().ok()).collect();
    let (first, second, year) = match numbers.as_deref() {
        Some(&[first, second, year]) if year >= 1000 => (first, second, year),
        _ => return Err(no_day()),
    };
    let of = |month: i16, day: i16| Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok();
    // Whoever puts points between them writes the day first.
    let month_first = if mark == '.' { None } else { of(first, second) };
    match (month_first, of(second, first)) {
        (Some(one), Some(other)) if one != other => {
            Err(format!("`{cell}` can be two days: write {one} or {other}, the one that is meant"))
        }
        (Some(day), _) | (None, Some(day)) => Ok(day),
        (None, None) => Err(no_day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_where_only_one_can_be_meant() {
        let today = Date::constant(2026, 5, 6);
        for (cell, expected) in [
            ("2026-11-21", "2026-11-21"),
            ("2026-11-21T00:00:00", "2026-11-21"),
            ("2026-11-21 00:00:00", "2026-11-21"),
            ("11/21/2026", "2026-11-21"),
            ("21/11/2026", "2026-11-21"),
            ("5/5/2026", "2026-05-05"),
            ("04.03.2026", "2026-03-04"),
            ("Today", "2026-05-06"),
        ] {
            assert_eq!(day(cell, today).map(|day| day.to_string()).as_deref(), Ok(expected), "{cell}");
        }
        let words = day("03/04/2026", today).unwrap_err();
        assert!(words.contains("2026-03-04 or 2026-04-03"), "{words}");
        for cell in ["soon", "13/13/2026", "11/21/26", "11/21", "1/2/3/2026", "/", "99999/1/2026", "2026/11/21"] {
            assert!(day(cell, today).unwrap_err().contains("is no day such as"), "{cell}");
        }
    }
}
