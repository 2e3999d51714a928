//! What stands around a table in delimited text.

use super::*;

fn csv(text: &str, layout: &Layout, columns: &[&str]) -> Read {
    read(text.as_bytes(), SourceFormat::Csv, layout, columns)
}

#[test]
fn rows_around_the_table_are_left_out() {
    let text = "A title\n,,\nid,count\n1,5\n\n2,6\nTotal,11\nA note\n\n";
    let layout = Layout { skip_rows: 2, footer_rows: 2, ..Layout::default() };
    let read = csv(text, &layout, &["id", "count:integer"]);
    assert_eq!(read.text(), "4: 1|5\n6: 2|6");
    assert_eq!(read.row_faults, [(Some(5), RowFaultKind::Blank)]);
    assert!(read.faults.is_empty());
}

#[test]
fn several_rows_of_names_are_joined() {
    let text = "year,2016,,note\n,plan,actual\n2016,1,2,x\n";
    let layout = Layout { header_rows: 2, ..Layout::default() };
    let read = csv(text, &layout, &["year", "2016 plan", "actual", "note"]);
    assert_eq!(read.labels, ["year", "2016 plan", "actual", "note"]);
    assert_eq!(read.text(), "3: 2016|1|2|x");
}

#[test]
fn a_footer_is_left_out_wherever_blocks_end() {
    // About three blocks, so that rows which may be the footer are carried from one to the next.
    let rows: u64 = 700_000;
    let mut text = String::from("id\n");
    (0..rows).for_each(|row| text += &format!("{row:08}\n"));
    text += "Total\nNote";
    let layout = Layout { footer_rows: 2, ..Layout::default() };
    let read = csv(&text, &layout, &["id:integer"]);
    assert_eq!((read.rows.len() as u64, read.rows.last().unwrap().0), (rows, rows + 1));
    assert!(read.faults.is_empty() && read.row_faults.is_empty());
}

#[test]
fn a_table_can_be_all_footer() {
    let layout = Layout { footer_rows: 3, ..Layout::default() };
    assert_eq!(csv("id\n1\n2\n3\n", &layout, &["id"]).text(), "");
    assert_eq!(csv("id\n1\n2\n", &layout, &["id"]).labels, ["The file is empty."]);
    let layout = Layout { skip_rows: 9, ..Layout::default() };
    assert_eq!(csv("id\n1\n", &layout, &["id"]).labels, ["The file ends before the line with the column names."]);
}
