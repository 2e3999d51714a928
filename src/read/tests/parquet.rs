//! Parquet files, written here by the library.

use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use arrow_array::types::Int64Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int32Array,
    ListArray, RecordBatch, StringArray, StructArray, TimestampMicrosecondArray, TimestampNanosecondArray,
};
use arrow_schema::{DataType, Field as ArrowField};

use super::*;
use crate::model::geometry::encode;

fn parquet(columns: Vec<(&str, ArrayRef)>, metadata: &[(&str, &str)], rows_a_group: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)));
    let batch = batch.unwrap();
    let pairs = metadata.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), (*value).to_owned())).collect();
    let properties = WriterProperties::builder()
        .set_key_value_metadata(Some(pairs))
        .set_max_row_group_row_count(Some(rows_a_group))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn one(array: impl Array + 'static, column: &str) -> Read {
    let name = column.split(':').next().unwrap();
    read(&parquet(vec![(name, Arc::new(array))], &[], 1000), SourceFormat::Parquet, &Layout::default(), &[column])
}

#[test]
fn columns_have_types_of_their_own() {
    for (read, text) in [
        (one(StringArray::from(vec![Some("007"), Some(""), None]), "a"), "2: 007\n3: ∅\n4: ∅"),
        (one(BinaryArray::from(vec![&b"abc"[..]]), "a"), "2: abc"),
        (one(Int32Array::from(vec![7]), "a:integer"), "2: 7"),
        (one(Float64Array::from(vec![1338.0]), "a:integer"), "2: 1338"),
        (one(Float64Array::from(vec![0.1, f64::NAN]), "a:number"), "2: 0.1\n3: NaN"),
        (one(Float32Array::from(vec![0.1]), "a:number"), "2: 0.1"),
        (one(BooleanArray::from(vec![true, false]), "a:boolean"), "2: true\n3: false"),
        (one(BooleanArray::from(vec![true]), "a"), "2: true"),
        (one(Date32Array::from(vec![-1]), "a:date"), "2: 1969-12-31"),
        (one(Date32Array::from(vec![-1]), "a"), "2: 1969-12-31"),
        (one(TimestampNanosecondArray::from(vec![0]), "a:date"), "2: 1970-01-01"),
        (one(TimestampMicrosecondArray::from(vec![1_500_000]), "a:datetime"), "2: 1970-01-01T00:00:01.500"),
    ] {
        assert!(read.flaws.is_empty() && read.faults.is_empty() && read.row_faults.is_empty(), "{text}: {read:?}");
        assert_eq!(read.text(), text);
    }
    let exact = Decimal128Array::from(vec![1200, -5]).with_precision_and_scale(9, 2).unwrap();
    assert_eq!(one(exact.clone(), "a:number").text(), "2: 12\n3: -0.05");
    let read = one(exact, "a:integer");
    assert_eq!((read.text(), &read.faults[..]), ("2: 12\n3: ∅".to_owned(), &[(3, 0, FaultKind::NotOfType)][..]));
    let read = one(BinaryArray::from(vec![&b"\xff"[..]]), "a");
    assert_eq!(read.faults, [(2, 0, FaultKind::NotText)]);
    assert_eq!(one(Float64Array::from(vec![f64::INFINITY]), "a:number").text(), "2: INF");
    let read = one(Float64Array::from(vec![f64::NAN]), "a:integer");
    assert_eq!(read.faults, [(2, 0, FaultKind::NotOfType)]);
}

#[test]
fn moments_in_utc_say_so() {
    let moments = TimestampMicrosecondArray::from(vec![0]).with_timezone("UTC");
    assert_eq!(one(moments.clone(), "a").text(), "2: 1970-01-01T00:00:00Z");
    let read = one(moments, "a:datetime");
    assert_eq!(read.faults, [(2, 0, FaultKind::MixedOffset)], "the column was said to have no offsets");
}

#[test]
fn lists_and_structures_become_json() {
    let lists = ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), None]), None, Some(Vec::new())]);
    assert_eq!(one(lists, "a").text(), "2: [1,null]\n3: ∅\n4: []");
    let member =
        |name: &str, array: ArrayRef| (Arc::new(ArrowField::new(name, array.data_type().clone(), true)), array);
    let pairs = StructArray::from(vec![
        member("n", Arc::new(Float64Array::from(vec![Some(0.5)]))),
        member("t", Arc::new(StringArray::from(vec![Some("a \"b\"")]))),
    ]);
    assert_eq!(one(pairs, "a").text(), "2: {\"n\":0.5,\"t\":\"a \\\"b\\\"\"}");
    let point = StructArray::from(vec![
        member("lon", Arc::new(Float64Array::from(vec![-71.0, 200.0]))),
        member("lat", Arc::new(Float64Array::from(vec![42.5, 0.0]))),
    ]);
    let read = one(point, "a:geopoint");
    assert_eq!(read.text(), "2: -71, 42.5\n3: ∅");
    assert_eq!(read.faults, [(3, 0, FaultKind::OffEarth)]);
}

