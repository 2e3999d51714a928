//! Hands out the rows of a sheet and makes batches of them.

use std::io;
use std::sync::Arc;

use super::grid::{Grid, Line, Value};
use crate::diagnostic::{Cell, Quoted};
use crate::model::schema::{Field, Schema};
use crate::model::table::{
    Batch, ColumnBuilder, Fault, FaultKind, Locate, RowFault, RowFaultKind, TextCache, format_number,
};
use crate::read::cell::CellParser;
use crate::read::{Block, Cutter, Decoder, Habits, Header};

/// About how many cells a block holds: as many as come out of a block of text.
const BLOCK_CELLS: usize = 250_000;

/// Cuts the rows of a sheet into runs.
pub(super) struct RowCutter {
    rows: usize,
    next: usize,
    step: usize,
}

impl RowCutter {
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        RowCutter { rows, next: 0, step: (BLOCK_CELLS / columns.max(1)).max(1) }
    }
}

impl Cutter for RowCutter {
    fn next_block(&mut self) -> io::Result<Option<Block>> {
        let first = self.next;
        self.next = self.rows.min(first + self.step);
        Ok((first < self.next).then(|| Block {
            bytes: Arc::default(),
            columns: None,
            first_record: first as u64,
            records: (self.next - first) as u64,
            first_line: 0,
            broken: None,
        }))
    }
}

/// The table in its sheet.
struct Shared {
    grid: Grid,
    rows: Vec<Line>,
    /// The field of each column of the sheet.
    fields_at: Vec<Option<usize>>,
    /// Columns of the sheet without a label that no field takes, each with its position in the table.
    unlabelled: Vec<(u16, usize)>,
    fields: Vec<Field>,
}

impl Shared {
    /// The position of the first column without a label in which something stands.
    fn unlabelled(&self, line: Line) -> Option<usize> {
        let is_filled = |column: u16| self.grid.cells(line).iter().any(|cell| cell.column == column);
        self.unlabelled.iter().find(|(column, _)| is_filled(*column)).map(|(_, position)| *position)
    }

    fn rows(&self, block: &Block) -> &[Line] {
        let first = block.first_record as usize;
        &self.rows[first..first + block.records as usize]
    }

    /// The value of each field in a row.
    fn values(&self, line: Line) -> Vec<Option<Value<'_>>> {
        let mut values = vec![None; self.fields.len()];
        for cell in self.grid.cells(line) {
            if let Some(Some(field)) = self.fields_at.get(usize::from(cell.column)) {
                values[*field] = Some(self.grid.value(cell));
            }
        }
        values
    }
}

/// Decodes runs of rows.
pub(super) struct SheetDecoder {
    shared: Arc<Shared>,
    parsers: Vec<CellParser>,
    /// Which fields have no column.
    absent: Vec<bool>,
}

impl SheetDecoder {
    pub(super) fn new(
        grid: Grid,
        rows: Vec<Line>,
        columns: &[u16],
        header: &Header,
        schema: &Schema,
        habits: &Habits,
    ) -> Self {
        let fields = schema.fields.clone();
        let mut absent = vec![true; fields.len()];
        let mut fields_at = vec![None; columns.last().map_or(0, |last| usize::from(*last) + 1)];
        for (at, field) in fields.iter().enumerate() {
            // Where a label stands twice the first column counts; a rule names the second.
            if let Some(position) = header.labels.iter().position(|label| label.text == field.source) {
                fields_at[usize::from(columns[position])] = Some(at);
                absent[at] = false;
            }
        }
        let taken = |column: u16| fields_at.get(usize::from(column)).is_some_and(Option::is_some);
        let labels = header.labels.iter().zip(columns).enumerate();
        let unlabelled = labels
            .filter(|(_, (label, column))| label.text.is_empty() && !taken(**column))
            .map(|(position, (_, column))| (*column, position))
            .collect();
        let parsers = fields.iter().zip(habits).map(|(field, habit)| CellParser::new(field, *habit)).collect();
        SheetDecoder { shared: Arc::new(Shared { grid, rows, fields_at, unlabelled, fields }), parsers, absent }
    }
}

