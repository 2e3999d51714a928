//! Rows of a sheet as XML.
//!
//! A value is a number or a day for Excel only if Excel shows it again as it is; any other value is text, which nothing turns
//! into a number, a day or a formula.

use arrow_array::StringArray;

use super::parts::style;
use crate::model::table::{Batch, Column, Texts, push_decimal, push_integer};

/// Characters that a cell can hold.
const MOST_CHARACTERS: usize = 32_767;

/// Digits that Excel keeps of a number.
const MOST_DIGITS: u32 = 15;

/// Days from the first day that Excel counts (1899-12-30) to 1970-01-01.
const EPOCH: i64 = 25_569;

/// The first day that Excel counts right: it takes 1900 for a leap year. And the last, in 9999.
const DAYS: std::ops::RangeInclusive<i64> = 61..=2_958_465;

const DAY_MICROS: i64 = 86_400_000_000;

/// The rows of a batch; nothing if a value is longer than a cell can be.
pub(super) fn rows(batch: &Batch) -> Option<Vec<u8>> {
    let cells: Vec<Cells<'_>> = (0..batch.columns.len()).map(|field| Cells::of(batch, field)).collect();
    let mut out = Vec::with_capacity(batch.rows * cells.len() * 48);
    for row in 0..batch.rows {
        out.extend_from_slice(b"<row>");
        for cells in &cells {
            cells.push(row, &mut out)?;
        }
        out.extend_from_slice(b"</row>\n");
    }
    Some(out)
}

/// The cells of a column.
struct Cells<'a> {
    column: &'a Column,
    texts: Texts<'a>,
    /// What stands before a number of this column.
    number: Vec<u8>,
    /// What stands before a text.
    text: Vec<u8>,
    /// Whether no text of the column needs escapes or is too long.
    is_plain: bool,
}

impl<'a> Cells<'a> {
    fn of(batch: &'a Batch, field: usize) -> Self {
        let (column, texts) = (&batch.columns[field], batch.texts(field));
        let style = match column {
            Column::Decimal(_, decimals) => style::decimals(*decimals),
            Column::Date(_) => style::DATE,
            Column::DateTime(_) => style::DATETIME,
            Column::Time(_) => style::TIME,
            _ => style::GENERAL,
        };
        let is_short = |array: &StringArray| array.iter().flatten().all(|text| text.len() <= MOST_CHARACTERS);
        let is_plain = matches!(texts, Texts::Array(array) if is_short(array) && !texts.any_byte(needs_care));
        Cells { column, texts, number: number_head(style), text: text_head(style::TEXT), is_plain }
    }

    fn push(&self, row: usize, out: &mut Vec<u8>) -> Option<()> {
        if self.column.is_null(row) {
            out.extend_from_slice(b"<c/>");
        } else if !self.push_native(row, out) {
            match self.texts {
                Texts::Array(array) if self.is_plain => {
                    out.extend_from_slice(&self.text);
                    out.extend_from_slice(array.value(row).as_bytes());
                    out.extend_from_slice(TEXT_TAIL);
                }
                Texts::Array(array) => push_text(array.value(row), &self.text, out)?,
                Texts::Cells(column) => push_text(&column.text(row)?, &self.text, out)?,
            }
        }
        Some(())
    }

    /// Appends a value that Excel has a type for, if it has.
    fn push_native(&self, row: usize, out: &mut Vec<u8>) -> bool {
        match self.column {
            Column::Integer(array) | Column::Year(array) if digits(array.value(row).unsigned_abs().into()) => {
                self.push_number(out, |out| self.column.push_text(row, out));
            }
            // One with more digits is shown rounded, but kept and computed with as it is.
            Column::Number(array) if array.value(row).is_finite() => {
                self.push_number(out, |out| self.texts.push(row, out));
            }
            Column::Decimal(array, _) if digits(array.value(row).unsigned_abs()) => {
                self.push_number(out, |out| self.texts.push(row, out));
            }
            Column::Boolean(array) => {
                out.extend_from_slice(if array.value(row) {
                    b"<c t=\"b\"><v>1</v></c>"
                } else {
                    b"<c t=\"b\"><v>0</v></c>"
                });
            }
            Column::Date(array) => {
                let day = i64::from(array.value(row)) + EPOCH;
                if !DAYS.contains(&day) {
                    return false;
                }
                self.push_number(out, |out| push_integer(out, day));
            }
            // A moment with its offset has no form in Excel.
            Column::DateTime(times) if times.offsets.is_none() => {
                let micros = times.micros.value(row);
                let (day, rest) = (micros.div_euclid(DAY_MICROS) + EPOCH, micros.rem_euclid(DAY_MICROS));
                if !DAYS.contains(&day) || rest % 1_000_000 != 0 {
                    return false;
                }
                self.push_number(out, |out| push_fraction(day, rest, out));
            }
            Column::Time(array) if array.value(row) % 1_000_000 == 0 => {
                self.push_number(out, |out| push_fraction(0, array.value(row), out));
            }
            _ => return false,
        }
        true
    }

