//! Drafts for what only a person can finish: what a file is, and the `dataset.toml` that would declare it.
//!
//! Everything here looks at files that nobody has described yet, says what it found and why, and leaves decisions to people.
//! Nothing that is inferred here ever decides what is published: only the declared schema does.

mod answers;
mod around;
mod catalog;
mod choices;
mod column;
mod compose;
mod declare;
pub mod dictionary;
mod edit;
mod folder;
mod form;
mod inspect;
mod inspection;
mod judgement;
mod kind;
mod links;
mod moment;
mod money;
mod mostly;
mod near_key;
mod privacy;
mod profile;
mod proof;
mod remote;
pub mod render;
mod tables;
#[cfg(test)]
mod tests;
mod toml_text;
mod unit;

pub use answers::Answers;
pub use around::Around;
pub use catalog::{LIMIT as CATALOG_LIMIT, Moved, OldCatalog, read_catalog, with_redirects};
pub use choices::{Choice, Choices};
pub use compose::{compose, compose_remote};
pub use declare::{Declared, declare};
pub use edit::{Edit, apply as apply_edits, without};
pub use folder::{DataFile, Drafted, draft};
pub use inspect::inspect;
pub use inspection::{Distinct, InspectedField, InspectedTable, Inspection, Instead};
pub use links::Link;
pub use mostly::Mostly;
pub use near_key::NearKey;
pub use remote::RemoteFile;
pub use unit::Unit;
