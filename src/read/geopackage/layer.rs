//! The layers that a GeoPackage lists, and what it says of each.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::flaw;
use crate::model::Layout;
use crate::read::Flaw;
use crate::read::crs::{Crs, required};

/// Layers that are listed, at most.
const LAYERS: u32 = 1_000;

/// Names by which a row number can be asked for, unless a column has the name.
const ROW_NUMBERS: [&str; 3] = ["rowid", "_rowid_", "oid"];

/// A layer as the list of contents names it.
pub(super) struct Listed {
    /// Its name, which is that of its table.
    pub(super) name: String,
    /// Whether it is a table, and not a view or something that a program computes.
    is_table: bool,
}

impl Listed {
    /// Whether there is a row in it. One that cannot be told counts as one, and is refused when it is read.
    pub(super) fn has_rows(&self, connection: &Connection) -> bool {
        let ask = format!("SELECT 1 FROM {} LIMIT 1", quoted(&self.name));
        !self.is_table || connection.query_row(&ask, [], |_| Ok(())).optional().map_or(true, |row| row.is_some())
    }
}

/// A layer.
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// The coordinate reference system of its shapes, where it is known.
    srs: Option<Srs>,
    /// Between which numbers its positions lie, where the file says so: west, south, east, north.
    bounds: Option<[f64; 4]>,
    /// The column of shapes.
    pub(super) geometry: Option<String>,
}

/// A column.
pub(super) struct Column {
    pub(super) name: String,
    /// Whether 0 and 1 in it are no and yes.
    pub(super) is_truth: bool,
}

/// A coordinate reference system of the file's own list.
struct Srs {
    /// Its code, `EPSG:2249`, where an authority gave it one; else what the file calls it.
    name: String,
    /// What it is, in well-known text.
    definition: String,
}

/// The layers with rows and columns, in the order of the file; tiles and other contents are left out.
pub(super) fn list(connection: &Connection) -> Result<Vec<Listed>, Flaw> {
    if !has_table(connection, "gpkg_contents").map_err(|error| flaw(&error))? {
        return Err(Flaw::WrongFormat { found: "an SQLite database", expected: "a GeoPackage" });
    }
    // Only a table has a first page.
    let ask = format!(
        "SELECT c.table_name, ifnull(s.type = 'table' AND s.rootpage > 0, 0) FROM gpkg_contents c \
         JOIN sqlite_schema s ON s.name = c.table_name COLLATE NOCASE AND s.type IN ('table', 'view') \
         WHERE c.data_type IN ('features', 'attributes') ORDER BY c.rowid LIMIT {LAYERS}"
    );
    let listed = connection.prepare(&ask).and_then(|mut statement| {
        let rows = statement.query_map([], |row| Ok(Listed { name: row.get(0)?, is_table: row.get(1)? }))?;
        rows.collect::<rusqlite::Result<Vec<Listed>>>()
    });
    listed.map_err(|error| flaw(&error))
}

impl Layer {
    /// What the file says of a layer.
    pub(super) fn read(connection: &Connection, listed: Listed) -> Result<Self, Flaw> {
        if !listed.is_table {
            let reason = format!("its layer `{}` is computed from other tables, and only tables are read", listed.name);
            return Err(Flaw::Unreadable(reason));
        }
        let (columns, computed) = columns(connection, &listed.name).map_err(|error| flaw(&error))?;
        if let Some(computed) = computed {
            let reason = format!("its column `{computed}` is computed, and columns are only read as they are stored");
            return Err(Flaw::Unreadable(reason));
        }
        let (geometry, srs) = match geometry(connection, &listed.name).map_err(|error| flaw(&error))? {
            Some((column, srs)) => (Some(column), srs),
            None => (None, None),
        };
        let bounds = bounds(connection, &listed.name);
        Ok(Layer { name: listed.name, columns, srs, bounds, geometry })
    }

