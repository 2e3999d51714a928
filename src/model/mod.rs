//! The nouns of the field, as DCAT 3, Table Schema and the policy documents name them. Nothing here reads or writes files.

mod attachment;
mod catalog;
mod classification;
mod dataset;
mod distribution;
mod encoding;
mod frequency;
pub mod geometry;
mod language;
mod letters;
mod license;
mod output;
mod period;
mod profile;
mod redirect;
mod rows;
pub mod schema;
mod slug;
mod source;
pub mod table;
mod theme;

pub use attachment::{Attachment, AttachmentKind};
pub use catalog::{Catalog, Location, PortalDescription, Publisher};
pub use classification::{Classification, Level};
pub use dataset::{ContactPoint, Dataset, Metadata, Preview, Resource, Translation};
pub use distribution::{Distribution, Format, JsonForm, Limits};
pub use encoding::{Candidate, DetectedEncoding, Evidence};
pub use frequency::Frequency;
pub use language::Language;
pub use letters::plain_letters;
pub use license::License;
pub use output::{Output, Outputs};
pub use period::{Period, PeriodEnd};
pub use profile::{Bin, ColumnProfile, Distinct, Edge, Frequent, Lengths, Quantiles};
pub use redirect::Redirect;
pub use rows::{PAGE_ROWS, RowsHead, RowsPage};
pub use slug::{Slug, resource_name};
pub use source::{CellRange, Dialect, Layout, Packing, Several, SourceFormat, column_letters};
pub use theme::Theme;

/// A calendar day.
pub type Date = jiff::civil::Date;
