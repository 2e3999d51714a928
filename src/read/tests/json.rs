//! JSON and newline-delimited JSON.

use super::*;

const ROWS: &str = r#"{"a":1.0,"b":"x"}, {"b":{"k": [1.50, "y z"]},"a":12} ,{"a":null,"b":[]}"#;

fn json(text: &str, records: &str, columns: &[&str]) -> Read {
    let records = records.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    read(text.as_bytes(), SourceFormat::Json, &Layout { records, ..Layout::default() }, columns)
}

fn lines(text: &str) -> Read {
    read(text.as_bytes(), SourceFormat::NdJson, &Layout::default(), &["a:integer", "b"])
}

#[test]
fn lists_paths_and_lines_give_the_same_rows() {
    let expected = "2: 1|x\n3: 12|{\"k\":[1.50,\"y z\"]}\n4: ∅|[]";
    for (text, path) in [
        (format!("[{ROWS}]"), ""),
        (format!("\u{feff} [\n{ROWS}\n]\n"), ""),
        (format!("{{\"n\":3,\"data\":{{\"items\":[{ROWS}],\"x\":1}}}}"), "data.items"),
        (format!("[[],{{\"rows\":[{ROWS}]}}]"), "1.rows"),
    ] {
        let read = json(&text, path, &["a:integer", "b"]);
        assert_eq!(read.text(), expected, "{text}");
        assert!(read.faults.is_empty() && read.row_faults.is_empty());
    }
    let read = lines("{\"a\":1.0,\"b\":\"x\"}\r\n\n{\"b\":{\"k\": [1.50, \"y z\"]},\"a\":12}\n{\"a\":null,\"b\":[]}");
    assert_eq!(read.text(), expected);
}

#[test]
fn nothing_in_a_list_is_passed_over() {
    let read = json(r#"[{"a":1},5,[2],,{"a":2} {"a":3},{"a":4},"x"]"#, "", &["a:integer"]);
    assert_eq!(read.text(), "2: 1\n7: 4");
    let reasons: Vec<String> = read.row_faults.iter().map(|(row, kind)| format!("{} {kind:?}", row.unwrap())).collect();
    let expected = [
        "3 Malformed(\"this record is not an object\")",
        "4 Malformed(\"this record is a list, not an object\")",
        "5 Malformed(\"there is a comma without a record before it\")",
        "6 Malformed(\"this record cannot be read: trailing characters at line 1 column 9\")",
        "8 Malformed(\"this record is not an object\")",
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn values_keep_their_types() {
    let text = r#"[{"t":"08:00:00","yes":true,"n":1e2,"s":true,"i":"7","far":12345678901234567890}]"#;
    let columns = ["t:time", "yes:boolean", "n:number", "s", "i:integer", "far"];
    assert_eq!(json(text, "", &columns).text(), "2: 08:00:00|true|100|true|7|12345678901234567890");
    let read = json(r#"[{"yes":"no","n":true},{"yes":1,"n":"x"},{"n":{}}]"#, "", &["yes:boolean", "n:number"]);
    assert_eq!(read.text(), "2: false|∅\n3: ∅|∅\n4: ∅|∅");
    let wrong = |row, field| (row, field, FaultKind::NotOfType);
    assert_eq!(read.faults, [wrong(2, 1), wrong(3, 0), wrong(3, 1), wrong(4, 1)]);
}

#[test]
fn members_that_are_not_declared_are_named_and_the_first_of_two_counts() {
    let read = json(r#"[{"a":1,"a":2,"c":3}]"#, "", &["a:integer"]);
    assert_eq!(read.text(), "2: 1");
    assert_eq!(read.row_faults, [(Some(2), RowFaultKind::UndeclaredMember("c".to_owned()))]);
}

#[test]
fn what_to_declare_is_said() {
    let problem = |text: &str, path: &str| json(text, path, &["a:integer"]).problem().to_owned();
    let found = problem(r#"{"meta":[1],"data":{"items":[{"a":1}]},"more":[{"a":2}]}"#, "");
    assert!(found.ends_with("declare `records = \"data.items\"` or `records = \"more\"`"), "{found}");
    assert!(problem("{\"a\":1}\n{\"a\":2}\n", "").contains("format = \"ndjson\""));
    assert!(problem("[1]", "data").contains("no list under the path"));
    assert!(problem("{\"data\":{}}", "data").contains("no list under the path"));
    assert_eq!(problem("", ""), "the file is empty");
    assert_eq!(problem("a,b\n1,2\n", ""), "this is not JSON with a list of records");
    assert!(lines("[{\"a\":1}]").problem().contains("format = \"json\""));
}

#[test]
fn what_is_cut_off_or_goes_on_is_said() {
    for text in ["[", "[{\"a\":1", "[{\"a\":1},", "[{\"a\":1},{\"a\":\"]"] {
        let read = json(text, "", &["a:integer"]);
        assert_eq!(read.problem(), "the list of records is not closed, so the file is cut off", "{text}");
    }
    assert_eq!(
        json("[{\"a\":1}][{\"a\":2}]", "", &["a"]).problem(),
        "there is more after the end of the list of records"
    );
    assert_eq!(json("[{\"a\":1},{\"a\":2}", "", &["a"]).text(), "2: 1");
    assert_eq!(json(" [ ] ", "", &["a"]).text(), "");
    let read = lines("{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\n{\"a\":3,\"b\":\"z\"}");
    assert_eq!(read.text(), "2: 1|x\n4: 3|z", "a bad line spoils no other");
}

#[test]
fn blocks_end_between_records() {
    let record = |at: u64| format!("{{\"a\":{at},\"b\":\"{}\"}}", "],{[".repeat(30));
    let records: Vec<String> = (0..60_000).map(record).collect();
    for (text, format) in
        [(format!("[{}]", records.join(",\n")), SourceFormat::Json), (records.join("\n"), SourceFormat::NdJson)]
    {
        let read = read(text.as_bytes(), format, &Layout::default(), &["a:integer", "b"]);
        assert!(read.row_faults.is_empty());
        let numbers: Vec<u64> = read.rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, (2..60_002).collect::<Vec<_>>());
        assert_eq!(read.rows[59_999].1[0].as_deref(), Some("59999"));
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{},:\"\\\\ab1\n ]{0,60}") {
        json(&text, "", &["a"]);
        json(&text, "a.0", &["a"]);
        lines(&text);
        read(text.as_bytes(), SourceFormat::GeoJson, &Layout::default(), &["a"]);
    }
}
