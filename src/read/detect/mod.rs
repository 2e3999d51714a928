//! What a file looks like, when nobody has said: the encoding of its text, how it is delimited, and where in a grid of cells
//! the table lies.
//!
//! What is found here is never used to read data silently. It goes into findings, and into drafts that a person answers.

mod dialect;
mod encoding;
mod likely;
mod place;
mod points;
mod shape;

pub use crate::model::{Candidate, DetectedEncoding, Evidence};
pub use dialect::{DetectedDialect, LineEnding, dialect};
pub(in crate::read) use encoding::Census;
pub use encoding::encoding;
pub use place::{Grid, GridRow, Place, place};
pub use shape::is_missing;
