//! Workbooks, written here as XML.

use std::io::Cursor;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::model::Packing;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook with sheets given as name, state and rows in XML.
fn xlsx(is_1904: bool, sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut files = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships><Relationship Id=\"r\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/>\
                 </Relationships>"
            ),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"[h]:mm:ss\"/>\
                 <numFmt numFmtId=\"165\" formatCode=\"00000\"/><numFmt numFmtId=\"166\" formatCode=\"000-00\"/></numFmts>\
                 <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>\
                 <xf numFmtId=\"166\"/><xf numFmtId=\"44\"/><xf numFmtId=\"9\"/><xf numFmtId=\"4294967296\"/></cellXfs></styleSheet>"
            ),
        ),
    ];
    let (mut list, mut relations) = (String::new(), String::new());
    for (at, (name, state, rows)) in sheets.iter().enumerate() {
        list += &format!("<sheet name=\"{name}\" state=\"{state}\" sheetId=\"{at}\" r:id=\"r{at}\"/>");
        relations +=
            &format!("<Relationship Id=\"r{at}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/{at}.xml\"/>");
        files.push((format!("xl/worksheets/{at}.xml"), format!("<worksheet xmlns=\"{MAIN}\">{rows}</worksheet>")));
    }
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><workbookPr date1904=\"{}\"/><sheets>{list}</sheets></workbook>",
        u8::from(is_1904)
    );
    files.push(("xl/workbook.xml".to_owned(), workbook));
    files.push(("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>")));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Rows of cells: text as it is, `=…` for XML of a cell's inside after its attributes.
fn sheet(rows: &[&[&str]]) -> String {
    let cell = |cell: &&str| match cell.strip_prefix('=') {
        Some(xml) => format!("<c {xml}</c>"),
        None if cell.is_empty() => "<c/>".to_owned(),
        None => format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
    };
    let row = |(at, row): (usize, &&[&str])| {
        format!("<row r=\"{}\">{}</row>", at + 1, row.iter().map(cell).collect::<String>())
    };
    format!("<sheetData>{}</sheetData>", rows.iter().enumerate().map(row).collect::<String>())
}

fn book(bytes: &[u8], layout: &Layout, columns: &[&str]) -> Read {
    read(bytes, SourceFormat::Spreadsheet, layout, columns)
}

fn one(rows: &[&[&str]], columns: &[&str]) -> Read {
    book(&xlsx(false, &[("S", "visible", &sheet(rows))]), &Layout::default(), columns)
}

#[test]
fn cells_have_types_of_their_own() {
    let read = one(
        &[&["a", "b", "c", "d", "e"], &["007", "=><v>12.0</v>", "=><v>0.1</v>", "=t=\"b\"><v>1</v>", "=><v>2134</v>"]],
        &["a", "b:integer", "c:number", "d:boolean", "e"],
    );
    assert_eq!(read.text(), "2: 007|12|0.1|true|2134");
    let read = one(&[&["a", "b"], &["=><v>12.5</v>", "=t=\"b\"><v>0</v>"]], &["a:integer", "b"]);
    assert_eq!(read.faults, [(2, 0, FaultKind::NotOfType)]);
    assert_eq!(read.rows[0].1[1].as_deref(), Some("false"));
}

#[test]
fn days_and_times_are_those_the_spreadsheet_shows() {
    let rows: &[&[&str]] = &[
        &["day", "at", "clock", "text"],
        &["=s=\"1\"><v>45000</v>", "=s=\"1\"><v>45000.75</v>", "=s=\"1\"><v>0.5</v>", "=s=\"1\"><v>45000.75</v>"],
        &["31.12.2024", "2024-12-31T08:00:00", "08:00:00", "=s=\"2\"><v>1.25</v>"],
        &["=t=\"d\"><v>2023-03-15</v>", "=t=\"d\"><v>2023-03-15T10:00:00.000Z</v>", "", "=s=\"1\"><v>1</v>"],
    ];
    let columns = ["day:date", "at:datetime", "clock:time", "text"];
    let read = |is_1904| book(&xlsx(is_1904, &[("S", "visible", &sheet(rows))]), &Layout::default(), &columns);
    let since_1900 = read(false);
    assert_eq!(
        since_1900.text(),
        "2: 2023-03-15|2023-03-15T18:00:00|12:00:00|2023-03-15T18:00:00\n\
         3: 2024-12-31|2024-12-31T08:00:00|08:00:00|30:00:00\n\
         4: 2023-03-15|2023-03-15T10:00:00|∅|1900-01-01"
    );
    assert!(since_1900.faults.is_empty());
    let since_1904 = read(true).text();
    assert!(since_1904.starts_with("2: 2027-03-16|2027-03-16T18:00:00|"), "{since_1904}");
    assert!(since_1904.ends_with("1904-01-02"), "{since_1904}");
}

