//! Names of published files.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The path of a published file below the site's root: parts of `[A-Za-z0-9._-]` with `/` between, none of them `.` or `..`.
///
/// Names are kept this narrow so that every host, file system and URL spells them alike.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SitePath(String);

impl SitePath {
    /// Parses a path.
    ///
    /// # Errors
    /// When a part is empty, is `.` or `..`, or holds another character.
    pub fn new(path: impl Into<String>) -> Result<Self, String> {
        let path = path.into();
        let part_is_fine = |part: &str| {
            !part.is_empty()
                && part != "."
                && part != ".."
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        };
        if path.len() <= 1_000 && path.split('/').all(part_is_fine) {
            Ok(SitePath(path))
        } else {
            Err(format!("`{path}` cannot be the path of a published file"))
        }
    }

    /// A path made of parts that the program itself has checked.
    ///
    /// # Panics
    /// When it is not one: a bug.
    pub fn known(path: impl Into<String>) -> Self {
        SitePath::new(path).expect("paths are made of slugs and fixed names")
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the last dot of the file's name.
    pub fn extension(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

impl TryFrom<String> for SitePath {
    type Error = String;

    fn try_from(path: String) -> Result<Self, String> {
        SitePath::new(path)
    }
}

impl From<SitePath> for String {
    fn from(path: SitePath) -> String {
        path.0
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::SitePath;

    #[test]
    fn refuses_paths_that_lead_elsewhere() {
        for bad in ["", "/etc/passwd", "a//b", "../x", "a/../b", "a/./b", "a b", "a\\b", "é.csv", "a/", "x\n"] {
            assert!(SitePath::new(bad).is_err(), "{bad:?}");
        }
        for good in ["index.html", "data/parks/v/0011/parks.csv", ".well-known/key", "a-b_c.d"] {
            assert!(SitePath::new(good).is_ok(), "{good:?}");
        }
    }
}
