//! The proof that a table's files hold what its source says; see [`crate::verify`].

use std::path::PathBuf;

use rayon::prelude::*;

use super::PipelineError;
use super::tables::Scannable;
use crate::diagnostic::Report;
use crate::metadata::ResourceDraft;
use crate::scan::Observer;
use crate::verify::{self, Expected, Written};

/// A file that does not hold what its source says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{file} of the dataset {dataset} does not hold what its source says{place}.{detail} Nothing was written to the site. The data \
     is not to blame, but this program or this machine: build once more, and if it happens again, report it with this message \
     and the types of the columns"
)]
pub struct Unproven {
    /// The dataset.
    pub dataset: String,
    /// The name of the file.
    pub file: String,
    /// `: row 17, column x`, rows counted from 1 without the header; empty if there is none to name.
    pub place: String,
    /// A sentence after a space, or nothing.
    pub detail: String,
}

/// Reads the files of a table back. The first that differs ends the build.
pub(super) fn prove(
    dataset: &dyn Scannable,
    resource: &ResourceDraft,
    expected: &Expected,
    files: &[(Written, PathBuf)],
) -> Result<(), PipelineError> {
    let suspects = files.par_iter().map(|(written, path)| verify::check(*written, path, &resource.schema, expected));
    let suspects = suspects.collect::<Result<Vec<_>, _>>()?;
    let Some((suspect, (written, _))) = suspects.into_iter().zip(files).find_map(|(it, file)| it.map(|it| (it, file)))
    else {
        return Ok(());
    };
    let look = suspect.closer_look();
    if let Some(look) = &look {
        dataset.scan(resource, &[look as &dyn Observer], &mut Report::new())?;
    }
    let difference = suspect.difference(look)?;
    let place = difference.cell.map(|(row, column)| {
        format!(": row {} (counted without the header), column `{}`", row + 1, resource.schema.fields[column].name)
    });
    let detail = Some(difference.detail).filter(|detail| !detail.is_empty()).map(|detail| format!(" {detail}"));
    Err(PipelineError::Unproven(Box::new(Unproven {
        dataset: dataset.draft().slug.to_string(),
        file: match written {
            Written::File(format) => format!("{}.{}", resource.name, format.extension()),
            Written::Pages => format!("The pages of rows of {}", resource.name),
        },
        place: place.unwrap_or_default(),
        detail: detail.unwrap_or_default(),
    })))
}
