//! What is found unseen in each kind of workbook, made here part by part.

use super::*;
use crate::read::spreadsheet::tests::{package, xls_record as record, xlsb_record, xlsb_text as text};

fn unseen(rows: &[(u32, u32)], columns: &[(u32, u32)], notes: &[(u32, u32)]) -> Unseen {
    Unseen { rows: rows.to_vec(), columns: columns.to_vec(), notes: notes.to_vec() }
}

#[test]
fn runs_are_joined_and_searched() {
    let mut unseen = Unseen::default();
    for row in [3, 4, 5, 9] {
        unseen.hide_rows(row, row);
    }
    unseen.hide_rows(10, u32::MAX);
    unseen.hide_rows(0, 0);
    let unseen = unseen.sorted();
    assert_eq!(unseen.rows, [(0, 0), (3, 5), (9, u32::MAX)]);
    let inside: Vec<u32> = (0..12).filter(|at| is_in(&unseen.rows, *at)).collect();
    assert_eq!(inside, [0, 3, 4, 5, 9, 10, 11]);
}

#[test]
fn cells_have_places() {
    assert_eq!(cell("A1"), Some((0, 0)));
    assert_eq!(cell("$AB$12:C9"), Some((11, 27)));
    for bad in ["", "A", "1", "A0", "AAAA1", "é1"] {
        assert_eq!(cell(bad), None, "{bad}");
    }
}

#[test]
fn programs_are_no_people() {
    assert!(is_person("J. Clerk") && !is_person(" ") && !is_person("OpenPyXL"));
}