    /// How the positions of its shapes are meant: by the code that the file gives, or else by its definition.
    pub(super) fn crs(&self, layout: &Layout) -> Result<Arc<Crs>, Flaw> {
        let definition = self.srs.as_ref().map(|srs| srs.definition.as_str()).unwrap_or_default();
        let of_file = |name: &str| Crs::of_code(name).or_else(|| Crs::of_wkt(definition));
        required(layout, self.srs.as_ref().map(|srs| srs.name.as_str()), of_file, self.bounds)
    }

    /// Whether a column holds shapes.
    pub(super) fn is_geometry(&self, column: &str) -> bool {
        self.geometry.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(column))
    }

    /// The question for the columns of a number, row by row after a certain row number; `None` if rows have none to be
    /// asked for.
    pub(super) fn question(&self, columns: &[usize]) -> Option<String> {
        let is_free = |name: &&str| self.columns.iter().all(|column| !column.name.eq_ignore_ascii_case(name));
        let number = ROW_NUMBERS.into_iter().find(is_free)?;
        let columns: String = columns.iter().map(|at| format!(", {}", quoted(&self.columns[*at].name))).collect();
        let table = quoted(&self.name);
        Some(format!("SELECT {number}{columns} FROM {table} WHERE {number} > ?1 ORDER BY {number}"))
    }
}

/// The columns of a table, and the name of one that is not stored, if there is one.
fn columns(connection: &Connection, table: &str) -> rusqlite::Result<(Vec<Column>, Option<String>)> {
    let mut statement = connection.prepare("SELECT name, type, hidden FROM pragma_table_xinfo(?1) ORDER BY cid")?;
    let mut rows = statement.query([table])?;
    let (mut columns, mut computed) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let (name, kind): (String, String) = (row.get(0)?, row.get(1)?);
        if row.get::<_, i64>(2)? != 0 {
            computed.get_or_insert(name);
            continue;
        }
        columns.push(Column { name, is_truth: kind.eq_ignore_ascii_case("BOOLEAN") });
    }
    Ok((columns, computed))
}

/// The column of shapes of a table, and how their positions are meant.
fn geometry(connection: &Connection, table: &str) -> rusqlite::Result<Option<(String, Option<Srs>)>> {
    if !has_table(connection, "gpkg_geometry_columns")? {
        return Ok(None);
    }
    let ask = "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1 COLLATE NOCASE";
    let found = connection.query_row(ask, [table], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?))).optional()?;
    Ok(match found {
        Some((column, srs)) => Some((column, srs_of(connection, srs)?)),
        None => None,
    })
}

fn srs_of(connection: &Connection, number: i64) -> rusqlite::Result<Option<Srs>> {
    // -1 and 0 say that it is not known.
    if number <= 0 || !has_table(connection, "gpkg_spatial_ref_sys")? {
        return Ok(None);
    }
    let ask = "SELECT organization, organization_coordsys_id, srs_name, definition FROM gpkg_spatial_ref_sys \
               WHERE srs_id = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let (authority, code): (Option<String>, Option<i64>) = (row.get(0)?, row.get(1)?);
        let name = match authority.zip(code).filter(|(authority, _)| !authority.eq_ignore_ascii_case("none")) {
            Some((authority, code)) => format!("{}:{code}", authority.to_ascii_uppercase()),
            None => row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        };
        Ok(Srs { name, definition: row.get::<_, Option<String>>(3)?.unwrap_or_default() })
    };
    connection.query_row(ask, [number], read).optional()
}

/// Between which numbers the positions of a layer lie, as the list of contents says; it need not, and may be wrong.
fn bounds(connection: &Connection, table: &str) -> Option<[f64; 4]> {
    let ask = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?1 COLLATE NOCASE";
    connection.query_row(ask, [table], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])).ok()
}

fn has_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    let ask = "SELECT 1 FROM sqlite_schema WHERE name = ?1 COLLATE NOCASE AND type = 'table' AND rootpage > 0";
    Ok(connection.query_row(ask, params![name], |_| Ok(())).optional()?.is_some())
}

/// A name as the language of queries wants it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
