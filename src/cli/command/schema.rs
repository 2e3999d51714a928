//! `townbook schema`

use std::process::ExitCode;

use serde_json::Value;

use crate::cli::Exit;
use crate::cli::args::SchemaArguments;
use crate::document::json_schema;
use crate::metadata::DatasetFile;
use crate::policy::{ExemptionsFile, LicensesFile, PolicyFile, StandardsFile};
use crate::portal::PortalFile;

/// A file that people write, with what generates its schema.
pub struct FileSchema {
    /// What it is called here; also the stem of its file in `schemas/`.
    pub name: &'static str,
    /// Where the file lies in a portal.
    pub path: &'static str,
    /// Its JSON Schema.
    pub schema: fn() -> Value,
}

/// All files that people write.
pub static SCHEMAS: &[FileSchema] = &[
    FileSchema { name: "portal", path: "portal.toml", schema: json_schema::<PortalFile> },
    FileSchema { name: "dataset", path: "datasets/<slug>/dataset.toml", schema: json_schema::<DatasetFile> },
    FileSchema { name: "policy", path: "policy/policy.toml", schema: json_schema::<PolicyFile> },
    FileSchema { name: "licenses", path: "policy/licenses.toml", schema: json_schema::<LicensesFile> },
    FileSchema { name: "exemptions", path: "policy/exemptions.toml", schema: json_schema::<ExemptionsFile> },
    FileSchema { name: "standards", path: "policy/standards.toml", schema: json_schema::<StandardsFile> },
];

pub(crate) fn run(arguments: &SchemaArguments) -> ExitCode {
    let Some(wanted) = &arguments.name else {
        for file in SCHEMAS {
            println!("{:<12} {}", file.name, file.path);
        }
        return Exit::Clean.into();
    };
    match SCHEMAS.iter().find(|file| file.name == wanted) {
        Some(file) => {
            println!("{}", serde_json::to_string_pretty(&(file.schema)()).expect("a schema is plain data"));
            Exit::Clean.into()
        }
        None => {
            let names: Vec<&str> = SCHEMAS.iter().map(|file| file.name).collect();
            eprintln!("error: there is no schema `{wanted}`; there are {}", names.join(", "));
            Exit::CouldNotRun.into()
        }
    }
}
