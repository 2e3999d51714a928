//! What the cells of each kind of workbook show, made here part by part.

use super::*;
use crate::read::spreadsheet::tests::{package, xls_record, xlsb_record, xlsb_text};

/// A sheet with numbers at rows and columns.
fn sheet(cells: &[(u32, u32, f64)]) -> Grid {
    let mut grid = Grid::default();
    for (row, column, number) in cells {
        grid.push((*row, *column), Value::Number(*number));
    }
    grid
}

/// What the cells of a sheet show, row by row.
fn texts(grid: &Grid) -> Vec<String> {
    grid.lines().iter().flat_map(|line| grid.cells(*line)).map(|cell| grid.value(cell).text()).collect()
}

#[test]
fn looks_are_numbered_and_no_more_than_fit() {
    let mut styles = Styles::default();
    styles.push(None);
    for digits in 2..300 {
        styles.push(Look::of(&format!("00\"{digits}\"")));
    }
    styles.push(Look::of("00\"2\""));
    assert_eq!((styles.look(0), styles.look(1), styles.look(255), styles.look(256)), (0, 1, 255, 0));
    assert_eq!((styles.look(299), styles.look(9_999)), (1, 0));
    assert_eq!(styles.into_looks().len(), 255);
}

#[test]
fn xlsb_names_a_style_in_every_cell() {
    let format = |number: u16, code: &str| xlsb_record(44, &[number.to_le_bytes().to_vec(), xlsb_text(code)].concat());
    let style = |format: u16| xlsb_record(47, &[[0, 0], format.to_le_bytes(), [0, 0]].concat());
    let styles = [
        format(164, "00000"),
        style(164),
        xlsb_record(617, &[3, 0, 0, 0]),
        style(0),
        style(164),
        style(10),
        xlsb_record(618, &[]),
        style(164),
    ];
    let row = |row: u32| xlsb_record(0, &[row.to_le_bytes(), [0; 4]].concat());
    let cell = |kind: u32, column: u8, style: u8| xlsb_record(kind, &[column, 0, 0, 0, style, 0, 0, 0, 9, 9, 9, 9]);
    let cells = [
        row(0),
        cell(5, 0, 1),
        cell(2, 1, 0),
        row(3),
        cell(9, 0, 2),
        cell(2, 1, 1),
        cell(2, 2, 3),
        xlsb_record(146, &[]),
    ];
    let workbook = xlsb_record(156, &[vec![0; 8], xlsb_text("r1"), xlsb_text("S")].concat());
    let parts = |styles: &[u8]| {
        package(&[
            ("xl/workbook.bin", &workbook),
            (
                "xl/_rels/workbook.bin.rels",
                b"<R><Relationship Id='r1' Type='x/worksheet' Target='worksheets/s.bin'/></R>",
            ),
            ("xl/worksheets/s.bin", &cells.concat()),
            ("xl/styles.bin", styles),
        ])
    };
    let all = [(0, 0, 7.0), (0, 1, 7.0), (3, 0, 0.5), (3, 1, 7.0), (3, 2, 7.0)];
    let styles = styles.concat();
    let mut grid = sheet(&all);
    dress(&Depths::Xlsb(parts(&styles)), "S", 0, &mut grid);
    assert_eq!(texts(&grid), ["00007", "7", "0.5", "00007", "7"]);
    assert_eq!(grid.look(&grid.cells(grid.lines()[1])[0]), Some(&Look::Percent));
    for end in 0..styles.len() {
        dress(&Depths::Xlsb(parts(&styles[..end])), "S", 0, &mut sheet(&all));
    }
}

