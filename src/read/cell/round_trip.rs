//! What is read of each type is written so that it is read as the same.

use proptest::prelude::*;

use super::bound;
use crate::model::schema::{DateFormat, FieldType, GeoPointFormat, ItemType};

/// Reads a text as a type, writes what was read, and reads that again.
fn assert_stays(kind: &FieldType, text: &str) {
    let written = bound(kind, text, false).unwrap().text(0).unwrap();
    let again = bound(kind, &written, false).unwrap().text(0).unwrap();
    assert_eq!(again, written, "{text:?} as {kind:?}");
}

/// Reads a canonical text as a type; it is written as the same.
fn assert_canonical(kind: &FieldType, text: &str) {
    assert_eq!(bound(kind, text, false).unwrap().text(0).as_deref(), Some(text), "{kind:?}");
}

proptest! {
    #[test]
    fn numbers(whole: i64, number in proptest::num::f64::NORMAL, units in -(10_i128.pow(38) - 1)..10_i128.pow(38)) {
        assert_canonical(&FieldType::Integer, &whole.to_string());
        assert_canonical(&FieldType::Number { decimals: Some(0) }, &units.to_string());
        assert_stays(&FieldType::Number { decimals: Some(2) }, &(units / 100).to_string());
        let text = crate::model::table::format_number(number);
        // Whole numbers that a float rounds are refused, as nobody can tell which of them was meant.
        if let Ok(column) = bound(&FieldType::Number { decimals: None }, &text, false) {
            prop_assert_eq!(column.text(0), Some(text));
        }
    }

    #[test]
    fn moments(year in 0_i16..=9999, month in 1_i8..=12, day in 1_i8..=28, hour in 0_i8..24, minute in 0_i8..60, second in 0_i8..60) {
        let time = format!("{hour:02}:{minute:02}:{second:02}");
        let date = format!("{year:04}-{month:02}-{day:02}");
        let (iso, timezone) = (DateFormat::Iso, None);
        assert_canonical(&FieldType::Date { format: iso.clone() }, &date);
        assert_canonical(&FieldType::Time { format: iso.clone() }, &time);
        assert_canonical(&FieldType::DateTime { format: iso, timezone }, &format!("{date}T{time}"));
        assert_canonical(&FieldType::Year, &format!("{year:04}"));
        assert_canonical(&FieldType::YearMonth, &format!("{year:04}-{month:02}"));
        assert_canonical(&FieldType::ServiceTime, &format!("{:02}:{minute:02}:{second:02}", hour * 4));
        assert_stays(&FieldType::ServiceTime, &format!("{}:{minute:02}:{second:02}", hour * 4));
        assert_canonical(&FieldType::Duration, &format!("P{day}DT{hour}H{minute}M{second}S"));
    }

    #[test]
    fn words_and_structures(text: String, numbers: Vec<i64>, truth: bool, lon in -180.0..180.0, lat in -90.0..90.0) {
        assert_canonical(&FieldType::String, &text);
        assert_canonical(&FieldType::Any, &text);
        assert_canonical(&FieldType::plain_boolean(), &truth.to_string());
        assert_canonical(&FieldType::Array, &serde_json::to_string(&[&text]).unwrap());
        assert_canonical(&FieldType::Object, &serde_json::json!({ "a": text }).to_string());
        let list = FieldType::List { delimiter: ';', items: ItemType::Integer };
        assert_canonical(&list, &numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(";"));
        let point = FieldType::GeoPoint { format: GeoPointFormat::Default };
        assert_stays(&point, &format!("{lon}, {lat}"));
    }

    #[test]
    fn no_text_makes_a_type_panic(text in "\\PC{0,20}", digits in "[-+0-9.,eE$%() \u{a0}TPZ:]{0,30}") {
        use crate::model::schema::{Notation, StringFormat};
        for text in [&text, &digits] {
            for format in [StringFormat::Email, StringFormat::Uri, StringFormat::Uuid, StringFormat::Binary] {
                let _ = bound(&FieldType::Formatted { format }, text, false);
            }
            for kind in [FieldType::Object, FieldType::Duration, FieldType::YearMonth, FieldType::ServiceTime] {
                let _ = bound(&kind, text, false);
            }
            for with_offsets in [false, true] {
                let _ = bound(&FieldType::DateTime { format: DateFormat::Iso, timezone: None }, text, with_offsets);
            }
            for (group, decimal) in [(Some(','), '.'), (Some('.'), ','), (Some(' '), '.'), (None, '٫')] {
                let _ = super::Plain::read(text, Notation { group, decimal, bare: false });
            }
        }
    }
}
