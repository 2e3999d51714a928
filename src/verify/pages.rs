//! The pages of a table's rows: a folder with an object of JSON for each, the records among its members.

use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::json::members;
use super::tally::Total;
use super::{Trouble, Verifier, Written};
use crate::files;
use crate::model::schema::Schema;
use crate::model::{PAGE_ROWS, RowsPage};

pub(super) struct Pages;

#[derive(Deserialize)]
struct Page<'a> {
    total_rows: u64,
    total_pages: u64,
    page: u64,
    next: Option<String>,
    #[serde(borrow)]
    rows: Vec<&'a RawValue>,
}

impl Verifier for Pages {
    fn written(&self) -> Written {
        Written::Pages
    }

    fn read(&self, path: &Path, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble> {
        let columns: Vec<usize> = (0..schema.fields.len()).collect();
        let (mut row, mut number) = (0, 1);
        loop {
            let text = files::read(&RowsPage::beside(path, number))?;
            let page: Page<'_> =
                serde_json::from_slice(&text).map_err(|_| Trouble::Unreadable("It is not a page of rows."))?;
            let mut tally = total.tally(schema.fields.len());
            for record in &page.rows {
                tally.add_rows(1);
                if members(record.get(), schema, &columns, row, &mut tally).is_none() {
                    tally.add_unreadable(row);
                }
                row += 1;
            }
            total.add(tally);
            let is_last = page.next.is_none();
            if page.page != number || is_last != (page.total_pages == number) || page.rows.len() as u64 > PAGE_ROWS {
                return Err(Trouble::Unreadable("It does not lead from page to page."));
            }
            if is_last {
                let is_all = page.total_rows == row;
                return if is_all {
                    Ok(())
                } else {
                    Err(Trouble::Unreadable("It says another count of rows than it has."))
                };
            }
            number += 1;
        }
    }
}
