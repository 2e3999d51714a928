//! Drafts for what only a person can finish: what a file is, and the `dataset.toml` that would declare it.
//!
//! Everything here looks at files that nobody has described yet, says what it found and why, and leaves decisions to people.
//! Nothing that is inferred here ever decides what is published: only the declared schema does.

mod form;
mod inspect;
mod inspection;
mod judgement;
mod kind;
mod moment;
mod profile;
mod proof;
pub mod render;

pub use inspect::inspect;
pub use inspection::{Distinct, InspectedField, InspectedTable, Inspection};
