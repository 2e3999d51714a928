//! A workbook of any kind, by way of calamine.

use std::io::{self, Read};

use super::grid::{Grid, Value};
use super::ole;
use super::package::Package;
use super::shared::Shared;
use super::shown::{self, Styles};
use super::unseen::{Depths, Unseen};
use super::value::value;
use crate::read::Flaw;
use crate::read::archive;
use crate::read::container::Seekable;
use crate::read::guard::guarded;
use calamine::{
    Data, DataType, Dimensions, Ods, OdsError, Range, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError,
    Xlsx, XlsxError,
};

/// The largest workbook in the old format, which can hold no more than 65,536 rows a sheet.
const OLE_LIMIT: u64 = 128 << 20;

/// An open workbook.
pub(in crate::read) struct Book {
    cells: Cells,
    depths: Depths,
}

/// The library's reader of each kind.
enum Cells {
    Xlsx(Box<Xlsx<Shared>>),
    Xlsb(Box<Xlsb<Shared>>),
    Xls(Box<Xls<Shared>>),
    Ods(Box<Ods<Shared>>),
}

/// A sheet with cells.
pub(in crate::read) struct Sheet {
    pub(in crate::read) name: String,
    pub(in crate::read) is_hidden: bool,
}

impl Book {
    /// Opens a workbook, once it is certain that it can be unpacked.
    pub(in crate::read) fn open(input: Box<dyn Seekable>) -> io::Result<Result<Self, Flaw>> {
        let input = Shared::new(input)?;
        let mut head = [0; 2];
        let is_archive = input.clone().read_exact(&mut head).is_ok() && &head == b"PK";
        if !is_archive {
            let depths = match look_over(input.clone())? {
                Ok(depths) => depths,
                Err(flaw) => return Ok(Err(flaw)),
            };
            let cells = guarded(|| open_ole(input)).unwrap_or_else(|| Err(damaged()));
            return Ok(cells.map(|cells| Book { cells, depths }));
        }
        let entries = match archive::bounded(&mut input.clone())? {
            Ok(entries) => entries,
            Err(flaw) => return Ok(Err(flaw)),
        };
        let names: Vec<String> = entries.iter().map(|entry| entry.name.replace('\\', "/").to_lowercase()).collect();
        let package = Package::new(input.clone(), entries);
        if !shown::are_bounded(&package, &names) {
            return Ok(Err(Flaw::TooLarge("it has more cell styles than any workbook".to_owned())));
        }
        let cells = guarded(|| open_archive(input, &names)).unwrap_or_else(|| Err(damaged()));
        Ok(cells.map(|cells| {
            let depths = match cells {
                Cells::Xlsb(_) => Depths::Xlsb(package),
                Cells::Ods(_) => Depths::Ods(package),
                Cells::Xlsx(_) | Cells::Xls(_) => Depths::Xlsx(package),
            };
            Book { cells, depths }
        }))
    }

    /// Its sheets, in their order.
    pub(in crate::read) fn sheets(&self) -> Vec<Sheet> {
        let with_cells = self.metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        with_cells
            .map(|sheet| Sheet { name: sheet.name.clone(), is_hidden: sheet.visible != SheetVisible::Visible })
            .collect()
    }

    fn metadata(&self) -> &[calamine::Sheet] {
        match &self.cells {
            Cells::Xlsx(book) => book.sheets_metadata(),
            Cells::Xlsb(book) => book.sheets_metadata(),
            Cells::Xls(book) => book.sheets_metadata(),
            Cells::Ods(book) => book.sheets_metadata(),
        }
    }

    /// What a sheet holds that people who look at it do not see.
    pub(super) fn unseen(&self, sheet: &str) -> Unseen {
        self.depths.unseen(sheet, self.number(sheet))
    }

    /// The number of a sheet among all.
    fn number(&self, sheet: &str) -> usize {
        self.metadata().iter().position(|known| known.name == sheet).unwrap_or(usize::MAX)
    }