#[test]
fn text_is_what_the_number_format_shows_and_numbers_are_numbers() {
    let rows: &[&[&str]] = &[
        &["zip", "n", "code", "share", "cost", "odd"],
        &[
            "=s=\"3\"><v>2101</v>",
            "=s=\"3\"><v>7</v>",
            "=s=\"4\"><v>1234</v>",
            "=s=\"6\"><v>0.25</v>",
            "=s=\"5\"><v>3</v>",
        ],
        &[
            "=s=\"3\"><v>-1</v>",
            "=s=\"3\"><v>12345</v>",
            "=s=\"4\"><v>1.5</v>",
            "=s=\"6\"><v>1</v>",
            "=s=\"5\"><v>2.5</v>",
        ],
        &["=><v>2139</v>", "", "=s=\"4\"><f>1+1</f><v>2</v>", "", "", "=s=\"99999999999999999999\"><v>1</v>"],
        &["=s=\"3\" t=\"inlineStr\"><is><t>2139</t></is>", "", "=s=\"1\"><v>45000</v>", "", "", "=s=\"7\"><v>1</v>"],
    ];
    let read = one(rows, &["zip", "n:integer", "code", "share", "cost:number", "odd"]);
    assert_eq!(
        read.text(),
        "2: 02101|7|012-34|0.25|3|∅\n3: -1|12345|1.5|1|2.5|∅\n4: 2139|∅|000-02|∅|∅|1\n5: 2139|∅|2023-03-15|∅|∅|1"
    );
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    let shown = |label: &str, row| (label.to_owned(), row);
    assert_eq!(read.flaws, [Flaw::ShownAsCodes(vec![shown("zip", 2), shown("n", 2), shown("code", 2)])]);
    assert_eq!(
        read.shown,
        [None, Some(Shown::Code), Some(Shown::Code), Some(Shown::Percent), Some(Shown::Cents), None]
    );
}

#[test]
fn more_styles_than_any_workbook_has_are_refused() {
    let bytes = |styles: &str| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("[Content_Types].xml", "<Types/>"), ("xl/styles.xml", styles)] {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let font = format!("<font><name val=\"{}\"/></font>", "x".repeat(20_000));
    for styles in ["<xf/>".repeat(400_000), font + &"<xf fontId=\"0\"/>".repeat(10_000)] {
        let read = book(&bytes(&styles), &Layout::default(), &["id"]);
        assert!(matches!(read.flaws[..], [Flaw::TooLarge(_)]), "{:?}", read.flaws);
    }
    let read = book(&bytes(&"<xf/>".repeat(60_000)), &Layout::default(), &["id"]);
    assert!(matches!(read.flaws[..], [Flaw::Unreadable(_)]), "there is no workbook: {:?}", read.flaws);
}

#[test]
fn moments_that_do_not_fit_are_faults() {
    let read = one(
        &[
            &["day", "clock", "n", "text"],
            &["=s=\"1\"><v>45000.5</v>", "=s=\"1\"><v>45000</v>", "=s=\"1\"><v>45000</v>", "=s=\"1\"><v>60</v>"],
            &["=><v>45000</v>", "=s=\"2\"><v>1.5</v>", "=s=\"2\"><v>1.5</v>", "=s=\"1\"><v>-1</v>"],
        ],
        &["day:date", "clock:time", "n:number", "text"],
    );
    let wrong = |row, field| (row, field, FaultKind::NotOfType);
    let all: Vec<_> = (2..4).flat_map(|row| (0..4).map(move |field| wrong(row, field))).collect();
    assert_eq!(
        read.faults, all,
        "an hour in a date, a day in a time, a date in a number, the 29th of February 1900, …"
    );
}

