//! What drafts need to know about a portal.

use std::path::Path;

use super::{Office, PipelineError};
use crate::draft::Choices;

/// What a portal and its policy let people choose from.
///
/// # Errors
/// When the portal or its policy cannot be used.
pub fn choices(root: &Path) -> Result<Choices, PipelineError> {
    let office = Office::open(root)?;
    Ok(Choices::of(&office.portal, &office.policy))
}
