//! SQLite databases, which their library opens by name: for reading only, and with nothing believed of what they say.

use std::io::{self, Read};
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

/// The longest text or sequence of bytes in a cell, and the longest definition of a table.
const LONGEST_VALUE: i32 = 64 << 20;
const LONGEST_SQL: i32 = 1 << 20;

/// What the library may take of memory, all databases of this run together.
const HEAP: i64 = 256 << 20;

/// A database that is open for reading.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    length: u64,
    /// The file was unpacked for this, and is removed afterwards. Dropped after the connection.
    _copy: Option<tempfile::TempPath>,
}

impl Database {
    /// Opens a database where it lies. Nothing is written beside it, and what lies beside it is not looked at.
    ///
    /// # Errors
    /// What the library said; a file that is no database is met when it is read.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(address(path), flags)?;
        for (config, value) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        ] {
            connection.set_db_config(config, value)?;
        }
        for (limit, value) in [
            (Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, LONGEST_SQL),
            (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
        ] {
            connection.set_limit(limit, value)?;
        }
        connection.pragma_update(None, "hard_heap_limit", HEAP)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        // What is not there was not opened either.
        let length = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        Ok(Database { connection, length, _copy: None })
    }

    /// Opens a database that comes out of a container, by way of a temporary file.
    ///
    /// # Errors
    /// When the content cannot be read, or no temporary file be written.
    pub fn unpack(mut content: impl Read) -> io::Result<rusqlite::Result<Self>> {
        let mut file = tempfile::NamedTempFile::new()?;
        io::copy(&mut content, &mut file)?;
        let path = file.into_temp_path();
        Ok(Database::open(&path).map(|database| Database { _copy: Some(path), ..database }))
    }

    /// Bytes of its file.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The way to ask it.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }
}

/// A path as an address that says that the file does not change, so that no lock and no journal is looked for.
fn address(path: &Path) -> String {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address + "?mode=ro&immutable=1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_read_wherever_it_lies_and_never_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("what? 100% #1 é.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (7)").unwrap();
        let before = std::fs::read(&path).unwrap();
        let unpacked = Database::unpack(&before[..]).unwrap().unwrap();
        for database in [Database::open(&path).unwrap(), unpacked] {
            let seven: i64 = database.connection().query_row("SELECT a FROM t", [], |row| row.get(0)).unwrap();
            assert_eq!(seven, 7);
            assert!(database.connection().execute("INSERT INTO t VALUES (8)", []).is_err());
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn views_are_not_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("endless.db");
        let endless =
            "CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n";
        Connection::open(&path).unwrap().execute_batch(endless).unwrap();
        let database = Database::open(&path).unwrap();
        assert!(database.connection().prepare("SELECT x FROM v").is_err());
    }
}
