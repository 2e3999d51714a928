//! What `townbook inspect` says of files that nobody has declared.

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::support::{PortalTest, zipped};

/// What is said of one file.
fn inspected(name: &str, content: impl AsRef<[u8]>) -> Value {
    let portal = PortalTest::empty().file(name, content);
    portal.run(&format!("inspect {name} --format json --values show")).exits(0).json()
}

/// Its only table.
#[track_caller]
fn table(name: &str, content: impl AsRef<[u8]>) -> Value {
    let mut said = inspected(name, content);
    assert_eq!(said["tables"].as_array().unwrap().len(), 1, "{said:#}");
    said["tables"][0].take()
}

/// The type of each column with its pattern.
fn types(table: &Value) -> Vec<String> {
    let kind = |field: &Value| match field["format"].as_str() {
        Some(format) => format!("{} {format}", field["type"].as_str().unwrap()),
        None => field["type"].as_str().unwrap().to_owned(),
    };
    table["fields"].as_array().unwrap().iter().map(kind).collect()
}

#[test]
fn a_plain_table_is_described_column_by_column() {
    let text = "id,zip,planted,cost,alive,height\n1,02139,03/25/2024,12.50,Y,3\n2,02140,04/01/2024,3.00,N,NA\n3,02139,12/31/2023,7.25,Y,5\n";
    let table = table("trees.csv", text);
    assert_eq!(
        (
            table["format"].as_str(),
            table["encoding"].as_str(),
            table["delimiter"].as_str(),
            table["line_ending"].as_str()
        ),
        (Some("csv"), Some("utf-8"), Some(","), Some("LF"))
    );
    assert_eq!((&table["rows"], &table["header_rows"], &table["skip_rows"]), (&json!(3), &json!(1), &json!(0)));
    assert_eq!(types(&table), ["integer", "string", "date %m/%d/%Y", "number", "boolean", "integer"]);
    assert_eq!(table["key"], json!(["id"]));
    let [zip, planted, height] = [1, 2, 5].map(|at| &table["fields"][at]);
    assert!(zip["why"].as_str().unwrap().contains("leading zeros"), "{zip}");
    assert_eq!((&planted["min"], &planted["max"]), (&json!("2023-12-31"), &json!("2024-04-01")));
    assert_eq!((&height["missing_values"], &height["nulls"], &height["max"]), (&json!(["NA"]), &json!(1), &json!("5")));
}

#[test]
fn what_the_values_leave_open_is_asked() {
    let table = table("days.csv", "seen,,note\n03/04/2024,a,N/A\n05/06/2024,b,fine\n");
    let question = |at: usize| table["fields"][at]["question"].as_str().unwrap().to_owned();
    assert!(question(0).contains("day or the month"));
    assert_eq!((&table["fields"][0]["format"], &table["fields"][0]["min"]), (&Value::Null, &Value::Null));
    assert!(question(1).contains("no label"));
    assert!(question(2).contains("`N/A`"));
}

#[test]
fn numbers_that_lose_something_stay_text() {
    let table = table(
        "codes.csv",
        "geoid,long,price,late,mixed\n2.01001E+11,12345678901234567890,\"$1,234.50 \",25:10:00,7\n2.01002E+11,12345678901234567891,$5.00,09:00:00,8\n2.01003E+11,5,$6.00,10:00:00,A\n2.01004E+11,6,$7.00,11:00:00,9\n",
    );
    assert_eq!(types(&table), ["string", "string", "number", "time gtfs", "string"]);
    let field = |at: usize| &table["fields"][at];
    assert!(field(0)["why"].as_str().unwrap().contains("spreadsheet"));
    assert_eq!((&field(2)["group_char"], &field(2)["bare_number"]), (&json!(","), &json!(false)));
    assert!(field(4)["why"].as_str().unwrap().contains("row 4"), "{}", field(4));
}

