//! Whatever bytes a file holds, reading it ends, in rows or in complaints. The longer search is in `fuzz/`.

use std::fs;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;
use townbook::model::{Layout, Packing, SourceFormat};

use crate::support::geopackage::{layer, package};
use crate::support::reading::{read_all, text_columns};
use crate::support::{files_below, portals};

const FORMATS: [SourceFormat; 7] = [
    SourceFormat::Csv,
    SourceFormat::GeoJson,
    SourceFormat::GeoPackage,
    SourceFormat::Json,
    SourceFormat::NdJson,
    SourceFormat::Parquet,
    SourceFormat::Spreadsheet,
];

/// Whole files of every format, to be damaged.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(read_seeds);
    &SEEDS
}

fn read_seeds() -> Vec<Vec<u8>> {
    let folder = portals().join("valid/formats/datasets/visits");
    let points = portals().join("valid/points/datasets");
    let whole = |path: std::path::PathBuf| fs::read(path).unwrap();
    let seeds: Vec<_> = files_below(&folder)
        .iter()
        .map(|name| whole(folder.join(name)))
        .chain(files_below(&points).iter().map(|name| whole(points.join(name))))
        .chain([package(&layer("a", None, "id TEXT, name TEXT", &["'1', 'oak'".to_owned(), "NULL, 'elm'".to_owned()]))])
        .collect();
    assert!(seeds.len() > 10);
    seeds
}

/// A way to damage a file.
#[derive(Debug, Clone)]
enum Damage {
    Cut(Index),
    Flip(Index, u8),
    Repeat(Index, Index),
    Insert(Index, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let odd = prop_oneof![
        Just(b"\"".to_vec()),
        Just(b"\0".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\xff\xfe".to_vec()),
        Just(b"[[[[[[[[".to_vec()),
        Just(b"{\"a\":".to_vec()),
        Just(b"1e999999999".to_vec()),
        Just("\u{202e}\u{feff}".as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 1..40),
    ];
    prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), any::<u8>()).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Repeat(from, to)),
        (any::<Index>(), odd).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    match damage {
        Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
        Damage::Flip(at, bits) => {
            let at = at.index(bytes.len());
            bytes[at] ^= bits;
        }
        Damage::Repeat(from, to) => {
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            let piece = bytes[from.min(to)..from.max(to)].to_vec();
            let at = from.max(to);
            bytes.splice(at..at, piece);
        }
        Damage::Insert(at, odd) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, odd.iter().copied());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_end_in_rows_or_complaints(
        seed in any::<Index>(),
        damages in proptest::collection::vec(damage(), 1..6),
        format in proptest::sample::select(&FORMATS[..]),
        packing in proptest::sample::select(&[Packing::None, Packing::Gzip, Packing::Zip][..]),
        skip_rows in 0_usize..3,
        footer_rows in 0_usize..3,
    ) {
        let seeds = seeds();
        let mut bytes = seeds[seed.index(seeds.len())].clone();
        damages.iter().for_each(|damage| apply(&mut bytes, damage));
        let layout = Layout { packing, skip_rows, footer_rows, ..Layout::default() };
        let schema = text_columns(&["id", "nobody_wrote_this"]);
        let outcome = read_all(&bytes, format, &layout, &schema).unwrap();
        // The same bytes are always read the same way.
        prop_assert_eq!(outcome, read_all(&bytes, format, &layout, &schema).unwrap());
    }
}