#[test]
fn shapes_come_in_the_system_that_the_file_names() {
    let shape = encode(&geo_types::Point::new(1.0, 2.0).into());
    let columns = || vec![("shape", Arc::new(BinaryArray::from(vec![&shape[..], b"\x01"])) as ArrayRef)];
    let read_as = |geo: &str, crs: Option<&str>, column: &str| {
        let layout = Layout { crs: crs.map(str::to_owned), ..Layout::default() };
        read(&parquet(columns(), &[("geo", geo)], 1000), SourceFormat::Parquet, &layout, &[column])
    };
    let geo = |crs: &str| format!("{{\"columns\":{{\"shape\":{{\"encoding\":\"WKB\"{crs}}}}}}}");
    let read = read_as(&geo(""), None, "shape:geojson");
    assert_eq!(read.text(), "2: POINT (1 2)\n3: ∅");
    assert_eq!(read.faults, [(3, 0, FaultKind::NotOfType)]);
    assert_eq!(read_as(&geo(""), None, "shape").rows[0].1[0].as_deref(), Some("POINT (1 2)"));
    let metres = geo(",\"crs\":{\"id\":{\"authority\":\"EPSG\",\"code\":3857}}");
    assert_eq!(read_as(&metres, None, "shape:geojson").rows[0].1[0].as_deref(), Some("POINT (0.000009 0.000018)"));
    assert_eq!(read_as(&metres, Some("EPSG:4326"), "shape:geojson").rows[0].1[0].as_deref(), Some("POINT (1 2)"));
    for unknown in [geo(",\"crs\":null"), "{}".to_owned(), "no JSON".to_owned()] {
        assert_eq!(
            read_as(&unknown, None, "shape:geojson").flaws,
            [Flaw::UnknownCrs { named: None, bounds: None }],
            "{unknown}"
        );
    }
    let other = geo(",\"crs\":{\"name\":\"Boston 1900\"}");
    assert_eq!(
        read_as(&other, None, "shape:geojson").flaws,
        [Flaw::UnknownCrs { named: Some("Boston 1900".to_owned()), bounds: None }]
    );
}

#[test]
fn boxes_around_shapes_are_no_column_of_the_table() {
    let point = encode(&geo_types::Point::new(-71.5, 42.25).into());
    let side = |name: &str, at: f64| {
        (Arc::new(ArrowField::new(name, DataType::Float64, true)), Arc::new(Float64Array::from(vec![at])) as ArrayRef)
    };
    let sides =
        StructArray::from(vec![side("xmin", -71.5), side("ymin", 42.25), side("xmax", -71.5), side("ymax", 42.25)]);
    let columns = || -> Vec<(&str, ArrayRef)> {
        vec![("geometry", Arc::new(BinaryArray::from(vec![&point[..]]))), ("bbox", Arc::new(sides.clone()))]
    };
    let covering = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":[],
        "covering":{"bbox":{"xmin":["bbox","xmin"],"ymin":["bbox","ymin"],"xmax":["bbox","xmax"],"ymax":["bbox","ymax"]}}}}}"#;
    let read_as = |metadata: &[(&str, &str)], fields: &[&str]| {
        read(&parquet(columns(), metadata, 9), SourceFormat::Parquet, &Layout::default(), fields)
    };
    let covered = read_as(&[("geo", covering)], &["geometry:geopoint"]);
    assert_eq!(
        (covered.labels.as_slice(), covered.text()),
        (&["geometry".to_owned()][..], "2: -71.5, 42.25".to_owned())
    );
    assert_eq!(read_as(&[("geo", covering)], &["bbox"]).labels, ["geometry", "bbox"], "it was asked for");
    assert_eq!(read_as(&[], &["geometry"]).labels, ["geometry", "bbox"], "nothing says what it is");
    let lie = covering.replace("bbox\"", "geometry\"").replace("\"geometry\":{\"xmin\"", "\"bbox\":{\"xmin\"");
    assert_eq!(read_as(&[("geo", &lie)], &["x"]).labels, ["geometry", "bbox"], "a column of shapes is no box");
}