#[test]
fn xls_names_a_style_in_every_cell() {
    let format = |number: u8, code: &str| {
        xls_record(0x041e, &[&[number, 0, code.len() as u8, 0, 0][..], code.as_bytes()].concat())
    };
    let wide: Vec<u8> = "00-00".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let style = |format: u8| xls_record(0x00e0, &[0, 0, format, 0]);
    let cells = [
        xls_record(0x0809, &[0, 6, 0x10, 0]),
        xls_record(0x0203, &[&[0, 0, 1, 0, 1, 0][..], &[0; 8]].concat()),
        xls_record(0x00bd, &[1, 0, 0, 0, 2, 0, 9, 9, 9, 9, 1, 0, 9, 9, 9, 9, 1, 0]),
        xls_record(0x00bd, &[1, 0]),
        // Cells of a chart are none of the sheet.
        xls_record(0x0809, &[0, 6, 0x20, 0]),
        xls_record(0x027e, &[2, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
        xls_record(0x000a, &[]),
        xls_record(0x027e, &[2, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
        xls_record(0x000a, &[]),
    ];
    let before = |start: u32| {
        [
            xls_record(0x0809, &[0, 6, 5, 0]),
            format(164, "00000"),
            xls_record(0x041e, &[&[165, 0, 5, 0, 1][..], &wide].concat()),
            [style(0), style(164), style(165)].concat(),
            xls_record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat()),
            xls_record(0x000a, &[]),
        ]
        .concat()
    };
    let stream = [before(before(0).len() as u32), cells.concat()].concat();
    let all = [(0, 1, 7.0), (1, 0, 123.0), (1, 1, 7.0), (2, 0, 7.0), (2, 1, 7.0)];
    let mut grid = sheet(&all);
    dress(&Depths::of_old(&stream, None), "A", 0, &mut grid);
    assert_eq!(texts(&grid), ["00007", "01-23", "00007", "7", "7"]);
    for end in 0..stream.len() {
        dress(&Depths::of_old(&stream[..end], None), "A", 0, &mut sheet(&all));
    }
}

#[test]
fn ods_names_styles_of_cells_rows_and_columns() {
    let styles =
        b"<s><number:number-style style:name='N1'><number:number number:min-integer-digits='5'/></number:number-style>\
        <style:style style:name='Zip' style:family='table-cell' style:data-style-name='N1'/></s>";
    let content = b"<c><number:number-style style:name='N2'><number:text>A </number:text><number:number \
        number:decimal-places='0' number:min-integer-digits='6'><number:embedded-text number:position='2'>-\
        </number:embedded-text></number:number></number:number-style>\
        <number:percentage-style style:name='N3'><number:number number:decimal-places='0'/><number:text>%</number:text>\
        </number:percentage-style><number:number-style style:name='N4'><number:number number:decimal-places='2' \
        number:min-integer-digits='1' number:grouping='true'/></number:number-style>\
        <style:style style:name='ce1' style:family='table-cell' style:parent-style-name='Zip'/>\
        <style:style style:name='ce2' style:family='table-cell' style:data-style-name='N2'/>\
        <style:style style:name='ce3' style:family='table-cell' style:data-style-name='N3'/>\
        <style:style style:name='ce4' style:family='table-cell' style:data-style-name='N4'/>\
        <style:style style:name='ce5' style:family='table-column' style:data-style-name='N1'/>\
        <table:table table:name='Other'/><table:table table:name='S'>\
        <table:table-column table:number-columns-repeated='2' table:default-cell-style-name='ce1'/><table:table-column/>\
        <table:table-row><table:table-cell office:value-type='float'/><table:table-cell office:value-type='string'/>\
        <table:table-cell office:value-type='float' table:style-name='ce2'/></table:table-row>\
        <table:table-row table:number-rows-repeated='2' table:default-cell-style-name='ce4'>\
        <table:table-cell office:value-type='float' table:number-columns-repeated='2'/>\
        <table:table-cell office:value-type='percentage' table:style-name='ce3'/></table:table-row>\
        <table:table-row><table:table-cell/><table:table-cell office:value-type='float'/></table:table-row>\
        </table:table></c>";
    let parts = package(&[("styles.xml", styles), ("content.xml", content)]);
    let mut grid = sheet(&[(0, 0, 7.0), (0, 2, 1234.0), (1, 0, 7.0), (2, 1, 7.0), (2, 2, 0.5), (3, 1, 7.0)]);
    dress(&Depths::Ods(parts), "S", 1, &mut grid);
    assert_eq!(texts(&grid), ["00007", "A 0012-34", "7", "7", "0.5", "00007"]);
    let looks: Vec<_> = grid.lines().iter().map(|line| grid.look(grid.cells(*line).last().unwrap()).cloned()).collect();
    assert_eq!(looks[1..3], [Some(Look::Cents), Some(Look::Percent)]);
}