#[test]
fn a_column_that_turns_to_letters_far_down_is_text() {
    let rows: String = (0..60_000)
        .map(|row| format!("{row},{}\n", if row == 59_000 { "A".to_owned() } else { (row % 7).to_string() }))
        .collect();
    let table = table("wards.csv", format!("id,ward\n{rows}"));
    assert_eq!(types(&table), ["integer", "string"]);
    assert!(table["fields"][1]["why"].as_str().unwrap().contains("row 59002"), "{}", table["fields"][1]);
    assert_eq!((&table["rows"], &table["key"]), (&json!(60_000), &json!(["id"])));
}

#[test]
fn one_odd_cell_is_named_with_its_row() {
    let rows: String = (2..12).map(|row| format!("{row},{row}\u{20ac},{row}.5\n")).collect();
    let table = table("weights.csv", format!("id,price,weight\n1,about 4,3\n{rows}12,7,n.d.\n13,8,ca. 40\n14,9,x\n"));
    let why = |at: usize| table["fields"][at]["why"].as_str().unwrap().to_owned();
    assert_eq!(why(1), "numbers, but for one cell in row 2");
    assert_eq!(why(2), "numbers, but for 2 cells, the first in row 14");
    assert!(table["fields"][2]["question"].as_str().unwrap().contains("`n.d.`"), "{table:#}");
}

#[test]
fn yes_and_no_are_known_in_other_languages() {
    let table = table("flags.csv", "a,b,c\noui,Ja,n.d.\nnon,Nein,5\noui,Ja,7\n");
    assert_eq!(types(&table), ["boolean", "boolean", "integer"]);
    assert_eq!(table["fields"][2]["missing_values"], json!(["n.d."]));
}

#[test]
fn what_may_be_about_people_is_asked() {
    let table = table(
        "staff.csv",
        "desk,mail,reach,Internal note,contact\n1,a@town.example,617-555-0100,call back,desk 1\n\
         2,b@town.example,617-555-0101,n/a,x@town.example\n3,c@town.example,(617) 555-0102,late,desk 3\n",
    );
    let question = |at: usize| table["fields"][at]["privacy"].as_str().unwrap_or_default().to_owned();
    assert_eq!(question(0), "");
    assert!(question(1).starts_with("These look like e-mail addresses."));
    assert!(question(2).starts_with("These look like telephone numbers."));
    assert!(question(3).starts_with("Notes are often written for colleagues only."));
    assert!(question(4).starts_with("An e-mail address stands in row 3."));
    // One question does not hide another.
    assert!(table["fields"][3]["question"].as_str().unwrap().contains("`n/a`"), "{table:#}");
}

#[test]
fn money_keeps_its_cents() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, label) in ["id", "Cost", "Hours"].iter().enumerate() {
        sheet.write(0, column as u16, *label).unwrap();
        for (row, value) in [8626.6, 12.25, 7.5].iter().enumerate() {
            sheet.write(1 + row as u32, column as u16, value + 1.0).unwrap();
        }
    }
    let portal = PortalTest::base()
        .file("costs.csv", "Objet;Coût (€)\na;8626,60\nb;12,25\n")
        .file("book.xlsx", book.save_to_buffer().unwrap());
    portal.run("new costs --from costs.csv").exits(0);
    let draft = portal.read("datasets/costs/dataset.toml");
    assert!(draft.contains("name = \"cout\"") && draft.contains("decimals = 2\ndecimal_char = \",\""), "{draft}");
    portal.run("new book --from book.xlsx").exits(0);
    assert_eq!(portal.read("datasets/book/dataset.toml").matches("decimals = 2").count(), 1);
}

