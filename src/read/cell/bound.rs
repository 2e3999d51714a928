//! Values that a declaration names: bounds and members of lists.

use super::CellParser;
use crate::model::schema::{Field, FieldType};
use crate::model::table::{Column, FaultKind, ZoneHabit};

/// A value in canonical form as a column of one row, so that it compares with the values of a column of that type.
///
/// `with_offsets` says whether the times of that column carry offsets. A time named without one is then meant in UTC (or
/// in the declared time zone), and one named with an offset is taken as the clock shows it if they carry none.
///
/// # Errors
/// In what way the text is no such value.
pub fn bound(kind: &FieldType, text: &str, with_offsets: bool) -> Result<Column, FaultKind> {
    let habit = if with_offsets { ZoneHabit::Offset } else { ZoneHabit::Local };
    let found = parse(kind, text, habit);
    match (kind, &found) {
        (FieldType::DateTime { .. }, Err(FaultKind::MixedOffset)) if with_offsets => {
            parse(kind, &format!("{text}Z"), habit)
        }
        (FieldType::DateTime { .. }, Err(FaultKind::MixedOffset)) => {
            // Past the clock time stands the offset: a `Z`, or what begins with the last sign.
            let end = text.rfind(['Z', 'z', '+', '-']).unwrap_or(text.len());
            parse(kind, &text[..end], habit)
        }
        _ => found,
    }
}

fn parse(kind: &FieldType, text: &str, habit: ZoneHabit) -> Result<Column, FaultKind> {
    let field = Field { kind: kind.published(), missing_values: Vec::new(), ..Field::text("", "") };
    let parser = CellParser::new(&field, habit);
    let mut builder = parser.builder(&field, 1);
    parser.append(text, &mut builder)?;
    Ok(builder.finish())
}
