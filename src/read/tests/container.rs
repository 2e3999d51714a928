//! gzip and zip around a table.

use std::io::Cursor;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::model::Packing;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn packed(bytes: &[u8], packing: Packing, entry: Option<&str>) -> Read {
    let layout = Layout { packing, entry: entry.map(str::to_owned), ..Layout::default() };
    read(bytes, SourceFormat::Csv, &layout, &["id:integer"])
}

const TABLE: &[u8] = b"id\n1\n2\n";

#[test]
fn tables_are_read_through_what_is_around_them() {
    assert_eq!(packed(&gzip(TABLE), Packing::Gzip, None).text(), "2: 1\n3: 2");
    let parts = [gzip(b"id\n1\n"), gzip(b"2\n")].concat();
    assert_eq!(packed(&parts, Packing::Gzip, None).text(), "2: 1\n3: 2");
    let one = zip(&[("data/t.csv", TABLE), ("__MACOSX/data/._t.csv", b"x"), (".DS_Store", b"x")]);
    assert_eq!(packed(&one, Packing::Zip, None).text(), "2: 1\n3: 2");
    let two = zip(&[("a.csv", b"x\n"), ("b.csv", TABLE)]);
    assert_eq!(packed(&two, Packing::Zip, Some("b.csv")).text(), "2: 1\n3: 2");
    let names = ["a.csv", "b.csv"].map(str::to_owned).to_vec();
    assert_eq!(packed(&two, Packing::Zip, None).flaws, [Flaw::SeveralEntries(names.clone())]);
    let missing = Flaw::NoEntry { wanted: Some("c.csv".to_owned()), there: names };
    assert_eq!(packed(&two, Packing::Zip, Some("c.csv")).flaws, [missing]);
    assert_eq!(packed(&zip(&[]), Packing::Zip, None).flaws, [Flaw::NoEntry { wanted: None, there: Vec::new() }]);
}

#[test]
fn content_goes_before_the_name() {
    for (bytes, packing) in [
        (gzip(TABLE), Packing::None),
        (zip(&[("t.csv", TABLE)]), Packing::None),
        (zip(&[("t.csv", TABLE)]), Packing::Gzip),
        (TABLE.to_vec(), Packing::Gzip),
        (TABLE.to_vec(), Packing::Zip),
        (gzip(b"PAR1\x15\x04"), Packing::Gzip),
    ] {
        let read = packed(&bytes, packing, None);
        assert!(matches!(read.flaws[..], [Flaw::WrongFormat { .. }]), "{:?}", read.flaws);
        assert!(read.rows.is_empty() && read.row_faults.is_empty());
    }
    assert_eq!(packed(b"version https://git-lfs.github.com/spec/v1\n", Packing::Gzip, None).flaws, [Flaw::LfsPointer]);
}

#[test]
fn damage_is_named_and_spoils_no_row() {
    let rows: String = (0..300_000).map(|row: u32| format!("{}\n", row.wrapping_mul(2_654_435_761))).collect();
    let whole = gzip(format!("id\n{rows}").as_bytes());
    let cut = packed(&whole[..whole.len() / 2], Packing::Gzip, None);
    assert_eq!(cut.problem(), "the compressed file is damaged or cut off");
    assert!(cut.faults.is_empty() && cut.rows.len() > 1_000 && cut.rows.len() < 300_000);
    let mut archive = zip(&[("t.csv", format!("id\n{rows}").as_bytes())]);
    let middle = archive.len() / 2;
    archive[middle] ^= 0x40;
    let read = packed(&archive, Packing::Zip, None);
    assert!(
        read.row_faults.iter().any(|(_, kind)| matches!(kind, RowFaultKind::Malformed(_))),
        "{:?}",
        read.row_faults
    );
    let read = packed(&archive[..archive.len() - 30], Packing::Zip, None);
    assert!(matches!(read.flaws[..], [Flaw::Unreadable(_)]), "{:?}", read.flaws);
    assert!(matches!(packed(b"\x1f\x8b\x08\0\0", Packing::Gzip, None).flaws[..], [Flaw::Unreadable(_)]));
}

#[test]
fn bombs_are_not_unpacked() {
    let mut bomb = String::from("id\n");
    bomb.push_str(&format!("{}1\n", "0".repeat(1_000)).repeat(40 << 10));
    for (bytes, packing) in [(gzip(bomb.as_bytes()), Packing::Gzip), (zip(&[("t.csv", bomb.as_bytes())]), Packing::Zip)]
    {
        let read = packed(&bytes, packing, None);
        let last = read.row_faults.last().unwrap();
        assert!(matches!(&last.1, RowFaultKind::TooLarge(_)), "{last:?}");
    }
    let mut many = ZipWriter::new(Cursor::new(Vec::new()));
    (0..10_001).for_each(|at| many.start_file(format!("{at}"), SimpleFileOptions::default()).unwrap());
    let many = many.finish().unwrap().into_inner();
    assert!(matches!(packed(&many, Packing::Zip, Some("7")).flaws[..], [Flaw::TooLarge(_)]));
}
