//! The canonical texts of a batch, made once for all who write or hash them.

use std::sync::OnceLock;

use arrow_array::{Array, StringArray};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};

use super::{Batch, Column};

/// The canonical texts of one column of a batch, as [`Column::push_text`] gives them.
#[derive(Debug, Clone, Copy)]
pub enum Texts<'a> {
    /// All of them side by side; null where a value is missing.
    Array(&'a StringArray),
    /// Of values that may be long: made cell by cell.
    Cells(&'a Column),
}

/// The texts of a batch that somebody has asked for, one slot a column.
#[derive(Debug, Default)]
pub struct TextCache(OnceLock<Box<[OnceLock<StringArray>]>>);

impl Batch {
    /// The canonical texts of a column.
    pub fn texts(&self, field: usize) -> Texts<'_> {
        let column = &self.columns[field];
        match column {
            Column::Text(array) | Column::Json(array) => Texts::Array(array),
            Column::List(_) | Column::Point { .. } | Column::Geometry(_) => Texts::Cells(column),
            _ => {
                let slots = self.cache.0.get_or_init(|| self.columns.iter().map(|_| OnceLock::new()).collect());
                Texts::Array(slots[field].get_or_init(|| side_by_side(column)))
            }
        }
    }

    /// The canonical texts of all columns.
    pub fn all_texts(&self) -> Vec<Texts<'_>> {
        (0..self.columns.len()).map(|field| self.texts(field)).collect()
    }
}

impl<'a> Texts<'a> {
    /// Appends the text of a row; nothing for a missing value.
    pub fn push(&self, row: usize, out: &mut Vec<u8>) {
        match self {
            Texts::Array(array) if array.is_valid(row) => out.extend_from_slice(array.value(row).as_bytes()),
            Texts::Array(_) => {}
            Texts::Cells(column) => column.push_text(row, out),
        }
    }

    /// Whether any of the texts that lie side by side has a byte that `is_special`; `true` where they do not. Asked once a
    /// column, it saves the question for every cell.
    pub fn any_byte(&self, is_special: impl Fn(u8) -> bool) -> bool {
        match self {
            // In runs, so that the compiler can look at many bytes at once.
            Texts::Array(array) => {
                array.value_data().chunks(1024).any(|run| run.iter().fold(false, |any, byte| any | is_special(*byte)))
            }
            Texts::Cells(_) => true,
        }
    }
}

fn side_by_side(column: &Column) -> StringArray {
    let mut bytes = Vec::with_capacity(column.len() * 12);
    let mut ends = Vec::with_capacity(column.len() + 1);
    ends.push(0);
    for row in 0..column.len() {
        column.push_text(row, &mut bytes);
        ends.push(bytes.len() as i32);
    }
    let offsets = OffsetBuffer::new(ScalarBuffer::from(ends));
    StringArray::new(offsets, bytes.into(), column.array().nulls().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::FieldType;
    use crate::model::table::ColumnBuilder;

    #[test]
    fn side_by_side_is_cell_by_cell() {
        let mut builder = ColumnBuilder::new(&FieldType::Number { decimals: Some(2) }, false, 3);
        let ColumnBuilder::Decimal(values, _) = &mut builder else { panic!("exact numbers") };
        values.append_value(-1250);
        values.append_null();
        values.append_value(7);
        let column = builder.finish();
        let array = side_by_side(&column);
        assert_eq!(array.iter().collect::<Vec<_>>(), [Some("-12.50"), None, Some("0.07")]);
        assert!((0..3).all(|row| column.text(row).as_deref() == array.is_valid(row).then(|| array.value(row))));
        assert!(
            Texts::Array(&array).any_byte(|byte| byte == b'.') && !Texts::Array(&array).any_byte(|byte| byte == b',')
        );
    }
}
