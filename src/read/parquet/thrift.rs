//! As much of Thrift's compact protocol as it takes to walk through the directory and the page headers of a Parquet file,
//! without trusting a number in them: nothing is reserved for what they promise, and nothing is followed without bounds.

use std::io::{self, Read};

/// How deep records of records are followed; those of Parquet are five deep.
const DEEPEST: u8 = 32;

/// The kind of a field that is false.
pub(super) const FALSE: u8 = 2;
/// The kind of a field that holds a 32-bit number.
pub(super) const I32: u8 = 5;
/// The kind of a field that holds a list.
pub(super) const LIST: u8 = 9;
/// The kind of a field that holds a record.
pub(super) const STRUCT: u8 = 12;

/// Reads records. Everything is `None` where the bytes end or are none of the protocol.
pub(super) struct Thrift<R> {
    input: R,
    read: u64,
}

impl<R: Read> Thrift<R> {
    pub(super) fn new(input: R) -> Self {
        Thrift { input, read: 0 }
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> u64 {
        self.read
    }

    /// Walks through the fields of a record. `field` gets each number and kind, and says whether it has read the value; what
    /// it has not is skipped.
    pub(super) fn fields(&mut self, mut field: impl FnMut(&mut Self, i64, u8) -> Option<bool>) -> Option<()> {
        let mut number = 0;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            number = match head >> 4 {
                0 => self.number()?,
                step => number + i64::from(step),
            };
            let kind = head & 0x0f;
            if !field(self, number, kind)? {
                self.skip(kind, DEEPEST)?;
            }
        }
    }

    /// A whole number.
    pub(super) fn number(&mut self) -> Option<i64> {
        let raw = self.varint()?;
        Some((raw >> 1) as i64 ^ -((raw & 1) as i64))
    }

    /// The kind of a list's items, and how many it promises.
    pub(super) fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            count => u64::from(count),
        };
        Some((head & 0x0f, count))
    }

    fn byte(&mut self) -> Option<u8> {
        let mut byte = [0];
        self.input.read_exact(&mut byte).ok()?;
        self.read += 1;
        Some(byte[0])
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn skip(&mut self, kind: u8, depth: u8) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            // The truth of a field is in its kind.
            1 | 2 => Some(()),
            3 => self.byte().map(drop),
            4..=6 => self.varint().map(drop),
            7 => self.skip_bytes(8),
            8 => {
                let length = self.varint()?;
                self.skip_bytes(length)
            }
            LIST | 10 => {
                let (item, count) = self.list()?;
                (0..count).try_for_each(|_| self.skip_item(item, depth))
            }
            11 => {
                let count = self.varint()?;
                if count == 0 {
                    return Some(());
                }
                let kinds = self.byte()?;
                (0..count).try_for_each(|_| {
                    self.skip_item(kinds >> 4, depth)?;
                    self.skip_item(kinds & 0x0f, depth)
                })
            }
            STRUCT => loop {
                let head = self.byte()?;
                if head == 0 {
                    return Some(());
                }
                if head >> 4 == 0 {
                    self.number()?;
                }
                self.skip(head & 0x0f, depth)?;
            },
            _ => None,
        }
    }

    /// Skips an item of a list, where a truth has a byte of its own.
    fn skip_item(&mut self, kind: u8, depth: u8) -> Option<()> {
        if matches!(kind, 1 | 2) { self.byte().map(drop) } else { self.skip(kind, depth) }
    }

    fn skip_bytes(&mut self, length: u64) -> Option<()> {
        let skipped = io::copy(&mut self.input.by_ref().take(length), &mut io::sink()).ok()?;
        self.read += skipped;
        (skipped == length).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of the field 2, if there is one.
    fn second(bytes: &[u8]) -> Option<Option<i64>> {
        let mut found = None;
        Thrift::new(bytes).fields(|thrift, number, kind| {
            let is_it = (number, kind) == (2, I32);
            if is_it {
                found = Some(thrift.number()?);
            }
            Some(is_it)
        })?;
        Some(found)
    }

    #[test]
    fn fields_are_found_among_others() {
        assert_eq!(second(&[0x18, 2, b'a', b'b', 0x15, 3, 0]), Some(Some(-2)), "after a text");
        assert_eq!(second(&[0x19, 0x25, 2, 4, 0x15, 0xac, 2, 0]), Some(Some(150)), "after a list");
        assert_eq!(second(&[0x1c, 0x15, 2, 0, 0x12, 0]), Some(None), "a record, and a truth");
        assert_eq!(second(&[0x1b, 1, 0x55, 2, 4, 0]), Some(None), "a map");
    }

    #[test]
    fn promises_are_not_believed() {
        assert_eq!(second(&[0x18, 0xff, 0xff, 0xff, 0xff, 0x0f, b'a']), None, "a text of 4 GB");
        assert_eq!(second(&[0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x0f, 2]), None, "a list without end");
        assert_eq!(second(&[0x1c; 100]), None, "records of records");
        assert_eq!(second(&[0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]), None, "a number");
        assert_eq!(second(&[]), None);
    }
}
