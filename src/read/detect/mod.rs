//! What a file of delimited text looks like, when nobody has said: its encoding and how it is written.
//!
//! What is found here is never used to read data silently. It goes into findings, and into drafts that a person answers.

mod dialect;
mod encoding;
mod likely;
mod points;

pub use crate::model::{Candidate, DetectedEncoding, Evidence};
pub use dialect::{DetectedDialect, LineEnding, dialect};
pub(in crate::read) use encoding::Census;
pub use encoding::encoding;