    fn push_number(&self, out: &mut Vec<u8>, push: impl FnOnce(&mut Vec<u8>)) {
        out.extend_from_slice(&self.number);
        push(out);
        out.extend_from_slice(b"</v></c>");
    }
}

/// Whether Excel keeps all digits of a whole number.
fn digits(number: u128) -> bool {
    number < 10_u128.pow(MOST_DIGITS)
}

/// A day with the part of it that has passed: nine decimals tell a second apart.
fn push_fraction(day: i64, micros: i64, out: &mut Vec<u8>) {
    let nanodays = (i128::from(micros) * 1_000_000_000 + i128::from(DAY_MICROS / 2)) / i128::from(DAY_MICROS);
    // Never a whole day: the last second of one is far enough from the next.
    push_decimal(out, i128::from(day) * 1_000_000_000 + nanodays, 9);
}

fn number_head(style: usize) -> Vec<u8> {
    format!("<c s=\"{style}\"><v>").into_bytes()
}

/// What stands before the text of a cell.
pub(super) fn text_head(style: usize) -> Vec<u8> {
    format!("<c s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">").into_bytes()
}

const TEXT_TAIL: &[u8] = b"</t></is></c>";

/// Appends a cell of text after its head; nothing if it is too long for one.
pub(super) fn push_text(text: &str, head: &[u8], out: &mut Vec<u8>) -> Option<()> {
    // Excel counts in UTF-16.
    if text.len() > MOST_CHARACTERS && text.encode_utf16().count() > MOST_CHARACTERS {
        return None;
    }
    out.extend_from_slice(head);
    push_escaped(text, out);
    out.extend_from_slice(TEXT_TAIL);
    Some(())
}

/// Whether a byte may begin what XML has to have written otherwise.
fn needs_care(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b'&' | b'<' | b'>' | b'"' | b'_' | 0xEF)
}

/// Appends text as XML. Characters that XML cannot have are written `_xHHHH_` (ECMA-376, part 1, section 22.9.2.19), and so is
/// what would be taken for that.
pub(super) fn push_escaped(text: &str, out: &mut Vec<u8>) {
    if !text.bytes().any(needs_care) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    for (at, character) in text.char_indices() {
        match character {
            '&' => out.extend_from_slice(b"&amp;"),
            '<' => out.extend_from_slice(b"&lt;"),
            '>' => out.extend_from_slice(b"&gt;"),
            '"' => out.extend_from_slice(b"&quot;"),
            '\r' => out.extend_from_slice(b"&#13;"),
            '_' if is_escape(&text[at..]) => out.extend_from_slice(b"_x005F_"),
            '\t' | '\n' => out.push(character as u8),
            '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => {
                out.extend_from_slice(format!("_x{:04X}_", u32::from(character)).as_bytes());
            }
            _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_what_it_is() {
        let escaped = |text: &str| {
            let mut out = Vec::new();
            push_escaped(text, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(escaped("a & <b>"), "a &amp; &lt;b&gt;");
        assert_eq!(escaped("a\u{1}_x0041__x_é\r"), "a_x0001__x005F_x0041__x_é&#13;");
        assert!(push_text(&"é".repeat(MOST_CHARACTERS), b"", &mut Vec::new()).is_some());
        assert!(push_text(&"é".repeat(MOST_CHARACTERS + 1), b"", &mut Vec::new()).is_none());
    }

    #[test]
    fn a_second_of_a_day_is_told_from_the_next() {
        let fraction = |micros| {
            let mut out = Vec::new();
            push_fraction(1, micros, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(fraction(DAY_MICROS / 2), "1.500000000");
        assert_eq!(fraction(86_399_000_000), "1.999988426");
    }
}