#[test]
fn xlsx_has_notes_of_both_kinds_in_parts_of_the_sheet() {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |list: &[(&str, &str)]| {
        let relation = |(at, (kind, target)): (usize, &(&str, &str))| {
            format!("<Relationship Id=\"r{at}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
        };
        let list: String = list.iter().enumerate().map(relation).collect();
        format!("<Relationships>{list}</Relationships>").into_bytes()
    };
    let depths = Depths::Xlsx(package(&[
        ("_rels/.rels", &relations(&[("officeDocument", "/xl/book.xml"), ("core-properties", "docProps/c.xml")])),
        ("xl/book.xml", b"<x:workbook><x:sheets><x:sheet name='A' r:id='r0'/></x:sheets></x:workbook>"),
        ("xl/_rels/book.xml.rels", &relations(&[("worksheet", "worksheets/a.xml")])),
        ("xl\\worksheets\\a.xml", b"<x:worksheet><x:sheetData/><row r='9' hidden='1'/></x:worksheet>"),
        (
            "xl/worksheets/_rels/a.xml.rels",
            &relations(&[("comments", "../Comments1.xml"), ("threadedComment", "../threads/t.xml"), ("comments", "x")]),
        ),
        ("xl/comments1.xml", b"<comments><comment ref=\"C9\"/><comment ref=\"B4\"><t>private</t></comment></comments>"),
        ("xl/threads/t.xml", b"<ThreadedComments><threadedComment ref=\"B4\"/></ThreadedComments>"),
        ("docProps/c.xml", b"<c><dc:creator>J. Clerk</dc:creator><cp:lastModifiedBy> </cp:lastModifiedBy></c>"),
    ]));
    assert_eq!(depths.unseen("A", 0), unseen(&[], &[], &[(3, 1), (8, 2)]));
    assert_eq!(depths.unseen("B", 0), Unseen::default());
    assert_eq!(depths.people(), [WROTE]);
}

#[test]
fn ods_repeats_rows_and_columns_and_keeps_notes_in_cells() {
    let content = b"<office:spreadsheet><table:table table:name='Old'><table:table-row table:visibility='collapse'/>\
        </table:table><table:table table:name='A &amp; B'><table:table-column table:number-columns-repeated='2'/>\
        <table:table-column table:visibility='collapse' table:number-columns-repeated='3'/>\
        <table:table-row table:number-rows-repeated='4'><table:table-cell/></table:table-row>\
        <table:table-row table:visibility='filter' table:number-rows-repeated='2'/>\
        <table:table-row table:visibility='visible'><table:table-cell table:number-columns-repeated='2'/>\
        <table:table-cell><office:annotation><text:p>private</text:p></office:annotation><table:table>\
        <table:table-row table:visibility='collapse'/></table:table></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated='4294967295'/><table:table-row table:number-rows-repeated='9'/>\
        </table:table><table:table table:name='C'><table:table-row table:visibility='collapse'/></table:table>";
    let meta = b"<m><meta:initial-creator>J. Clerk</meta:initial-creator><dc:creator>K. Clerk</dc:creator></m>";
    let depths = Depths::Ods(package(&[("content.xml", content), ("meta.xml", meta)]));
    assert_eq!(depths.unseen("A & B", 1), unseen(&[(4, 5)], &[(2, 4)], &[(6, 2)]));
    assert_eq!(depths.people(), [WROTE, SAVED]);
}

#[test]
fn xlsb_has_flags_in_records() {
    let numbers = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let row = |row: u32, flags: u8| xlsb_record(0, &[&numbers(&[row, 0])[..], &[0, 0, 0, flags, 0]].concat());
    let columns = |first, last, flags| xlsb_record(60, &numbers(&[first, last, 0, 0, flags]));
    let sheet = [columns(0, 1, 0), columns(2, 3, 1), xlsb_record(7, &[1; 300]), row(4, 0x10), row(5, 0), row(6, 0x18)];
    let workbook = xlsb_record(156, &[numbers(&[0, 1]), text("r1"), text("Löhne")].concat());
    let related = |id: &str, kind: &str, target: &str| {
        format!("<R><Relationship Id='{id}' Type='x/{kind}' Target='{target}'/></R>")
    };
    let depths = Depths::Xlsb(package(&[
        ("xl/workbook.bin", &workbook),
        ("xl/_rels/workbook.bin.rels", related("r1", "worksheet", "worksheets/s.bin").as_bytes()),
        ("xl/worksheets/s.bin", &sheet.concat()),
        ("xl/worksheets/_rels/s.bin.rels", related("r1", "comments", "../comments.bin").as_bytes()),
        ("xl/comments.bin", &xlsb_record(635, &numbers(&[0, 7, 7, 2, 2, 0]))),
    ]));
    assert_eq!(depths.unseen("Löhne", 0), unseen(&[(4, 4), (6, 6)], &[(2, 3)], &[(7, 2)]));
    // A part that is cut off says what it can.
    let cut = sheet.concat();
    let depths = Depths::Xlsb(package(&[("xl/workbook.bin", &workbook[..5]), ("xl/worksheets/s.bin", &cut[..9])]));
    assert_eq!(depths.unseen("Löhne", 0), Unseen::default());
}

#[test]
fn xls_has_flags_in_records() {
    let row = |row: u8, flags: u8| record(0x0208, &[row, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, flags, 1, 0, 0]);
    let sheet = [
        record(0x0809, &[0; 4]),
        record(0x007d, &[1, 0, 2, 0, 0, 0, 0, 0, 1, 0]),
        row(1, 0x00),
        row(2, 0x20),
        record(0x001c, &[4, 0, 1, 0, 0, 0]),
        record(0x000a, &[]),
        row(9, 0x20),
    ];
    let listed = |start: u32| record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
    let before = (listed(0).len() * 2 + 4) as u32;
    let stream = [listed(u32::MAX), listed(before), record(0x000a, &[]), sheet.concat()].concat();
    assert_eq!(xls::sheets(&stream), [Unseen::default(), unseen(&[(2, 2)], &[(1, 2)], &[(4, 1)])]);

    let number = |number: u32| number.to_le_bytes();
    let set = [
        [number(0), number(3), number(1), number(0)].concat(),
        [number(4), number(32), number(8), number(44)].concat(),
        [number(30), number(3)].concat(),
        b"J.C\0".to_vec(),
        [number(30), number(99)].concat(),
    ];
    let summary = [vec![0; 44], number(48).to_vec(), set.concat()].concat();
    assert_eq!(xls::people(&summary), [WROTE]);
    for end in 0..summary.len() {
        xls::people(&summary[..end]);
    }
}
