//! The rows of a table in pages of JSON, for programs that want some of them and have no server to ask.
//!
//! What stands above the rows, such as how many there are, is known at the end only. So the rows wait in an unnamed file, and
//! the pages are made when the table has been read.

use std::fmt::Write as _;
use std::io::{self, Read, Seek, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::json::Members;
use crate::files::Spool;
use crate::model::schema::Schema;
use crate::model::table::Batch;
use crate::model::{PAGE_ROWS, RowsHead, RowsPage};
use crate::scan::{Observer, Partial, own};

/// What each record is followed by.
const BETWEEN: &[u8] = b",\n";

/// A table being put into pages.
pub struct RowsConversion {
    members: Members,
    /// Rows of the largest table that gets pages.
    limit: u64,
    /// Whether the table has more.
    is_over: AtomicBool,
    rows: Mutex<Rows>,
}

struct Rows {
    spool: Spool,
    count: u64,
    bytes: u64,
    /// Where in the spool each full page ends.
    ends: Vec<u64>,
}

/// What pages link to, as addresses relative to them.
pub struct RowsLinks {
    /// The dataset.
    pub dataset: String,
    /// The Table Schema of the table.
    pub schema: String,
}

impl RowsConversion {
    /// Starts with a table. One of more than `limit` rows gets no pages.
    pub fn new(schema: &Schema, limit: u64, spool: Spool) -> Self {
        let fields: Vec<usize> = (0..schema.fields.len()).collect();
        RowsConversion {
            members: Members::new(schema, &fields),
            limit,
            is_over: AtomicBool::new(limit == 0),
            rows: Mutex::new(Rows { spool, count: 0, bytes: 0, ends: Vec::new() }),
        }
    }

    /// Hands over each page with its number, the first first; none if the table is too large. An empty table has one.
    ///
    /// # Errors
    /// When the rows cannot be read back, or a page cannot be taken.
    pub fn finish(self, links: &RowsLinks, mut take: impl FnMut(u64, Vec<u8>) -> io::Result<()>) -> io::Result<()> {
        if self.is_over.into_inner() {
            return Ok(());
        }
        let Rows { mut spool, count, bytes, mut ends } = self.rows.into_inner().unwrap_or_else(PoisonError::into_inner);
        if ends.last() != Some(&bytes) || ends.is_empty() {
            ends.push(bytes);
        }
        spool.rewind()?;
        let mut from = 0;
        for (number, end) in (1..).zip(&ends) {
            let mut page = head(number, ends.len() as u64, count, links).into_bytes();
            let start = page.len();
            page.resize(start + (end - from) as usize, 0);
            spool.read_exact(&mut page[start..])?;
            from = *end;
            // Nothing follows the last row.
            page.truncate(page.len() - if page.len() > start { BETWEEN.len() } else { 0 });
            page.extend_from_slice(b"\n]\n}\n");
            take(number, page)?;
        }
        Ok(())
    }
}

/// What stands above the rows of a page.
fn head(number: u64, pages: u64, rows: u64, links: &RowsLinks) -> String {
    let neighbour = |is_there: bool, number: u64| is_there.then(|| RowsPage::filename(number));
    let head = serde_json::to_value(RowsHead {
        dataset: &links.dataset,
        schema: &links.schema,
        total_rows: rows,
        total_pages: pages,
        page: number,
        previous: neighbour(number > 1, number - 1),
        next: neighbour(number < pages, number + 1),
    });
    let head = head.expect("a head is plain data");
    let mut text = String::from("{\n");
    for (name, value) in head.as_object().into_iter().flatten() {
        let _ = writeln!(text, "\"{name}\": {value},");
    }
    text + "\"rows\": [\n"
}

impl Observer for RowsConversion {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let mut out = Vec::new();
        if !self.is_over.load(Ordering::Relaxed) {
            let objects = self.members.of(batch);
            for row in 0..batch.rows {
                objects.push(row, &mut out);
                out.extend_from_slice(BETWEEN);
            }
        }
        Ok(Box::new((batch.rows as u64, out)))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let (count, text): (u64, Vec<u8>) = own(partial);
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.count += count;
        if rows.count > self.limit {
            self.is_over.store(true, Ordering::Relaxed);
        }
        if self.is_over.load(Ordering::Relaxed) {
            return Ok(());
        }
        // A record has no end of a line inside, so the ends of lines are the ends of rows.
        let before = rows.count - count;
        let (start, mut row) = (rows.bytes, before);
        for end in memchr::memchr_iter(b'\n', &text) {
            row += 1;
            if row % PAGE_ROWS == 0 {
                rows.ends.push(start + end as u64 + 1);
            }
        }
        rows.bytes += text.len() as u64;
        rows.spool.write_all(&text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn pages(batches: &[u64], limit: u64) -> Vec<Value> {
        let folder = tempfile::tempdir().unwrap();
        let conversion = RowsConversion::new(&Schema::default(), limit, Spool::new(folder.path()));
        let mut next = 0;
        for rows in batches {
            let text: String = (next..next + rows).map(|row| format!("{{\"n\":{row}}},\n")).collect();
            next += rows;
            conversion.merge(Box::new((*rows, text.into_bytes()))).unwrap();
        }
        let links = RowsLinks { dataset: "../d.json".to_owned(), schema: "../s.json".to_owned() };
        let mut pages = Vec::new();
        let take = |number, page: Vec<u8>| {
            pages.push(serde_json::from_slice(&page).unwrap());
            assert_eq!(number, pages.len() as u64);
            Ok(())
        };
        conversion.finish(&links, take).unwrap();
        pages
    }

    #[test]
    fn pages_hold_all_rows_in_order_however_they_came() {
        for batches in [&[2_345][..], &[1, 999, 1_000, 345], &[0, 1_500, 0, 500, 345, 0]] {
            let pages = pages(batches, 10_000);
            let rows = |page: &Value| page["rows"].as_array().unwrap().clone();
            assert_eq!(pages.iter().map(|page| rows(page).len()).collect::<Vec<_>>(), [1_000, 1_000, 345]);
            let numbers = pages.iter().flat_map(rows).map(|row| row["n"].as_u64().unwrap());
            assert!(numbers.eq(0..2_345));
            let told = |key: &str| pages.iter().map(|page| page[key].clone()).collect::<Vec<_>>();
            assert_eq!(told("next"), [Value::from("2.json"), "3.json".into(), Value::Null]);
            assert_eq!(told("previous"), [Value::Null, "1.json".into(), "2.json".into()]);
            assert_eq!(told("page"), [1, 2, 3]);
            assert_eq!((&pages[0]["total_rows"], &pages[0]["total_pages"]), (&2_345.into(), &3.into()));
        }
    }

    #[test]
    fn full_pages_have_no_empty_one_after_them_and_an_empty_table_has_one() {
        assert_eq!(pages(&[2_000], 10_000).len(), 2);
        assert_eq!(pages(&[1_000], 1_000).len(), 1);
        for batches in [&[][..], &[0]] {
            let pages = pages(batches, 10_000);
            assert_eq!((pages.len(), &pages[0]["rows"], &pages[0]["next"]), (1, &serde_json::json!([]), &Value::Null));
        }
    }

    #[test]
    fn a_table_beyond_the_limit_has_none() {
        assert_eq!(pages(&[600, 401], 1_000).len(), 0);
        assert_eq!(pages(&[], 0).len(), 0);
        assert_eq!(pages(&[1_001], u64::MAX).len(), 2);
    }
}
