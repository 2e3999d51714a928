//! Parquet, and GeoParquet, whose columns of well-known binary are shapes.
//!
//! The columns have types of their own, and only those that are declared are read. Text stays text; numbers become their
//! shortest text and then the declared type decides, as everywhere; days and times stay what they are. Lists and structures
//! become JSON. Row groups are decoded in runs of rows, so that memory does not grow with the file.

mod cells;
mod cut;
mod decode;
mod geo;
mod honest;
mod input;
mod thrift;

use std::io;
use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Schema as ArrowSchema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;

use self::cut::BatchCutter;
use self::decode::{BatchDecoder, Place};
use self::input::Input;
use super::crs::Crs;
use super::guard::guarded;
use super::{Flaw, Habits, Header, Label, Reader, Source, Table, first_places};
use crate::diagnostic::Cell;
use crate::model::schema::{FieldType, Schema};
use crate::model::{Layout, SourceFormat};

/// About how many cells a block holds: as many as come out of a block of text.
const BLOCK_CELLS: usize = 250_000;

/// Reads Parquet.
pub(super) struct Parquet;

impl Reader for Parquet {
    fn format(&self) -> SourceFormat {
        SourceFormat::Parquet
    }

    fn open(&self, source: Source, layout: &Layout, schema: &Schema, habits: Habits) -> io::Result<Table> {
        let input = match source.whole()? {
            Ok(whole) => Input::new(whole)?,
            Err(flaw) => return Ok(Table::refused(flaw)),
        };
        if input.is_encrypted()? {
            return Ok(Table::refused(Flaw::Locked));
        }
        let opened = guarded(|| table(input, layout, schema, &habits)).unwrap_or_else(|| Err(damaged()));
        Ok(opened.unwrap_or_else(Table::refused))
    }
}

fn table(input: Input, layout: &Layout, schema: &Schema, habits: &Habits) -> Result<Table, Flaw> {
    honest::directory(&input)?;
    let metadata = input.metadata()?;
    let metadata = as_views(metadata).map_err(|error| refusal(&error))?;
    let columns = metadata.schema().fields();
    let shapes = geo::shapes(metadata.metadata());
    let mut wanted = Vec::new();
    let mut places = Vec::new();
    let first = first_places(columns.iter().map(|column| column.name().as_str()));
    for field in &schema.fields {
        let Some(&at) = first.get(&*field.source) else {
            places.push(None);
            continue;
        };
        if !cells::is_readable(columns[at].data_type()) {
            let reason = format!("its column `{}` is of a type that cannot be read", columns[at].name());
            return Err(Flaw::Unsupported(reason));
        }
        let shape = shapes.iter().find(|shape| shape.column == *columns[at].name());
        let crs = match field.kind {
            FieldType::GeoJson => geo::crs(shape, layout)?,
            FieldType::GeoPoint { .. } if shape.is_some() => geo::crs(shape, layout)?,
            _ => Arc::new(Crs::default()),
        };
        wanted.push(at);
        places.push(Some(Place { column: at, is_shape: shape.is_some(), crs }));
    }
    wanted.sort_unstable();
    wanted.dedup();
    for place in places.iter_mut().flatten() {
        place.column = wanted.partition_point(|at| *at < place.column);
    }
    let label = |text: &str| Label::new(text, Cell { row: Some(1), ..Cell::default() });
    let coverings = geo::coverings(metadata.metadata());
    let is_covering = |column: &ArrowField| {
        let is_named = coverings.iter().any(|name| name == column.name());
        is_named && matches!(column.data_type(), DataType::Struct(_))
    };
    // Whoever declares the boxes wants them.
    let is_wanted = |column: &&Arc<ArrowField>| {
        !is_covering(column) || schema.fields.iter().any(|field| field.source == *column.name())
    };
    let labels = columns.iter().filter(is_wanted).map(|column| label(column.name())).collect();
    let header = Header { labels, problem: None };
    let leaves = metadata.parquet_schema();
    honest::content(&input, metadata.metadata(), |leaf| {
        wanted.binary_search(&leaves.get_column_root_idx(leaf)).is_ok()
    })?;
    let length = input.length();
    let mask = ProjectionMask::roots(metadata.parquet_schema(), wanted.iter().copied());
    let batches = ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata)
        .with_projection(mask)
        .with_batch_size((BLOCK_CELLS / wanted.len().max(1)).max(1))
        .build()
        .map_err(|error| refusal(&error))?;
    Ok(Table {
        flaws: Vec::new(),
        header: Some(header),
        shapes: geo::described(&shapes, layout),
        cutter: Box::new(BatchCutter::new(batches, length)),
        decoder: Arc::new(BatchDecoder::new(places, schema, habits)),
    })
}

/// Text and bytes as views into the pages that hold them: a text that stands a million times is kept once.
fn as_views(metadata: ArrowReaderMetadata) -> Result<ArrowReaderMetadata, ParquetError> {
    let view = |field: &Arc<ArrowField>| match field.data_type() {
        DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
        DataType::Binary => Arc::new(field.as_ref().clone().with_data_type(DataType::BinaryView)),
        _ => Arc::clone(field),
    };
    let schema = ArrowSchema::new(metadata.schema().fields().iter().map(view).collect::<Vec<_>>());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)
}

// What the library says of an error may quote the cells, and findings reach logs that others read.

fn damaged() -> Flaw {
    Flaw::Damaged("what the Parquet file says of itself is not what is in it".to_owned())
}

/// What the library says that it cannot do, and all else as damage.
fn refusal(error: &ParquetError) -> Flaw {
    match error {
        ParquetError::NYI(_) => Flaw::Unsupported("it is written in a way that is not known here".to_owned()),
        _ => damaged(),
    }
}
