//! What the fuzz targets share.

#[path = "../../tests/suite/support/reading.rs"]
mod reading;

use townbook::model::{Layout, Packing, SourceFormat};

/// Reads bytes as a table; the first byte chooses reading hints, so that those are tried as well.
pub fn read(format: SourceFormat, packing: Packing, input: &[u8]) {
    let Some((&hints, bytes)) = input.split_first() else { return };
    let layout = Layout {
        packing,
        skip_rows: usize::from(hints & 3),
        header_rows: 1 + usize::from(hints >> 2 & 1),
        footer_rows: usize::from(hints >> 3 & 3),
        encoding: (hints & 0x20 != 0).then(|| "windows-1252".to_owned()),
        ..Layout::default()
    };
    let schema = reading::text_columns(&["id", "name", "geometry", "nobody_wrote_this"]);
    reading::read_all(bytes, format, &layout, &schema).expect("temporary files can be written");
}
