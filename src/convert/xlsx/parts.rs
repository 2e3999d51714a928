//! The parts of a workbook that are the same for every table, or nearly.

use super::cell::{push_escaped, push_text, text_head};
use crate::convert::Subject;
use crate::model::schema::{FieldType, Schema};

pub(super) const CONTENT_TYPES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
    r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
    r#"<Default Extension="xml" ContentType="application/xml"/>"#,
    r#"<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>"#,
    r#"<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#,
    r#"<Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#,
    r#"<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>"#,
    r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#,
    "</Types>"
);

pub(super) const RELATIONSHIPS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    "</Relationships>"
);

pub(super) const WORKBOOK_RELATIONSHIPS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/>"#,
    r#"<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>"#,
    "</Relationships>"
);

/// The name of the second sheet.
const ABOUT: &str = "About this data";

/// How cells are shown, by their place in the list of styles.
pub(super) mod style {
    pub(in super::super) const GENERAL: usize = 0;
    pub(in super::super) const TEXT: usize = 1;
    pub(in super::super) const HEADER: usize = 2;
    pub(in super::super) const DATE: usize = 3;
    pub(in super::super) const DATETIME: usize = 4;
    pub(in super::super) const TIME: usize = 5;
    pub(in super::super) const WRAPPED: usize = 6;
    /// The first of those for exact numbers.
    pub(super) const DECIMALS: usize = 7;

    /// Digits after the point that have a style of their own; Excel shows no more than fifteen digits.
    pub(super) const MOST_DECIMALS: u8 = 15;

    /// Exact numbers with so many digits after the point.
    pub(in super::super) fn decimals(count: u8) -> usize {
        DECIMALS + usize::from(count.min(MOST_DECIMALS))
    }
}

/// The numbers from which formats of our own are counted.
const FIRST_FORMAT: usize = 164;

pub(super) fn styles() -> String {
    let mut formats = vec!["yyyy\\-mm\\-dd".to_owned(), "yyyy\\-mm\\-dd\\ hh:mm:ss".to_owned(), "hh:mm:ss".to_owned()];
    formats.extend((0..=style::MOST_DECIMALS).map(|count| match count {
        0 => "0".to_owned(),
        count => format!("0.{}", "0".repeat(count.into())),
    }));
    let number = |at: usize| format!("<xf numFmtId=\"{}\" applyNumberFormat=\"1\"/>", FIRST_FORMAT + at);
    // In the order of `style`.
    let mut cells = vec![
        "<xf numFmtId=\"0\"/>".to_owned(),
        "<xf numFmtId=\"49\" applyNumberFormat=\"1\"/>".to_owned(),
        "<xf numFmtId=\"49\" fontId=\"1\" applyFont=\"1\" applyNumberFormat=\"1\"/>".to_owned(),
        number(0),
        number(1),
        number(2),
        "<xf numFmtId=\"49\" applyNumberFormat=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>"
            .to_owned(),
    ];
    cells.extend((style::DECIMALS - 4..formats.len()).map(number));
    let formats: String = (formats.iter().enumerate())
        .map(|(at, code)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>", FIRST_FORMAT + at))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
<numFmts count=\"{}\">{formats}</numFmts>\
<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border/></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"{}\">{}</cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
        formats.matches("<numFmt ").count(),
        cells.len(),
        cells.concat(),
    )
}

/// The list of sheets: the table, under its title as far as a sheet's name can be that, and what is known of it.
pub(super) fn workbook(title: &str) -> String {
    let is_plain = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control();
    let mut name: String = title.chars().filter(is_plain).take(31).collect();
    name = name.trim().to_owned();
    if name.is_empty() || name.eq_ignore_ascii_case(ABOUT) || name.eq_ignore_ascii_case("history") {
        name = "Data".to_owned();
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
<sheet name=\"{}\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"{ABOUT}\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>",
        escaped(&name)
    )
}

/// Title, publisher and day of the file as a whole.
pub(super) fn properties(subject: &Subject<'_>) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
<dcterms:created xsi:type=\"dcterms:W3CDTF\">{}T00:00:00Z</dcterms:created></cp:coreProperties>",
        escaped(subject.title),
        escaped(subject.publisher),
        subject.metadata.modified,
    )
}

/// A sheet up to its first row of values.
pub(super) fn sheet_head(schema: &Schema) -> String {
    let widths = schema.fields.iter().map(|field| match field.kind {
        FieldType::DateTime { .. } => 20,
        FieldType::Date { .. } | FieldType::Integer | FieldType::Number { .. } | FieldType::Year => 12,
        _ => 24,
    });
    let widths: Vec<usize> =
        widths.zip(&schema.fields).map(|(width, field)| width.max(field.name.chars().count() + 4)).collect();
    let mut out = head(&widths).into_bytes();
    let header = text_head(style::HEADER);
    out.extend_from_slice(b"<row>");
    for field in &schema.fields {
        // A name is far shorter than a cell can be.
        let _ = push_text(&field.name, &header, &mut out);
    }
    out.extend_from_slice(b"</row>\n");
    String::from_utf8(out).expect("XML of text is text")
}

/// A sheet up to its rows: the first one stays in view, and columns are as wide as given, in characters.
pub(super) fn head(widths: &[usize]) -> String {
    let columns: String = (widths.iter().enumerate())
        .map(|(at, width)| format!("<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"/>", at + 1))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView workbookViewId=\"0\">\
<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
<cols>{columns}</cols><sheetData>"
    )
}

/// The end of a sheet with so many columns and rows of values, which can be filtered.
pub(super) fn sheet_tail(columns: usize, rows: u64) -> String {
    format!("</sheetData><autoFilter ref=\"A1:{}{}\"/></worksheet>", letters(columns), rows + 1)
}

/// The letters of a column, counted from 1.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(b'A' + ((column - 1) % 26) as u8);
        column = (column - 1) / 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = Vec::new();
    push_escaped(text, &mut out);
    String::from_utf8(out).expect("XML of text is text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered() {
        assert_eq!([1, 26, 27, 702, 703, 16_384].map(letters), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn a_sheet_has_a_name_that_excel_takes() {
        let long = workbook("Trees: [all] of \"them\" & more, with a long name");
        assert!(long.contains("name=\"Trees all of &quot;them&quot; &amp; more, wit\""), "{long}");
        assert!(workbook("***").contains("name=\"Data\""));
    }
}
