//! Data Packages in one file: a description whose resources have their records in it.
//!
//! Each list of records is a table. A description of files that lie elsewhere is none.

use std::io;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::outline::{self, Opener, Outline};
use super::{Flaw, Reader, text};
use crate::model::Layout;

/// What a description of other files is.
const DESCRIPTION: &str = "the description of a Data Package, whose tables are other files";

/// Whether what is wrong with a file is only that it describes others.
pub(super) fn is_description(flaw: &Flaw) -> bool {
    matches!(flaw, Flaw::WrongFormat { found: DESCRIPTION, .. })
}

/// The description, as far as it tells where records are.
#[derive(Debug, Deserialize)]
pub(super) struct DataPackage {
    resources: Vec<Resource>,
}

/// A resource has its records in it or says where they are, and is described in words of the standard.
#[derive(Debug, Deserialize)]
struct Resource {
    name: String,
    data: Option<IgnoredAny>,
    path: Option<IgnoredAny>,
    schema: Option<IgnoredAny>,
    profile: Option<IgnoredAny>,
    format: Option<IgnoredAny>,
    mediatype: Option<IgnoredAny>,
}

impl DataPackage {
    /// The description in a file; `None` if it is something else. Records are passed over, whatever their size.
    pub(super) fn read(open: &Opener<'_>) -> io::Result<Option<Self>> {
        let Ok(source) = open()? else { return Ok(None) };
        let reader = text::utf8(source.into_read(), None)?.reader;
        let Ok(package) = serde_json::from_reader::<_, DataPackage>(io::BufReader::new(reader)) else {
            return Ok(None);
        };
        let is_one = |resource: &Resource| {
            let words = [&resource.schema, &resource.profile, &resource.format, &resource.mediatype];
            words.iter().any(|word| word.is_some()) && resource.data.is_some() != resource.path.is_some()
        };
        Ok((!package.resources.is_empty() && package.resources.iter().all(is_one)).then_some(package))
    }

    /// The tables in it.
    pub(super) fn outlines(
        self,
        reader: &impl Reader,
        open: &Opener<'_>,
        layout: &Layout,
    ) -> io::Result<Result<Vec<Outline>, Flaw>> {
        let mut found = Vec::new();
        for (at, resource) in self.resources.into_iter().enumerate().filter(|(_, resource)| resource.data.is_some()) {
            let records = vec!["resources".to_owned(), at.to_string(), "data".to_owned()];
            match outline::of_named(reader, open, &Layout { records, ..layout.clone() })? {
                Ok(tables) => {
                    found
                        .extend(tables.into_iter().map(|table| Outline { name: Some(resource.name.clone()), ..table }));
                }
                Err(flaw) => return Ok(Err(flaw)),
            }
        }
        let elsewhere = Flaw::WrongFormat { found: DESCRIPTION, expected: "a table" };
        Ok(if found.is_empty() { Err(elsewhere) } else { Ok(found) })
    }
}
