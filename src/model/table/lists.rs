//! Lists of values in one column.

use std::sync::Arc;

use arrow_array::{Array, ListArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::Field;

use super::{Column, ColumnBuilder};

/// A list a row, as Arrow keeps them: the items of all rows in one column, and where each row's begin.
#[derive(Debug, Clone)]
pub struct Lists {
    array: ListArray,
    items: Box<Column>,
    delimiter: char,
}

impl Lists {
    /// The Arrow array.
    pub fn array(&self) -> &ListArray {
        &self.array
    }

    /// The items of all rows.
    pub fn items(&self) -> &Column {
        &self.items
    }

    /// Which of the items are a row's.
    pub fn range(&self, row: usize) -> std::ops::Range<usize> {
        let offsets = self.array.value_offsets();
        offsets[row] as usize..offsets[row + 1] as usize
    }

    /// Appends the items of a row with the delimiter between them.
    pub(super) fn push_text(&self, row: usize, out: &mut Vec<u8>) {
        for (at, item) in self.range(row).enumerate() {
            if at > 0 {
                out.extend_from_slice(self.delimiter.encode_utf8(&mut [0; 4]).as_bytes());
            }
            self.items.push_text(item, out);
        }
    }
}

/// Makes [`Lists`] list by list.
#[derive(Debug)]
pub struct ListsBuilder {
    delimiter: char,
    items: Box<ColumnBuilder>,
    count: i32,
    offsets: Vec<i32>,
    valid: Vec<bool>,
}

impl ListsBuilder {
    pub(super) fn new(delimiter: char, items: ColumnBuilder) -> Self {
        ListsBuilder { delimiter, items: Box::new(items), count: 0, offsets: vec![0], valid: Vec::new() }
    }

    /// Where to append the next item, which the caller must do.
    pub fn item(&mut self) -> &mut ColumnBuilder {
        self.count += 1;
        &mut self.items
    }

    /// Ends a list: all items since the last end are in it.
    pub fn end(&mut self) {
        self.offsets.push(self.count);
        self.valid.push(true);
    }

    /// Ends a list that is missing; items since the last end are not looked at.
    pub(super) fn append_null(&mut self) {
        self.offsets.push(self.count);
        self.valid.push(false);
    }

    pub(super) fn finish(self) -> Lists {
        let items = self.items.finish();
        let values = items.array().slice(0, items.len());
        let field = Arc::new(Field::new("item", values.data_type().clone(), true));
        let array =
            ListArray::new(field, OffsetBuffer::new(self.offsets.into()), values, Some(NullBuffer::from(self.valid)));
        Lists { array, items: Box::new(items), delimiter: self.delimiter }
    }
}
