//! Makes GeoPackages, as small as they can be.

use std::fs;

use geo_types::Geometry;
use rusqlite::Connection;
use townbook::model::geometry;

/// The tables that the standard asks for. Small pages keep the file small.
const CORE: &str = "
PRAGMA page_size = 512;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA application_id = 1196444487;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,
    z TINYINT, m TINYINT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined', -1, 'NONE', -1, 'undefined', NULL),
    ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[]', NULL), ('Massachusetts', 2249, 'EPSG', 2249, 'PROJCS[]', NULL);
";

/// A GeoPackage in which some SQL was carried out.
pub fn package(sql: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.gpkg");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(&format!("{CORE}{sql}")).unwrap();
    drop(connection);
    fs::read(path).unwrap()
}

/// SQL for a layer with rows; with a system, its column `geom` holds shapes.
pub fn layer(name: &str, srs: Option<i64>, columns: &str, rows: &[String]) -> String {
    let kind = if srs.is_some() { "features" } else { "attributes" };
    let mut sql = format!("CREATE TABLE \"{name}\" ({columns});\n");
    sql.push_str(&format!("INSERT INTO gpkg_contents VALUES ('{name}', '{kind}', '{name}', NULL);\n"));
    if let Some(srs) = srs {
        sql.push_str(&format!(
            "INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', 'GEOMETRY', {srs}, 0, 0);\n"
        ));
    }
    for row in rows {
        sql.push_str(&format!("INSERT INTO \"{name}\" VALUES ({row});\n"));
    }
    sql
}

/// A shape as a cell, in SQL.
pub fn shape(geometry: impl Into<Geometry>) -> String {
    let mut bytes = b"GP\0\x01\0\0\0\0".to_vec();
    bytes.extend(geometry::encode(&geometry.into()));
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("x'{digits}'")
}