#[test]
fn errors_and_formulas_without_value_are_told_apart() {
    let read = one(
        &[
            &["a", "b"],
            &["=t=\"e\"><v>#REF!</v>", "=><f>1+1</f><v></v>"],
            &["=t=\"str\"><f>\"\"</f><v></v>", "=><f>1+1</f><v>2</v>"],
        ],
        &["a", "b:integer"],
    );
    assert_eq!(read.text(), "2: ∅|∅\n3: ∅|2");
    assert_eq!(read.faults, [(2, 0, FaultKind::ErrorCell), (2, 1, FaultKind::FormulaWithoutValue)]);
}

#[test]
fn rows_have_the_numbers_of_the_spreadsheet() {
    let rows: &[&[&str]] =
        &[&[], &["Title"], &["", "x", "y"], &["", "1", "2"], &["", "", ""], &["", "3", ""], &["", "Total", "2"], &[]];
    let layout = Layout { skip_rows: 2, footer_rows: 1, ..Layout::default() };
    let bytes = xlsx(false, &[("S", "visible", &sheet(rows))]);
    let read = book(&bytes, &layout, &["x", "y:integer"]);
    assert_eq!(
        (read.labels.as_slice(), read.text().as_str()),
        (&["x".to_owned(), "y".to_owned()][..], "4: 1|2\n6: 3|∅")
    );
    assert_eq!(read.row_faults, [(Some(5), RowFaultKind::Blank)]);
    let layout = Layout { range: Some("B3:B6".parse().unwrap()), ..Layout::default() };
    assert_eq!(book(&bytes, &layout, &["x"]).text(), "4: 1\n6: 3");
    // Without hints the title is no header, and what is meant is found by the declared names.
    let flaw = Flaw::NoHeader {
        row: 2,
        named: 1,
        columns: 3,
        instead: Some(Instead { row: 3, skip_rows: 2, header_rows: 1 }),
    };
    assert_eq!(book(&bytes, &Layout::default(), &["x", "y:integer"]).flaws, [flaw]);
}

#[test]
fn documents_are_refused() {
    let rows: &[&[&str]] = &[&["Report"], &["On this", "", "and"], &["", "that", ""], &["", "", "x", "y"]];
    let read = one(rows, &["name"]);
    assert!(
        matches!(read.flaws[..], [Flaw::NoHeader { row: 1, named: 1, columns: 4, instead: None }]),
        "{:?}",
        read.flaws
    );
    assert!(read.rows.is_empty());
}

#[test]
fn merged_cells_name_columns_but_hold_no_rows() {
    let rows: &[&[&str]] = &[&["id", "2026", ""], &["", "plan", "actual"], &["1", "5", "6"], &["2", "7", ""]];
    let xml = sheet(rows)
        + "<mergeCells><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B4:C4\"/></mergeCells>";
    let layout = Layout { header_rows: 2, ..Layout::default() };
    let read = book(&xlsx(false, &[("S", "visible", &xml)]), &layout, &["id", "2026 plan", "2026 actual"]);
    assert_eq!(read.labels, ["id", "2026 plan", "2026 actual"]);
    assert_eq!(read.flaws, [Flaw::MergedCells { row: 4, cells: "B4:C4".to_owned() }]);
}

#[test]
fn what_is_hidden_in_the_table_is_named() {
    let xml = "<cols><col min=\"2\" max=\"3\" width=\"9\" hidden=\"1\"/><col min=\"9\" max=\"16384\" hidden=\"1\"/></cols>\
               <sheetData><row hidden=\"1\"><c t=\"str\"><v>Draft</v></c></row>\
               <row><c t=\"str\"><v>id</v></c><c t=\"str\"><v>pay</v></c></row>\
               <row r=\"3\"><c><v>1</v></c><c><v>9</v></c></row><row hidden=\"true\"><c><v>2</v></c></row>\
               <row r=\"5\" ht=\"0\"><c><v>3</v></c></row><row r=\"6\" hidden=\"1\"/><row r=\"7\"><c><v>4</v></c></row>\
               <row r=\"8\" hidden=\"1\"><c><v>5</v></c></row></sheetData>";
    let other = "<sheetData><row r=\"1\" hidden=\"1\"><c><v>1</v></c></row></sheetData>";
    let bytes = xlsx(false, &[("A", "visible", other), ("R&amp;D", "visible", xml)]);
    let layout = Layout { sheet: Some("R&D".to_owned()), skip_rows: 1, ..Layout::default() };
    let read = book(&bytes, &layout, &["id", "pay"]);
    let columns = Flaw::HiddenColumns(vec![("B".to_owned(), "pay".to_owned())]);
    assert_eq!(read.flaws, [Flaw::HiddenRows(vec![(4, 5), (8, 8)]), columns], "title and blank rows do not count");
    assert_eq!(read.rows.len(), 5, "they are read all the same");
}

