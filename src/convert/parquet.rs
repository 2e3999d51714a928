//! Parquet: the logical type that fits, zstd, page statistics. A batch becomes a row group, encoded on any core; so row groups
//! are of a size that suits readers who fetch ranges, and their number does not depend on the machine.

use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arrow_array::{ArrayRef, StructArray, TimestampMicrosecondArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field as ArrowField, Fields, Schema as ArrowSchema, TimeUnit};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;

use super::{Conversion, Sink, Writer, Written, finish, sink};
use crate::model::Format;
use crate::model::schema::{FieldType, Schema};
use crate::model::table::{Batch, Column, ColumnBuilder, DECIMAL_PRECISION};
use crate::scan::{Observer, Partial, own};

/// Written into every file; fixed, so that the bytes do not change with the version of the library.
const CREATED_BY: &str = "townbook";

pub(super) struct Parquet;

impl Writer for Parquet {
    fn format(&self) -> Format {
        Format::Parquet
    }

    fn suits(&self, _: &Schema) -> bool {
        true
    }

    fn start(&self, schema: &Schema, file: File) -> io::Result<Box<dyn Conversion>> {
        Ok(Box::new(ParquetConversion {
            schema: schema.clone(),
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
    arrow: Arc<ArrowSchema>,
    groups: ArrowRowGroupWriterFactory,
    writer: Mutex<SerializedFileWriter<Sink>>,
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
    let fields: Vec<ArrowField> = schema
        .fields
        .iter()
        .zip(columns)
        .map(|(field, column)| ArrowField::new(&field.name, data_type(column), true))
        .collect();
    let arrow = Arc::new(ArrowSchema::new(fields));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_created_by(CREATED_BY.to_owned())
        .build();
    let properties = Arc::new(properties);
    let parquet_schema = ArrowSchemaConverter::new().convert(&arrow)?;
    let writer = SerializedFileWriter::new(sink(file), parquet_schema.root_schema_ptr(), properties)?;
    let groups = ArrowRowGroupWriterFactory::new(&writer, Arc::clone(&arrow));
    Ok(Output { arrow, groups, writer: Mutex::new(writer) })
}

fn data_type(column: &Column) -> DataType {
    match column {
        Column::Text(_) | Column::Json(_) => DataType::Utf8,
        Column::List(lists) => arrow_array::Array::data_type(lists.array()).clone(),
        Column::Integer(_) | Column::Year(_) => DataType::Int64,
        Column::Number(_) => DataType::Float64,
        Column::Decimal(_, decimals) => DataType::Decimal128(DECIMAL_PRECISION, *decimals as i8),
        Column::Boolean(_) => DataType::Boolean,
        Column::Date(_) => DataType::Date32,
        Column::DateTime(times) => {
            DataType::Timestamp(TimeUnit::Microsecond, times.offsets.as_ref().map(|_| Arc::from("UTC")))
        }
        Column::Time(_) => DataType::Time64(TimeUnit::Microsecond),
        Column::Point { .. } => DataType::Struct(point_fields()),
        Column::Geometry(_) => DataType::Binary,
    }
}

fn point_fields() -> Fields {
    Fields::from(vec![ArrowField::new("lon", DataType::Float64, true), ArrowField::new("lat", DataType::Float64, true)])
}

fn array(column: &Column) -> ArrayRef {
    match column {
        Column::Text(array) | Column::Json(array) => Arc::new(array.clone()),
        Column::List(lists) => Arc::new(lists.array().clone()),
        Column::Integer(array) | Column::Year(array) => Arc::new(array.clone()),
        Column::Number(array) => Arc::new(array.clone()),
        Column::Decimal(array, _) => Arc::new(array.clone()),
        Column::Boolean(array) => Arc::new(array.clone()),
        Column::Date(array) => Arc::new(array.clone()),
        Column::DateTime(times) => {
            let micros: TimestampMicrosecondArray = times.micros.clone();
            if times.offsets.is_some() { Arc::new(micros.with_timezone("UTC")) } else { Arc::new(micros) }
        }
        Column::Time(array) => Arc::new(array.clone()),
        Column::Point { longitude, latitude } => {
            let nulls: Option<NullBuffer> = arrow_array::Array::nulls(longitude).cloned();
            let degrees: Vec<ArrayRef> = vec![Arc::new(longitude.clone()), Arc::new(latitude.clone())];
            Arc::new(StructArray::new(point_fields(), degrees, nulls))
        }
        Column::Geometry(array) => Arc::new(array.clone()),
    }
}

impl Observer for ParquetConversion {
    fn observe(&self, batch: &Batch) -> io::Result<Partial> {
        let output = self.output(&batch.columns)?;
        let chunks: Vec<ArrowColumnChunk> = if batch.rows == 0 { Vec::new() } else { encode(output, batch)? };
        Ok(Box::new(chunks))
    }

    fn merge(&self, partial: Partial) -> io::Result<()> {
        let chunks: Vec<ArrowColumnChunk> = own(partial);
        if chunks.is_empty() {
            return Ok(());
        }
        let output = self.output(&[])?;
        let mut writer = output.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut group = writer.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
        Ok(())
    }
}

fn encode(output: &Output, batch: &Batch) -> parquet::errors::Result<Vec<ArrowColumnChunk>> {
    let mut writers = output.groups.create_column_writers(0)?.into_iter();
    let mut chunks = Vec::new();
    for (field, column) in output.arrow.fields().iter().zip(&batch.columns) {
        for leaf in compute_leaves(field, &array(column))? {
            let mut writer = writers.next().expect("a writer for every leaf of the schema");
            writer.write(&leaf)?;
            chunks.push(writer.close()?);
        }
    }
    Ok(chunks)
}

impl Conversion for ParquetConversion {
    fn finish(self: Box<Self>) -> io::Result<Written> {
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
        let output = self.output.into_inner().expect("made above").map_err(io::Error::other)?;
        let writer = output.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Writes the footer too.
        finish(writer.into_inner()?)
    }
}
