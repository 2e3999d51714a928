//! Parquet: the logical type that fits, zstd, page index, bloom filters on keys. Batches are gathered into row groups of a size
//! that suits readers who fetch ranges, so the groups do not depend on the machine; each group is encoded on any core.

mod geo;
mod groups;
mod types;

use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arrow_array::ArrayRef;
use parquet::arrow::ArrowSchemaConverter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::{Conversion, Notes, Subject, Writer, Written, finish, sink};
use crate::model::Format;
use crate::model::schema::{FieldType, Schema};
use crate::model::table::{Batch, Column, ColumnBuilder};
use crate::scan::{Observer, Partial, Task, own};
use geo::Extent;
use groups::{GROUP_ROWS, Groups};

/// Written into every file; fixed, so that the bytes do not change with the version of the library.
const CREATED_BY: &str = "townbook";

/// How often a bloom filter may say of a value that is not there that it may be.
const FALSE_POSITIVES: f64 = 0.01;

/// A dictionary that would be larger does not pay for a group of [`GROUP_ROWS`]: the rest of the column is written plainly.
const DICTIONARY_BYTES: usize = 256 << 10;

pub(super) struct Parquet;

impl Writer for Parquet {
    fn format(&self) -> Format {
        Format::Parquet
    }

    fn suits(&self, _: &Schema) -> bool {
        true
    }

    fn start(&self, subject: &Subject<'_>, file: File) -> io::Result<Box<dyn Conversion>> {
        Ok(Box::new(ParquetConversion {
            schema: subject.schema.clone(),
            file: Mutex::new(Some(file)),
            output: OnceLock::new(),
        }))
    }
}

struct ParquetConversion {
    schema: Schema,
    file: Mutex<Option<File>>,
    /// Made from the first batch that is observed, because only batches know whether times carry offsets; all agree on it.
    output: OnceLock<Result<Output, String>>,
}

struct Output {
    groups: Groups,
    /// What is known so far of each column of shapes, in their order.
    extents: Mutex<Vec<Extent>>,
}

/// What is made of a batch: the arrays of its columns, and of each column of shapes how far it reaches.
struct Encoded {
    rows: usize,
    arrays: Vec<ArrayRef>,
    extents: Vec<Extent>,
}

impl ParquetConversion {
    fn output(&self, columns: &[Column]) -> io::Result<&Output> {
        let output = self.output.get_or_init(|| {
            let file = self.file.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or("the file is taken")?;
            open(&self.schema, columns, file).map_err(|error| error.to_string())
        });
        output.as_ref().map_err(|message| io::Error::other(message.clone()))
    }
}

fn open(schema: &Schema, columns: &[Column], file: File) -> parquet::errors::Result<Output> {
    let arrow = Arc::new(types::arrow_schema(schema, columns));
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_created_by(CREATED_BY.to_owned());
    // In a column of which every value is another, each would stand in the dictionary and nothing be saved.
    for name in unique(schema) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), false);
    }
    for name in keys(schema) {
        let path = ColumnPath::from(name);
        properties = properties
            .set_column_bloom_filter_fpp(path.clone(), FALSE_POSITIVES)
            .set_column_bloom_filter_max_ndv(path, GROUP_ROWS as u64);
    }
    let parquet_schema = ArrowSchemaConverter::new().convert(&arrow)?;
    let writer = SerializedFileWriter::new(sink(file), parquet_schema.root_schema_ptr(), Arc::new(properties.build()))?;
    Ok(Output { groups: Groups::new(writer, arrow), extents: Mutex::default() })
}

/// The columns that alone tell rows apart.
fn unique(schema: &Schema) -> impl Iterator<Item = &str> {
    let alone = std::iter::once(&schema.primary_key).chain(&schema.unique_keys).filter(|key| key.len() == 1).flatten();
    let declared = schema.fields.iter().filter(|field| field.constraints.unique).map(|field| &field.name);
    alone.chain(declared).map(String::as_str)
}

/// The columns by which rows are looked up.
fn keys(schema: &Schema) -> impl Iterator<Item = &str> {
    let references = schema.foreign_keys.iter().flat_map(|key| &key.fields);
    let names = schema.primary_key.iter().chain(schema.unique_keys.iter().flatten()).chain(references);
    // A filter over a type that nests others would belong to its leaves.
    let is_flat =
        |name: &&String| schema.fields.iter().any(|field| field.name == **name && types::is_flat(&field.kind));
    names.filter(is_flat).map(String::as_str)
}

impl Observer for ParquetConversion {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        self.output(&batch.columns)?;
        let (arrays, extents) = types::arrays(&batch.columns);
        Ok(Box::new(Encoded { rows: batch.rows, arrays, extents }))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let Encoded { rows, arrays, extents } = own(partial);
        let output = self.output(&[])?;
        output.groups.add(rows, arrays);
        let mut known = output.extents.lock().unwrap_or_else(PoisonError::into_inner);
        known.resize_with(extents.len(), Extent::default);
        known.iter_mut().zip(extents).for_each(|(known, extent)| known.extend(extent));
        Ok(())
    }

    fn task(&self) -> Option<Task<'_>> {
        self.output.get()?.as_ref().ok()?.groups.task()
    }
}

impl Conversion for ParquetConversion {
    fn finish(self: Box<Self>, notes: &Notes) -> io::Result<Option<Written>> {
        if self.output.get().is_none() {
            // A table without a batch still has columns.
            let is_zoned = |kind: &FieldType| matches!(kind, FieldType::DateTime { timezone: Some(_), .. });
            let columns: Vec<Column> = self
                .schema
                .fields
                .iter()
                .map(|field| ColumnBuilder::new(&field.kind, is_zoned(&field.kind), 0).finish())
                .collect();
            self.output(&columns)?;
        }
        let Output { groups, extents } = self.output.into_inner().expect("made above").map_err(io::Error::other)?;
        let mut writer = groups.finish()?;
        let extents = extents.into_inner().unwrap_or_else(PoisonError::into_inner);
        let notes = notes.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone()));
        for note in notes.chain(geo::metadata(&self.schema, extents)) {
            writer.append_key_value_metadata(note);
        }
        // Writes the footer too.
        finish(writer.into_inner()?).map(Some)
    }
}
