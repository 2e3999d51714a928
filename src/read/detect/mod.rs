//! What a file looks like, when nobody has said: the encoding of its text, how it is delimited, and where in a grid of cells
//! the table lies.
//!
//! What is found here is never used to read data silently. It goes into findings, and into drafts that a person answers.

mod declared;
mod dialect;
mod encoding;
mod footer;
mod likely;
mod place;
mod points;
mod shape;

pub use crate::model::{Candidate, DetectedEncoding, Evidence};
pub(in crate::read) use declared::{Around, Found, around, find_labels, known_labels};
pub use dialect::{DetectedDialect, LineEnding, dialect};
pub(in crate::read) use encoding::Census;
pub use encoding::encoding;
pub(in crate::read) use footer::{left_out, trailing};
pub use place::{Grid, GridRow, Place, place};
pub use shape::is_missing;
