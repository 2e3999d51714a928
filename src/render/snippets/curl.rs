//! curl: the table as a file.

use super::{Language, Table};

pub(super) const CURL: Language = Language {
    id: "curl",
    label: "curl",
    hint: None,
    table,
    catalogue: Some(|first| format!("curl --fail --location \"{first}\"")),
};

fn table(table: &Table<'_>) -> Option<String> {
    let format = table.resource.distributions.first()?.format;
    Some(format!("curl --fail --location --remote-name \"{}\"", table.url(format)?))
}