#[test]
fn the_sheet_is_chosen_or_asked_for() {
    let table = sheet(&[&["id"], &["1"]]);
    let read = |sheets: &[(&str, &str, &str)], wanted: Option<&str>| {
        book(&xlsx(false, sheets), &Layout { sheet: wanted.map(str::to_owned), ..Layout::default() }, &["id"])
    };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let empty = sheet(&[]);
    let alone = [("A", "visible", &*empty), ("B", "visible", &*table), ("C", "hidden", &*table)];
    assert_eq!(read(&alone, None).text(), "2: 1");
    let hidden = read(&alone, Some("C"));
    assert_eq!((hidden.text().as_str(), &hidden.flaws[..]), ("2: 1", &[Flaw::HiddenSheet("C".to_owned())][..]));
    let there = names(&["A", "B", "C"]);
    assert_eq!(read(&alone, Some("b")).flaws, [Flaw::NoSheet { wanted: Some("b".to_owned()), there }]);
    let two = [("A", "visible", &*table), ("B", "visible", &*table)];
    assert_eq!(read(&two, None).flaws, [Flaw::SeveralSheets { sheets: names(&["A", "B"]), alike: Vec::new() }]);
    let (wide, note) = (sheet(&[&["id", "name"], &["1", "x"]]), sheet(&[&["Read", "this"]]));
    let three = [("A", "visible", &*wide), ("Note", "visible", &*note), ("B", "visible", &*wide)];
    let flaw = Flaw::SeveralSheets { sheets: names(&["A", "Note", "B"]), alike: names(&["A", "B"]) };
    assert_eq!(read(&three, None).flaws, [flaw]);
    let none = [("A", "veryHidden", &*table)];
    assert_eq!(read(&none, None).flaws, [Flaw::NoSheet { wanted: None, there: names(&["A"]) }]);
}

#[test]
fn a_cell_in_each_corner_takes_no_memory() {
    let xml = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>id</v></c></row>\
               <row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    let read = book(&xlsx(false, &[("S", "visible", xml)]), &Layout::default(), &["id"]);
    assert_eq!((read.rows.len(), read.labels.len()), (1, 1));
    assert_eq!(read.flaws, [Flaw::BesideTable { range: "A1:A".to_owned() }]);
}

#[test]
fn a_workbook_in_an_archive_is_read_and_a_broken_one_is_named() {
    let bytes = xlsx(false, &[("S", "visible", &sheet(&[&["id"], &["1"]]))]);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("book.xlsx", SimpleFileOptions::default()).unwrap();
    writer.write_all(&bytes).unwrap();
    let archive = writer.finish().unwrap().into_inner();
    let layout = Layout { packing: Packing::Zip, ..Layout::default() };
    assert_eq!(book(&archive, &layout, &["id"]).text(), "2: 1");
    let flaw = Flaw::WrongFormat { found: "a zip archive", expected: "a workbook" };
    assert_eq!(book(&archive, &Layout::default(), &["id"]).flaws, [flaw]);
    let bad = xlsx(false, &[("S", "visible", "<sheetData><row><c><v>1</v></row>")]);
    for bytes in [&bad[..], &bytes[..bytes.len() - 40], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more"]
    {
        let read = book(bytes, &Layout::default(), &["id"]);
        assert!(matches!(read.flaws[..], [Flaw::Unreadable(_)]), "{:?}", read.flaws);
    }
}