impl Decoder for SheetDecoder {
    fn decode(&self, block: Block) -> Batch {
        let lines = self.shared.rows(&block);
        let fields = &self.shared.fields;
        let mut builders: Vec<_> =
            self.parsers.iter().zip(fields).map(|(parser, field)| parser.builder(field, lines.len())).collect();
        let (mut faults, mut row_faults, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        let mut has_numbers = vec![false; fields.len()];
        for (place, line) in lines.iter().enumerate() {
            if line.is_blank() {
                row_faults.push(RowFault { row: rows.len(), kind: RowFaultKind::Blank, place });
                continue;
            }
            if let Some(position) = self.shared.unlabelled(*line) {
                row_faults.push(RowFault { row: rows.len(), kind: RowFaultKind::Unlabelled(position), place });
            }
            for (field, value) in self.shared.values(*line).into_iter().enumerate() {
                has_numbers[field] |= matches!(value, Some(Value::Number(_) | Value::Code(..)));
                if let Err(kind) = append(&self.parsers[field], value, &mut builders[field]) {
                    faults.push(Fault { row: rows.len(), field, kind });
                }
            }
            rows.push(place);
        }
        // A column of nothing but texts that are numbers was exported so on purpose.
        faults.retain(|fault| fault.kind != FaultKind::NumberAsText || has_numbers[fault.field]);
        Batch {
            cache: TextCache::default(),
            rows: rows.len(),
            columns: builders.into_iter().map(ColumnBuilder::finish).collect(),
            faults,
            row_faults,
            absent: self.absent.clone(),
            seen: None,
            locator: Box::new(SheetLocator {
                shared: Arc::clone(&self.shared),
                first: block.first_record as usize,
                rows,
            }),
        }
    }

    fn visit(&self, block: &Block, field: usize, visitor: &mut dyn FnMut(&str) -> bool) {
        for line in self.shared.rows(block) {
            let goes_on = match self.shared.values(*line)[field] {
                Some(Value::Text(text)) => visitor(text),
                Some(Value::Moment(moment)) => visitor(&moment.text()),
                _ => true,
            };
            if !goes_on {
                return;
            }
        }
    }
}

/// Appends the value of a cell to a field's column.
fn append(parser: &CellParser, value: Option<Value<'_>>, builder: &mut ColumnBuilder) -> Result<(), FaultKind> {
    let fault = match (value, &mut *builder) {
        (None, builder) => {
            builder.append_null();
            return Ok(());
        }
        (Some(Value::Text(text)), builder) => {
            parser.append(text, builder)?;
            let is_number =
                matches!(builder, ColumnBuilder::Integer(_) | ColumnBuilder::Number(_) | ColumnBuilder::Decimal(..));
            return if is_number && !parser.is_missing(text) { Err(FaultKind::NumberAsText) } else { Ok(()) };
        }
        (Some(value @ Value::Code(..)), builder) if parser.is_text() => return parser.append(&value.text(), builder),
        (Some(Value::Number(number) | Value::Code(number, _)), builder) => {
            return parser.append_number(&format_number(number), builder);
        }
        (Some(Value::Moment(moment)), builder) => return parser.append_moment(moment, builder),
        (Some(Value::Bool(truth)), ColumnBuilder::Boolean(builder)) => {
            builder.append_value(truth);
            return Ok(());
        }
        (Some(value @ (Value::Bool(_) | Value::Span(_))), builder) => return parser.append(&value.text(), builder),
        (Some(Value::Error(error)), builder) if parser.is_missing(error) => return parser.append(error, builder),
        (Some(Value::Error(_)), _) => FaultKind::ErrorCell,
        (Some(Value::Formula), _) => FaultKind::FormulaWithoutValue,
        (Some(Value::NoDay(_)), _) => FaultKind::NotOfType,
    };
    builder.append_null();
    Err(fault)
}

struct SheetLocator {
    shared: Arc<Shared>,
    /// The first row of the block.
    first: usize,
    /// The place in the block of each row of the batch.
    rows: Vec<usize>,
}

impl std::fmt::Debug for SheetLocator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SheetLocator")
    }
}

impl SheetLocator {
    fn line(&self, place: usize) -> Line {
        self.shared.rows[self.first + place]
    }
}

impl Locate for SheetLocator {
    fn cell(&self, row: usize, field: usize) -> Cell {
        let line = self.line(self.rows[row]);
        let value = self.shared.values(line)[field].map(Value::text).filter(|text| !text.is_empty());
        Cell { row: Some(self.row_number(row)), value: value.map(Quoted::value), ..Cell::default() }
    }

    fn row_fault(&self, place: usize) -> Cell {
        Cell { row: Some(u64::from(self.line(place).row) + 1), ..Cell::default() }
    }

    fn row_number(&self, row: usize) -> u64 {
        u64::from(self.line(self.rows[row]).row) + 1
    }
}
