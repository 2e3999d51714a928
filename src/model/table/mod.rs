//! Rows in columns: what a reader makes and everything after it looks at.

mod batch;
mod column;
mod lists;
mod text;
mod texts;

pub use batch::{Batch, Fault, FaultKind, Locate, RowFault, RowFaultKind, StrayQuote};
pub use column::{Column, ColumnBuilder, DECIMAL_PRECISION, DateTimes, DateTimesBuilder};
pub use lists::{Lists, ListsBuilder};
pub use text::{
    ZoneHabit, days_of, format_date, format_datetime, format_number, format_time, push_decimal, push_integer,
    push_number,
};
pub use texts::{TextCache, Texts};
