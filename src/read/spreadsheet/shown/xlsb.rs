//! XLSB: formats and styles are records of one part, and every cell names its style.

use super::{Look, Styles};
use crate::read::spreadsheet::grid::Grid;
use crate::read::spreadsheet::package::Package;
use crate::read::spreadsheet::xlsb::{Records, number, sheet_part, text};

/// `BrtFmt`, `BrtXF`, `BrtBeginCellXFs` and `BrtEndCellXFs`.
const FORMAT: u32 = 44;
const STYLE: u32 = 47;
const STYLES: u32 = 617;
const END_OF_STYLES: u32 = 618;

/// `BrtRowHdr`, the first and last kinds of cells that hold something, and `BrtEndSheetData`.
const ROW: u32 = 0;
const FIRST_CELL: u32 = 2;
const LAST_CELL: u32 = 11;
const END_OF_CELLS: u32 = 146;

/// Gives the cells of a sheet their looks.
pub(super) fn dress(package: &Package, sheet: &str, grid: &mut Grid) -> Option<()> {
    let styles = styles(package)?;
    if styles.is_plain() {
        return Some(());
    }
    let mut records = Records::new(package.part(&sheet_part(package, sheet)?)?);
    let mut row = 0;
    while let Some((kind, data)) = records.next() {
        match kind {
            ROW => row = number(data, 0)?,
            FIRST_CELL..=LAST_CELL => {
                // Three bytes, before one of flags.
                let style = number(data, 4)? & 0x00ff_ffff;
                match styles.look(style as usize) {
                    0 => {}
                    look => grid.dress(row, number(data, 0)?, look),
                }
            }
            END_OF_CELLS => break,
            _ => {}
        }
    }
    grid.set_looks(styles.into_looks());
    Some(())
}

fn styles(package: &Package) -> Option<Styles> {
    let mut records = Records::new(package.part("xl/styles.bin")?);
    let mut styles = Styles::default();
    let mut formats = super::Formats::default();
    let mut is_inside = false;
    while let Some((kind, data)) = records.next() {
        match kind {
            FORMAT => {
                let format = u32::from(u16::from_le_bytes([*data.first()?, *data.get(1)?]));
                formats.insert(format, Look::of(&text(&data[2..])?.0));
            }
            STYLES => is_inside = true,
            STYLE if is_inside => {
                let format = u32::from(u16::from_le_bytes([*data.get(2)?, *data.get(3)?]));
                styles.push(formats.look(format));
            }
            END_OF_STYLES => break,
            _ => {}
        }
    }
    Some(styles)
}
