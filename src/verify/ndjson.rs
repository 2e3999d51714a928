//! NDJSON in gzip: a record on each line and nothing around them. The archive is read by the crate `flate2`, whose checksum also
//! tells a file that was cut off.

use std::path::Path;

use flate2::read::GzDecoder;

use super::json::members;
use super::tally::Total;
use super::{Trouble, Verifier, Written, lines};
use crate::files;
use crate::model::Format;
use crate::model::schema::Schema;

pub(super) struct NdJson;

impl Verifier for NdJson {
    fn written(&self) -> Written {
        Written::File(Format::JsonLines)
    }

    fn read(&self, path: &Path, schema: &Schema, total: &Total<'_>) -> Result<(), Trouble> {
        let columns: Vec<usize> = (0..schema.fields.len()).collect();
        let text = GzDecoder::new(files::open(path)?);
        lines::read_bare(text, schema, total, |line, row, tally| members(line, schema, &columns, row, tally))
    }
}