#[test]
fn rows_are_counted_through_all_groups() {
    let numbers: Vec<i32> = (0..2_500).collect();
    let bytes = parquet(vec![("n", Arc::new(Int32Array::from(numbers)))], &[], 1_000);
    let read = read(&bytes, SourceFormat::Parquet, &Layout::default(), &["n:integer", "gone"]);
    assert_eq!(read.labels, ["n"]);
    assert_eq!(read.rows.len(), 2_500);
    assert_eq!(read.rows[2_499], (2_501, vec![Some("2499".to_owned()), None]));
}

#[test]
fn long_texts_come_in_small_blocks() {
    let text = "x".repeat(100_000);
    let rows = 1_000;
    let array = StringArray::from(vec![text.as_str(); rows]);
    let bytes = parquet(vec![("t", Arc::new(array))], &[], 1_000_000);
    assert!(bytes.len() < 300_000, "the text stands there once: {}", bytes.len());
    let read = read(&bytes, SourceFormat::Parquet, &Layout::default(), &["t"]);
    assert!(read.row_faults.is_empty() && read.rows.len() == rows);
}

#[test]
fn what_is_packed_as_no_table_is_ends_early() {
    let text = "x".repeat(100_000);
    let array = StringArray::from(vec![text.as_str(); 10_000]);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&parquet(vec![("t", Arc::new(array))], &[], 1_000_000)).unwrap();
    let schema = Schema { fields: vec![field("t")], ..Schema::default() };
    let habits = vec![ZoneHabit::Local];
    let mut table =
        open(&Bundle::new(file.path()), SourceFormat::Parquet, &Layout::default(), &schema, habits).unwrap();
    let (mut records, mut broken) = (0, None);
    while let Some(block) = table.cutter.next_block().unwrap() {
        assert!(broken.is_none() && block.records <= 84, "no block has more than 8 MB of text");
        records += block.records;
        broken = block.broken;
    }
    assert!((1..10_000).contains(&records), "{records}");
    assert!(matches!(broken, Some(RowFaultKind::TooLarge(_))), "{broken:?}");
}

#[test]
fn whatever_is_damaged_is_said() {
    let bytes = parquet(
        vec![
            ("n", Arc::new(Int32Array::from(vec![1, 2, 3])) as ArrayRef),
            ("t", Arc::new(StringArray::from(vec![Some("a"), None, Some("bcd")]))),
        ],
        &[],
        2,
    );
    let read_again = |bytes: &[u8]| read(bytes, SourceFormat::Parquet, &Layout::default(), &["n:integer", "t"]);
    for cut in (4..bytes.len()).step_by(7) {
        assert!(matches!(read_again(&bytes[..cut]).flaws[..], [Flaw::Damaged(_)]), "cut off after {cut}");
    }
    let mut known = 0;
    for at in 4..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            // What is not noticed changes a value at most; nothing panics and nothing asks for much memory.
            let read = read_again(&damaged);
            known += usize::from(!read.flaws.is_empty() || !read.row_faults.is_empty());
        }
    }
    assert!(known > bytes.len(), "{known}");
    let locked = [b"PARE", &bytes[4..]].concat();
    assert_eq!(read_again(&locked).flaws, [Flaw::Locked]);
    let text = read(b"id\n1\n", SourceFormat::Parquet, &Layout::default(), &["n"]);
    assert_eq!(text.flaws, [Flaw::WrongFormat { found: "text, or something unknown", expected: "a Parquet file" }]);
}

#[test]
fn types_that_no_table_has_are_refused_where_they_are_wanted() {
    let spans = arrow_array::IntervalDayTimeArray::from(vec![arrow_buffer::IntervalDayTime::new(1, 0)]);
    assert_eq!(*spans.data_type(), DataType::Interval(arrow_schema::IntervalUnit::DayTime));
    let columns = || vec![("s", Arc::new(spans.clone()) as ArrayRef), ("n", Arc::new(Int32Array::from(vec![1])) as _)];
    let read_as = |column| read(&parquet(columns(), &[], 9), SourceFormat::Parquet, &Layout::default(), &[column]);
    assert_eq!(read_as("n:integer").text(), "2: 1");
    assert!(matches!(&read_as("s").flaws[..], [Flaw::Unsupported(reason)] if reason.contains("`s`")));
}