#[test]
fn number_formats_of_a_workbook_tell_codes_cents_and_percent() {
    let columns: [(&str, &str, [f64; 3]); 7] = [
        ("zip", "00000", [2101.0, 89101.0, 2139.0]),
        ("desert zip", "00000-0000", [891_011_234.0, 891_011_235.0, 891_011_236.0]),
        ("fiscal year", "0000", [2024.0, 2025.0, 2026.0]),
        ("paid", "$#,##0.00", [10.0, 12.5, 3.0]),
        ("area", "#,##0.00", [10.125, 12.5, 3.0]),
        ("share (%)", "0.0%", [0.25, 1.0, 0.5]),
        ("count", "General", [1.0, 2.0, 4.0]),
    ];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (label, format, values)) in columns.iter().enumerate() {
        let format = rust_xlsxwriter::Format::new().set_num_format(*format);
        sheet.write(0, column as u16, *label).unwrap();
        for (row, value) in values.iter().enumerate() {
            sheet.write_with_format(1 + row as u32, column as u16, *value, &format).unwrap();
        }
    }
    let book = book.save_to_buffer().unwrap();
    let table = table("codes.xlsx", &book);
    let types: Vec<&str> = (0..7).map(|at| table["fields"][at]["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["string", "string", "year", "number", "number", "number", "integer"], "{table:#}");
    let why = |at: usize| table["fields"][at]["why"].as_str().unwrap().to_owned();
    assert!(why(0).starts_with("codes: ") && why(1).starts_with("codes: "), "{table:#}");
    assert_eq!(table["fields"][0]["examples"], json!(["02101", "89101", "02139"]));
    assert_eq!(table["fields"][1]["min"], json!("89101-1234"));
    let portal = PortalTest::base().file("codes.xlsx", &book);
    portal.run("new codes --from codes.xlsx").exits(0);
    let draft = portal.read("datasets/codes/dataset.toml");
    assert_eq!(draft.matches("decimals = 2").count(), 1, "10.125 has more: {draft}");
    assert!(why(3).contains("two decimals") && why(5).contains("0.25 stands for 25 %"), "{table:#}");
    assert_eq!(table["fields"][5]["unit"], json!(null), "0.25 is no number of percent");
}

#[test]
fn rows_around_the_table_become_hints() {
    let text = "Payments\r\nJanuary\r\n\r\nvendor;amount;day\r\nAce;1,5;2024-01-02\r\nBee;2,5;2024-01-03\r\nCee;3,5;2024-01-04\r\nTotal;7,5;\r\n";
    let table = table("payments.txt", text);
    assert_eq!((&table["skip_rows"], &table["footer_rows"], &table["rows"]), (&json!(3), &json!(1), &json!(3)));
    assert_eq!((&table["delimiter"], &table["line_ending"]), (&json!(";"), &json!("CRLF")));
    assert_eq!(table["fields"][1]["decimal_char"], json!(","));
}

#[test]
fn every_format_is_told_from_the_content() {
    let objects = r#"[{"id":1,"name":"oak"},{"id":2,"name":"elm","tall":true}]"#;
    for (name, content, format, records) in [
        ("a.json", objects.to_owned(), "json", None),
        ("a.txt", format!(r#"{{"meta":[{{"x":1}}],"result":{{"rows":{objects}}}}}"#), "json", Some("result.rows")),
        (
            "a.csv",
            "{\"id\":1,\"name\":\"oak\"}\n{\"id\":2,\"name\":\"elm\",\"tall\":true}\n".to_owned(),
            "ndjson",
            None,
        ),
    ] {
        let table = table(name, content);
        assert_eq!(table["format"], json!(format), "{name}");
        assert_eq!(table["records"].as_str(), records, "{name}");
        assert_eq!(
            (&table["rows"], types(&table).as_slice()),
            (&json!(2), &["integer", "string", "boolean"].map(str::to_owned)[..]),
            "{name}"
        );
    }
    let point = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":7},"geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
    let table = table("a.json", point);
    assert_eq!((&table["format"], &table["rows"]), (&json!("geojson"), &json!(1)));
    assert_eq!(table["fields"].as_array().unwrap().len(), 2);
}

#[test]
fn each_sheet_with_data_is_a_table_and_a_document_is_refused() {
    let mut book = Workbook::new();
    for (name, rows) in [("trees", 3), ("shrubs", 4)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, "A survey").unwrap();
        for (column, label) in ["id", "name", "height"].iter().enumerate() {
            sheet.write(2, column as u16, *label).unwrap();
        }
        for row in 0..rows {
            sheet.write(3 + row, 0, row + 1).unwrap();
            sheet.write(3 + row, 1, format!("tree {row}")).unwrap();
            sheet.write(3 + row, 2, 2.5).unwrap();
        }
    }
    let prose = book.add_worksheet().set_name("results").unwrap();
    for block in 0..4 {
        prose.write(block * 5, 0, format!("WARD {block}")).unwrap();
        for row in 1..4 {
            prose.write(block * 5 + row, 0, format!("person {row}")).unwrap();
            prose.write(block * 5 + row, 1, row).unwrap();
            prose.write(block * 5 + row, 2, row).unwrap();
        }
    }
    book.add_worksheet().set_name("empty").unwrap();
    let said = inspected("survey.xlsx", book.save_to_buffer().unwrap());
    let tables = said["tables"].as_array().unwrap();
    let names: Vec<_> = tables.iter().map(|table| table["sheet"].as_str().unwrap()).collect();
    assert_eq!(names, ["trees", "shrubs", "results"]);
    assert_eq!((&tables[1]["skip_rows"], &tables[1]["rows"]), (&json!(2), &json!(4)));
    assert_eq!(types(&tables[1]), ["integer", "string", "number"]);
    assert_eq!(tables[2]["rows"], Value::Null);
    assert_eq!(tables[2]["findings"][0]["code"], json!("table/no-table"));
}

#[test]
fn every_file_of_an_archive_is_a_table() {
    // What describes the others is no table.
    let feed = zipped(&[
        ("datapackage.json", r#"{"resources": [{"name": "stops", "path": "stops.txt", "schema": {}}]}"#),
        ("stops.txt", "stop_id,name\n1,A\n2,B\n"),
        ("times.txt", "trip,at\nx,24:30:00\ny,09:00:00\n"),
    ]);
    let said = inspected("feed.zip", feed);
    let tables = said["tables"].as_array().unwrap();
    assert_eq!((tables.len(), &tables[0]["entry"], &tables[1]["entry"]), (2, &json!("stops.txt"), &json!("times.txt")));
    assert_eq!(types(&tables[1]), ["string", "time gtfs"]);
    assert_eq!(said["findings"], json!([]));
}

#[test]
fn values_stay_private_unless_asked_for() {
    let portal = PortalTest::empty().file("people.csv", "name,ssn\nAna,123-45-6789\nBo,987-65-4321\n");
    for arguments in ["inspect people.csv --format json", "inspect people.csv"] {
        let ran = portal.run(arguments).exits(0);
        assert!(ran.stdout.contains("999-99-9999") && !ran.stdout.contains("123-45"), "{}", ran.stdout);
    }
}

#[test]
fn a_sample_counts_no_rows() {
    let portal = PortalTest::empty().file("a.csv", "id\n1\n2\n");
    let said = portal.run("inspect a.csv --format json --sample 1").exits(0).json();
    assert_eq!((&said["tables"][0]["rows"], types(&said["tables"][0])), (&Value::Null, vec!["integer".to_owned()]));
}

#[test]
fn files_that_are_no_tables_have_a_finding_and_no_panic() {
    for (name, content) in
        [("a.csv", &b""[..]), ("a.pdf", b"%PDF-1.7"), ("a.csv", b"\0\x01\x02\x03"), ("a.xlsx", b"PK\x03\x04")]
    {
        let said = inspected(name, content);
        assert_eq!(
            (said["tables"].as_array().unwrap().len(), said["findings"].as_array().unwrap().len()),
            (0, 1),
            "{said:#}"
        );
    }
    PortalTest::empty().run("inspect nothing.csv").exits(2);
}
