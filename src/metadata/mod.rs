//! Reads `dataset.toml` into a [`Draft`]: what a department says about its data, not trusted yet.

mod attachments;
mod draft;
mod fields;
mod file;
mod layout;
mod location;
mod read;
mod shared;

pub use attachments::AttachmentDraft;
pub use draft::{DataFile, Draft, External, ResourceDraft};
pub use file::{DatasetFile, FieldEntry, ResourceEntry};
pub use read::{read, read_readme};

use crate::diagnostic::{Code, Severity};

/// Findings about what `dataset.toml` says.
pub static CODES: &[&Code] =
    &[&INVALID_FIELD, &INVALID_RESOURCE, &UNKNOWN_SCHEMA, &location::UNPINNED, &attachments::INVALID_DOCUMENT];

static INVALID_FIELD: Code = Code {
    id: "metadata/invalid-field",
    severity: Severity::Error,
    title: "A column declared in a way that cannot work",
    explain: "A `[[resources.fields]]` entry contradicts itself or its neighbours: two columns of the same name, a name that is \
not lower-case words with underscores, a `format` that is no date pattern, a key that names no column, an option or constraint that \
its type cannot have, a bound that is no value of the column.\n\n```toml\n[[resources.fields]]\nname = \
\"opened_on\"\ntype = \"date\"\nformat = \"%m/%d/%Y\"\n```\n",
};

pub(crate) static INVALID_RESOURCE: Code = Code {
    id: "metadata/invalid-resource",
    severity: Severity::Error,
    title: "A resource declared in a way that cannot work",
    explain: "A `[[resources]]` entry names no file of the dataset's own folder, shares its name with another, or has neither \
fields nor a schema.\n\n```toml\n[[resources]]\npath = \"inspections.csv\"   # a file beside dataset.toml\n```\n",
};

static UNKNOWN_SCHEMA: Code = Code {
    id: "metadata/unknown-schema",
    severity: Severity::Error,
    title: "A shared schema that is not there",
    explain: "`schema = \"name\"` takes the columns from `schemas/tables/name.json`, a Table Schema that several datasets share. \
That file is missing or is not a Table Schema.\n\n```toml\nschema = \"inspections\"   # reads \
schemas/tables/inspections.json\n```\n",
};