    /// In what way people are named in its properties.
    pub(super) fn people(&self) -> Vec<&'static str> {
        self.depths.people()
    }

    /// The cells of a sheet. XLSX and XLSB are read cell by cell: a hostile sheet with a cell in each corner would otherwise
    /// ask for memory for all between.
    pub(super) fn read(&mut self, sheet: &str) -> Result<Grid, Flaw> {
        guarded(|| self.cells(sheet)).unwrap_or_else(|| Err(damaged()))
    }

    /// Whether a sheet holds anything. What cannot be read does: reading it will say why it cannot.
    pub(in crate::read) fn has_cells(&mut self, sheet: &str) -> bool {
        self.read(sheet).map_or(true, |grid| !grid.is_empty())
    }

    fn cells(&mut self, sheet: &str) -> Result<Grid, Flaw> {
        let mut grid = Grid::default();
        let mut has_room = true;
        let mut styles = Styles::default();
        match &mut self.cells {
            Cells::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(xlsx_flaw)?;
                styles = shown::of_library(cells.styles());
                while has_room && let Some(cell) = cells.next_cell_with_formula_metadata().map_err(xlsx_flaw)? {
                    if let Some(value) = value(&cell.value).or(cell.formula.map(|_| Value::Formula)) {
                        has_room = grid.push(cell.pos, value);
                    }
                }
            }
            Cells::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(xlsb_flaw)?;
                while has_room && let Some(cell) = cells.next_cell().map_err(xlsb_flaw)? {
                    if let Some(value) = value(cell.get_value()) {
                        has_room = grid.push(cell.get_position(), value);
                    }
                }
            }
            Cells::Xls(book) => {
                has_room = fill(&mut grid, &book.worksheet_range(sheet).map_err(xls_flaw)?, &Range::empty());
            }
            Cells::Ods(book) => {
                let formulas = book.worksheet_formula(sheet).map_err(ods_flaw)?;
                has_room = fill(&mut grid, &book.worksheet_range(sheet).map_err(ods_flaw)?, &formulas);
            }
        }
        if !has_room {
            return Err(Flaw::TooLarge(format!("the sheet `{sheet}` has more than 20 million cells")));
        }
        if grid.has_nul() {
            let reason = format!("the texts of the sheet `{sheet}` hold NUL characters: save the workbook as XLSX");
            return Err(Flaw::Unreadable(reason));
        }
        grid.sort();
        if !styles.is_plain() {
            self.dress(sheet, styles, &mut grid)?;
        }
        shown::dress(&self.depths, sheet, self.number(sheet), &mut grid);
        Ok(grid)
    }

    /// Gives the cells of an XLSX sheet their looks, in a second pass: the library tells style and formula not at once.
    fn dress(&mut self, sheet: &str, styles: Styles, grid: &mut Grid) -> Result<(), Flaw> {
        let Cells::Xlsx(book) = &mut self.cells else { return Ok(()) };
        let mut cells = book.worksheet_cells_reader(sheet).map_err(xlsx_flaw)?;
        while let Some((row, column, style)) = cells.next_style_id().map_err(xlsx_flaw)? {
            match styles.look(style) {
                0 => {}
                look => grid.dress(row, column, look),
            }
        }
        grid.set_looks(styles.into_looks());
        Ok(())
    }

    /// The merged cells of a sheet, where the library can tell.
    pub(super) fn merged(&mut self, sheet: &str) -> Vec<Dimensions> {
        let areas = guarded(|| match &mut self.cells {
            Cells::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).ok(),
            Cells::Xls(book) => book.merge_cells_by_sheet_name(sheet).ok(),
            Cells::Xlsb(_) | Cells::Ods(_) => None,
        });
        areas.flatten().unwrap_or_default()
    }
}

/// A workbook in a zip archive, whose kind its parts tell.
fn open_archive(input: Shared, names: &[String]) -> Result<Cells, Flaw> {
    let has = |name: &str| names.iter().any(|known| known == name);
    if names.iter().any(|name| name.ends_with("workbook.bin")) {
        Xlsb::new(input).map(|book| Cells::Xlsb(Box::new(book))).map_err(xlsb_flaw)
    } else if has("[content_types].xml") {
        Xlsx::new(input).map(|book| Cells::Xlsx(Box::new(book))).map_err(xlsx_flaw)
    } else if has("content.xml") {
        Ods::new(input).map(|book| Cells::Ods(Box::new(book))).map_err(ods_flaw)
    } else {
        Err(Flaw::WrongFormat { found: "a zip archive", expected: "a workbook" })
    }
}

/// What an OLE container holds unseen, or what stands against opening it.
fn look_over(input: Shared) -> io::Result<Result<Depths, Flaw>> {
    let mut bytes = Vec::new();
    input.take(OLE_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > OLE_LIMIT {
        return Ok(Err(Flaw::TooLarge("it is a workbook in the old format of more than 128 MB".to_owned())));
    }
    Ok(ole::look_over(&bytes))
}

/// An old workbook, or a newer one with a password, which is wrapped in the old container.
fn open_ole(input: Shared) -> Result<Cells, Flaw> {
    if let Err(XlsxError::Password) = Xlsx::new(input.clone()) {
        return Err(Flaw::Locked);
    }
    Xls::new(input).map(|book| Cells::Xls(Box::new(book))).map_err(xls_flaw)
}

fn fill(grid: &mut Grid, range: &Range<Data>, formulas: &Range<String>) -> bool {
    let (row, column) = range.start().unwrap_or_default();
    let mut has_room = true;
    for (r, c, data) in range.used_cells() {
        has_room = has_room && value(data).is_none_or(|value| grid.push((row + r as u32, column + c as u32), value));
    }
    let (row, column) = formulas.start().unwrap_or_default();
    for (r, c, _) in formulas.used_cells() {
        let place = (row + r as u32, column + c as u32);
        if range.get_value(place).is_none_or(DataType::is_empty) {
            has_room = has_room && grid.push(place, Value::Formula);
        }
    }
    has_room
}

fn damaged() -> Flaw {
    Flaw::Unreadable("the workbook is damaged, or made in a way that cannot be read".to_owned())
}

// What the library says of an error may quote the cells, and findings reach logs that others read.

fn xlsx_flaw(error: XlsxError) -> Flaw {
    match error {
        XlsxError::Password => Flaw::Locked,
        _ => damaged(),
    }
}

fn xlsb_flaw(error: XlsbError) -> Flaw {
    match error {
        XlsbError::Password => Flaw::Locked,
        _ => damaged(),
    }
}

fn xls_flaw(error: XlsError) -> Flaw {
    match error {
        XlsError::Password => Flaw::Locked,
        _ => damaged(),
    }
}

fn ods_flaw(error: OdsError) -> Flaw {
    match error {
        OdsError::Password => Flaw::Locked,
        _ => damaged(),
    }
}
